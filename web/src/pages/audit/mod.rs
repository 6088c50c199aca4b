//! «Journal»: the audit log as a compliance officer reads it.
//!
//! Does not live here: what is recorded, and whether it is whole (`relais_core::audit`).

mod export;
mod list;
mod names;
mod outlet;
mod show;
mod verify;

use crate::http::{Access, Route};
use relais_core::access::Permission;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::AuditRead);
    vec![
        Route::get("/audit", read, list::get),
        Route::post("/audit/verify", read, verify::post),
        Route::get("/audit/export.jsonl", read, export::get),
        Route::post("/audit/outlet", Access::Member(Permission::AuditManage), outlet::post),
        Route::get("/audit/{id}", read, show::get),
        Route::post("/audit/{id}/reveal", read, show::reveal),
    ]
}
