//! The index of one tenant: its columns, and how contacts enter, change and leave.

use std::collections::HashMap;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::category::Category;
use super::columns::Column;
use super::flag::{Flag, bitmap_bytes};
use super::number::Numbers;
use super::row::Row;
use super::text;

/// The greatest contact number an index takes. Memory follows the greatest number, so that one absurd number
/// would take gigabytes; 67 million contacts are beyond one tenant of this product.
pub const MAX_NUMBER: u32 = (1 << 26) - 1;

/// The most categories, and the most numbers, and the most flags an index has.
pub const MAX_COLUMNS: usize = 1_000;

/// Why the index refuses a column or a contact. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// A key that is empty, longer than [`super::MAX_KEY_BYTES`], or ends in `.min` or `.max`.
    #[error("{0:?} cannot be the key of a column")]
    BadKey(String),
    /// The key names a column of another kind already.
    #[error("{0:?} is a column of another kind")]
    KindConflict(String),
    /// More than [`MAX_COLUMNS`] of a kind.
    #[error("an index has at most {MAX_COLUMNS} columns of a kind")]
    TooManyColumns,
    /// A contact number above [`MAX_NUMBER`].
    #[error("contact number {0} is above {MAX_NUMBER}")]
    NumberTooLarge(u32),
    /// A row with a column that this index did not issue.
    #[error("the row has a column of another index")]
    UnknownColumn,
    /// A bulk load where contact numbers do not rise.
    #[error("contact number {0} does not come after the one before")]
    NotAscending(u32),
}

/// The memory an index holds, in bytes, near enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Dictionaries, codes and bitmaps of categories.
    pub categories: usize,
    /// Numbers and dates.
    pub numbers: usize,
    /// Flags, and the set of live contacts.
    pub flags: usize,
}

impl Size {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> usize {
        self.categories + self.numbers + self.flags
    }
}

/// The audience index of one tenant. See the module's opening for what it is made of.
#[derive(Debug, Clone, Default)]
pub struct Index {
    sequence: u64,
    /// One past the greatest contact number ever put; every column is this long.
    pub(super) len: u32,
    pub(super) live: RoaringBitmap,
    pub(super) columns: HashMap<Arc<str>, Column>,
    pub(super) categories: Vec<Category>,
    pub(super) numbers: Vec<Numbers>,
    pub(super) flags: Vec<Flag>,
}

impl Index {
    /// An index without contacts or columns, at sequence 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The change-journal number up to which the index is true.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Says up to which change-journal number the index is true.
    pub fn set_sequence(&mut self, sequence: u64) {
        self.sequence = sequence;
    }

    /// The contacts in the index.
    #[must_use]
    pub fn live(&self) -> &RoaringBitmap {
        &self.live
    }

    /// Puts a contact in, in place of what was known of it. Its place in named sets stays.
    ///
    /// # Errors
    /// A number above [`MAX_NUMBER`], or a row made for another index; then nothing has changed.
    pub fn put(&mut self, number: u32, row: &Row<'_>) -> Result<(), IndexError> {
        self.check(number, row)?;
        self.grow(number);
        let was_live = !self.live.insert(number);
        // Columns the row leaves out lose their value, so every column is visited.
        let mut values = vec![""; self.categories.len()];
        row.values
            .iter()
            .for_each(|(id, value)| values[usize::from(id.0)] = text::canonical(value));
        for (category, value) in self.categories.iter_mut().zip(values) {
            category.put(number, was_live, value);
        }
        let mut cells = vec![f64::NAN; self.numbers.len()];
        row.numbers
            .iter()
            .for_each(|(id, cell)| cells[usize::from(id.0)] = *cell);
        for (numbers, cell) in self.numbers.iter_mut().zip(cells) {
            numbers.set(number, cell);
        }
        for (at, flag) in self.flags.iter_mut().enumerate().filter(|(_, flag)| flag.by_row) {
            if row.flags.iter().any(|id| usize::from(id.0) == at) {
                flag.members.insert(number);
            } else {
                flag.members.remove(number);
            }
        }
        Ok(())
    }

    /// Takes a contact out, named sets included; one that is not in the index changes nothing.
    pub fn remove(&mut self, number: u32) {
        if !self.live.remove(number) {
            return;
        }
        self.categories.iter_mut().for_each(|category| category.remove(number));
        self.numbers
            .iter_mut()
            .for_each(|numbers| numbers.set(number, f64::NAN));
        self.flags.iter_mut().for_each(|flag| {
            flag.members.remove(number);
        });
    }

    /// Whether a row can be put: nothing is changed before everything is known to fit.
    pub(super) fn check(&self, number: u32, row: &Row<'_>) -> Result<(), IndexError> {
        if number > MAX_NUMBER {
            return Err(IndexError::NumberTooLarge(number));
        }
        let known = row
            .values
            .iter()
            .all(|(id, _)| usize::from(id.0) < self.categories.len())
            && row.numbers.iter().all(|(id, _)| usize::from(id.0) < self.numbers.len())
            && row
                .flags
                .iter()
                .all(|id| self.flags.get(usize::from(id.0)).is_some_and(|flag| flag.by_row));
        if known { Ok(()) } else { Err(IndexError::UnknownColumn) }
    }

    fn grow(&mut self, number: u32) {
        if number < self.len {
            return;
        }
        self.len = number + 1;
        let len = self.len as usize;
        self.categories.iter_mut().for_each(|category| category.grow(len));
        self.numbers.iter_mut().for_each(|numbers| numbers.grow(len));
    }

    /// The memory the index holds.
    #[must_use]
    pub fn size(&self) -> Size {
        Size {
            categories: self.categories.iter().map(Category::bytes).sum(),
            numbers: self.numbers.iter().map(Numbers::bytes).sum(),
            flags: self.flags.iter().map(Flag::bytes).sum::<usize>() + bitmap_bytes(&self.live),
        }
    }
}
