//! What a value looks like, whatever its header says.

use crate::contacts::import::normalise::{Country, date, email, number, phone, text, website};

/// An email address.
pub fn email(cell: &str) -> bool {
    cell.contains('@') && email::normalise(&text::clean(cell)).is_ok()
}

/// A phone number that cannot be taken for an identifier: with its zero or its plus.
pub fn phone(cell: &str, country: Country) -> bool {
    let cell = text::clean(cell);
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    cell.starts_with(['0', '+', '(']) && (8..=17).contains(&digits) && phone::normalise(&cell, country).is_ok()
}

/// A web address, with or without its scheme.
pub fn website(cell: &str) -> bool {
    (cell.contains("://") || cell.contains('.'))
        && !cell.contains('@')
        && website::normalise(&text::clean(cell)).is_ok()
}

/// A web address that says so itself.
pub fn explicit_website(cell: &str) -> bool {
    let starts = |prefix: &str| {
        cell.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    (starts("http://") || starts("https://") || starts("www.")) && website(cell)
}

/// A value rather than a name of a column.
pub fn value(cell: &str) -> bool {
    email(cell)
        || explicit_website(cell)
        || number::parse(cell, true).is_some()
        || date::parse(cell).is_some()
        || phone(cell, Country::FRANCE)
}
