//! `GET /api/campaigns/{id}/events`: how far a campaign is, as server-sent events.

use super::body::ProgressBody;
use crate::http::{Id, Member, Problem};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use relais_core::campaigns::{self, Campaign, CampaignId, Status};
use relais_tenants::Tenant;
use serde::Serialize;
use std::convert::Infallible;
use std::time::Duration;
use utoipa::ToSchema;

/// How often the campaign is looked at. Several workers may prepare it, on other machines too: its row is the truth.
const LOOK: Duration = Duration::from_millis(400);

/// The data of a `campaign_progress` event.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProgressEvent {
    /// Where the campaign stands.
    status: &'static str,
    /// How far its preparation is; null once it is over.
    progress: Option<ProgressBody>,
    /// How many people the frozen audience has.
    audience_size: Option<u64>,
}

impl From<&Campaign> for ProgressEvent {
    fn from(campaign: &Campaign) -> Self {
        Self {
            status: campaign.status.as_str(),
            progress: campaign.progress.map(ProgressBody::from),
            audience_size: campaign.audience_size,
        }
    }
}

/// Where a follower is.
struct Follower {
    tenant: Tenant,
    id: CampaignId,
    told: Option<ProgressEvent>,
    over: bool,
}

/// One `campaign_progress` event at once, then one per change; the stream ends with the preparation.
#[utoipa::path(get, path = "/api/campaigns/{id}/events", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ProgressEvent, content_type = "text/event-stream")))]
pub async fn get(
    member: Member,
    Id(id): Id<CampaignId>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    campaigns::get(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let follower = Follower {
        tenant: member.tenant,
        id,
        told: None,
        over: false,
    };
    Ok(Sse::new(stream::unfold(follower, next)).keep_alive(KeepAlive::default()))
}

/// The next change; `None` when there will be none, when the campaign was deleted, or when it cannot be read.
async fn next(mut follower: Follower) -> Option<(Result<Event, Infallible>, Follower)> {
    while !follower.over {
        if follower.told.is_some() {
            tokio::time::sleep(LOOK).await;
        }
        let campaign = campaigns::get(&follower.tenant, follower.id).await;
        let campaign = campaign
            .inspect_err(|error| tracing::error!(%error, "a follower is let down"))
            .ok()??;
        follower.over = campaign.status != Status::Preparing;
        let now = ProgressEvent::from(&campaign);
        if follower.told.as_ref() != Some(&now) {
            let event = Event::default().event("campaign_progress").json_data(&now).ok()?;
            follower.told = Some(now);
            return Some((Ok(event), follower));
        }
    }
    None
}
