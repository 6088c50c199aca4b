//! `/api/audit`: the audit log for whoever checks it from outside. How, step by step, is in `docs/compliance.md`.

pub mod checkpoint;
pub mod entries;
pub mod export;
pub mod proof;
pub mod reveal;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::AuditRead);
    vec![
        Route::get("/api/audit/checkpoint", read, checkpoint::get),
        Route::get("/api/audit/entries", read, entries::get),
        Route::post("/api/audit/entries/{id}/reveal", read, reveal::post),
        Route::get("/api/audit/proof", read, proof::get),
        Route::get("/api/audit/export", read, export::get),
    ]
}
