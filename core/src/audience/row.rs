//! One contact as it enters the index, and the handles by which its columns are named.

use jiff::civil::Date;

use super::number::days;

/// A category of one index, from [`Index::category`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CategoryId(pub(super) u16);

/// A column of numbers or dates of one index, from [`Index::number`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NumberId(pub(super) u16);

/// A flag of one index, from [`Index::flag`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FlagId(pub(super) u16);

/// What the index holds of one contact; columns left out are without a value. The last word counts.
#[derive(Debug, Clone, Default)]
pub struct Row<'a> {
    pub(super) values: Vec<(CategoryId, &'a str)>,
    pub(super) numbers: Vec<(NumberId, f64)>,
    pub(super) flags: Vec<FlagId>,
}

impl<'a> Row<'a> {
    /// A contact without any value.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The contact's value in a category. Spaces around it do not count; nothing left is no value; of more than
    /// [`super::MAX_VALUE_BYTES`] bytes the beginning is kept.
    pub fn value(&mut self, category: CategoryId, value: &'a str) -> &mut Self {
        self.values.push((category, value));
        self
    }

    /// The contact's number; what is not finite is no number.
    pub fn number(&mut self, column: NumberId, number: f64) -> &mut Self {
        self.numbers.push((column, number));
        self
    }

    /// The contact's date, in a column of dates.
    pub fn date(&mut self, column: NumberId, date: Date) -> &mut Self {
        self.number(column, f64::from(days(date)))
    }

    /// Puts the contact in a flag.
    pub fn flag(&mut self, flag: FlagId) -> &mut Self {
        self.flags.push(flag);
        self
    }

    /// Empties the row for the next contact, keeping its memory.
    pub fn clear(&mut self) {
        self.values.clear();
        self.numbers.clear();
        self.flags.clear();
    }
}
