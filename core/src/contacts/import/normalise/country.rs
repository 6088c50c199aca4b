//! Countries: ISO 3166-1 alpha-2 codes, found by code or by name in French and English.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::country_names::{ALIASES, COUNTRIES};
use super::text::fold;

/// A country or territory by its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// No such code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 3166-1 alpha-2 code")]
pub struct UnknownCountryCode;

static BY_NAME: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
    let names = COUNTRIES
        .iter()
        .flat_map(|(code, french, english)| [(code, french), (code, english)]);
    let aliases = ALIASES.iter().map(|(code, alias)| (code, alias));
    names
        .chain(aliases)
        .filter_map(|(code, name)| Some((fold(name), Country::parse(code)?)))
        .collect()
});

impl Country {
    /// France.
    pub const FRANCE: Self = Self(*b"FR");

    /// Takes an upper-case code that exists.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        COUNTRIES
            .binary_search_by(|(known, _, _)| known.as_bytes().cmp(&bytes))
            .ok()
            .map(|_| Self(bytes))
    }

    /// Finds a country by its code in any case or by its name in French or English, whatever the accents.
    pub fn find(text: &str) -> Option<Self> {
        if text.len() == 2 {
            return Self::parse(&text.to_ascii_uppercase()).or_else(|| BY_NAME.get(&fold(text)).copied());
        }
        // The usual one, without folding.
        if text == "France" || text == "FRANCE" {
            return Some(Self::FRANCE);
        }
        BY_NAME.get(&fold(text)).copied()
    }

    /// Every country, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        COUNTRIES.iter().filter_map(|(code, _, _)| Self::parse(code))
    }

    /// Its name in French.
    pub fn french(&self) -> &'static str {
        self.entry().map_or("", |(_, french, _)| french)
    }

    /// Its name in English.
    pub fn english(&self) -> &'static str {
        self.entry().map_or("", |(_, _, english)| english)
    }

    fn entry(&self) -> Option<&'static (&'static str, &'static str, &'static str)> {
        COUNTRIES
            .binary_search_by(|(known, _, _)| known.as_bytes().cmp(&self.0))
            .ok()
            .and_then(|at| COUNTRIES.get(at))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        // Only letters ever get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether it shares the postcodes and the dialling habits of France: its overseas territories do, and Monaco its postcodes.
    pub fn is_french(self) -> bool {
        matches!(
            &self.0,
            b"FR"
                | b"GP"
                | b"MQ"
                | b"GF"
                | b"RE"
                | b"YT"
                | b"PM"
                | b"BL"
                | b"MF"
                | b"NC"
                | b"PF"
                | b"WF"
                | b"TF"
                | b"MC"
        )
    }

    /// Whether a comma is the decimal mark there: all but the English-speaking countries and some of Asia, as far as one
    /// meets their files here.
    pub fn decimal_comma(self) -> bool {
        !matches!(
            &self.0,
            b"GB"
                | b"US"
                | b"IE"
                | b"AU"
                | b"NZ"
                | b"IN"
                | b"JP"
                | b"CN"
                | b"KR"
                | b"HK"
                | b"SG"
                | b"MX"
                | b"IL"
                | b"TH"
                | b"MT"
        )
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Country {
    type Err = UnknownCountryCode;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code).ok_or(UnknownCountryCode)
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_complete_and_known_to_the_numbering_plans() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a.0 < b.0));
        // ISO 3166-1 has 249; Kosovo (XK) is in use without being in it.
        assert_eq!(COUNTRIES.len(), 250);
        for (code, alias) in ALIASES {
            assert!(Country::parse(code).is_some(), "{code} {alias}");
        }
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        let mut seen = HashMap::new();
        let names = COUNTRIES
            .iter()
            .flat_map(|(code, french, english)| [(*code, *french), (*code, *english)]);
        for (code, name) in names.chain(ALIASES.iter().copied()) {
            assert_eq!(*seen.entry(fold(name)).or_insert(code), code, "{name}");
        }
    }

    #[test]
    fn countries_are_found_by_code_and_name() {
        for (text, code) in [
            ("fr", "FR"),
            ("FRANCE", "FR"),
            ("Etats-Unis", "US"),
            ("États Unis d'Amérique", "US"),
            ("Germany", "DE"),
            ("la réunion", "RE"),
            ("Côte d’Ivoire", "CI"),
            ("UK", "GB"),
            ("Pays-Bas", "NL"),
        ] {
            assert_eq!(Country::find(text), Country::parse(code), "{text}");
            assert!(Country::find(text).is_some(), "{text}");
        }
        assert_eq!(Country::find("zz"), None);
        assert_eq!(Country::find("Ruritanie"), None);
    }
}
