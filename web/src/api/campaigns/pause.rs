//! `POST /api/campaigns/{id}/pause`: stops a campaign for now.

use super::act::answer;
use super::body::CampaignBody;
use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::Json;
use axum::extract::State;
use relais_core::campaigns::{self, CampaignId};

/// Stops a campaign for now: what is being handed over is finished, nothing else leaves. 409 when it is neither scheduled nor
/// being sent.
#[utoipa::path(post, path = "/api/campaigns/{id}/pause", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = CampaignBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Id(id): Id<CampaignId>,
) -> Result<Json<CampaignBody>, Problem> {
    let moved = campaigns::pause(&member.tenant, member.actor(), id).await;
    answer(&app, &member, moved).await
}
