//! `PATCH /api/campaigns/{id}`: changes what is said of a campaign; gives a draft its audience.

use super::body::CampaignBody;
use crate::api::wire::{ContentsPatch, Filters, Patch, cleared, read_filters};
use crate::app::App;
use crate::http::{Id, Json, Member, Problem};
use axum::extract::State;
use relais_core::campaigns::{self, Campaign, CampaignId, Draft, Status};
use relais_core::channels;
use relais_core::content::Contents;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What is to change; fields not named stay, `null` clears (RFC 7396).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignChanges {
    /// Its name.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    title: Patch<String>,
    /// What it is about.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    description: Patch<String>,
    /// Its channels.
    #[schema(value_type = Option<Vec<String>>)]
    #[serde(default)]
    channels: Patch<Vec<String>>,
    /// Whether each person gets it over the first of its channels that reaches them.
    #[schema(value_type = Option<bool>)]
    #[serde(default)]
    fallback: Patch<bool>,
    /// When it is to be sent.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    scheduled_at: Patch<String>,
    /// The day it is about; it may be past, to record a campaign.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    event_date: Patch<String>,
    /// The last day.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    end_date: Patch<String>,
    /// Or how many days it lasts.
    duration_days: Option<i64>,
    /// The social network it accompanies.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    social_network: Patch<String>,
    /// Whom it is for: a draft's preparation starts with it. Afterwards the audience is frozen (409).
    #[schema(value_type = Option<Filters>)]
    filters: Option<Value>,
    /// The zone its dates are meant in.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    time_zone: Patch<String>,
    /// Pause between two messages, in milliseconds.
    #[schema(value_type = Option<i64>)]
    #[serde(default)]
    delay_ms: Patch<i64>,
    /// What it says, by channel and field. From its launch on it is the same for everybody (409).
    #[schema(value_type = Option<std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>>)]
    #[serde(default)]
    content: Patch<ContentsPatch>,
}

impl CampaignChanges {
    /// The campaign as it is to be.
    fn draft(self, old: &Campaign, contents: Option<Contents>) -> Draft {
        // A duration says anew when it ends, unless an end is named beside it.
        let ended = old.end_date.filter(|_| self.duration_days.is_none());
        Draft {
            title: self.title.or(old.title.clone()),
            description: self.description.or(old.description.clone()),
            channels: self.channels.or(old.channels.clone()),
            fallback: self.fallback.or(old.fallback),
            scheduled_at: self
                .scheduled_at
                .or(old.scheduled_at.map(|at| at.to_string()).unwrap_or_default()),
            event_date: self
                .event_date
                .or(old.event_date.map(|day| day.to_string()).unwrap_or_default()),
            end_date: self.end_date.or(ended.map(|day| day.to_string()).unwrap_or_default()),
            duration_days: self.duration_days,
            social_network: self.social_network.or(old.social_network.clone()),
            time_zone: self.time_zone.or(old.time_zone.clone()),
            delay_ms: self.delay_ms.or(i64::try_from(old.delay_ms).unwrap_or(i64::MAX)),
            contents,
            as_of: None,
        }
    }
}

/// Changes the fields named. 409 when another campaign has the title, or when it has left or was given up.
#[utoipa::path(patch, path = "/api/campaigns/{id}", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    request_body = CampaignChanges, responses((status = 200, body = CampaignBody)))]
pub async fn patch(
    State(app): State<App>,
    member: Member,
    Id(id): Id<CampaignId>,
    Json(mut changes): Json<CampaignChanges>,
) -> Result<axum::Json<CampaignBody>, Problem> {
    let (tenant, actor) = (&member.tenant, member.actor());
    let filter = match &changes.filters {
        None => None,
        given => Some(read_filters(&app, &member.tenant, given.as_ref()).await?),
    };
    let content = match std::mem::take(&mut changes.content) {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(new) => Patch::Set(new.known(&channels::offered(tenant).await?)?),
    };
    let change = |old: &Campaign, said: &Contents| {
        let contents = match content {
            Patch::Keep => None,
            Patch::Clear => Some(cleared(said.clone())),
            Patch::Set(new) => Some(new.onto(said.clone())),
        };
        changes.draft(old, contents)
    };
    let changed = campaigns::update(tenant, &app.audiences, actor, id, change, filter.as_ref()).await?;
    let changed = changed.ok_or_else(Problem::not_found)?;
    if matches!(changed.status, Status::Preparing | Status::Scheduled) {
        app.workers.wake(tenant.id()).await;
    }
    Ok(axum::Json(CampaignBody::whole(tenant, changed).await?))
}
