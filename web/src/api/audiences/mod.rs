//! `/api/audiences`: how many people filters let in, and how they spread. Figures only, no person.

pub mod count;
pub mod facets;
pub mod reach;
pub mod values;

use crate::api::wire::Filters;
use crate::http::{Access, Route};
use relais_core::access::Permission;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::AudienceRead);
    vec![
        Route::post("/api/audiences/count", read, count::post),
        Route::post("/api/audiences/facets", read, facets::post),
        Route::post("/api/audiences/reach", read, reach::post),
        Route::post("/api/audiences/values", read, values::post),
    ]
}

/// An audience.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audience {
    /// Who is in it; everybody when nothing is said.
    #[schema(value_type = Option<Filters>)]
    filters: Option<Value>,
}
