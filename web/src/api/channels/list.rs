//! `GET /api/channels`: every channel of the company.

use super::body::ChannelBody;
use crate::api::wire::Page;
use crate::app::App;
use crate::http::{Member, Problem};
use axum::Json;
use axum::extract::State;
use relais_core::channels;

/// The channels in their usual order, then those of plugins, with their mode and health. One of a plugin is the company's
/// from the moment at which it is first saved.
#[utoipa::path(get, path = "/api/channels", tag = "channels", responses((status = 200, body = Page<ChannelBody>)))]
pub async fn get(State(app): State<App>, member: Member) -> Result<Json<Page<ChannelBody>>, Problem> {
    let channels = channels::list(&member.tenant, &app.plugins).await?;
    let mut items = Vec::with_capacity(channels.len());
    for channel in channels {
        items.push(ChannelBody::of(channel, &app, &member).await?);
    }
    Ok(Json(Page::whole(items)))
}
