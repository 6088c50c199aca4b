//! `GET /api/campaigns/{id}/letters.zip`: the letters that a campaign made.

use crate::http::{Id, Member, Problem, spooled};
use crate::pages::campaigns::letters_name;
use axum::response::Response;
use relais_core::campaigns::{self, CampaignId};
use relais_core::delivery;

/// The files that the campaign's channels made for the company's printer: a PDF per letter and lists of them (CSV), as a
/// ZIP. 404 while there is none.
#[utoipa::path(get, path = "/api/campaigns/{id}/letters.zip", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip")))]
pub async fn get(member: Member, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let tenant = &member.tenant;
    let campaign = campaigns::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let kept = delivery::spooled(tenant, id).await?;
    if kept.files == 0 {
        return Err(Problem::not_found());
    }
    campaigns::record_letters_export(tenant, member.actor(), id, kept.letters).await?;
    Ok(spooled(tenant, id, &letters_name(&campaign)))
}
