//! `POST /api/campaigns/{id}/launch`: sends a campaign, now or at its date.

use super::act::answer;
use super::body::CampaignBody;
use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::Json;
use axum::extract::State;
use relais_core::campaigns::{self, CampaignId};

/// Launches a campaign: now, or at `scheduled_at`. One that is still being prepared is launched as soon as it is ready. 409
/// when it does not stand where it can be launched, or nothing serves a channel; 422 when its content cannot be sent.
#[utoipa::path(post, path = "/api/campaigns/{id}/launch", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = CampaignBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Id(id): Id<CampaignId>,
) -> Result<Json<CampaignBody>, Problem> {
    let moved = campaigns::launch(&member.tenant, &app.courier, member.actor(), id).await;
    answer(&app, &member, moved).await
}
