//! `/api/tracking`: what came back.

pub mod statistics;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::get(
        "/api/tracking/campaigns/{id}",
        Access::Member(Permission::CampaignsRead),
        statistics::get,
    )]
}
