//! `POST /api/campaigns/{id}/resume`: takes a paused campaign up again.

use super::act::answer;
use super::body::CampaignBody;
use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::Json;
use axum::extract::State;
use relais_core::campaigns::{self, CampaignId};

/// Takes a paused campaign up again, where it was. 409 when it is not paused.
#[utoipa::path(post, path = "/api/campaigns/{id}/resume", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = CampaignBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Id(id): Id<CampaignId>,
) -> Result<Json<CampaignBody>, Problem> {
    let moved = campaigns::resume(&member.tenant, member.actor(), id).await;
    answer(&app, &member, moved).await
}
