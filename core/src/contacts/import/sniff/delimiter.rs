//! What stands between two cells and what ends a line.

use serde::{Deserialize, Serialize};

use crate::contacts::import::reader::{Entry, Position, RecordReader, Shape};

/// How many records each candidate is tried on.
const TRIED: usize = 200;

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `;`, as spreadsheets write where the comma is the decimal mark.
    Semicolon,
    /// `,`
    Comma,
    /// A tabulator.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// All of them, the likelier first.
    pub const ALL: [Self; 4] = [Self::Semicolon, Self::Comma, Self::Tab, Self::Pipe];

    /// The delimiter as it stands in the file.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|delimiter| delimiter.byte() == byte)
    }
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnd {
    /// A line feed, with or without a carriage return before it.
    Lf,
    /// A carriage return alone, as Excel writes «CSV (Macintosh)».
    Cr,
}

pub(super) fn line_end(head: &[u8]) -> LineEnd {
    let carriage = memchr::memchr(b'\r', head).is_some();
    if carriage && memchr::memchr(b'\n', head).is_none() {
        LineEnd::Cr
    } else {
        LineEnd::Lf
    }
}

/// The offset after the last line end.
pub(super) fn last_line_end(head: &[u8], line_end: LineEnd) -> Option<usize> {
    let end = match line_end {
        LineEnd::Lf => memchr::memrchr(b'\n', head),
        LineEnd::Cr => memchr::memrchr(b'\r', head),
    };
    end.map(|at| at + 1)
}

/// The line `sep=;` with which Excel is told the delimiter, and its length with its end.
pub(super) fn hint(text: &[u8]) -> Option<(Delimiter, usize)> {
    let (word, rest) = text.split_at_checked(4)?;
    let (delimiter, rest) = rest.split_first()?;
    if !word.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let delimiter = Delimiter::from_byte(*delimiter)?;
    let end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some((delimiter, 5 + end))
}

/// The delimiter under which most records have as many cells as the first one; among equals the one with more cells.
pub(super) fn guess(body: &[u8], line_end: LineEnd) -> Delimiter {
    let mut best = (Delimiter::Semicolon, 0, 1);
    for delimiter in Delimiter::ALL {
        let (agreeing, columns) = trial(
            body,
            Shape {
                delimiter,
                line_end,
                columns: 0,
            },
        );
        if columns > 1 && (agreeing, columns) > (best.1, best.2) {
            best = (delimiter, agreeing, columns);
        }
    }
    best.0
}

/// Share of records, in tenths, that have as many cells as the first, and how many cells that is. From eight tenths on all
/// are equal: a few ragged rows must not make the comma of an address win.
fn trial(body: &[u8], shape: Shape) -> (usize, usize) {
    let mut reader = RecordReader::new(body, shape, Position::START);
    let (mut columns, mut records, mut agreeing) = (0, 0, 0);
    while let Ok(Some(entry)) = reader.read() {
        let Entry::Record(record) = entry else { continue };
        if records == 0 {
            columns = record.len();
        }
        records += 1;
        agreeing += usize::from(record.len() == columns);
        if records == TRIED {
            break;
        }
    }
    ((agreeing * 10).checked_div(records).unwrap_or(0).min(8), columns)
}
