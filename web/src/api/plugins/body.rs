//! An installed plugin as the API writes it.

use crate::plugins::plainly;
use crate::view::Ui;
use relais_channels::Figures;
use relais_core::plugins::{Installed, Version};
use relais_tenants::clock::Millis;
use serde::Serialize;
use utoipa::ToSchema;

/// An installed plugin.
#[derive(Serialize, ToSchema)]
#[schema(as = Plugin)]
pub struct PluginBody {
    /// Its name: what a channel's `plugin` says.
    name: String,
    /// `company`: its own; `operator`: installed for all companies, who cannot change it.
    scope: &'static str,
    /// The version in use; null before one is granted what it wants.
    serving: Option<i64>,
    /// Its versions, the newest first.
    versions: Vec<VersionBody>,
}

/// One version of a plugin.
#[derive(Serialize, ToSchema)]
#[schema(as = PluginVersion)]
struct VersionBody {
    /// Its number, from 1.
    version: i64,
    /// `serving`: in use; `waiting`: an administrator has not granted all that it wants; `aside`: it could be in use.
    state: &'static str,
    /// What it calls itself.
    title: String,
    /// The channel it serves.
    channel: String,
    /// SHA-256 of the component, checked whenever it is loaded.
    sha256: String,
    /// Bytes of the component.
    size: u64,
    /// What it wants.
    capabilities: Vec<CapabilityBody>,
    /// The publisher's Ed25519 key in base64, whose signature was checked; null when it is not signed.
    publisher: Option<String>,
    /// When it was installed, RFC 3339.
    installed_at: String,
    /// By whom: `person:` and an identifier, or `operator`.
    installed_by: String,
    /// When it was granted what it wants, RFC 3339.
    granted_at: Option<String>,
    /// By whom; `system` where it wants no more than the version before.
    granted_by: Option<String>,
}

/// Something a plugin wants to be able to do.
#[derive(Serialize, ToSchema)]
#[schema(as = PluginCapability)]
struct CapabilityBody {
    /// Its name, such as `http`.
    name: &'static str,
    /// What a plugin that has it can do.
    meaning: String,
    /// Whether it was granted.
    granted: bool,
    /// Whether the version in use does not want it.
    new: bool,
}

impl PluginBody {
    /// A plugin as a reader sees it.
    pub fn of(plugin: &Installed, ui: &Ui) -> Self {
        Self {
            name: plugin.name.clone(),
            scope: if plugin.is_own() { "company" } else { "operator" },
            serving: plugin.serving,
            versions: plugin.versions.iter().map(|one| version(plugin, one, ui)).collect(),
        }
    }
}

fn version(plugin: &Installed, version: &Version, ui: &Ui) -> VersionBody {
    let current = plugin.current().filter(|current| current.number != version.number);
    let granted = version.granted.as_deref().unwrap_or_default();
    VersionBody {
        version: version.number,
        state: plugin.state(version).as_str(),
        title: version.title(ui.lang()).to_owned(),
        channel: version.channel.clone(),
        sha256: version.digest.to_string(),
        size: version.size,
        capabilities: version
            .wants
            .iter()
            .map(|wanted| CapabilityBody {
                name: wanted.name(),
                meaning: plainly(ui, *wanted),
                granted: granted.contains(wanted),
                new: current.is_some_and(|current| !current.wants.contains(wanted)),
            })
            .collect(),
        publisher: version.publisher.map(|key| key.to_string()),
        installed_at: version.installed_at.to_string(),
        installed_by: version.installed_by.clone(),
        granted_at: version.granted_at.map(|at| at.to_string()),
        granted_by: version.granted_by.clone(),
    }
}

/// What a plugin's calls for this company have come to within a day, over all processes that run it.
#[derive(Serialize, ToSchema)]
#[schema(as = PluginFigures)]
pub struct FiguresBody {
    /// Calls, of whatever kind.
    calls: u64,
    /// Those in which it failed.
    failures: u64,
    /// Milliseconds that half of the calls took at most, to the bound of a class (…, 50, 70, 100, 150, …).
    median_ms: Option<u64>,
    /// Milliseconds that 95 of 100 of them took at most, likewise.
    p95_ms: Option<u64>,
    /// Bytes of memory of the largest call.
    peak_memory: usize,
    /// What it logged last, oldest first; null for members who may not install plugins.
    log: Option<Vec<LineBody>>,
}

/// A line of a plugin's log.
#[derive(Serialize, ToSchema)]
#[schema(as = PluginLogLine)]
struct LineBody {
    /// When, RFC 3339.
    at: String,
    /// What.
    text: String,
    /// Whether the host says that the plugin failed.
    failure: bool,
}

impl FiguresBody {
    /// Figures, with the log for who may see it.
    pub fn of(figures: Figures, logs: bool) -> Self {
        let millis = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (median, slow) = (figures.within(50), figures.within(95));
        let lines = figures.lines.into_iter().map(|line| LineBody {
            at: Millis(i64::try_from(line.at).unwrap_or(i64::MAX)).to_string(),
            text: line.text,
            failure: line.failure,
        });
        Self {
            calls: figures.calls,
            failures: figures.failures,
            median_ms: median.map(millis),
            p95_ms: slow.map(millis),
            peak_memory: figures.memory,
            log: logs.then(|| lines.collect()),
        }
    }
}
