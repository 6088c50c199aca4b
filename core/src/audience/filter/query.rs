//! A filter in a URL, so that a page can be reloaded, shared and gone back to:
//! `type=mairie&region=Bretagne&region=Corse&income.min=1000`. Pairs are not percent-encoded here.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bound, Filter, FilterError, MAX_KEYS, MAX_VALUES, Range, Selection, checked_value, shortened, text};

impl Filter {
    /// Reads a filter from the pairs of a query or form. The caller takes its own parameters out first: every
    /// pair left is a key of the filter. An empty bound, as an empty input of a form sends it, is no bound.
    ///
    /// # Errors
    /// [`FilterError`], naming the key at fault.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, FilterError> {
        let mut selections = BTreeMap::new();
        for (name, value) in pairs {
            add(&mut selections, name.as_ref(), value.as_ref())?;
            if selections.len() > MAX_KEYS {
                return Err(FilterError::TooManyKeys);
            }
        }
        let mut filter = Self::new();
        for (key, selection) in selections {
            filter.insert(&key, selection)?;
        }
        Ok(filter)
    }

    /// The pairs from which [`Filter::from_pairs`] reads the same filter, in canonical order.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (key, selection) in self.iter() {
            match selection {
                Selection::Values(values) => {
                    pairs.extend(values.iter().map(|value| (key.to_owned(), value.clone())));
                }
                Selection::Range(Range { min, max }) => {
                    let bounds = [min, max].into_iter().zip(text::RANGE_SUFFIXES);
                    pairs.extend(
                        bounds.filter_map(|(bound, suffix)| {
                            Some((format!("{key}{suffix}"), bound.as_ref()?.to_string()))
                        }),
                    );
                }
            }
        }
        pairs
    }
}

fn add(selections: &mut BTreeMap<String, Selection>, name: &str, value: &str) -> Result<(), FilterError> {
    let bound = text::RANGE_SUFFIXES.into_iter().find(|suffix| name.ends_with(suffix));
    let key = bound.and_then(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
    if !text::is_key(key) {
        return Err(FilterError::BadKey { key: shortened(key) });
    }
    let conflict = || FilterError::Conflict { key: key.to_owned() };
    let Some(suffix) = bound else {
        let value = checked_value(key, value)?;
        let selection = selections
            .entry(key.to_owned())
            .or_insert_with(|| Selection::Values(BTreeSet::new()));
        let Selection::Values(values) = selection else {
            return Err(conflict());
        };
        values.insert(value);
        if values.len() > MAX_VALUES {
            return Err(FilterError::TooManyValues { key: key.to_owned() });
        }
        return Ok(());
    };
    if value.trim().is_empty() {
        return Ok(());
    }
    let read = read_bound(value.trim());
    let read = read.ok_or_else(|| FilterError::BadBound {
        key: key.to_owned(),
        bound: suffix[1..].to_owned(),
    })?;
    let selection = selections
        .entry(key.to_owned())
        .or_insert(Selection::Range(Range::default()));
    let Selection::Range(range) = selection else {
        return Err(conflict());
    };
    let end = if suffix == text::RANGE_SUFFIXES[0] {
        &mut range.min
    } else {
        &mut range.max
    };
    match end.replace(read) {
        None => Ok(()),
        Some(_) => Err(conflict()),
    }
}

fn read_bound(text: &str) -> Option<Bound> {
    match text.parse() {
        Ok(number) => Some(Bound::Number(number)).filter(|_| f64::is_finite(number)),
        Err(_) => text.parse().ok().map(Bound::Date),
    }
}

impl std::fmt::Display for Bound {
    /// As in a URL: `1000`, `0.5`, `2026-01-31`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Date(date) => date.fmt(f),
        }
    }
}
