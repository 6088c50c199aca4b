//! What a form or an address asks for: a filter, and what is typed in the searches of long groups.

use crate::http::{Fields, Problem};
use relais_core::audience::{Filter, FilterError};
use std::collections::BTreeMap;

/// What the names of a filter's fields begin with.
pub const PREFIX: &str = "f.";
/// What the names of the searches inside groups begin with.
const SEARCH: &str = "q.";
/// Longest search kept, in characters.
const MAX_SEARCH: usize = 100;

/// A filter as it was asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Everything of it that can be understood.
    pub filter: Filter,
    /// What is typed in the search of a group, by key.
    pub searches: BTreeMap<String, String>,
    /// Bounds that are no number and no date, by the name of their field without [`PREFIX`], with what was typed.
    pub unreadable: BTreeMap<String, String>,
}

impl Asked {
    /// Reads `f.<key>`, `f.<key>.min`, `f.<key>.max`, `q.<key>`; `drop` takes one thing out again.
    ///
    /// # Errors
    /// A filter no form of ours sends: too many keys, a key too long.
    pub fn read(fields: &Fields) -> Result<Self, Problem> {
        let mut pairs: Vec<(&str, &str)> = fields
            .pairs()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?, value)))
            .collect();
        let mut unreadable = BTreeMap::new();
        let filter = loop {
            match Filter::from_pairs(pairs.iter().copied()) {
                Ok(filter) => break filter,
                Err(FilterError::BadBound { key, bound }) => {
                    let name = format!("{key}.{bound}");
                    let before = pairs.len();
                    pairs.retain(|(other, value)| {
                        if *other == name {
                            unreadable.insert(name.clone(), (*value).to_owned());
                        }
                        *other != name
                    });
                    if pairs.len() == before {
                        return Err(Problem::malformed(name));
                    }
                }
                Err(error) => return Err(Problem::malformed(error)),
            }
        };
        let searches = fields
            .pairs()
            .filter_map(|(name, value)| Some((name.strip_prefix(SEARCH)?, value.trim())))
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (key.to_owned(), value.chars().take(MAX_SEARCH).collect()))
            .collect();
        Ok(Self {
            filter: without(filter, fields.raw("drop")),
            searches,
            unreadable,
        })
    }

    /// What was typed in a bound: `income.min`.
    pub fn bound(&self, name: &str) -> Option<&str> {
        self.unreadable.get(name).map(String::as_str)
    }
}

/// Takes out `type=mairie`, or everything asked of `income`.
fn without(filter: Filter, drop: &str) -> Filter {
    match drop.split_once('=') {
        Some((key, value)) => filter.without(key, value),
        None if drop.is_empty() => filter,
        None => filter.without_key(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked::read(&Fields::parse(query.as_bytes())).unwrap()
    }

    #[test]
    fn values_ranges_and_searches_are_read() {
        let asked =
            asked("title=x&f.type=mairie&f.region=Bretagne&f.region=Corse&f.income.min=10&f.income.max=&q.city=ren");
        assert_eq!(
            asked.filter.canonical(),
            r#"{"income":{"min":10},"region":["Bretagne","Corse"],"type":["mairie"]}"#
        );
        assert_eq!(asked.searches["city"], "ren");
    }

    #[test]
    fn a_chip_takes_out_its_value_or_its_range() {
        let query = "f.type=mairie&f.type=epci&f.income.min=10";
        assert!(
            !asked(&format!("{query}&drop=type%3Dmairie"))
                .filter
                .has("type", "mairie")
        );
        assert!(asked(&format!("{query}&drop=type%3Dmairie")).filter.has("type", "epci"));
        assert!(asked(&format!("{query}&drop=income")).filter.get("income").is_none());
        assert!(!asked("f.type=&f.type=a&drop=type%3D").filter.has("type", ""));
    }

    #[test]
    fn a_bound_that_cannot_be_read_is_kept_to_be_shown_and_stops_nothing_else() {
        let asked = asked("f.income.min=beaucoup&f.income.max=5&f.type=mairie");
        assert_eq!(asked.bound("income.min"), Some("beaucoup"));
        assert_eq!(asked.filter.canonical(), r#"{"income":{"max":5},"type":["mairie"]}"#);
        assert!(Asked::read(&Fields::parse(format!("f.{}=1", "k".repeat(500)).as_bytes())).is_err());
    }
}
