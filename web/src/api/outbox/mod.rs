//! `/api/outbox`: the sandbox's messages as rendered.

mod body;
pub mod list;
pub mod show;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::CampaignsRead);
    vec![
        Route::get("/api/outbox", read, list::get),
        Route::get("/api/outbox/{id}", read, show::get),
    ]
}
