//! What is reported of a row.

use serde::{Deserialize, Serialize};

use crate::contacts::field::Key;
use crate::contacts::import::normalise::ProblemCode;
use crate::contacts::import::reader::Unreadable;

/// How much of a value is shown, in characters.
const SHOWN: usize = 80;

/// One thing wrong with a row. The value may be personal and is to be sealed where it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Number of the line where the row starts, from 1.
    pub line: u64,
    /// The attribute; `None` when the whole row is meant.
    pub field: Option<Key>,
    /// What is wrong.
    pub reason: ProblemCode,
    /// The value as it stands in the file, shortened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Problem {
    /// A problem of a whole row.
    pub fn of_row(line: u64, reason: ProblemCode) -> Self {
        Self {
            line,
            field: None,
            reason,
            value: None,
        }
    }

    /// A problem of one value.
    pub fn of_value(line: u64, field: &Key, reason: ProblemCode, value: &str) -> Self {
        Self {
            line,
            field: Some(field.clone()),
            reason,
            value: Some(shorten(value.trim())),
        }
    }
}

fn shorten(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

impl From<Unreadable> for ProblemCode {
    fn from(reason: Unreadable) -> Self {
        match reason {
            Unreadable::UnterminatedQuote => Self::UnterminatedQuote,
            Unreadable::LineTooLong => Self::LineTooLong,
        }
    }
}
