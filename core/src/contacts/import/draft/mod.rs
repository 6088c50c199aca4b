//! One record and what its columns mean, made into a contact to be.
//!
//! Nothing of a row is lost silently: each value left out or changed is a [`Problem`]. This is the hot loop of an import, so
//! keys are resolved once per file and shared, and a value is copied once.
//! Not here: duplicates, consent and suppression, which need the database.

mod problem;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::contacts::attributes::Kind;
use crate::contacts::details::{Details, Value};
use crate::contacts::field::{Field, Key};

use super::columns::Mapping;
use super::normalise::{self, Country, Normal, ProblemCode, date, number, text};
use super::reader::{Entry, Record};
use super::sniff::{Dialect, Encoding};

pub use problem::Problem;

/// A contact as one row describes it, in canonical form.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Number of the line where the row starts.
    pub line: u64,
    /// What the row says.
    pub details: Details,
    /// What was left out or changed.
    pub problems: Vec<Problem>,
}

/// A row that is no contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Number of its first line.
    pub line: u64,
    /// How many lines of the file it takes.
    pub lines: u64,
    /// Why: the last one is the reason of the rejection, those before it explain it.
    pub problems: Vec<Problem>,
}

/// What becomes of one place of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A contact to be.
    Draft(Box<Draft>),
    /// Nothing; told why.
    Rejected(Rejected),
    /// A line without anything.
    Blank,
}

/// What a column's values become.
enum Target {
    Ignored,
    Field(Field),
    Followers,
    Number,
    Date,
    Category,
    Text,
}

struct Cell {
    target: Target,
    key: Option<Key>,
}

/// Makes drafts of the records of one file.
pub struct Drafter {
    cells: Vec<Cell>,
    /// Where the contact's own country stands, by which its phone and postcode are read.
    country_column: Option<usize>,
    country: Country,
    encoding: Encoding,
}

impl Drafter {
    /// Prepares for a file. `country` is the tenant's, for rows that name none.
    pub fn new(mapping: &Mapping, dialect: &Dialect, country: Country) -> Self {
        let cells: Vec<Cell> = mapping
            .columns()
            .iter()
            .map(|column| Cell {
                target: target(column.key.as_ref(), column.kind),
                key: column.key.clone(),
            })
            .collect();
        let country_column = cells
            .iter()
            .position(|cell| matches!(cell.target, Target::Field(Field::Country)));
        Self {
            cells,
            country_column,
            country,
            encoding: dialect.encoding,
        }
    }

    /// Judges one entry of the file.
    pub fn entry(&self, entry: &Entry<'_>) -> Outcome {
        match *entry {
            Entry::Record(record) => self.record(&record),
            Entry::Blank { .. } => Outcome::Blank,
            Entry::Unreadable { line, lines, reason } => Outcome::Rejected(Rejected {
                line,
                lines,
                problems: vec![Problem::of_row(line, reason.into())],
            }),
        }
    }

    /// Judges one record.
    pub fn record(&self, record: &Record<'_>) -> Outcome {
        let line = record.line();
        let mut draft = Draft {
            line,
            details: Details::default(),
            problems: Vec::new(),
        };
        let reject = |mut problems: Vec<Problem>, reason| {
            problems.push(Problem::of_row(line, reason));
            Outcome::Rejected(Rejected {
                line,
                lines: record.lines(),
                problems,
            })
        };
        let mut beyond = (self.cells.len()..record.len()).filter_map(|column| record.get(column));
        if beyond.any(|cell| !cell.iter().all(u8::is_ascii_whitespace)) {
            return reject(draft.problems, ProblemCode::TooManyCells);
        }
        if self.cells.iter().skip(record.len()).any(|cell| cell.key.is_some()) {
            draft.problems.push(Problem::of_row(line, ProblemCode::MissingCells));
        }
        let country = self.country_of(record);
        for (column, cell) in self.cells.iter().enumerate() {
            let (Some(key), Some(bytes)) = (&cell.key, record.get(column)) else {
                continue;
            };
            if bytes.is_empty() {
                continue;
            }
            let decoded = self.encoding.decode(bytes);
            let report = |reason| Problem::of_value(line, key, reason, &decoded.text);
            match self.value(&cell.target, &decoded.text, country) {
                Ok(None) => continue,
                Ok(Some((value, note))) => {
                    draft.problems.extend(note.map(report));
                    match (&cell.target, value) {
                        (Target::Field(field), Value::Text(text)) => draft.details.set(*field, Some(text)),
                        (_, value) => {
                            draft.details.attributes.insert(key.clone(), value);
                        }
                    }
                }
                Err(reason) => draft.problems.push(report(reason)),
            }
            if decoded.repaired {
                draft.problems.push(report(ProblemCode::EncodingRepaired));
            }
        }
        if draft.details.is_empty() {
            return reject(draft.problems, ProblemCode::NothingUsable);
        }
        Outcome::Draft(Box::new(draft))
    }

    fn country_of(&self, record: &Record<'_>) -> Country {
        let named = self
            .country_column
            .and_then(|column| record.get(column))
            .filter(|cell| !cell.is_empty());
        named
            .and_then(|cell| Country::find(&text::clean(&self.encoding.decode(cell).text)))
            .unwrap_or(self.country)
    }

    fn value(
        &self,
        target: &Target,
        raw: &str,
        country: Country,
    ) -> Result<Option<(Value, Option<ProblemCode>)>, ProblemCode> {
        if let Target::Field(field) = target {
            let normal = normalise::field(*field, raw, country)?;
            return Ok(normal.map(|Normal { value, note }| (Value::Text(value), note)));
        }
        let clean = text::clean(raw);
        if text::says_nothing(&clean) {
            return Ok(None);
        }
        let comma = self.country.decimal_comma();
        let bounded = |max| {
            let Normal { value, note } = normalise::bounded(clean.clone(), max);
            (Value::Text(value), note)
        };
        let value = match target {
            Target::Number | Target::Followers | Target::Date
                if matches!(&*clean, "NA" | "ND" | "NC" | "na" | "nd" | "nc") =>
            {
                return Ok(None);
            }
            Target::Followers => (
                Value::Number(number::count(&clean, comma).ok_or(ProblemCode::InvalidNumber)?),
                None,
            ),
            Target::Number => (
                Value::Number(number::parse(&clean, comma).ok_or(ProblemCode::InvalidNumber)?),
                None,
            ),
            Target::Date => (Value::Date(date::parse(&clean).ok_or(ProblemCode::InvalidDate)?), None),
            Target::Category => bounded(text::MAX_CATEGORY),
            Target::Text => bounded(text::MAX_TEXT),
            Target::Ignored | Target::Field(_) => return Ok(None),
        };
        Ok(Some(value))
    }

    /// The keys that drafts of this file may have.
    pub fn keys(&self) -> HashSet<&Key> {
        self.cells.iter().filter_map(|cell| cell.key.as_ref()).collect()
    }
}

fn target(key: Option<&Key>, kind: Kind) -> Target {
    let Some(key) = key else { return Target::Ignored };
    match (key.field(), key.network(), kind) {
        (Some(field), _, _) => Target::Field(field),
        (None, Some(_), _) => Target::Followers,
        (None, None, Kind::Number) => Target::Number,
        (None, None, Kind::Date) => Target::Date,
        (None, None, Kind::Category) => Target::Category,
        (None, None, Kind::Text) => Target::Text,
    }
}
