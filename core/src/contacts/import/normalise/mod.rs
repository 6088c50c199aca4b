//! One value in, its canonical form out: the form that is stored, compared, hashed and filtered by.
//!
//! Values come from a CSV cell, a form or the API alike. Nothing here knows of rows or files; a value that cannot be trusted
//! is refused with a code and the caller decides what becomes of the contact.

pub mod country;
mod country_names;
pub mod date;
mod domain;
pub mod email;
pub mod language;
pub mod number;
pub mod phone;
pub mod postcode;
mod problem;
pub mod text;
pub mod website;

pub use country::Country;
pub use problem::{Effect, ProblemCode};

use std::borrow::Cow;

use crate::contacts::field::Field;

/// A value in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normal {
    /// The value.
    pub value: String,
    /// What was lost on the way, if anything: the value is kept all the same.
    pub note: Option<ProblemCode>,
}

impl Normal {
    fn clean(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            note: None,
        }
    }
}

/// Brings the value of a canonical field into its form.
///
/// `country` is the contact's own, else the tenant's: it says how phone numbers and postcodes are written without prefix.
/// `Ok(None)` stands for a value that says nothing (`N/A`, `-`). The code of a refused value is one whose
/// [`ProblemCode::effect`] is [`Effect::Dropped`].
pub fn field(field: Field, raw: &str, country: Country) -> Result<Option<Normal>, ProblemCode> {
    let text = text::clean(raw);
    if text::says_nothing(&text) {
        return Ok(None);
    }
    match field {
        Field::Email => email::normalise(&text),
        Field::Phone => phone::normalise(&text, country),
        Field::Postcode => postcode::normalise(&text, country),
        Field::Website => website::normalise(&text),
        Field::Country => Country::find(&text)
            .map(|found| Normal::clean(found.as_str()))
            .ok_or(ProblemCode::UnknownCountry),
        Field::Language => language::find(&text)
            .map(Normal::clean)
            .ok_or(ProblemCode::UnknownLanguage),
        Field::Department => Ok(bounded(department(text, country), text::MAX_CATEGORY)),
        // A cell of several lines is a postal address; its lines are parts of it.
        Field::Address => Ok(bounded(text::clean_lines(raw), text::MAX_ADDRESS)),
        Field::Name | Field::Company | Field::FirstName | Field::LastName => Ok(bounded(text, text::MAX_NAME)),
        Field::Type | Field::Sector | Field::City | Field::Region | Field::Status => {
            Ok(bounded(text, text::MAX_CATEGORY))
        }
    }
    .map(Some)
}

/// Cuts a text that is too long.
pub(in crate::contacts) fn bounded(text: Cow<'_, str>, max: usize) -> Normal {
    match text.char_indices().nth(max).filter(|_| text.len() > max) {
        Some((end, _)) => Normal {
            value: text[..end].trim_end().to_owned(),
            note: Some(ProblemCode::Truncated),
        },
        None => Normal::clean(text.into_owned()),
    }
}

/// A département from 1 to 9 whose zero a spreadsheet has dropped gets it back.
fn department(text: Cow<'_, str>, country: Country) -> Cow<'_, str> {
    match text.as_bytes() {
        [b'1'..=b'9'] if country == Country::FRANCE => Cow::Owned(format!("0{text}")),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(of: Field, raw: &str) -> String {
        field(of, raw, Country::FRANCE).unwrap().unwrap().value
    }

    #[test]
    fn each_field_has_its_form() {
        assert_eq!(
            value(Field::Name, "  Mairie -  Sainte\u{a0}Anne "),
            "Mairie - Sainte Anne"
        );
        assert_eq!(value(Field::Department, "1"), "01");
        assert_eq!(value(Field::Department, "2A"), "2A");
        assert_eq!(value(Field::Address, "12 rue X\r\n\r\nBât. B "), "12 rue X, Bât. B");
        assert_eq!(value(Field::Country, "Allemagne"), "DE");
        assert_eq!(value(Field::Language, "Français"), "fr");
        assert_eq!(field(Field::Phone, "n/a", Country::FRANCE), Ok(None));
        assert_eq!(
            field(Field::Country, "Ruritanie", Country::FRANCE),
            Err(ProblemCode::UnknownCountry)
        );
        let long = field(Field::City, &"é".repeat(400), Country::FRANCE).unwrap().unwrap();
        assert_eq!(
            (long.value.chars().count(), long.note),
            (text::MAX_CATEGORY, Some(ProblemCode::Truncated))
        );
    }
}
