//! `POST /api/campaigns/{id}/cancel`: gives a campaign up.

use super::act::answer;
use super::body::CampaignBody;
use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::Json;
use axum::extract::State;
use relais_core::campaigns::{self, CampaignId};

/// Gives a campaign up: what has not left will not leave; the rest stays to be looked at. 409 when it is over already.
#[utoipa::path(post, path = "/api/campaigns/{id}/cancel", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = CampaignBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Id(id): Id<CampaignId>,
) -> Result<Json<CampaignBody>, Problem> {
    let moved = campaigns::cancel(&member.tenant, member.actor(), id).await;
    answer(&app, &member, moved).await
}
