//! Spellings of one value that differ in nothing but case: «ALBERTVILLE CEDEX» is «Albertville Cedex».

use std::collections::HashMap;
use std::sync::Arc;

/// The code that stands for a value, by the value in lower case.
pub(super) type Caseless = HashMap<Box<str>, u32>;

/// A value without its case.
pub(super) fn caseless(value: &str) -> Box<str> {
    value.to_lowercase().into_boxed_str()
}

/// Among the spellings of each value the one that most contacts have, the first one among equals. `starts` says, per code,
/// where its contacts begin in the order of codes, and one past the end.
pub(super) fn most_frequent(values: &[Arc<str>], starts: &[u32]) -> Caseless {
    let count = |code: usize| match starts.get(code..code + 2) {
        Some([start, end]) => end - start,
        _ => 0,
    };
    let mut chosen = Caseless::with_capacity(values.len());
    for (code, value) in values.iter().enumerate() {
        let best = chosen.entry(caseless(value)).or_insert(code as u32);
        if count(code) > count(*best as usize) {
            *best = code as u32;
        }
    }
    chosen
}
