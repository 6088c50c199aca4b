//! Filters: what an audience is asked for.
//!
//! A filter maps keys to selections; a contact must satisfy every key (AND), and for a key any one of the values
//! chosen (OR) or a range. Here: the value itself, always in canonical form, and its fingerprint. Its JSON is in
//! `json`, its URL form in `query`. What a key means is the index's affair: a filter knows no column.

mod json;
mod query;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::text;

/// The most keys a filter may have.
pub const MAX_KEYS: usize = 64;
/// The most values one key of a filter may have.
pub const MAX_VALUES: usize = 1_000;

/// A filter in canonical form: keys and values sorted, each once, selections that restrict nothing left out.
///
/// Two filters that ask for the same thing in another order are equal and have the same JSON and fingerprint.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    selections: BTreeMap<String, Selection>,
}

/// What one key asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Selection {
    /// Any of these values; the empty text stands for "no value". Never empty in a filter.
    Values(BTreeSet<String>),
    /// A number or a date between bounds; contacts without a value are out. At least one bound in a filter.
    Range(Range),
}

/// An interval, both ends included; a missing end is open.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Range {
    /// The smallest value let in.
    pub min: Option<Bound>,
    /// The greatest value let in.
    pub max: Option<Bound>,
}

/// One end of a [`Range`]. Dates match only columns of dates, numbers only columns of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// A finite number. Through JSON fifteen digits survive exactly, the last of seventeen may not.
    Number(f64),
    /// A day, `YYYY-MM-DD`.
    Date(Date),
}

/// Why something is not a filter. Each is the caller's mistake and names the key at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The JSON is not an object.
    #[error("filters must be an object of key → values or range")]
    NotAnObject,
    /// More than [`MAX_KEYS`] keys.
    #[error("filters may have at most {MAX_KEYS} keys")]
    TooManyKeys,
    /// A key that is empty, too long, or ends in `.min` or `.max`.
    #[error("{key:?} cannot be the key of a filter")]
    BadKey {
        /// The key as given, shortened.
        key: String,
    },
    /// Neither an array of values nor an object with `min` and `max`.
    #[error("{key:?} must be an array of values, or an object with \"min\" and \"max\"")]
    BadSelection {
        /// The key at fault.
        key: String,
    },
    /// More than [`MAX_VALUES`] values for a key.
    #[error("{key:?} may have at most {MAX_VALUES} values")]
    TooManyValues {
        /// The key at fault.
        key: String,
    },
    /// A value that is no text, or one that holds control characters.
    #[error("the values of {key:?} must be texts without control characters")]
    BadValue {
        /// The key at fault.
        key: String,
    },
    /// A value longer than [`super::MAX_VALUE_BYTES`].
    #[error("a value of {key:?} is longer than {} bytes", text::MAX_VALUE_BYTES)]
    ValueTooLong {
        /// The key at fault.
        key: String,
    },
    /// A bound that is neither a finite number nor an ISO date, or one that is not called `min` or `max`.
    #[error("the range of {key:?} has no valid {bound:?}: a number or a date (YYYY-MM-DD) is expected")]
    BadBound {
        /// The key at fault.
        key: String,
        /// The bound's name as given, shortened.
        bound: String,
    },
    /// A URL that asks for values and for a range of the same key, or twice for the same bound.
    #[error("{key:?} is asked for in two ways")]
    Conflict {
        /// The key at fault.
        key: String,
    },
}

impl Filter {
    /// A filter that lets everybody in.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether everybody is let in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.selections.is_empty()
    }

    /// The keys that restrict, in order, with what they ask for.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Selection)> {
        self.selections.iter().map(|(key, selection)| (key.as_str(), selection))
    }

    /// What `key` asks for, if it restricts anything.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Selection> {
        self.selections.get(key)
    }

    /// Whether `value` is one of those chosen for `key`; the empty text asks about "no value".
    #[must_use]
    pub fn has(&self, key: &str, value: &str) -> bool {
        matches!(self.get(key), Some(Selection::Values(values)) if values.contains(value))
    }

    /// The same filter with one more value chosen for `key`, in place of a range if there was one.
    ///
    /// # Errors
    /// [`FilterError`] when the key, the value or their number is out of bounds.
    pub fn with(mut self, key: &str, value: &str) -> Result<Self, FilterError> {
        let mut values = match self.selections.remove(key) {
            Some(Selection::Values(values)) => values,
            _ => BTreeSet::new(),
        };
        values.insert(checked_value(key, value)?);
        self.insert(key, Selection::Values(values))?;
        Ok(self)
    }

    /// The same filter with `key` restricted to `range`, in place of what it asked for.
    ///
    /// # Errors
    /// [`FilterError`] when the key is out of bounds, there are too many keys, or a bound is not finite.
    pub fn with_range(mut self, key: &str, range: Range) -> Result<Self, FilterError> {
        self.selections.remove(key);
        self.insert(key, Selection::Range(range))?;
        Ok(self)
    }

    /// The same filter without `value` for `key`; the key goes with its last value.
    #[must_use]
    pub fn without(mut self, key: &str, value: &str) -> Self {
        if let Some(Selection::Values(values)) = self.selections.get_mut(key) {
            values.remove(value);
            if values.is_empty() {
                self.selections.remove(key);
            }
        }
        self
    }

    /// The same filter, `key` asking for nothing.
    #[must_use]
    pub fn without_key(mut self, key: &str) -> Self {
        self.selections.remove(key);
        self
    }

    /// The canonical JSON, one line: equal filters give equal texts.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.to_json().to_string()
    }

    /// A fingerprint for caches, the same on every machine and version: SHA-256 of the canonical JSON, cut to
    /// 128 bits, so that nobody can craft two filters that share an entry.
    #[must_use]
    pub fn fingerprint(&self) -> u128 {
        let digest = Sha256::digest(self.canonical().as_bytes());
        digest
            .iter()
            .take(16)
            .fold(0, |hash, byte| (hash << 8) | u128::from(*byte))
    }

    /// The one way in: everything a filter holds has been checked and put in canonical form here.
    fn insert(&mut self, key: &str, selection: Selection) -> Result<(), FilterError> {
        if !text::is_key(key) {
            return Err(FilterError::BadKey { key: shortened(key) });
        }
        let selection = match selection {
            Selection::Values(values) if values.is_empty() => return Ok(()),
            Selection::Values(values) if values.len() > MAX_VALUES => {
                return Err(FilterError::TooManyValues { key: key.to_owned() });
            }
            Selection::Range(Range { min: None, max: None }) => return Ok(()),
            Selection::Range(range) => Selection::Range(Range {
                min: checked_bound(key, "min", range.min)?,
                max: checked_bound(key, "max", range.max)?,
            }),
            values @ Selection::Values(_) => values,
        };
        if self.selections.len() >= MAX_KEYS && !self.selections.contains_key(key) {
            return Err(FilterError::TooManyKeys);
        }
        self.selections.insert(key.to_owned(), selection);
        Ok(())
    }
}

fn checked_value(key: &str, value: &str) -> Result<String, FilterError> {
    let value = value.trim();
    // No value of a contact has any, and PostgreSQL keeps no U+0000.
    if value.contains(char::is_control) {
        return Err(FilterError::BadValue { key: key.to_owned() });
    }
    if value.len() > text::MAX_VALUE_BYTES {
        return Err(FilterError::ValueTooLong { key: key.to_owned() });
    }
    Ok(value.to_owned())
}

fn checked_bound(key: &str, name: &str, bound: Option<Bound>) -> Result<Option<Bound>, FilterError> {
    match bound {
        Some(Bound::Number(number)) if !number.is_finite() => Err(FilterError::BadBound {
            key: key.to_owned(),
            bound: name.to_owned(),
        }),
        // −0 equals 0 but is written otherwise: adding 0 makes them one.
        Some(Bound::Number(number)) => Ok(Some(Bound::Number(number + 0.0))),
        other => Ok(other),
    }
}

/// What of a text from outside is repeated in an error.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
