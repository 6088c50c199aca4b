//! `GET /channels/{channel}`: how a channel is configured, and what going live asks for.

use super::form::{fields, secrets};
use super::{Named, card};
use crate::channel_test::address_of;
use crate::http::{Fields, Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::channels::{ChannelPage, ChannelTest, LiveCheck};
use crate::view::{Choice, Place};
use axum::response::{IntoResponse, Response};
use relais_channels::Plugin;
use relais_core::access::Permission;
use relais_core::channels::{Channel, CheckError};
use relais_core::consent::Topic;
use relais_core::contacts::Field;

/// The channel as it is stored.
pub async fn get(frame: Frame, Id(Named(topic)): Id<Named>) -> Result<Response, Problem> {
    let channel = frame.channel(topic).await?;
    Ok(html(&page(&frame, &channel, None, Vec::new()).await?)?.into_response())
}

/// The page; `typed` is a form that was refused, which stands in place of what is stored.
pub async fn page(
    frame: &Frame,
    channel: &Channel,
    typed: Option<&Fields>,
    errors: Vec<String>,
) -> Result<ChannelPage, Problem> {
    let card = card(frame, channel).await?;
    let plugin = frame.app.plugins.find(frame.tenant(), &channel.plugin).await?;
    let description = plugin.as_ref().map(|plugin| plugin.description_in(frame.ui.lang()));
    Ok(ChannelPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Channels).await?,
        fields: description
            .map(|description| fields(&frame.ui, &description.config_schema, &channel.config, typed))
            .unwrap_or_default(),
        secrets: description
            .map(|description| secrets(&description.secrets_wanted, &channel.secrets))
            .unwrap_or_default(),
        errors,
        checks: if card.installed() && !card.live {
            checks(frame, channel, card.reach).await?
        } else {
            Vec::new()
        },
        wants_keys: channel.topic == Topic::Push
            && !channel.secrets.contains_key("vapid_key")
            && description.is_some_and(|description| description.secrets.iter().any(|name| name == "vapid_key")),
        can_manage: frame.may(Permission::ChannelsManage),
        plugins: plugins(frame, channel).await?,
        callback: channel
            .callback_url(frame.tenant(), &frame.app.public_url)
            .filter(|_| frame.may(Permission::ChannelsManage)),
        test: description
            .filter(|_| card.installed() && frame.may(Permission::ChannelsManage))
            .and_then(|description| address_of(description.address))
            .map(|field| ChannelTest {
                phone: field == Field::Phone,
                to: if field == Field::Email {
                    frame.member.person.email.clone()
                } else {
                    String::new()
                },
                tried: None,
            }),
        card,
    })
}

/// The plugins that could serve a channel, by their names.
async fn plugins(frame: &Frame, channel: &Channel) -> Result<Vec<Choice>, Problem> {
    let serving = frame
        .app
        .plugins
        .serving(frame.tenant(), channel.topic.as_str())
        .await?;
    let choice = |(name, plugin): (String, Plugin)| {
        let said = plugin.description_in(frame.ui.lang()).name.clone();
        Choice::new(&name, said, name == channel.plugin)
    };
    Ok(serving.into_iter().map(choice).collect())
}

/// What going live asks for.
async fn checks(frame: &Frame, channel: &Channel, reach: u64) -> Result<Vec<LiveCheck>, Problem> {
    let ui = &frame.ui;
    let required = |text: String, met| LiveCheck {
        text,
        met,
        required: true,
    };
    let mut checks = match channel.check(frame.tenant(), &frame.app.plugins, ui.lang()).await {
        Ok(complaints) if complaints.is_empty() => vec![required(ui.t("check-config-met"), true)],
        Ok(complaints) => complaints
            .into_iter()
            .map(|complaint| required(ui.t1("check-config", "detail", complaint), false))
            .collect(),
        Err(CheckError::Database(error)) => return Err(error.into()),
        Err(CheckError::NoPlugin) => vec![required(ui.t("channel-not-installed"), false)],
        Err(CheckError::Fault(fault)) => {
            vec![required(
                ui.t1("check-config-fault", "detail", fault.to_string()),
                false,
            )]
        }
    };
    // Not having anybody to write to forbids nothing, but it is better known before than after.
    checks.push(LiveCheck {
        text: ui.t1("check-consent", "count", reach),
        met: reach > 0,
        required: false,
    });
    Ok(checks)
}
