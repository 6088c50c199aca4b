//! From the columns of an audience to a matrix K-Means can work on.
//!
//! K-Means compares rows by squared Euclidean distance, so what a column weighs is its variance. Each kept
//! numeric column gets variance 1 (after a logarithm where it is strongly skewed). A categorical column is
//! one-hot encoded and its dummies *together* get variance ½, however many values it has: without that, a
//! column of twelve regions would weigh as much as a dozen incomes. One half and not one, because K-Means is
//! drawn to the gaps between discrete values (Hennig & Liao 2013, «How to find an appropriate clustering for
//! mixed-type variables», J. R. Stat. Soc. C 62(3), 309–369: factor q = 1/2 for nominal variables).
//!
//! The matrix is `f32`: K-Means is bound by memory traffic here, and a value known to seven digits after
//! standardising moves no centroid that anybody could notice.

mod categorical;
mod encode;
mod numeric;
mod plans;
mod redundancy;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::InsightError;
pub use crate::audience::{CategoricalColumn, NumericColumn, Profile};
pub use encode::encode;
pub(super) use numeric::NumericPlan;
pub(super) use redundancy::correlation;

/// The code of a missing value in [`CategoricalColumn::codes`].
pub const MISSING: u32 = u32::MAX;

/// The widest matrix ever built: beyond, distances say little and passes cost much.
pub const MAX_WIDTH: usize = 64;

/// The most cells a matrix holds (256 MiB of `f32`): 64 columns for a million rows, fewer beyond.
const MAX_CELLS: usize = 1 << 26;

/// A column missing in more than this share of the rows says nothing about the others.
const MAX_MISSING: f64 = 0.95;

/// A column where one value reaches this share is constant for our purpose.
const CONSTANT_SHARE: f64 = 0.995;

/// Distinct values over present values from which a column identifies rather than describes.
const IDENTIFIER_RATIO: f64 = 0.9;

/// Shares of missing values between which an indicator of missingness separates rows usefully.
const INFORMATIVE_MISSING: std::ops::RangeInclusive<f64> = 0.05..=0.95;

/// Total variance given to the dummies of one nominal column (see the module's comment).
const NOMINAL_VARIANCE: f64 = 0.5;

/// Dummies of a rarer split than 10 % / 90 % are not blown up further: a handful of odd rows is not a segment.
const MIN_NOMINAL_SPREAD: f64 = 0.18;

/// Rows looked at where a sample is as good as the whole (distinct numbers, redundancy).
const SAMPLE_ROWS: usize = 20_000;

/// Why a column takes no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    /// (Nearly) every row has the same value.
    Constant,
    /// (Nearly) every row has a value of its own: names, addresses, customer numbers.
    Identifier,
    /// (Nearly) every row lacks it.
    Missing,
    /// Repeated values, but none frequent enough to describe a segment: cities of a whole country.
    Scattered,
    /// A kept column says it already: the department of a region, the age beside the year of birth.
    Redundant,
    /// The matrix is full.
    Overflow,
}

/// What one column of the matrix stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Feature {
    /// The standardised value of a numeric column, by its index in the profile.
    Number {
        /// Index in [`Profile::numeric`].
        column: usize,
    },
    /// Whether a numeric column is missing.
    NumberMissing {
        /// Index in [`Profile::numeric`].
        column: usize,
    },
    /// Whether a categorical column has this value ([`MISSING`] for none).
    Value {
        /// Index in [`Profile::categorical`].
        column: usize,
        /// Code in the column's dictionary, or [`MISSING`].
        code: u32,
    },
}

/// The encoded audience.
#[derive(Debug, Clone)]
pub struct Features {
    /// One row per contact, in the profile's order, row-major, without NaN.
    pub matrix: Array2<f32>,
    /// One entry per column of the matrix.
    pub features: Vec<Feature>,
    /// Columns left out, and why.
    pub dropped: Vec<(String, Dropped)>,
    /// Kept numeric columns: index in the profile and how they were transformed.
    pub(super) numbers: Vec<(usize, NumericPlan)>,
    /// Kept categorical columns: index in the profile, and whether only having a value matters.
    pub(super) categories: Vec<(usize, bool)>,
}

impl Profile {
    /// Checks that every column has a value per row.
    ///
    /// # Errors
    /// [`InsightError::ColumnLength`] names the first column that has not.
    pub fn check(&self) -> Result<(), InsightError> {
        let categorical = self.categorical.iter().map(|column| (&column.key, column.codes.len()));
        let numeric = self.numeric.iter().map(|column| (&column.key, column.values.len()));
        match categorical.chain(numeric).find(|(_, found)| *found != self.rows) {
            Some((key, found)) => Err(InsightError::ColumnLength {
                key: key.clone(),
                expected: self.rows,
                found,
            }),
            None => Ok(()),
        }
    }
}
