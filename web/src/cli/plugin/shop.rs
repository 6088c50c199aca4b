//! What commands about installed plugins work with.

use super::super::{CommandError, Storage};
use relais_channels::{CacheKey, Host, HostOptions};
use relais_core::plugins::{PluginError, Plugins};
use relais_tenants::Tenant;

/// The installation's plugins, and for whom the command acts.
pub struct Shop {
    /// The plugins.
    pub plugins: Plugins,
    /// The company; the operator's own plugins are meant without one.
    pub tenant: Option<Tenant>,
}

impl Shop {
    /// Opens the installation. What is compiled here, a server that runs beside need not compile.
    pub async fn open(storage: Storage, slug: Option<&str>) -> Result<Self, CommandError> {
        let cache = storage.data.join("plugins");
        let installation = storage.open().await?;
        let tenant = match slug {
            None => None,
            Some(slug) => {
                let tenant = installation.tenant_by_slug(slug).await?;
                let none = || CommandError::Refused(format!("there is no company «{slug}»: see `relais tenant list`"));
                Some(tenant.ok_or_else(none)?)
            }
        };
        let host = Host::bare(HostOptions {
            cache: Some(cache),
            cache_key: CacheKey(installation.plugin_cache_key()),
            ..HostOptions::default()
        });
        let host = host.map_err(|error| CommandError::Refused(error.to_string()))?;
        Ok(Self {
            plugins: Plugins::new(installation, host),
            tenant,
        })
    }
}

impl From<PluginError> for CommandError {
    fn from(error: PluginError) -> Self {
        match error {
            PluginError::Database(error) => error.into(),
            refused => Self::Refused(refused.to_string()),
        }
    }
}
