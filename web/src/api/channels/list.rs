//! `GET /api/channels`: every channel of the company.

use super::body::ChannelBody;
use crate::app::App;
use crate::http::{Member, Problem};
use axum::Json;
use axum::extract::State;
use relais_core::channels;
use serde::Serialize;
use utoipa::ToSchema;

/// The channels of a company.
#[derive(Serialize, ToSchema)]
pub struct Channels {
    /// In their usual order.
    items: Vec<ChannelBody>,
}

/// The channels, with their mode and health.
#[utoipa::path(get, path = "/api/channels", tag = "channels", responses((status = 200, body = Channels)))]
pub async fn get(State(app): State<App>, member: Member) -> Result<Json<Channels>, Problem> {
    let channels = channels::list(&member.tenant).await?;
    let items = channels.into_iter().map(|channel| ChannelBody::of(channel, &app));
    Ok(Json(Channels { items: items.collect() }))
}
