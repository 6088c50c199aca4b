//! `GET /api/campaigns/{id}/export.csv`: the file of a campaign's audience.

use crate::http::{Id, Member, Problem, attachment};
use axum::http::StatusCode;
use axum::response::Response;
use relais_core::campaigns::{self, CampaignId};

/// The people of the frozen audience with their cluster: RFC 4180, UTF-8, commas, as they were when it was prepared.
/// 409 while it is being prepared.
#[utoipa::path(get, path = "/api/campaigns/{id}/export.csv", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub async fn get(member: Member, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let campaign = campaigns::get(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let file = campaigns::read_export(&member.tenant, member.actor(), &campaign)
        .await?
        .ok_or_else(|| Problem::new(StatusCode::CONFLICT, "problem-not-prepared"))?;
    Ok(attachment(
        "text/csv; charset=utf-8",
        &campaigns::export_name(&campaign),
        file,
    ))
}
