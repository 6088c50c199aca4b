//! Facets: how the contacts of a filter spread over every category, as the filter panel and the API show it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::category::Category;
use super::columns::Column;
use super::filter::{Filter, Selection};
use super::index::Index;
use super::select::Parts;
use super::tally::{spread, tally};
use super::text::fold;

/// How much of a category is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FacetLimits {
    /// Categories of at most so many values are listed whole; others are searched.
    pub listed: usize,
    /// Of a category that is searched, so many of its most frequent values are given.
    pub top: usize,
}

impl FacetLimits {
    /// For people: what a panel can show.
    pub const PAGE: Self = Self { listed: 50, top: 10 };
    /// For programs: whole categories up to thousands of values, the most frequent thousand of larger ones.
    pub const API: Self = Self {
        listed: 5_000,
        top: 1_000,
    };
}

/// The facets of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// How many contacts the filter lets in.
    pub total: u64,
    /// Every category, in the order in which they were declared.
    pub categories: Vec<Facet>,
}

/// One category under a filter.
///
/// Its counts are those under the filter's *other* keys: what one would get by choosing that value there. So a
/// value that is not chosen does not drop to 0 because another one is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The category's key.
    #[serde(serialize_with = "text")]
    pub key: Arc<str>,
    /// Whether it has too many values to list: `values` then holds the most frequent ones, and those chosen.
    pub searchable: bool,
    /// How many values somebody in the whole base has, whatever the filter.
    pub distinct: usize,
    /// Values that somebody has under the other keys, and those chosen even if nobody has them. Listed whole,
    /// they stand in the order of their frequency in the base, which the filter does not change; else by count.
    pub values: Vec<FacetValue>,
}

/// A value of a category under a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// The value; empty: "no value", always last.
    #[serde(serialize_with = "text")]
    pub value: Arc<str>,
    /// How many contacts have it under the filter's other keys.
    pub count: u64,
    /// Whether the filter asks for it.
    pub selected: bool,
}

/// `{category: {value: count}}`, as the API answers it. `""` counts those without a value.
pub type Contract<'a> = BTreeMap<&'a str, BTreeMap<&'a str, u64>>;

impl Facets {
    /// The facets as the API answers them: the same values and counts, without order.
    #[must_use]
    pub fn contract(&self) -> Contract<'_> {
        self.categories
            .iter()
            .map(|facet| {
                (
                    &*facet.key,
                    facet.values.iter().map(|value| (&*value.value, value.count)).collect(),
                )
            })
            .collect()
    }
}

impl Index {
    /// How the contacts of a filter spread over every category.
    #[must_use]
    pub fn facets(&self, filter: &Filter, limits: FacetLimits) -> Facets {
        let parts = Parts::new(self, filter);
        let all = parts.all();
        // Categories the filter leaves alone are all counted among the same contacts, in one go.
        let free: Vec<&Category> = self
            .categories
            .iter()
            .filter(|category| filter.get(&category.key).is_none())
            .collect();
        let mut free_counts = tally(&all, &self.live, &free).into_iter();
        let categories = self.categories.iter().map(|category| {
            let selection = filter.get(&category.key);
            let counts = match selection {
                None => free_counts.next().unwrap_or_default(),
                Some(_) => spread(&parts, &self.live, category),
            };
            facet(category, selection, &counts, limits)
        });
        Facets {
            categories: categories.collect(),
            total: all.len(),
        }
    }

    /// The values of one category that match what someone types, counted as in [`Facet`], at most `limit`.
    ///
    /// Case, accents and hyphens do not count. Values that begin with the text come first, then those with a
    /// word that does, then those that contain it; within each the most frequent first. An empty text matches
    /// every value, and also "no value". A key that is no category has no values.
    #[must_use]
    pub fn values(&self, key: &str, filter: &Filter, search: &str, limit: usize) -> Vec<FacetValue> {
        let Some(Column::Category(id)) = self.column(key) else {
            return Vec::new();
        };
        let category = self.category_at(id);
        let counts = spread(&Parts::new(self, filter), &self.live, category);
        let search = fold(search);
        let rank_of = |value: &FacetValue| match category.code(&value.value) {
            Some(code) => rank(&category.folded()[code as usize], &search),
            None => rank(&fold(&value.value), &search),
        };
        let mut ranked: Vec<(u8, FacetValue)> = shown(category, filter.get(key), &counts)
            .into_iter()
            .filter_map(|value| Some((rank_of(&value)?, value)))
            .collect();
        ranked.sort_by(|(rank, value), (other_rank, other)| rank.cmp(other_rank).then_with(|| by_count(value, other)));
        ranked.truncate(limit);
        ranked.into_iter().map(|(_, value)| value).collect()
    }
}

fn facet(category: &Category, selection: Option<&Selection>, counts: &[u32], limits: FacetLimits) -> Facet {
    let distinct = category.distinct();
    let searchable = distinct > limits.listed;
    let mut values = shown(category, selection, counts);
    if searchable {
        let top = limits.top.min(values.len());
        if top < values.len() {
            values.select_nth_unstable_by(top, by_count);
        }
        let mut at = 0;
        values.retain(|value| {
            at += 1;
            at <= top || value.selected
        });
        values.sort_unstable_by(by_count);
    } else {
        let total = |value: &FacetValue| {
            category
                .code(&value.value)
                .map_or(0, |code| category.totals()[code as usize])
        };
        values.sort_by_cached_key(|value| {
            (
                value.value.is_empty(),
                std::cmp::Reverse(total(value)),
                Arc::clone(&value.value),
            )
        });
    }
    Facet {
        key: Arc::clone(&category.key),
        searchable,
        distinct,
        values,
    }
}

/// Values with a count, and those chosen, in no particular order.
fn shown(category: &Category, selection: Option<&Selection>, counts: &[u32]) -> Vec<FacetValue> {
    let chosen = match selection {
        Some(Selection::Values(chosen)) => Some(chosen),
        _ => None,
    };
    // However it is spelled: a filter kept for long may ask for a spelling that is no longer the usual one.
    let codes: HashSet<u32> = chosen
        .into_iter()
        .flatten()
        .filter_map(|value| category.code(value))
        .collect();
    let mut values: Vec<FacetValue> = (0..)
        .zip(counts.iter().zip(category.values()))
        .filter(|(_, (count, _))| **count > 0)
        .map(|(code, (count, value))| FacetValue {
            value: Arc::clone(value),
            count: u64::from(*count),
            selected: codes.contains(&code),
        })
        .collect();
    for value in chosen.into_iter().flatten() {
        let counted = category.code(value).is_some_and(|code| counts[code as usize] > 0);
        if !counted {
            values.push(FacetValue {
                value: Arc::from(value.as_str()),
                count: 0,
                selected: true,
            });
        }
    }
    values
}

/// The most frequent first, then by name, "no value" last.
fn by_count(left: &FacetValue, right: &FacetValue) -> std::cmp::Ordering {
    let key = |value: &FacetValue| (value.value.is_empty(), std::cmp::Reverse(value.count));
    key(left).cmp(&key(right)).then_with(|| left.value.cmp(&right.value))
}

/// How well a folded value answers a folded search: 0 begins with it, 1 a word does, 2 contains it.
fn rank(value: &str, search: &str) -> Option<u8> {
    let mut found = None;
    for (at, _) in value.match_indices(search) {
        match value[..at].chars().next_back() {
            None => return Some(0),
            Some(before) if !before.is_alphanumeric() => found = Some(1),
            Some(_) => found = found.or(Some(2)),
        }
    }
    found
}

fn text<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}
