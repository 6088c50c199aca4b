//! Campaigns: the list, the panel that creates one, its page while and after it is prepared, its file, its edit form.
//!
//! Does not live here: filters and their groups (`audience`), what a campaign is (`relais_core::campaigns`).

mod address;
mod cancel;
mod delete;
mod edit;
mod export;
mod form;
pub mod labels;
mod list;
mod live;
mod name_check;
mod panel;
mod progress;
mod review;
mod show;

pub use labels::label;

use super::audience::values;
use crate::http::{Access, Route};
use crate::view::overview::CampaignRow;
use relais_core::access::Permission;
use relais_core::campaigns::Campaign;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::CampaignsRead);
    let write = Access::Member(Permission::CampaignsWrite);
    vec![
        Route::get("/campaigns", read, list::get),
        Route::get("/campaigns/new", write, panel::get),
        Route::post("/campaigns/new", write, panel::post),
        Route::post("/campaigns/new/audience", write, live::post),
        Route::get("/campaigns/new/values", write, values::get),
        Route::get("/campaigns/name-check", write, name_check::get),
        Route::get("/campaigns/{id}", read, show::get),
        Route::get("/campaigns/{id}/progress", read, progress::get),
        Route::get(
            "/campaigns/{id}/export.csv",
            Access::Member(Permission::CampaignsExport),
            export::get,
        ),
        Route::get("/campaigns/{id}/edit", write, edit::get),
        Route::post("/campaigns/{id}/edit", write, edit::post),
        Route::post(
            "/campaigns/{id}/cancel",
            Access::Member(Permission::CampaignsLaunch),
            cancel::post,
        ),
        Route::post(
            "/campaigns/{id}/delete",
            Access::Member(Permission::CampaignsDelete),
            delete::post,
        ),
    ]
}

/// A campaign as a line of a table. Nothing is sent by this version, so what counts messages counts none.
pub fn row(campaign: &Campaign) -> CampaignRow {
    CampaignRow {
        id: campaign.id.to_string(),
        title: campaign.title.clone(),
        status: campaign.status.into(),
        event_date: campaign.event_date,
        audience: campaign.audience_size,
        sent: 0,
        opened: 0,
        failure_rate: 0.0,
    }
}
