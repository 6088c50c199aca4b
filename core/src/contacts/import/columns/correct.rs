//! The mapping as the person who imports wants it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contacts::attributes::Kind;
use crate::contacts::field::Key;
use crate::contacts::import::normalise::text::fold;

use super::slug::unique_key;
use super::{Mapping, fixed_kind};

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum MappingError {
    /// Neither an object of header and key nor a list of columns.
    #[error("the mapping is neither {{header: key}} nor [{{column, key}}]")]
    NotUnderstood,
    /// The file has no such column.
    #[error("no column {column}")]
    UnknownColumn {
        /// Header or number as given.
        column: String,
    },
    /// Several columns have this header: they are to be told apart by number.
    #[error("several columns are named {column}")]
    AmbiguousColumn {
        /// Header as given.
        column: String,
    },
    /// Two columns for one attribute.
    #[error("two columns for {key}")]
    DuplicateKey {
        /// The attribute.
        key: Key,
    },
    /// Not a key.
    #[error("{key} is not a key")]
    InvalidKey {
        /// Header of the column.
        column: String,
        /// Key as given.
        key: String,
    },
    /// Every column is left out.
    #[error("no column is left")]
    NoColumn,
}

/// One column in the list form.
#[derive(Deserialize)]
struct Wish {
    column: Option<usize>,
    header: Option<String>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    kind: Option<Kind>,
}

impl Mapping {
    /// This mapping with what a person wants otherwise; columns not named stay as they are.
    ///
    /// Takes `{"Courriel": "email", "Référence": null}` or `[{"column": 0, "key": "email"}]`, where `null` and `""` leave a
    /// column out. A key that is wanted for another column is taken from the one that had it.
    pub fn corrected(&self, wanted: &Value) -> Result<Self, MappingError> {
        let mut corrected = self.clone();
        let mut named = HashSet::new();
        for wish in wishes(wanted)? {
            let column = self.place(&wish)?;
            let header = &self.columns[column].header;
            let text = wish.key.as_deref().map(str::trim).filter(|text| !text.is_empty());
            let key = match text {
                Some(text) => Some(Key::parse(text).map_err(|_| MappingError::InvalidKey {
                    column: header.clone(),
                    key: text.to_owned(),
                })?),
                None => None,
            };
            if !named.insert(column) {
                return Err(MappingError::AmbiguousColumn { column: header.clone() });
            }
            let slot = &mut corrected.columns[column];
            if let Some(kind) = key.as_ref().and_then(fixed_kind).or(wish.kind) {
                slot.kind = kind;
            }
            slot.key = key;
        }
        corrected.make_way(&named)?;
        if corrected.columns.iter().all(|column| column.key.is_none()) {
            return Err(MappingError::NoColumn);
        }
        Ok(corrected)
    }

    /// Gives the columns that were not named other keys than those that were.
    fn make_way(&mut self, named: &HashSet<usize>) -> Result<(), MappingError> {
        let mut taken = HashSet::new();
        for key in named.iter().filter_map(|column| self.columns[*column].key.as_ref()) {
            if !taken.insert(key.clone()) {
                return Err(MappingError::DuplicateKey { key: key.clone() });
            }
        }
        let mut all: HashSet<Key> = self.columns.iter().filter_map(|column| column.key.clone()).collect();
        for column in self.columns.iter_mut().filter(|column| !named.contains(&column.column)) {
            if column.key.as_ref().is_some_and(|key| taken.contains(key)) {
                let key = unique_key(&column.header, column.column, &all);
                all.insert(key.clone());
                column.key = Some(key);
            }
        }
        Ok(())
    }

    fn place(&self, wish: &Wish) -> Result<usize, MappingError> {
        if let Some(column) = wish.column {
            let unknown = || MappingError::UnknownColumn {
                column: column.to_string(),
            };
            return self.columns.get(column).map(|found| found.column).ok_or_else(unknown);
        }
        let header = wish.header.as_deref().ok_or(MappingError::NotUnderstood)?;
        let find = |same: &dyn Fn(&str) -> bool| {
            let mut found = self.columns.iter().filter(|column| same(&column.header));
            (found.next().map(|column| column.column), found.next().is_some())
        };
        let wanted = fold(header);
        let found = match find(&|name| name == header.trim()) {
            (None, _) => find(&|name| fold(name) == wanted),
            found => found,
        };
        match found {
            (Some(column), false) => Ok(column),
            (Some(_), true) => Err(MappingError::AmbiguousColumn {
                column: header.to_owned(),
            }),
            (None, _) => Err(MappingError::UnknownColumn {
                column: header.to_owned(),
            }),
        }
    }
}

fn wishes(wanted: &Value) -> Result<Vec<Wish>, MappingError> {
    let simple = |(header, key): (&String, &Value)| {
        let key = match key {
            Value::Null => None,
            Value::String(key) => Some(key.clone()),
            _ => return Err(MappingError::NotUnderstood),
        };
        Ok(Wish {
            column: None,
            header: Some(header.clone()),
            key,
            kind: None,
        })
    };
    match wanted {
        Value::Object(simple_form) => simple_form.iter().map(simple).collect(),
        Value::Array(list) => list
            .iter()
            .map(|wish| Wish::deserialize(wish).map_err(|_| MappingError::NotUnderstood))
            .collect(),
        _ => Err(MappingError::NotUnderstood),
    }
}
