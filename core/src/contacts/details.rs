//! What is known of a contact, in clear and only in memory.

use super::field::{Field, Key};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of a tenant's own attribute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A number.
    Number(#[serde(serialize_with = "plainly")] f64),
    /// A day. Read back it is a text: only the attribute's kind tells a day from a text that looks like one.
    #[serde(skip_deserializing)]
    Date(Date),
    /// Anything else.
    Text(String),
}

/// Whole numbers without a decimal point, as people wrote them.
fn plainly<S: serde::Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    // Beyond 2^53 not every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the exact range")]
    if number.fract() == 0.0 && number.abs() < EXACT {
        serializer.serialize_i64(*number as i64)
    } else {
        serializer.serialize_f64(*number)
    }
}

impl Value {
    /// As a person reads it, without regard to language.
    pub fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// Everything known of a contact, normalised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    fields: [Option<String>; Field::COUNT],
    /// The tenant's own attributes and the figures per social network.
    pub attributes: BTreeMap<Key, Value>,
}

impl Details {
    /// The value of a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.fields[field as usize].as_deref()
    }

    /// Sets or clears a field; an empty text clears.
    pub fn set(&mut self, field: Field, value: Option<String>) {
        self.fields[field as usize] = value.filter(|text| !text.is_empty());
    }

    /// Takes over every value `newer` has; what it does not know stays.
    pub fn merge(&mut self, newer: Self) {
        for (mine, theirs) in self.fields.iter_mut().zip(newer.fields) {
            if theirs.is_some() {
                *mine = theirs;
            }
        }
        self.attributes.extend(newer.attributes);
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.fields.iter().all(Option::is_none) && self.attributes.is_empty()
    }

    /// What to call this contact: its name, else first and last name, else company, else address.
    pub fn display_name(&self) -> String {
        if let Some(name) = self.get(Field::Name) {
            return name.to_owned();
        }
        let full: Vec<&str> = [Field::FirstName, Field::LastName]
            .into_iter()
            .filter_map(|f| self.get(f))
            .collect();
        if !full.is_empty() {
            return full.join(" ");
        }
        [Field::Company, Field::Email, Field::Phone]
            .into_iter()
            .find_map(|f| self.get(f))
            .unwrap_or_default()
            .to_owned()
    }

    /// The one line under which letters to this person can be suppressed.
    pub fn postal_line(&self) -> Option<String> {
        let (address, postcode) = (self.get(Field::Address)?, self.get(Field::Postcode)?);
        Some(format!("{}|{address}|{postcode}", self.display_name()).to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_as_people_wrote_them() {
        let day: Date = "2026-05-01".parse().unwrap();
        for (value, json) in [
            (Value::Number(58_138.0), "58138"),
            (Value::Number(0.5), "0.5"),
            (Value::Text("1".into()), "\"1\""),
            (Value::Date(day), "\"2026-05-01\""),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        let read: Value = serde_json::from_str("\"2026-05-01\"").unwrap();
        assert_eq!(read, Value::Text("2026-05-01".into()));
        assert_eq!(serde_json::from_str::<Value>("58138").unwrap(), Value::Number(58_138.0));
    }
}
