//! Finding the plugin that a company means: one of the program's, its own, or the operator's.

use super::{PluginError, Plugins, Scope, capabilities};
use relais_channels::registry::{Digest, Key};
use relais_channels::{LoadError, Plugin};
use relais_tenants::Tenant;
use relais_tenants::database::{Error, Result};
use relais_tenants::plugins::ServingRow;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// For how long what was found is believed: sending looks plugins up all the time, also while it holds a connection.
const BELIEVED: Duration = Duration::from_secs(1);
/// Answers that are remembered at most.
const REMEMBERED: usize = 1_024;

impl Plugins {
    /// The plugin of this name, as a company sees it. One that is installed and cannot be loaded is none; why is in the log
    /// and, by [`Plugins::trouble`], on its page.
    pub async fn find(&self, tenant: &Tenant, name: &str) -> Result<Option<Plugin>> {
        if let Some(plugin) = self.0.host.plugin(name) {
            return Ok(Some(plugin));
        }
        match self.key(tenant, name).await? {
            Some(key) => self.loaded(&key).await,
            None => Ok(None),
        }
    }

    /// The plugins that could serve a channel of a company, by their names: the program's own first.
    pub async fn serving(&self, tenant: &Tenant, channel: &str) -> Result<Vec<(String, Plugin)>> {
        let mut serving = self.0.host.serving(channel);
        let rows = self.0.installation.plugins_serving(tenant.id(), channel).await?;
        let own: Vec<String> = rows
            .iter()
            .filter(|row| row.scope != Scope::Operator)
            .map(|row| row.name.clone())
            .collect();
        for row in rows {
            if row.scope == Scope::Operator && own.contains(&row.name) {
                continue;
            }
            let key = key(row)?;
            if let Some(plugin) = self.loaded(&key).await? {
                serving.push((key.name, plugin));
            }
        }
        Ok(serving)
    }

    /// The channels that plugins installed for this company serve, its own and the operator's, in alphabetical order. Those
    /// of the program's own plugins are not among them.
    pub async fn channels(&self, tenant: &Tenant) -> Result<Vec<String>> {
        self.0.installation.plugin_channels(tenant.id()).await
    }

    /// Why the version in use cannot be loaded, if it cannot.
    pub async fn trouble(&self, tenant: &Tenant, name: &str) -> Result<Option<LoadError>> {
        let Some(key) = self.key(tenant, name).await? else {
            return Ok(None);
        };
        match self.load(&key).await {
            Ok(_) => Ok(None),
            Err(PluginError::Load(error)) => Ok(Some(error)),
            Err(PluginError::Database(error)) => Err(error),
            Err(other) => Err(Error::Setup(other.to_string())),
        }
    }

    /// Asks the rows the next time.
    pub(super) fn forget(&self) {
        self.0.lately.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    async fn key(&self, tenant: &Tenant, name: &str) -> Result<Option<Key>> {
        let place = (tenant.id(), name.to_owned());
        {
            let lately = self.0.lately.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, key)) = lately.get(&place).filter(|(found, _)| found.elapsed() < BELIEVED) {
                return Ok(Some(key.clone()));
            }
        }
        let asked = Instant::now();
        let rows = self.0.installation.plugin_in_use(tenant.id(), name).await?;
        // A company's own hides the operator's.
        let row = rows.into_iter().max_by_key(|row| row.scope != Scope::Operator);
        let key = row.map(key).transpose()?;
        let mut lately = self.0.lately.lock().unwrap_or_else(PoisonError::into_inner);
        if lately.len() >= REMEMBERED {
            lately.retain(|_, (found, _)| found.elapsed() < BELIEVED);
        }
        match &key {
            Some(key) if lately.len() < REMEMBERED => drop(lately.insert(place, (asked, key.clone()))),
            _ => drop(lately.remove(&place)),
        }
        Ok(key)
    }

    async fn loaded(&self, key: &Key) -> Result<Option<Plugin>> {
        match self.load(key).await {
            Ok(plugin) => Ok(Some(plugin)),
            Err(PluginError::Database(error)) => Err(error),
            Err(error) => {
                tracing::error!(plugin = key.name, digest = %key.digest, %error, "an installed plugin cannot be loaded");
                Ok(None)
            }
        }
    }

    async fn load(&self, key: &Key) -> Result<Plugin, PluginError> {
        let bytes = async {
            let bytes = self.0.installation.component(&key.digest.0).await?;
            // What is gone altogether was altered too.
            bytes.ok_or(PluginError::Load(LoadError::Altered))
        };
        self.0.registry.plugin(key, bytes).await
    }
}

fn key(row: ServingRow) -> Result<Key> {
    let damaged = |_| Error::Setup(format!("the hash of the plugin {} is damaged", row.name));
    Ok(Key {
        scope: match row.scope {
            Scope::Operator => "operator".to_owned(),
            Scope::Tenant(id) => id.to_string(),
        },
        digest: Digest(row.sha256.try_into().map_err(damaged)?),
        granted: capabilities(row.granted.as_deref().unwrap_or_default()),
        name: row.name,
    })
}
