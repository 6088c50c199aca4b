//! `DELETE /api/campaigns/{id}`: deletes a campaign.

use crate::http::{Id, Member, Problem};
use axum::http::StatusCode;
use relais_core::campaigns::{self, CampaignId};

/// Deletes a campaign with its clusters and its file. 409 while it is being sent.
#[utoipa::path(delete, path = "/api/campaigns/{id}", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Deleted")))]
pub async fn delete(member: Member, Id(id): Id<CampaignId>) -> Result<StatusCode, Problem> {
    match campaigns::delete(&member.tenant, member.actor(), id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found()),
    }
}
