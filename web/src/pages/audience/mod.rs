//! Filters as people see them: groups of values with live counts, chips of what is chosen, and how many are reached.
//! Shared by the panel that creates a campaign and the prospects' list.
//!
//! Does not live here: what a filter means and what it counts (`relais_core::audience`).

mod asked;
mod chips;
mod groups;
pub mod values;

pub use asked::{Asked, PREFIX};
pub use chips::{chips, number_in_words};
pub use groups::{audience, found, reach};

use crate::http::Problem;
use relais_core::contacts::attributes::{self, Attribute};
use relais_tenants::Tenant;

/// The company's own attributes: what its filters are called.
pub async fn own_attributes(tenant: &Tenant) -> Result<Vec<Attribute>, Problem> {
    Ok(attributes::all(&mut tenant.read().await?, tenant).await?)
}
