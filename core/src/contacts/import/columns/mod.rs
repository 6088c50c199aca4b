//! What each column of a file means: found from its header and its values, corrected by the person who imports.
//!
//! Not here: reading values (`draft`, `normalise`), how the file is cut (`sniff`, `reader`).

mod correct;
pub mod looks;
mod names;
mod propose;
mod samples;
mod slug;
mod synonyms;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::contacts::attributes::{Attribute, Kind};
use crate::contacts::field::Key;

pub use correct::MappingError;
pub use synonyms::is_known as is_known_header;

/// The kind that a canonical key has whatever its values; `None` for a tenant's own attributes.
fn fixed_kind(key: &Key) -> Option<Kind> {
    match key.field() {
        Some(field) if field.is_category() => Some(Kind::Category),
        Some(_) => Some(Kind::Text),
        None => key.network().map(|_| Kind::Number),
    }
}

/// What one column means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its place in the file, from 0.
    pub column: usize,
    /// Its name as written in the file.
    pub header: String,
    /// The attribute it fills; `None` when it is left out.
    pub key: Option<Key>,
    /// How its values are read.
    pub kind: Kind,
}

/// What all columns of a file mean, in their order. No two have the same key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping {
    columns: Vec<Column>,
}

impl Mapping {
    /// The columns, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Gives attributes the tenant has already the kind they have there.
    pub fn keep_kinds(&mut self, known: &[Attribute]) {
        for column in &mut self.columns {
            let attribute = column
                .key
                .as_ref()
                .and_then(|key| known.iter().find(|known| known.key == *key));
            if let Some(attribute) = attribute {
                column.kind = attribute.kind;
            }
        }
    }

    /// The tenant's own attributes among the columns.
    pub fn own(&self) -> impl Iterator<Item = Attribute> {
        self.columns.iter().filter_map(|column| {
            let key = column.key.clone().filter(|key| key.field().is_none())?;
            Some(Attribute {
                key,
                label: column.header.clone(),
                kind: column.kind,
            })
        })
    }

    /// The key under which each column is, or would be, an attribute of the tenant's own.
    pub fn own_keys(&self) -> Vec<Key> {
        let mut taken: HashSet<Key> = self.columns.iter().filter_map(|column| column.key.clone()).collect();
        let own = |column: &Column| column.key.clone().filter(|key| fixed_kind(key).is_none());
        self.columns
            .iter()
            .map(|column| {
                own(column).unwrap_or_else(|| {
                    let key = slug::unique_key(&column.header, column.column, &taken);
                    taken.insert(key.clone());
                    key
                })
            })
            .collect()
    }

    /// The first column of this name, or the one that fills the attribute of this key.
    pub fn named(&self, text: &str) -> Option<&Column> {
        let wanted = text.trim();
        self.columns.iter().find(|column| {
            column.header.trim() == wanted || column.key.as_ref().is_some_and(|key| key.as_str() == wanted)
        })
    }

    /// The column that fills an attribute.
    pub fn column_of(&self, key: &Key) -> Option<&Column> {
        self.columns.iter().find(|column| column.key.as_ref() == Some(key))
    }
}
