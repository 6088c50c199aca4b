//! Insight: what a campaign's audience is made of.
//!
//! Here lives the clustering of a frozen audience (requirements S11–S13, M10): columns become [`features`],
//! K-Means groups the rows ([`clustering`]), and each group gets a [`label`] a marketing person can read.
//! [`segment`] runs the three in order.
//!
//! Everything is pure and synchronous: no database, no clock, no randomness that is not seeded. The same
//! [`Profile`] always gives the same [`Segmentation`]. Reading the columns from the audience, storing the
//! result and moving the work off the async threads are the caller's; wording the labels is the web's.

pub mod clustering;
pub mod features;
pub mod label;
mod progress;
mod segment;

pub use features::{CategoricalColumn, MISSING, NumericColumn, Profile};
pub use label::{Label, Trait};
pub use progress::{Progress, Stage};
pub use segment::{Cluster, InsightError, MIN_ROWS, Segmentation, segment};
