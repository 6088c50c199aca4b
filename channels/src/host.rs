//! Placeholder shapes; the helper who owns channels/ replaces this file.

use crate::{Message, Report, Sink};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// How the host works.
#[derive(Clone, Debug, Default)]
pub struct HostOptions {
    /// Where compiled plugins are kept; nowhere when absent.
    pub cache: Option<PathBuf>,
    /// Whether plugins may reach private addresses.
    pub allow_private_hosts: bool,
}

/// The engine and the plugins it has loaded. Cheap to clone.
#[derive(Clone)]
pub struct Host(Arc<HostOptions>);

/// Why the host cannot start or a plugin cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

/// What a plugin did wrong, for its channel's page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);

/// What a plugin says of itself.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// The channel it serves.
    pub channel: String,
    /// Its name.
    pub name: String,
    /// JSON Schema of its configuration.
    pub config_schema: String,
    /// Names of the secrets it wants.
    pub secrets: Vec<String>,
}

/// Values a plugin's capabilities may use, by name.
#[derive(Clone, Default)]
pub struct Secrets(pub BTreeMap<String, String>);

/// What the tenant's administrator lets a plugin reach.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    /// `scheme://host[:port]`.
    pub hosts: Vec<String>,
}

/// One tenant's use of a plugin.
#[derive(Clone, Default)]
pub struct Settings {
    /// Configuration, JSON.
    pub config: String,
    /// Secrets.
    pub secrets: Secrets,
    /// What it may reach.
    pub grants: Grants,
}

/// A plugin ready to be used. Cheap to clone.
#[derive(Clone)]
pub struct Plugin(Arc<Description>);

impl Host {
    /// Starts the engine.
    pub fn new(options: HostOptions) -> Result<Self, HostError> {
        Ok(Self(Arc::new(options)))
    }

    /// The built-in plugin of this name, such as `email`.
    pub fn plugin(&self, _name: &str) -> Option<Plugin> {
        None
    }
}

impl Plugin {
    /// What it says of itself.
    pub fn description(&self) -> &Description {
        &self.0
    }

    /// What is wrong with a configuration; empty when nothing is.
    pub async fn check_config(&self, _settings: &Settings) -> Result<Vec<String>, Fault> {
        Ok(Vec::new())
    }

    /// Hands a batch over. Never fails as a whole: what is known of each message is in the report.
    pub async fn send(&self, _settings: &Settings, _sink: Sink, _batch: Vec<Message>) -> Report {
        Report::default()
    }
}
