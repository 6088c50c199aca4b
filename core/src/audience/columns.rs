//! The columns of an index: how they are declared, found and listed.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::category::Category;
use super::flag::Flag;
use super::index::{Index, IndexError, MAX_COLUMNS};
use super::number::{NumberKind, Numbers};
use super::row::{CategoryId, FlagId, NumberId};
use super::text;

/// What a key names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Category(CategoryId),
    Number(NumberId),
    Flag(FlagId),
}

impl Index {
    /// The keys of the categories, in the order in which they were declared.
    pub fn category_keys(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().map(|category| &*category.key)
    }

    /// The keys and kinds of the columns of numbers and dates, in the order in which they were declared.
    pub fn number_keys(&self) -> impl Iterator<Item = (&str, NumberKind)> {
        self.numbers.iter().map(|numbers| (&*numbers.key, numbers.kind))
    }

    /// The smallest and the greatest number anybody has in a column (days since 1970-01-01 for dates).
    #[must_use]
    pub fn extent(&self, key: &str) -> Option<(f64, f64)> {
        self.numbers.iter().find(|numbers| *numbers.key == *key)?.extent()
    }

    /// The category `key`, declared now unless it was before.
    ///
    /// # Errors
    /// A bad key, a key of another kind, too many categories.
    pub fn category(&mut self, key: &str) -> Result<CategoryId, IndexError> {
        match self.column(key) {
            Some(Column::Category(id)) => Ok(id),
            _ => self.add_category(Category::new(Arc::from(key), self.len as usize, &self.live)),
        }
    }

    /// The column of numbers or dates `key`, declared now unless it was before.
    ///
    /// # Errors
    /// A bad key, a key of another kind, too many columns.
    pub fn number(&mut self, key: &str, kind: NumberKind) -> Result<NumberId, IndexError> {
        match self.column(key) {
            Some(Column::Number(id)) if self.numbers_at(id).kind == kind => Ok(id),
            _ => self.add_numbers(Numbers::new(Arc::from(key), kind, self.len as usize)),
        }
    }

    /// The flag `key`, whose members the rows say, declared now unless it was before.
    ///
    /// # Errors
    /// A bad key, a key of another kind, too many flags.
    pub fn flag(&mut self, key: &str) -> Result<FlagId, IndexError> {
        match self.column(key) {
            Some(Column::Flag(id)) if self.flag_at(id).by_row => Ok(id),
            _ => self.add_flag(Flag {
                key: Arc::from(key),
                by_row: true,
                members: RoaringBitmap::new(),
            }),
        }
    }

    /// Sets a named set as a whole, declaring it if need be. Rows do not change it; of `members` only contacts
    /// in the index stay, and one that is removed leaves it.
    ///
    /// # Errors
    /// A bad key, a key of another kind (a flag of rows included), too many flags.
    pub fn set(&mut self, key: &str, members: &RoaringBitmap) -> Result<(), IndexError> {
        let members = members & &self.live;
        match self.column(key) {
            Some(Column::Flag(id)) if !self.flag_at(id).by_row => self.flag_at_mut(id).members = members,
            _ => {
                self.add_flag(Flag {
                    key: Arc::from(key),
                    by_row: false,
                    members,
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn add_category(&mut self, category: Category) -> Result<CategoryId, IndexError> {
        let id = CategoryId(self.place(&category.key, self.categories.len())?);
        self.columns.insert(Arc::clone(&category.key), Column::Category(id));
        self.categories.push(category);
        Ok(id)
    }

    pub(super) fn add_numbers(&mut self, numbers: Numbers) -> Result<NumberId, IndexError> {
        let id = NumberId(self.place(&numbers.key, self.numbers.len())?);
        self.columns.insert(Arc::clone(&numbers.key), Column::Number(id));
        self.numbers.push(numbers);
        Ok(id)
    }

    pub(super) fn add_flag(&mut self, flag: Flag) -> Result<FlagId, IndexError> {
        let id = FlagId(self.place(&flag.key, self.flags.len())?);
        self.columns.insert(Arc::clone(&flag.key), Column::Flag(id));
        self.flags.push(flag);
        Ok(id)
    }

    /// The place of a new column among the `count` of its kind.
    fn place(&self, key: &str, count: usize) -> Result<u16, IndexError> {
        if !text::is_key(key) {
            return Err(IndexError::BadKey(key.chars().take(40).collect()));
        }
        if self.columns.contains_key(key) {
            return Err(IndexError::KindConflict(key.to_owned()));
        }
        u16::try_from(count)
            .ok()
            .filter(|place| usize::from(*place) < MAX_COLUMNS)
            .ok_or(IndexError::TooManyColumns)
    }

    /// The column that `key` names.
    pub(super) fn column(&self, key: &str) -> Option<Column> {
        self.columns.get(key).copied()
    }

    pub(super) fn category_at(&self, id: CategoryId) -> &Category {
        &self.categories[usize::from(id.0)]
    }

    pub(super) fn numbers_at(&self, id: NumberId) -> &Numbers {
        &self.numbers[usize::from(id.0)]
    }

    pub(super) fn flag_at(&self, id: FlagId) -> &Flag {
        &self.flags[usize::from(id.0)]
    }

    pub(super) fn category_at_mut(&mut self, id: CategoryId) -> &mut Category {
        &mut self.categories[usize::from(id.0)]
    }

    pub(super) fn numbers_at_mut(&mut self, id: NumberId) -> &mut Numbers {
        &mut self.numbers[usize::from(id.0)]
    }

    pub(super) fn flag_at_mut(&mut self, id: FlagId) -> &mut Flag {
        &mut self.flags[usize::from(id.0)]
    }
}
