//! `POST /api/channels/push/keys`: the pair of keys with which notifications are signed.

use super::body::ChannelBody;
use crate::app::App;
use crate::http::{Member, Problem, Reader};
use axum::extract::State;
use relais_core::channels;

/// Makes the keys of web push (RFC 8292), unless the channel has some: the public one is part of the configuration,
/// the other is a secret.
#[utoipa::path(post, path = "/api/channels/push/keys", tag = "channels", responses((status = 200, body = ChannelBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
) -> Result<axum::Json<ChannelBody>, Problem> {
    let channel = channels::create_keys(&member.tenant, &app.plugins, member.actor(), ui.lang()).await?;
    Ok(axum::Json(ChannelBody::of(channel, &app, &member).await?))
}
