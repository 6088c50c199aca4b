//! From a filter to the contacts it names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::columns::Column;
use super::filter::{Filter, Selection};
use super::index::Index;

/// The value by which a filter asks for the members of a flag, and for those who are not.
const IN_FLAG: &str = "true";
const NOT_IN_FLAG: &str = "false";

/// A filter resolved against an index: per key, the contacts that satisfy it. All are live.
pub(super) struct Parts<'a> {
    live: &'a RoaringBitmap,
    parts: Vec<(&'a str, Cow<'a, RoaringBitmap>)>,
}

impl Index {
    /// How many contacts the filter lets in. A key or a value that nobody has lets nobody in.
    ///
    /// A key may name a category, a column of numbers or dates (by range, or by values compared as numbers or
    /// dates), or a flag (`"true"`, `"false"`). A key that names nothing is a category nobody has a value in.
    #[must_use]
    pub fn count(&self, filter: &Filter) -> u64 {
        let mut parts = Parts::new(self, filter).parts;
        // The smallest first: the others then have little to do.
        parts.sort_by_key(|(_, part)| part.len());
        let Some((_, last)) = parts.pop() else {
            return self.live.len();
        };
        let mut rest = parts.into_iter().map(|(_, part)| part);
        match rest.next() {
            None => last.len(),
            Some(first) => rest.fold(first, |all, part| and(all, &part)).intersection_len(&last),
        }
    }

    /// The contacts the filter lets in, by number: see [`Self::count`].
    #[must_use]
    pub fn select(&self, filter: &Filter) -> RoaringBitmap {
        Parts::new(self, filter).all().into_owned()
    }

    /// Per flag and named set, how many of `contacts` are in it.
    #[must_use]
    pub fn reach(&self, contacts: &RoaringBitmap) -> BTreeMap<String, u64> {
        self.flags
            .iter()
            .map(|flag| (flag.key.to_string(), flag.members.intersection_len(contacts)))
            .collect()
    }

    fn part(&self, key: &str, selection: &Selection) -> Cow<'_, RoaringBitmap> {
        match (self.column(key), selection) {
            (Some(Column::Category(id)), Selection::Values(values)) => self.category_at(id).any_of(values.iter()),
            (Some(Column::Number(id)), Selection::Range(range)) => Cow::Owned(self.numbers_at(id).within(range)),
            (Some(Column::Number(id)), Selection::Values(values)) => {
                let numbers = self.numbers_at(id);
                let parts = values.iter().map(|value| match value.as_str() {
                    "" => &self.live - numbers.present(),
                    value => numbers.equal(value),
                });
                Cow::Owned(parts.fold(RoaringBitmap::new(), |all, part| all | part))
            }
            (Some(Column::Flag(id)), Selection::Values(values)) => {
                let members = &self.flag_at(id).members;
                match (values.contains(IN_FLAG), values.contains(NOT_IN_FLAG)) {
                    (true, true) => Cow::Borrowed(&self.live),
                    (true, false) => Cow::Borrowed(members),
                    (false, true) => Cow::Owned(&self.live - members),
                    (false, false) => Cow::Owned(RoaringBitmap::new()),
                }
            }
            (None, Selection::Values(values)) if values.contains("") => Cow::Borrowed(&self.live),
            (None, _) | (Some(Column::Category(_) | Column::Flag(_)), Selection::Range(_)) => {
                Cow::Owned(RoaringBitmap::new())
            }
        }
    }
}

impl<'a> Parts<'a> {
    pub(super) fn new(index: &'a Index, filter: &'a Filter) -> Self {
        let parts = filter
            .iter()
            .map(|(key, selection)| (key, index.part(key, selection)))
            .collect();
        Self {
            live: &index.live,
            parts,
        }
    }

    /// The contacts that satisfy every key.
    pub(super) fn all(&self) -> Cow<'a, RoaringBitmap> {
        self.except(None)
    }

    /// The contacts that satisfy every key but `key`: what the values of that key are counted among.
    pub(super) fn without(&self, key: &str) -> Cow<'a, RoaringBitmap> {
        self.except(Some(key))
    }

    fn except(&self, key: Option<&str>) -> Cow<'a, RoaringBitmap> {
        let mut parts: Vec<&Cow<'a, RoaringBitmap>> = self
            .parts
            .iter()
            .filter(|(other, _)| Some(*other) != key)
            .map(|(_, part)| part)
            .collect();
        parts.sort_by_key(|part| part.len());
        let mut parts = parts.into_iter();
        match parts.next() {
            None => Cow::Borrowed(self.live),
            Some(first) => parts.fold(first.clone(), |all, part| and(all, part)),
        }
    }
}

fn and<'a>(left: Cow<'a, RoaringBitmap>, right: &RoaringBitmap) -> Cow<'a, RoaringBitmap> {
    Cow::Owned(match left {
        Cow::Borrowed(left) => left & right,
        Cow::Owned(left) => left & right,
    })
}
