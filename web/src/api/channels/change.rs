//! `PUT /api/channels/{channel}`: configures a channel, and takes it live or back into the sandbox.

use super::body::{ChannelBody, Named, found};
use crate::app::App;
use crate::http::{FieldProblem, Id, Json, Member, Problem, Reader};
use axum::extract::State;
use relais_core::channels::{self, Change, Mode};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A channel to be. What is not named stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelOrder {
    /// The plugin that serves it; at first the one of the channel's name.
    plugin: Option<String>,
    /// How the plugin is configured, whole. Email: `{relay: "smtp://host:port" | "smtps://…", from, reply_to, tls,
    /// dkim: {domain, selector}}`.
    #[schema(value_type = Option<Object>)]
    config: Option<Value>,
    /// Secrets by name; null removes one, and one that is not named stays. Email: `username`, `password`, `dkim_key`.
    #[serde(default)]
    secrets: BTreeMap<String, Option<String>>,
    /// `sandbox` or `live`.
    mode: Option<String>,
    /// Makes another `callback_url`; the one there was ends.
    #[serde(default)]
    renew_callback: bool,
}

impl ChannelOrder {
    fn change(self) -> Result<Change, Problem> {
        let unknown = || Problem::invalid(vec![FieldProblem::new("mode", "invalid-channel-mode")]);
        let mode = self
            .mode
            .map(|mode| Mode::parse(&mode).ok_or_else(unknown))
            .transpose()?;
        Ok(Change {
            plugin: self.plugin,
            config: self.config,
            secrets: self.secrets,
            mode,
            renew_callback: self.renew_callback,
        })
    }
}

/// Configures a channel. 422 when it is to be live and its plugin finds the configuration wanting: `errors` says what.
#[utoipa::path(put, path = "/api/channels/{channel}", tag = "channels",
    params(("channel" = String, Path, description = "`email`, `sms`, `push`, `postal`, or a plugin's own")),
    request_body = ChannelOrder, responses((status = 200, body = ChannelBody)))]
pub async fn put(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
    Id(Named(topic)): Id<Named>,
    Json(order): Json<ChannelOrder>,
) -> Result<axum::Json<ChannelBody>, Problem> {
    found(&app, &member, topic).await?;
    let change = order.change()?;
    let saved = channels::save(&member.tenant, &app.plugins, member.actor(), topic, &change, ui.lang()).await?;
    Ok(axum::Json(ChannelBody::of(saved, &app, &member).await?))
}
