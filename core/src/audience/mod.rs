//! The audience engine: which contacts a filter names, how many they are, and how they spread over the categories.
//!
//! One [`Index`] per tenant, over the tenant's dense contact numbers, held in memory and answered from roaring
//! bitmaps (one per value of a category), dense columns (numbers, dates, the code of each contact's value) and
//! *flags* (sets of contacts such as `reach:email`). Everything here is pure and synchronous: no database, no
//! clock, no lock. Reading rows, saving the sealed bytes of [`Index::encode`] and following the change journal
//! are the work of `store` and `service`.
//!
//! Floors, top first: `facets`, `profile`, `codec` · `select`, `tally` · `builder`, `index`, `columns`, `row` ·
//! `category`, `number`, `flag`, `codes` · `filter`, `spellings`, `text`.
//!
//! Values of a category that differ in case only are one value, shown as most contacts have it.
//! A category holds at most one value per contact; what a contact can have several of is a flag. A category is
//! made for values that people share: one whose values are almost all different costs some 300 bytes a value, so
//! identifiers and free text have no place here. A million contacts with twelve categories (one of 10,000 cities),
//! three numbers and five flags take 54 bytes each in memory, 30 saved (`benches/audience.rs`).

mod builder;
mod category;
mod codec;
mod codes;
mod columns;
mod facets;
mod filter;
mod flag;
mod index;
mod number;
mod profile;
mod review;
mod row;
mod select;
mod service;
mod spellings;
mod store;
mod tally;
mod text;

#[cfg(test)]
mod tests;

pub use builder::Builder;
pub use codec::DecodeError;
pub use facets::{Contract, Facet, FacetLimits, FacetValue, Facets};
pub use filter::{Bound, Filter, FilterError, MAX_KEYS, MAX_VALUES, Range, Selection};
pub use index::{Index, IndexError, MAX_COLUMNS, MAX_NUMBER, Size};
pub use number::NumberKind;
pub use profile::{CategoricalColumn, NumericColumn, Profile};
pub use review::{ChannelReach, LeftOut};
pub use row::{CategoryId, FlagId, NumberId, Row};
pub use service::Audiences;
pub use store::{HAS_ADDRESS, HAS_EMAIL, HAS_PHONE, reach_flag};
pub use text::{MAX_KEY_BYTES, MAX_VALUE_BYTES, fold};
