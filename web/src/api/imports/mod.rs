//! `/api/imports`: a CSV file taken in, looked through, entered, reported.

mod body;
pub mod change;
pub mod commit;
pub mod create;
pub mod discard;
pub mod lines;
pub mod list;
pub mod show;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let import = Access::Member(Permission::ContactsImport);
    vec![
        Route::get("/api/imports", import, list::get),
        Route::post("/api/imports", import, create::post).body_limit(create::MAX_BYTES),
        Route::get("/api/imports/{id}", import, show::get),
        Route::patch("/api/imports/{id}", import, change::patch),
        Route::delete("/api/imports/{id}", import, discard::delete),
        Route::get("/api/imports/{id}/errors", import, lines::get),
        Route::post("/api/imports/{id}/commit", import, commit::post),
    ]
}
