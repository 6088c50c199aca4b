//! `/api/campaigns`: from a draft to a frozen, clustered, exported audience, and to its last message.

mod act;
mod body;
pub mod cancel;
pub mod change;
pub mod clusters;
pub mod create;
mod delivery;
pub mod events;
pub mod export;
pub mod launch;
pub mod letters;
pub mod list;
pub mod messages;
pub mod pause;
pub mod remove;
pub mod resume;
pub mod show;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::CampaignsRead);
    let write = Access::Member(Permission::CampaignsWrite);
    let launch = Access::Member(Permission::CampaignsLaunch);
    vec![
        Route::get("/api/campaigns", read, list::get),
        Route::post("/api/campaigns", write, create::post),
        Route::get("/api/campaigns/{id}", read, show::get),
        Route::patch("/api/campaigns/{id}", write, change::patch),
        Route::delete(
            "/api/campaigns/{id}",
            Access::Member(Permission::CampaignsDelete),
            remove::delete,
        ),
        Route::post("/api/campaigns/{id}/launch", launch, launch::post),
        Route::post("/api/campaigns/{id}/pause", launch, pause::post),
        Route::post("/api/campaigns/{id}/resume", launch, resume::post),
        Route::post("/api/campaigns/{id}/cancel", launch, cancel::post),
        Route::get("/api/campaigns/{id}/messages", read, messages::get),
        Route::get("/api/campaigns/{id}/clusters", read, clusters::get),
        Route::get(
            "/api/campaigns/{id}/export.csv",
            Access::Member(Permission::CampaignsExport),
            export::get,
        ),
        Route::get(
            "/api/campaigns/{id}/letters.zip",
            Access::Member(Permission::CampaignsExport),
            letters::get,
        ),
        Route::get("/api/campaigns/{id}/events", read, events::get),
    ]
}
