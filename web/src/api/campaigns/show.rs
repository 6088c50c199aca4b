//! `GET /api/campaigns/{id}`: one campaign.

use super::body::CampaignBody;
use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::campaigns::{self, CampaignId};

/// One campaign.
#[utoipa::path(get, path = "/api/campaigns/{id}", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = CampaignBody)))]
pub async fn get(member: Member, Id(id): Id<CampaignId>) -> Result<Json<CampaignBody>, Problem> {
    let campaign = campaigns::get(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(CampaignBody::whole(&member.tenant, campaign).await?))
}
