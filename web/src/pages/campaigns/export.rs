//! `GET /campaigns/{id}/export.csv`: the file kept with the campaign, streamed.

use crate::http::{Id, Problem, attachment};
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::campaigns::{self, CampaignId, export_name, read_export};

/// The file, as it was when the campaign was prepared.
pub async fn get(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let campaign = campaigns::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let file = read_export(frame.tenant(), frame.member.actor(), &campaign)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(attachment("text/csv; charset=utf-8", &export_name(&campaign), file))
}
