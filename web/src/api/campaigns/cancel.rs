//! `POST /api/campaigns/{id}/cancel`: gives a campaign up.

use super::body::CampaignBody;
use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::campaigns::{self, CampaignId};

/// Gives a campaign up; what was prepared stays to be looked at. 409 when it is over already.
#[utoipa::path(post, path = "/api/campaigns/{id}/cancel", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = CampaignBody)))]
pub async fn post(member: Member, Id(id): Id<CampaignId>) -> Result<Json<CampaignBody>, Problem> {
    let cancelled = campaigns::cancel(&member.tenant, member.actor(), id).await?;
    let cancelled = cancelled.ok_or_else(Problem::not_found)?;
    Ok(Json(CampaignBody::whole(&member.tenant, cancelled).await?))
}
