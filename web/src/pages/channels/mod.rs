//! «Canaux»: which plugin serves each, whether its messages go to people, how it is configured, how it does.
//!
//! Does not live here: what a configuration may be (the plugin says), the messages (`outbox`, `campaigns`).

mod attempt;
mod callback;
mod configure;
mod form;
mod keys;
mod list;
mod mode;
mod plugin;
mod schema;
mod show;

use super::frame::Frame;
use crate::http::{Access, Problem, Route};
use crate::view::channels::{ChannelCard, FaultView};
use relais_core::access::Permission;
use relais_core::audience::reach_flag;
use relais_core::channels::{Channel, Mode};
use relais_core::consent::Topic;
use std::str::FromStr;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::ChannelsRead);
    let manage = Access::Member(Permission::ChannelsManage);
    vec![
        Route::get("/channels", read, list::get),
        Route::get("/channels/{channel}", read, show::get),
        Route::post("/channels/{channel}", manage, configure::post),
        Route::post("/channels/{channel}/mode", manage, mode::post),
        Route::post("/channels/push/keys", manage, keys::post),
        Route::post("/channels/{channel}/plugin", manage, plugin::post),
        Route::post("/channels/{channel}/callback", manage, callback::post),
        Route::post("/channels/{channel}/test", manage, attempt::post),
    ]
}

/// The name of a channel in a path.
pub struct Named(pub Topic);

impl FromStr for Named {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Topic::channel(text).map(Self).ok_or(())
    }
}

/// A channel and how it does.
async fn card(frame: &Frame, channel: &Channel) -> Result<ChannelCard, Problem> {
    let flag = reach_flag(channel.topic);
    let reach = frame
        .app
        .audiences
        .ask(frame.tenant(), |index| {
            index.reach(index.live()).get(&flag).copied().unwrap_or_default()
        })
        .await?;
    let plugin = frame.app.plugins.find(frame.tenant(), &channel.plugin).await?;
    let serving = plugin.filter(|plugin| plugin.description().channel == channel.topic.as_str());
    Ok(ChannelCard {
        channel: channel.topic.to_string(),
        live: channel.mode == Mode::Live,
        plugin: serving.map(|plugin| plugin.description_in(frame.ui.lang()).name.clone()),
        fault: channel.fault.as_ref().map(|fault| FaultView {
            text: fault.text.clone(),
            at: fault.at.timestamp(),
        }),
        reach,
    })
}
