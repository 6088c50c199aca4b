//! `GET /campaigns/{id}/letters.zip`: the letters that a campaign made, for the printer.

use crate::http::{Id, Problem, spooled};
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::campaigns::{self, Campaign, CampaignId};
use relais_core::delivery;

/// The files, streamed.
pub async fn get(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let campaign = campaigns::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let kept = delivery::spooled(frame.tenant(), id).await?;
    if kept.files == 0 {
        return Err(Problem::not_found());
    }
    campaigns::record_letters_export(frame.tenant(), frame.member.actor(), id, kept.letters).await?;
    Ok(spooled(frame.tenant(), id, &name(&campaign)))
}

/// What the file is called: like the campaign's export.
pub fn name(campaign: &Campaign) -> String {
    let export = campaigns::export_name(campaign);
    let stem = export.strip_suffix("_export.csv").unwrap_or(&export).to_owned();
    format!("{stem}_letters.zip")
}
