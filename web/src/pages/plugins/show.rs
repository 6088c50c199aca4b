//! `GET /plugins/{name}`: one plugin, its versions, what they may do, and how it does.

use crate::http::{Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::plugins::plainly;
use crate::view::Place;
use crate::view::plugins::{CapabilityView, FiguresView, LineView, PluginPage, Standing, VersionView};
use axum::response::Html;
use relais_channels::Figures;
use relais_core::access::Permission;
use relais_core::plugins::{Installed, State, Version};
use relais_tenants::clock::Millis;
use std::collections::HashMap;

/// The plugin as it is.
pub async fn get(frame: Frame, Id(name): Id<String>) -> Result<Html<String>, Problem> {
    html(&page(&frame, &name, Vec::new()).await?)
}

/// The page; `errors` say what was refused.
pub async fn page(frame: &Frame, name: &str, errors: Vec<String>) -> Result<PluginPage, Problem> {
    let (plugins, tenant) = (&frame.app.plugins, frame.tenant());
    let plugin = plugins.get(tenant, name).await?.ok_or_else(Problem::not_found)?;
    let people = people(frame).await?;
    let trouble = plugins.trouble(tenant, name).await?;
    let shown = plugin
        .current()
        .or_else(|| plugin.newest())
        .ok_or_else(Problem::not_found)?;
    let develops = frame.may(Permission::PluginsInstall);
    Ok(PluginPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Channels).await?,
        name: plugin.name.clone(),
        title: shown.title(frame.ui.lang()).to_owned(),
        channel: shown.channel.clone(),
        own: plugin.is_own(),
        serving: plugin.serving,
        trouble: trouble.map(|error| error.to_string()),
        earlier: plugin.earlier().map(|earlier| earlier.number),
        versions: plugin
            .versions
            .iter()
            .map(|one| version(frame, &plugin, one, &people))
            .collect(),
        figures: figures(plugins.figures(tenant, name).await?, develops),
        can_install: plugin.is_own() && develops,
        can_grant: plugin.is_own() && frame.may(Permission::ChannelsManage),
        errors,
    })
}

/// The names of members, by what the rows call them.
async fn people(frame: &Frame) -> Result<HashMap<String, String>, Problem> {
    let members = frame.app.installation.members(frame.tenant()).await?;
    let named = members.into_iter().map(|member| {
        let person = member.person;
        (relais_tenants::audit::Actor::Person(person.id).to_string(), person.name)
    });
    Ok(named.collect())
}

fn version(frame: &Frame, plugin: &Installed, version: &Version, people: &HashMap<String, String>) -> VersionView {
    let ui = &frame.ui;
    let who = |actor: &str| match people.get(actor) {
        Some(name) => name.clone(),
        None if actor == "operator" => ui.t("plugin-by-operator"),
        None if actor == "system" => ui.t("plugin-by-system"),
        None => ui.t("plugin-by-former"),
    };
    let current = plugin.current().filter(|current| current.number != version.number);
    let granted = version.granted.as_deref().unwrap_or_default();
    VersionView {
        number: version.number,
        standing: match plugin.state(version) {
            State::Serving => Standing::Serving,
            State::Waiting => Standing::Waiting,
            State::Aside => Standing::Aside,
        },
        digest: version.digest.to_string(),
        size: version.size,
        publisher: version.publisher.map(|key| key.to_string()),
        installed_at: version.installed_at.timestamp(),
        installed_by: who(&version.installed_by),
        granted: version
            .granted_at
            .zip(version.granted_by.as_deref())
            .map(|(at, by)| (at.timestamp(), who(by))),
        capabilities: version
            .wants
            .iter()
            .map(|wanted| CapabilityView {
                name: wanted.name().to_owned(),
                text: plainly(ui, *wanted),
                granted: granted.contains(wanted),
                new: current.is_some_and(|current| !current.wants.contains(wanted)),
            })
            .collect(),
        dropped: current.map_or_else(Vec::new, |current| {
            let dropped = current.wants.iter().filter(|wanted| !version.wants.contains(wanted));
            dropped.map(|wanted| plainly(ui, *wanted)).collect()
        }),
    }
}

fn figures(figures: Figures, logs: bool) -> FiguresView {
    let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let (median, slow) = (figures.within(50), figures.within(95));
    let lines = figures.lines.into_iter().rev().map(|line| LineView {
        at: Millis(i64::try_from(line.at).unwrap_or(i64::MAX)).timestamp(),
        text: line.text,
        failure: line.failure,
    });
    FiguresView {
        calls: figures.calls,
        failures: figures.failures,
        median: median.map(millis),
        slow: slow.map(millis),
        memory: figures.memory as u64,
        lines: if logs { lines.collect() } else { Vec::new() },
        logs,
    }
}
