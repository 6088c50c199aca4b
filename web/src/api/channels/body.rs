//! A channel as the API writes it.

use crate::app::App;
use crate::http::{Member, Problem};
use relais_core::access::Permission;
use relais_core::channels::{self, Channel};
use relais_core::consent::Topic;
use serde::Serialize;
use serde_json::Value;
use std::str::FromStr;
use utoipa::ToSchema;

/// The name of a channel in a path.
pub struct Named(pub Topic);

impl FromStr for Named {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Topic::channel(text).map(Self).ok_or(())
    }
}

/// The channel of this name; 404 where this company has none and no plugin brings it.
pub async fn found(app: &App, member: &Member, topic: Topic) -> Result<Channel, Problem> {
    let channel = channels::find(&member.tenant, &app.plugins, topic).await?;
    channel.ok_or_else(Problem::not_found)
}

/// A channel. Secrets are never told, only which of them are set.
#[derive(Serialize, ToSchema)]
#[schema(as = Channel)]
pub struct ChannelBody {
    /// `email`, `sms`, `push`, `postal`, or the name that a plugin gives to its own.
    channel: String,
    /// The plugin that serves it; null when it is not installed.
    plugin: Option<String>,
    /// `sandbox`: messages end in the outbox; `live`: they go to people.
    mode: &'static str,
    /// How the plugin is configured.
    #[schema(value_type = Object)]
    config: Value,
    /// The names of the secrets that are set.
    secrets_set: Vec<String>,
    /// What the plugin did wrong last, since the channel was last changed.
    fault: Option<FaultBody>,
    /// Where its provider reports; null for members who may not change it, and before it is first changed.
    callback_url: Option<String>,
    /// When it was last changed, RFC 3339; null when nobody ever did.
    updated_at: Option<String>,
}

/// What a plugin did wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelFault)]
struct FaultBody {
    /// In the host's words.
    text: String,
    /// When, RFC 3339.
    at: String,
}

impl ChannelBody {
    /// A channel as a member may see it.
    pub async fn of(channel: Channel, app: &App, member: &Member) -> Result<Self, Problem> {
        let manages = member.permissions.allows(Permission::ChannelsManage);
        let plugin = app.plugins.find(&member.tenant, &channel.plugin).await?;
        let serves = plugin.is_some_and(|plugin| plugin.description().channel == channel.topic.as_str());
        Ok(Self {
            callback_url: channel
                .callback_url(&member.tenant, &app.public_url)
                .filter(|_| manages),
            channel: channel.topic.to_string(),
            plugin: Some(channel.plugin).filter(|_| serves),
            mode: channel.mode.as_str(),
            config: channel.config,
            secrets_set: channel.secrets.into_keys().collect(),
            fault: channel.fault.map(|fault| FaultBody {
                text: fault.text,
                at: fault.at.to_string(),
            }),
            updated_at: channel.updated_at.map(|at| at.to_string()),
        })
    }
}
