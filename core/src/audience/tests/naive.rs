//! The same answers, computed row by row from the definitions: slow, obvious, sharing no code with the engine.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Bound, FacetLimits, Filter, Index, NumberKind, Range, Row, Selection};

/// What is known of one contact.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Contact {
    pub(super) values: BTreeMap<String, String>,
    pub(super) numbers: BTreeMap<String, f64>,
    pub(super) flags: BTreeSet<String>,
}

/// Which columns there are.
pub(super) const CATEGORIES: [&str; 4] = ["type", "region", "city", "status"];
pub(super) const NUMBERS: [(&str, NumberKind); 2] = [("income", NumberKind::Number), ("since", NumberKind::Date)];
pub(super) const FLAGS: [&str; 2] = ["has:email", "reach:sms"];

/// A tenant's contacts by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Naive {
    pub(super) contacts: BTreeMap<u32, Contact>,
}

/// key, searchable, distinct, values as (value, count, selected).
pub(super) type NaiveFacet = (String, bool, usize, Vec<(String, u64, bool)>);

impl Contact {
    fn value(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    fn satisfies(&self, key: &str, selection: &Selection) -> bool {
        let kind = NUMBERS.iter().find(|(number, _)| *number == key).map(|(_, kind)| *kind);
        match (selection, kind) {
            (Selection::Range(range), Some(kind)) => self
                .numbers
                .get(key)
                .is_some_and(|number| lies_within(*number, range, kind)),
            (Selection::Range(_), None) => false,
            (Selection::Values(values), Some(kind)) => values.iter().any(|value| {
                let number = self.numbers.get(key);
                match (value.as_str(), kind) {
                    ("", _) => number.is_none(),
                    (value, NumberKind::Number) => number.is_some() && value.parse().ok().as_ref() == number,
                    (value, NumberKind::Date) => number.is_some() && value.parse().ok().map(day).as_ref() == number,
                }
            }),
            (Selection::Values(values), None) if FLAGS.contains(&key) => {
                values.contains(if self.flags.contains(key) { "true" } else { "false" })
            }
            (Selection::Values(values), None) => values.iter().any(|value| same(value, self.value(key))),
        }
    }
}

/// Whether two values differ in case only.
fn same(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}

fn day(date: jiff::civil::Date) -> f64 {
    let since = date.since(jiff::civil::date(1970, 1, 1)).unwrap();
    f64::from(since.get_days())
}

fn lies_within(number: f64, range: &Range, kind: NumberKind) -> bool {
    let place = |bound: Bound| match (bound, kind) {
        (Bound::Number(number), NumberKind::Number) => Some(number),
        (Bound::Date(date), NumberKind::Date) => Some(day(date)),
        _ => None,
    };
    range.min.is_none_or(|min| place(min).is_some_and(|min| min <= number))
        && range.max.is_none_or(|max| place(max).is_some_and(|max| number <= max))
}

impl Naive {
    fn among(&self, filter: &Filter, except: Option<&str>) -> Vec<(u32, &Contact)> {
        self.contacts
            .iter()
            .filter(|(_, contact)| {
                filter
                    .iter()
                    .all(|(key, selection)| Some(key) == except || contact.satisfies(key, selection))
            })
            .map(|(number, contact)| (*number, contact))
            .collect()
    }

    pub(super) fn select(&self, filter: &Filter) -> Vec<u32> {
        self.among(filter, None).into_iter().map(|(number, _)| number).collect()
    }

    pub(super) fn facets(&self, filter: &Filter, limits: FacetLimits) -> Vec<NaiveFacet> {
        CATEGORIES.iter().map(|key| self.facet(key, filter, limits)).collect()
    }

    fn facet(&self, key: &str, filter: &Filter, limits: FacetLimits) -> NaiveFacet {
        let mut base: BTreeMap<&str, u64> = BTreeMap::new();
        self.contacts
            .values()
            .for_each(|contact| *base.entry(contact.value(key)).or_default() += 1);
        let distinct = base.keys().filter(|value| !value.is_empty()).count();
        let mut values = self.counted(key, filter);
        let searchable = distinct > limits.listed;
        if searchable {
            sort_by_count(&mut values);
            let (top, rest) = values.split_at(limits.top.min(values.len()));
            values = top
                .iter()
                .chain(rest.iter().filter(|(.., selected)| *selected))
                .cloned()
                .collect();
        } else {
            values.sort_by_key(|(value, ..)| {
                let total = base
                    .iter()
                    .find(|(known, _)| same(known, value))
                    .map_or(0, |(_, count)| *count);
                (value.is_empty(), std::cmp::Reverse(total), value.clone())
            });
        }
        (key.to_owned(), searchable, distinct, values)
    }

    /// Values with a count under the other keys, and those selected.
    pub(super) fn counted(&self, key: &str, filter: &Filter) -> Vec<(String, u64, bool)> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for (_, contact) in self.among(filter, Some(key)) {
            *counts.entry(contact.value(key)).or_default() += 1;
        }
        if let Some(Selection::Values(values)) = filter.get(key) {
            let counted: Vec<&str> = counts.keys().copied().collect();
            for value in values {
                if !counted.iter().any(|counted| same(counted, value)) {
                    counts.insert(value, 0);
                }
            }
        }
        let chosen = |value: &str| match filter.get(key) {
            Some(Selection::Values(values)) => values.iter().any(|chosen| same(chosen, value)),
            _ => false,
        };
        counts
            .into_iter()
            .map(|(value, count)| (value.to_owned(), count, chosen(value)))
            .collect()
    }

    /// The row the engine would be given for a contact, columns declared as needed.
    pub(super) fn put(&self, index: &mut Index, number: u32) {
        let contact = &self.contacts[&number];
        let mut row = Row::new();
        for (key, value) in &contact.values {
            row.value(index.category(key).unwrap(), value);
        }
        for (key, kind) in NUMBERS {
            if let Some(value) = contact.numbers.get(key) {
                row.number(index.number(key, kind).unwrap(), *value);
            }
        }
        for key in &contact.flags {
            row.flag(index.flag(key).unwrap());
        }
        index.put(number, &row).unwrap();
    }
}

pub(super) fn sort_by_count(values: &mut [(String, u64, bool)]) {
    values.sort_by_key(|(value, count, _)| (value.is_empty(), std::cmp::Reverse(*count), value.clone()));
}
