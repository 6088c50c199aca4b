//! Counting how a set of contacts spreads over the values of categories.
//!
//! Two ways, chosen per category by what they would cost: intersect the set with the bitmap of each value (good
//! for few values and large sets), or go through the set once and look at each contact's code (good for many
//! values and small sets). A set of more than half of the contacts is counted by those who are not in it.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::category::{Category, cardinality};

/// Tenths of nanoseconds, measured on one x86-64 core; only their ratios matter.
mod cost {
    /// One contact looked up in one category.
    pub(super) const LOOK: u64 = 10;
    /// A container met, whatever is in it.
    pub(super) const CONTAINER: u64 = 100;
    /// Two dense containers of 65,536 contacts intersected.
    pub(super) const DENSE: u64 = 6_000;
    /// One contact listed in a container that is not dense.
    pub(super) const LISTED: u64 = 4;
    /// From so many contacts on, a container is dense.
    pub(super) const DENSE_FROM: u64 = 4_096;
}

/// Contacts gone through at a time: their numbers stay in the nearest cache while every category looks at them.
const BLOCK: usize = 4_096;

/// Per category, the contacts of `set` that have each code. `set` holds only contacts of `live`.
pub(super) fn tally(set: &RoaringBitmap, live: &RoaringBitmap, categories: &[&Category]) -> Vec<Vec<u32>> {
    let (size, all) = (cardinality(set), cardinality(live));
    if size == all {
        return categories.iter().map(|category| category.totals().to_vec()).collect();
    }
    if size <= all / 2 {
        return count(set, size, categories);
    }
    let others = live - set;
    let mut counts = count(&others, all - size, categories);
    for (counts, category) in counts.iter_mut().zip(categories) {
        counts
            .iter_mut()
            .zip(category.totals())
            .for_each(|(count, total)| *count = total - *count);
    }
    counts
}

fn count(set: &RoaringBitmap, size: u32, categories: &[&Category]) -> Vec<Vec<u32>> {
    let mut counts: Vec<Vec<u32>> = categories
        .iter()
        .map(|category| vec![0; category.code_count()])
        .collect();
    let mut looked_at = Vec::new();
    for (category, counts) in categories.iter().zip(&mut counts) {
        if intersecting_is_cheaper(category, size) {
            intersect(set, size, category, counts);
        } else {
            looked_at.push((*category, counts));
        }
    }
    if looked_at.is_empty() {
        return counts;
    }
    let mut numbers = set.iter();
    let mut block = [0; BLOCK];
    loop {
        let block = numbers.next_many(&mut block);
        if block.is_empty() {
            break;
        }
        for (category, counts) in &mut looked_at {
            category.codes().tally(block, counts);
        }
    }
    counts
}

fn intersecting_is_cheaper(category: &Category, size: u32) -> bool {
    let containers = (category.codes().len() as u64).div_ceil(1 << 16);
    let size = u64::from(size);
    let listed_in_set = if size < containers * cost::DENSE_FROM { size } else { 0 };
    let largest = largest(category);
    let mut left = size * cost::LOOK;
    for (code, total) in category.totals().iter().map(|total| u64::from(*total)).enumerate() {
        if code == largest || total == 0 {
            continue;
        }
        let met = containers.min(total);
        let spent = met * cost::CONTAINER + (met * cost::DENSE).min((total + listed_in_set) * cost::LISTED);
        match left.checked_sub(spent) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// The code that most contacts have.
fn largest(category: &Category) -> usize {
    let totals = category.totals();
    (0..totals.len()).max_by_key(|code| totals[*code]).unwrap_or(0)
}

/// Every contact of the set has exactly one code, so the most frequent one needs no bitmap.
fn intersect(set: &RoaringBitmap, size: u32, category: &Category, counts: &mut [u32]) {
    let (totals, largest) = (category.totals(), largest(category));
    let mut rest = size;
    for (code, members) in category.members().iter().enumerate() {
        if code != largest && totals[code] > 0 {
            counts[code] = u32::try_from(members.intersection_len(set)).unwrap_or(u32::MAX);
            rest = rest.saturating_sub(counts[code]);
        }
    }
    counts[largest] = rest;
}

/// Per category, the counts of its codes: under `parts` of all keys but its own.
pub(super) fn spread<'a>(parts: &super::select::Parts<'a>, live: &RoaringBitmap, category: &Category) -> Vec<u32> {
    let set: Cow<'a, RoaringBitmap> = parts.without(&category.key);
    tally(&set, live, &[category]).pop().unwrap_or_default()
}
