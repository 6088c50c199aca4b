//! `GET /api/channels`: every channel of the company.

use super::body::ChannelBody;
use crate::http::{Member, Problem};
use axum::Json;
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
pub async fn get(member: Member) -> Result<Json<Channels>, Problem> {
    let channels = channels::list(&member.tenant).await?;
    let items = channels.into_iter().map(ChannelBody::from).collect();
    Ok(Json(Channels { items }))
}
