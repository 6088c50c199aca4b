//! A category: for each contact at most one value out of a dictionary.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use roaring::{MultiOps, RoaringBitmap};

use super::codes::Codes;
use super::spellings::{Caseless, caseless, most_frequent};
use super::text::fold;

/// The code of "no value".
pub(super) const MISSING: u32 = 0;

/// One category of an index, written twice: a code per contact (to know its old value, to count a small set
/// quickly, to take features from) and a bitmap per value (to combine). Every live contact is in exactly one
/// bitmap, that of "no value" included; contacts that are not live have code 0 and are in none.
#[derive(Debug, Clone)]
pub(super) struct Category {
    pub(super) key: Arc<str>,
    /// The dictionary, by code; `values[0]` is the empty text. Values are never taken out, so that codes stay:
    /// one that nobody has any more has an empty bitmap, until the index is built anew.
    values: Vec<Arc<str>>,
    /// Every spelling met, and the code that stands for it.
    lookup: HashMap<Arc<str>, u32>,
    /// The same without case, for spellings that are new; made when the first one comes.
    caseless: OnceLock<Caseless>,
    /// The values as people type them, by code; made by the first search.
    folded: OnceLock<Vec<Box<str>>>,
    codes: Codes,
    /// By code.
    members: Vec<RoaringBitmap>,
    /// How many contacts each bitmap holds, by code: asking 10,000 bitmaps takes a third of a millisecond.
    totals: Vec<u32>,
}

impl Category {
    /// A category that nobody of `live` has a value in.
    pub(super) fn new(key: Arc<str>, len: usize, live: &RoaringBitmap) -> Self {
        let mut category = Self::from_parts(key, Vec::new(), Codes::new(len));
        category.totals[0] = cardinality(live);
        category.members[0] = live.clone();
        category
    }

    /// A category from its dictionary (without the empty text) and codes. Its bitmaps are made by [`Self::sort`].
    pub(super) fn from_parts(key: Arc<str>, dictionary: Vec<Arc<str>>, codes: Codes) -> Self {
        let mut category = Self {
            key,
            values: vec![Arc::from("")],
            lookup: HashMap::with_capacity(dictionary.len()),
            caseless: OnceLock::new(),
            folded: OnceLock::new(),
            codes,
            members: vec![RoaringBitmap::new()],
            totals: vec![0],
        };
        category.lookup.insert(Arc::from(""), MISSING);
        for value in dictionary {
            category.add_value(value);
        }
        category
    }

    fn add_value(&mut self, value: Arc<str>) -> u32 {
        let code = self.values.len() as u32;
        self.folded.take();
        if let Some(known) = self.caseless.get_mut() {
            known.insert(caseless(&value), code);
        }
        self.lookup.insert(Arc::clone(&value), code);
        self.values.push(value);
        self.members.push(RoaringBitmap::new());
        self.totals.push(0);
        code
    }

    /// The codes in use, "no value" included.
    pub(super) fn code_count(&self) -> usize {
        self.values.len()
    }

    pub(super) fn values(&self) -> &[Arc<str>] {
        &self.values
    }

    /// The values, by code, as [`fold`] writes them.
    pub(super) fn folded(&self) -> &[Box<str>] {
        self.folded
            .get_or_init(|| self.values.iter().map(|value| fold(value).into_boxed_str()).collect())
    }

    pub(super) fn codes(&self) -> &Codes {
        &self.codes
    }

    pub(super) fn members(&self) -> &[RoaringBitmap] {
        &self.members
    }

    pub(super) fn totals(&self) -> &[u32] {
        &self.totals
    }

    /// The code of a canonical value, if the dictionary has it in any case.
    pub(super) fn code(&self, value: &str) -> Option<u32> {
        let exact = self.lookup.get(value).copied();
        exact.or_else(|| self.caseless().get(&*caseless(value)).copied())
    }

    fn caseless(&self) -> &Caseless {
        self.caseless.get_or_init(|| {
            let known = self.lookup.iter();
            known.map(|(value, code)| (caseless(value), *code)).collect()
        })
    }

    /// Whether a value is in the dictionary twice, which only bytes from elsewhere can bring about.
    pub(super) fn has_duplicates(&self) -> bool {
        self.lookup.len() < self.values.len()
    }

    /// How many values at least one contact has.
    pub(super) fn distinct(&self) -> usize {
        self.totals.iter().skip(1).filter(|total| **total > 0).count()
    }

    pub(super) fn grow(&mut self, len: usize) {
        self.codes.grow(len);
    }

    /// Writes a canonical value without touching bitmaps or totals: [`Self::sort`] follows.
    pub(super) fn append(&mut self, number: u32, value: &str) {
        // Neighbours often share a value: comparing with the last one is cheaper than hashing.
        let previous = number.checked_sub(1).map_or(MISSING, |before| self.codes.get(before));
        let same = self
            .values
            .get(previous as usize)
            .is_some_and(|known| **known == *value);
        let code = if same { previous } else { self.spelling(value) };
        self.codes.set(number, code);
    }

    /// The code of a value spelled like this; [`Self::sort`] brings the spellings of a value together once they are counted.
    fn spelling(&mut self, value: &str) -> u32 {
        let known = self.lookup.get(value).copied();
        known.unwrap_or_else(|| self.add_value(Arc::from(value)))
    }

    /// Gives all spellings of a value the code of the most frequent one. Whether any contact's code changed.
    fn unite(&mut self, starts: &[u32]) -> bool {
        let chosen = most_frequent(&self.values, starts);
        let mut moved = false;
        if chosen.len() < self.values.len() {
            let code_of = |value: &Arc<str>| chosen.get(&*caseless(value)).copied().unwrap_or(MISSING);
            let codes: Vec<u32> = self.values.iter().map(code_of).collect();
            for (value, code) in self.values.iter().zip(&codes) {
                self.lookup.insert(Arc::clone(value), *code);
            }
            for number in 0..self.codes.len() as u32 {
                let code = self.codes.get(number);
                let united = codes.get(code as usize).copied().unwrap_or(code);
                if united != code {
                    self.codes.set(number, united);
                    moved = true;
                }
            }
        }
        self.caseless = OnceLock::from(chosen);
        moved
    }

    /// Makes all bitmaps and totals from the codes. `starts` and `order` are scratch space, reused between
    /// columns; only contacts of `live` may have a code other than 0.
    pub(super) fn sort(&mut self, live: &RoaringBitmap, starts: &mut Vec<u32>, order: &mut Vec<u32>) {
        self.codes.shrink();
        self.codes.sorted(self.values.len(), starts, order);
        if self.unite(starts) {
            self.codes.sorted(self.values.len(), starts, order);
        }
        for (code, bounds) in starts.windows(2).enumerate() {
            let numbers = &order[bounds[0] as usize..bounds[1] as usize];
            let mut members = set_of(numbers);
            if code == 0 {
                members &= live;
            }
            members.optimize();
            self.totals[code] = cardinality(&members);
            self.members[code] = members;
        }
    }

    /// Gives a contact a canonical value (empty: none) in place of the one it had.
    pub(super) fn put(&mut self, number: u32, was_live: bool, value: &str) {
        if was_live {
            self.take_out(number);
        }
        let code = self.code(value).unwrap_or_else(|| self.add_value(Arc::from(value)));
        self.codes.set(number, code);
        if self.members[code as usize].insert(number) {
            self.totals[code as usize] += 1;
        }
    }

    /// Forgets a live contact.
    pub(super) fn remove(&mut self, number: u32) {
        self.take_out(number);
        self.codes.set(number, MISSING);
    }

    fn take_out(&mut self, number: u32) {
        let code = self.codes.get(number) as usize;
        if self.members[code].remove(number) {
            self.totals[code] -= 1;
        }
    }

    /// The contacts that have any of the values; a value nobody has adds nobody.
    pub(super) fn any_of<'a>(&self, values: impl Iterator<Item = &'a String>) -> Cow<'_, RoaringBitmap> {
        let members: Vec<&RoaringBitmap> = values
            .filter_map(|value| self.code(value))
            .map(|code| &self.members[code as usize])
            .collect();
        match members[..] {
            [one] => Cow::Borrowed(one),
            _ => Cow::Owned(members.union()),
        }
    }

    /// Bytes held, near enough: dictionary, codes and bitmaps.
    pub(super) fn bytes(&self) -> usize {
        /// A value's place in the dictionary, the lookup and the two lists, besides its text.
        const PER_VALUE: usize = 16 + 16 + 28 + 24 + 4;
        let texts: usize = self.values.iter().map(|value| value.len() + PER_VALUE).sum();
        let folded: usize = self
            .folded
            .get()
            .into_iter()
            .flatten()
            .map(|value| value.len() + 16)
            .sum();
        let caseless: usize = self
            .caseless
            .get()
            .into_iter()
            .flatten()
            .map(|(value, _)| value.len() + 32)
            .sum();
        let members: usize = self.members.iter().map(super::flag::bitmap_bytes).sum();
        texts + folded + caseless + self.codes.len() * self.codes.width() + members
    }
}

/// A set from sorted numbers, without spare capacity. Where one number in sixteen or more is in it, the set is
/// made from bits: four times as fast as number by number.
fn set_of(numbers: &[u32]) -> RoaringBitmap {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return RoaringBitmap::new();
    };
    let start = first & !0xFFFF;
    let span = (last - start) as usize + 1;
    if numbers.len() < span / 16 {
        // A copy has no spare capacity.
        return RoaringBitmap::from_sorted_iter(numbers.iter().copied())
            .unwrap_or_default()
            .clone();
    }
    let mut bits = vec![0_u8; span.div_ceil(8)];
    for number in numbers {
        let at = number - start;
        bits[at as usize / 8] |= 1 << (at % 8);
    }
    RoaringBitmap::from_lsb0_bytes(start, &bits)
}

/// The size of a set of contacts; contact numbers stay far below 2³², see [`super::MAX_NUMBER`].
pub(super) fn cardinality(set: &RoaringBitmap) -> u32 {
    u32::try_from(set.len()).unwrap_or(u32::MAX)
}
