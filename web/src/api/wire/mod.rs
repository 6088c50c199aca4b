//! What the areas of the API share on the wire: lists and their cursors, fields that can be absent, cleared or set, and
//! the schemas of values whose keys are the tenant's.
//!
//! Does not live here: anything of one area, and how a refusal is worded (`crate::refusal`).

mod contents;
mod cursor;
mod filters;
mod list;
mod patch;
mod problem;

pub use contents::{ContentsPatch, cleared};
pub use cursor::{Cursor, List};
pub use filters::{Filters, read_filters};
pub use list::{ListQuery, Page, limit, page_of};
pub use patch::Patch;
pub use problem::ProblemDetails;
