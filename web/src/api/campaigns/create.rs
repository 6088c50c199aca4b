//! `POST /api/campaigns`: creates a campaign; with `filters` its preparation starts.

use super::body::CampaignBody;
use crate::api::wire::{ContentsPatch, Filters, read_filters};
use crate::app::App;
use crate::http::{Json, Member, Problem};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use relais_core::campaigns::{self, Draft};
use relais_core::channels::{self, Offered};
use relais_core::content::Contents;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A campaign to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    /// Its name, unique in the company whatever the case.
    title: String,
    /// What it is about.
    description: Option<String>,
    /// `email`, `sms`, `push`, `postal`; email when nothing is said.
    channels: Option<Vec<String>>,
    /// Whether each person gets it over the first of `channels` that reaches them, in their order, instead of over all.
    fallback: Option<bool>,
    /// When it is to be sent: RFC 3339, or a local date and time in `time_zone`.
    scheduled_at: Option<String>,
    /// The day it is about, YYYY-MM-DD; the day of `scheduled_at` when nothing is said. One of the two is required.
    /// It may be past, to record a campaign; a form says so to whoever fills it in.
    event_date: Option<String>,
    /// The last day, YYYY-MM-DD, strictly after `event_date`.
    end_date: Option<String>,
    /// Or how many days it lasts.
    duration_days: Option<i64>,
    /// The social network it accompanies; «Multi-canal» when nothing is said.
    social_network: Option<String>,
    /// Whom it is for. With filters the audience is frozen, clustered and exported; without, the campaign stays a draft.
    #[schema(value_type = Option<Filters>)]
    filters: Option<Value>,
    /// IANA name of the zone its dates are meant in; the company's when nothing is said.
    time_zone: Option<String>,
    /// Pause between two messages, in milliseconds.
    delay_ms: Option<i64>,
    /// What it says, by channel: `email: {subject, html, text, from, reply_to}`, `sms: {text}`, `push: {title, body, url}`,
    /// `postal: {body}`. Merge fields are written `{{ first_name }}`.
    #[schema(value_type = Option<std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>>)]
    content: Option<ContentsPatch>,
}

impl NewCampaign {
    fn draft(&self, offered: &Offered) -> Result<Draft, Problem> {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let contents = self
            .content
            .clone()
            .map(|said| Ok::<_, Problem>(said.known(offered)?.onto(Contents::new())))
            .transpose()?;
        Ok(Draft {
            title: self.title.clone(),
            description: text(&self.description),
            channels: self.channels.clone().unwrap_or_default(),
            fallback: self.fallback.unwrap_or_default(),
            scheduled_at: text(&self.scheduled_at),
            event_date: text(&self.event_date),
            end_date: text(&self.end_date),
            duration_days: self.duration_days,
            social_network: text(&self.social_network),
            time_zone: text(&self.time_zone),
            delay_ms: self.delay_ms.unwrap_or_default(),
            contents,
            as_of: None,
        })
    }
}

/// Creates a campaign. 409 when another one has its title.
#[utoipa::path(post, path = "/api/campaigns", tag = "campaigns", request_body = NewCampaign,
    responses((status = 201, body = CampaignBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(new): Json<NewCampaign>,
) -> Result<impl IntoResponse, Problem> {
    let filter = match &new.filters {
        None => None,
        given => Some(read_filters(&app, &member.tenant, given.as_ref()).await?),
    };
    let (tenant, person) = (&member.tenant, member.person.id);
    let draft = new.draft(&channels::offered(tenant).await?)?;
    let id = campaigns::create(tenant, &app.audiences, person, &draft, filter.as_ref()).await?;
    if filter.is_some() {
        app.workers.wake(tenant.id()).await;
    }
    let campaign = campaigns::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let location = format!("/api/campaigns/{id}");
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        axum::Json(CampaignBody::whole(tenant, campaign).await?),
    ))
}
