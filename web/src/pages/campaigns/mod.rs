//! Campaigns: the list, the panel that creates one, its page while and after it is prepared, its file, its edit form.
//!
//! Does not live here: filters and their groups (`audience`), what a campaign is (`relais_core::campaigns`).

mod address;
mod delete;
mod edit;
mod export;
mod form;
pub mod labels;
mod launch;
mod ledger;
mod letters;
mod list;
mod live;
pub mod message;
mod messages_file;
mod name_check;
mod panel;
mod progress;
mod review;
mod sending;
mod show;
mod watch;

pub use labels::label;
pub use letters::name as letters_name;

use super::audience::values;
use crate::http::{Access, Problem, Route};
use crate::view::overview::CampaignRow;
use relais_core::access::Permission;
use relais_core::campaigns::{Campaign, CampaignId};
use relais_core::delivery;
use relais_tenants::Tenant;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::CampaignsRead);
    let write = Access::Member(Permission::CampaignsWrite);
    let launch = Access::Member(Permission::CampaignsLaunch);
    let mut routes = message::routes();
    routes.extend([
        Route::get("/campaigns", read, list::get),
        Route::get("/campaigns/new", write, panel::get),
        Route::post("/campaigns/new", write, panel::post).body_limit(message::FORM),
        Route::post("/campaigns/new/audience", write, live::post).body_limit(message::FORM),
        Route::get("/campaigns/new/values", write, values::get),
        Route::get("/campaigns/name-check", write, name_check::get),
        Route::get("/campaigns/{id}", read, show::get),
        Route::get("/campaigns/{id}/progress", read, progress::get),
        Route::get(
            "/campaigns/{id}/export.csv",
            Access::Member(Permission::CampaignsExport),
            export::get,
        ),
        Route::get(
            "/campaigns/{id}/letters.zip",
            Access::Member(Permission::CampaignsExport),
            letters::get,
        ),
        Route::get("/campaigns/{id}/edit", write, edit::get),
        Route::post("/campaigns/{id}/edit", write, edit::post),
        Route::post("/campaigns/{id}/cancel", launch, launch::cancel),
        Route::post(
            "/campaigns/{id}/delete",
            Access::Member(Permission::CampaignsDelete),
            delete::post,
        ),
        Route::get(
            "/campaigns/{id}/messages.csv",
            Access::Member(Permission::CampaignsExport),
            messages_file::get,
        ),
        Route::get("/campaigns/{id}/live", read, watch::get),
        Route::post("/campaigns/{id}/launch", launch, launch::now),
        Route::post("/campaigns/{id}/schedule", launch, launch::later),
        Route::post("/campaigns/{id}/pause", launch, launch::pause),
        Route::post("/campaigns/{id}/resume", launch, launch::resume),
    ]);
    routes
}

/// Campaigns as lines of a table.
pub async fn rows(tenant: &Tenant, campaigns: &[Campaign]) -> Result<Vec<CampaignRow>, Problem> {
    let ids: Vec<CampaignId> = campaigns.iter().map(|campaign| campaign.id).collect();
    let summaries = delivery::summaries(tenant, &ids).await?;
    let row = |campaign: &Campaign| {
        let summary = summaries.get(&campaign.id).copied().unwrap_or_default();
        CampaignRow {
            id: campaign.id.to_string(),
            title: campaign.title.clone(),
            status: campaign.status.into(),
            event_date: campaign.event_date,
            audience: campaign.audience_size,
            sent: summary.standing.sent,
            opened: summary.opened,
            failure_rate: summary.standing.failure_rate(),
        }
    };
    Ok(campaigns.iter().map(row).collect())
}
