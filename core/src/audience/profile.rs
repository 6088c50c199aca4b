//! The selected contacts as columns, for clustering and prediction.

use roaring::RoaringBitmap;

use super::category::{Category, MISSING};
use super::index::Index;
use super::number::Numbers;

/// What the index knows of some contacts, column by column, in the order of their numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// How many contacts: the length of every column, needed on its own when there is none.
    pub rows: usize,
    /// Categories.
    pub categorical: Vec<CategoricalColumn>,
    /// Numbers, and dates in days since 1970-01-01.
    pub numeric: Vec<NumericColumn>,
}

/// One category of a [`Profile`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CategoricalColumn {
    /// The category's key.
    pub key: String,
    /// The values that at least one of the contacts has, sorted.
    pub values: Vec<String>,
    /// Per contact, the place of its value in `values`; `u32::MAX`: it has none.
    pub codes: Vec<u32>,
}

/// One column of numbers of a [`Profile`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NumericColumn {
    /// The column's key.
    pub key: String,
    /// Per contact, its number; NaN: it has none.
    pub values: Vec<f32>,
}

impl Index {
    /// The given contacts as columns. The same contacts with the same values give the same profile, whatever
    /// the history of the index.
    #[must_use]
    pub fn profile(&self, contacts: &RoaringBitmap) -> Profile {
        let contacts: Vec<u32> = contacts.iter().collect();
        Profile {
            rows: contacts.len(),
            categorical: self
                .categories
                .iter()
                .map(|category| categorical(category, &contacts))
                .collect(),
            numeric: self.numbers.iter().map(|numbers| numeric(numbers, &contacts)).collect(),
        }
    }
}

fn categorical(category: &Category, contacts: &[u32]) -> CategoricalColumn {
    let mut codes = category.codes().gather(contacts);
    let mut places = vec![u32::MAX; category.code_count()];
    codes.iter().for_each(|code| places[*code as usize] = 0);
    places[MISSING as usize] = u32::MAX;
    let mut used: Vec<usize> = (0..places.len()).filter(|code| places[*code] == 0).collect();
    used.sort_unstable_by_key(|code| &category.values()[*code]);
    (0..).zip(&used).for_each(|(place, code)| places[*code] = place);
    codes.iter_mut().for_each(|code| *code = places[*code as usize]);
    let values = used
        .into_iter()
        .map(|code| category.values()[code].to_string())
        .collect();
    CategoricalColumn {
        key: category.key.to_string(),
        values,
        codes,
    }
}

fn numeric(numbers: &Numbers, contacts: &[u32]) -> NumericColumn {
    NumericColumn {
        key: numbers.key.to_string(),
        values: numbers.gather(contacts),
    }
}
