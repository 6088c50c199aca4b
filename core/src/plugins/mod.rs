//! The channel plugins that are installed: for all companies by the operator, for one company by its plugin developer.
//!
//! Lives here: what may be installed, granted, put back and removed; finding the plugin that a company means. Does not
//! live here: running plugins (`relais_channels`), which one serves a channel and how it is configured (`channels`),
//! whether one is still needed (`campaigns`).
//!
//! The rows are the truth: a plugin is looked up in them and loaded by its hash, so that what one process installs, the
//! next lookup of every other finds. Only what was found within the last second is believed without asking.

mod change;
mod error;
mod figures;
mod find;
mod install;
mod installed;

pub use change::{Grant, Seen};
pub use error::{PluginError, SignatureError};
pub use install::{Done, Upload};
pub use installed::{Installed, State, Version};
pub use relais_tenants::plugins::Scope;

use relais_channels::registry::{Key, Registry};
use relais_channels::{Capability, Host, Settings};
use relais_tenants::database::Result;
use relais_tenants::{Installation, Tenant, TenantId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// The plugins of this installation: those that come with the program and those that were installed. Cheap to clone.
#[derive(Clone)]
pub struct Plugins(Arc<Inner>);

struct Inner {
    installation: Installation,
    host: Host,
    registry: Registry,
    /// What was found lately, and when.
    lately: Mutex<HashMap<(TenantId, String), (Instant, Key)>>,
    /// Compiling is work for the processor: one component at a time.
    installing: tokio::sync::Mutex<()>,
    /// Held while what was counted goes from memory to the tables.
    counting: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Plugins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.0.host, f)
    }
}

impl Plugins {
    /// The plugins of an installation, run by `host`.
    pub fn new(installation: Installation, host: Host) -> Self {
        Self(Arc::new(Inner {
            registry: Registry::new(host.clone()),
            installation,
            host,
            lately: Mutex::default(),
            installing: tokio::sync::Mutex::default(),
            counting: tokio::sync::Mutex::default(),
        }))
    }

    /// What was installed, as a company sees it: its own plugins and the operator's, by name. A company's own one hides the
    /// operator's of the same name.
    pub async fn list(&self, tenant: &Tenant) -> Result<Vec<Installed>> {
        let all = self.installed(Some(tenant.id())).await?;
        let own: Vec<String> = all
            .iter()
            .filter(|one| one.is_own())
            .map(|one| one.name.clone())
            .collect();
        let seen = |one: &Installed| one.is_own() || !own.contains(&one.name);
        Ok(all.into_iter().filter(seen).collect())
    }

    /// What the operator installed for all companies, by name.
    pub async fn operators(&self) -> Result<Vec<Installed>> {
        self.installed(None).await
    }

    /// An installed plugin as a company sees it.
    pub async fn get(&self, tenant: &Tenant, name: &str) -> Result<Option<Installed>> {
        Ok(self.list(tenant).await?.into_iter().find(|one| one.name == name))
    }

    /// A server that these settings name and this installation may not reach, if there is one.
    pub async fn closed(&self, settings: &Settings) -> Option<String> {
        self.0.host.closed(settings).await
    }

    /// Whether the operator lets plugins reach private addresses.
    pub fn may_reach_private(&self) -> bool {
        self.0.host.may_reach_private()
    }

    /// The installation whose plugins these are.
    pub(crate) fn installation(&self) -> &Installation {
        &self.0.installation
    }

    async fn installed(&self, of: Option<TenantId>) -> Result<Vec<Installed>> {
        let rows = self.0.installation.plugins(of).await?;
        rows.into_iter()
            .map(|(row, versions)| Installed::of(row, versions))
            .collect()
    }

    /// One scope's own plugin.
    async fn own(&self, scope: Scope, name: &str) -> Result<Option<Installed>> {
        let of = match scope {
            Scope::Operator => None,
            Scope::Tenant(id) => Some(id),
        };
        let all = self.installed(of).await?;
        Ok(all.into_iter().find(|one| one.scope == scope && one.name == name))
    }
}

/// Capabilities as stored: their names, with spaces between them.
fn words(capabilities: &[Capability]) -> String {
    let names: Vec<&str> = capabilities.iter().map(|capability| capability.name()).collect();
    names.join(" ")
}

/// The capabilities of stored words.
fn capabilities(words: &str) -> Vec<Capability> {
    words.split_whitespace().filter_map(Capability::named).collect()
}
