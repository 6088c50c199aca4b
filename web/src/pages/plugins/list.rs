//! `GET /plugins`.

use crate::http::Problem;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Place;
use crate::view::plugins::{PluginListPage, PluginRow};
use axum::response::Html;
use relais_channels::LARGEST_COMPONENT;
use relais_core::access::Permission;
use relais_core::plugins::Installed;

/// What is installed, and the form that installs more.
pub async fn get(frame: Frame) -> Result<Html<String>, Problem> {
    html(&page(&frame, Vec::new()).await?)
}

/// The page; `errors` say why an upload was refused.
pub async fn page(frame: &Frame, errors: Vec<String>) -> Result<PluginListPage, Problem> {
    let plugins = frame.app.plugins.list(frame.tenant()).await?;
    Ok(PluginListPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Channels).await?,
        plugins: plugins.iter().map(|plugin| row(frame, plugin)).collect(),
        can_install: frame.may(Permission::PluginsInstall),
        errors,
        max_bytes: LARGEST_COMPONENT as u64,
    })
}

fn row(frame: &Frame, plugin: &Installed) -> PluginRow {
    let shown = plugin.current().or_else(|| plugin.newest());
    PluginRow {
        name: plugin.name.clone(),
        title: shown
            .map(|version| version.title(frame.ui.lang()).to_owned())
            .unwrap_or_default(),
        channel: shown.map(|version| version.channel.clone()).unwrap_or_default(),
        own: plugin.is_own(),
        serving: plugin.serving,
        waiting: plugin.newest().is_some_and(|newest| !newest.may_serve()),
    }
}
