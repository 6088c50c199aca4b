//! `GET /api/channels/{channel}`: one channel.

use super::body::{ChannelBody, Named, found};
use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::Json;
use axum::extract::State;

/// One channel.
#[utoipa::path(get, path = "/api/channels/{channel}", tag = "channels",
    params(("channel" = String, Path, description = "`email`, `sms`, `push`, `postal`, or a plugin's own")),
    responses((status = 200, body = ChannelBody)))]
pub async fn get(
    State(app): State<App>,
    member: Member,
    Id(Named(topic)): Id<Named>,
) -> Result<Json<ChannelBody>, Problem> {
    let channel = found(&app, &member, topic).await?;
    Ok(Json(ChannelBody::of(channel, &app, &member).await?))
}
