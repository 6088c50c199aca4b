//! What the sampled values of a column say.

use std::collections::HashSet;

use crate::contacts::attributes::Kind;
use crate::contacts::import::normalise::{Country, date, number, text};

use super::looks;
use super::synonyms::Header;

/// How many values are tried for their shape: enough to see what most are.
const TRIED: usize = 200;

/// Of a hundred values how many must be numbers or dates for the column to be one of them.
const NEARLY_ALL: usize = 95;

/// Most values of a category.
const MAX_CATEGORIES: usize = 200;

/// Words of headers that name identifiers, which look like numbers but are none.
const IDENTIFIERS: [&str; 24] = [
    "id",
    "ids",
    "uid",
    "uuid",
    "guid",
    "ref",
    "reference",
    "code",
    "siret",
    "siren",
    "insee",
    "naf",
    "ape",
    "rcs",
    "tva",
    "iban",
    "bic",
    "numero",
    "matricule",
    "identifiant",
    "identifier",
    "key",
    "cle",
    "nic",
];

/// Shares of the values of one column, in per cent of those that are not empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// How many cells are not empty.
    pub filled: usize,
    /// Of all cells, those not empty.
    pub fill: usize,
    pub emails: usize,
    pub phones: usize,
    pub websites: usize,
    /// Web addresses that say so themselves.
    pub explicit_websites: usize,
    pub numbers: usize,
}

impl Evidence {
    pub fn gather(column: usize, samples: &[Vec<String>], country: Country) -> Self {
        let cells: Vec<&str> = values(column, samples).take(TRIED).collect();
        let share = |test: &dyn Fn(&str) -> bool| {
            let found = cells.iter().filter(|cell| test(cell)).count();
            found * 100 / cells.len().max(1)
        };
        let filled = values(column, samples).count();
        Self {
            filled,
            fill: filled * 100 / samples.len().max(1),
            emails: share(&looks::email),
            phones: share(&|cell| looks::phone(cell, country)),
            websites: share(&looks::website),
            explicit_websites: share(&looks::explicit_website),
            numbers: share(&|cell| number::count(cell, country.decimal_comma()).is_some()),
        }
    }

    /// Whether enough values were seen for their absence of a shape to mean something.
    pub fn tells(&self) -> bool {
        self.filled >= 5
    }
}

/// The kind of a column that is none of the canonical ones.
pub(super) fn kind(header: &str, column: usize, samples: &[Vec<String>], country: Country) -> Kind {
    let cells: Vec<&str> = values(column, samples).collect();
    let distinct: HashSet<&str> = cells.iter().copied().collect();
    let nearly_all = |test: &dyn Fn(&str) -> bool| {
        let found = cells.iter().filter(|cell| test(cell)).count();
        !cells.is_empty() && found * 100 >= cells.len() * NEARLY_ALL
    };
    let identifier = Header::new(header).has_word(&IDENTIFIERS);
    if !identifier && nearly_all(&|cell| date::parse(cell).is_some()) {
        return Kind::Date;
    }
    // Yes and no, however they are written, are two categories and not an amount.
    let flag = distinct.iter().all(|value| matches!(*value, "0" | "1"));
    let numbers = nearly_all(&|cell| number::parse(cell, country.decimal_comma()).is_some());
    let coded = identifier || cells.iter().any(|cell| is_coded(cell)) || (column == 0 && counts_rows(&cells));
    if numbers && !flag && !coded {
        return Kind::Number;
    }
    let longest = cells.iter().map(|cell| cell.len()).max().unwrap_or(0);
    let few = distinct.len() <= MAX_CATEGORIES
        && (distinct.len() * 2 <= cells.len() || (distinct.len() <= 12 && cells.len() < 50));
    let readable = longest <= text::MAX_CATEGORY / 2 && !cells.is_empty();
    if few && readable && !(identifier && distinct.len() == cells.len()) {
        Kind::Category
    } else {
        Kind::Text
    }
}

/// Digits that are a code: a zero in front, or more of them than an amount has.
fn is_coded(cell: &str) -> bool {
    let digits = cell.bytes().all(|b| b.is_ascii_digit());
    digits && ((cell.len() > 1 && cell.starts_with('0')) || cell.len() >= 12)
}

/// One more in each row from 0 or 1 on: in the first column, the number of the row.
fn counts_rows(cells: &[&str]) -> bool {
    let numbers = cells.iter().map(|cell| cell.parse::<usize>().ok());
    let mut from = [0, 1]
        .into_iter()
        .filter(|first| numbers.clone().eq((*first..).map(Some).take(cells.len())));
    cells.len() >= 5 && from.next().is_some()
}

fn values(column: usize, samples: &[Vec<String>]) -> impl Iterator<Item = &str> {
    samples
        .iter()
        .filter_map(move |row| row.get(column))
        .map(String::as_str)
        .filter(|cell| !text::says_nothing(cell))
}
