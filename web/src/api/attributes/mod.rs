//! `/api/attributes`: the attributes that contacts of this company have, canonical and its own.

pub mod create;
pub mod list;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/attributes", Access::Member(Permission::AudienceRead), list::get),
        Route::post(
            "/api/attributes",
            Access::Member(Permission::ContactsImport),
            create::post,
        ),
    ]
}
