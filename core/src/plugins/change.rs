//! Granting a version what it wants, going back to the one before, removing a plugin.

use super::install::entry;
use super::{Installed, PluginError, Plugins, Scope, words};
use relais_channels::Capability;
use relais_tenants::Tenant;
use relais_tenants::audit::Actor;
use serde_json::json;

/// Which version somebody looked at before deciding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Its number.
    pub version: i64,
    /// The SHA-256 that was shown, in hexadecimal digits: a plugin that was removed and installed anew counts from 1 again.
    pub sha256: Option<String>,
}

/// What an administrator grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// All that the version wants.
    All,
    /// These; with fewer than it wants the version does not serve.
    Some(Vec<Capability>),
}

impl Plugins {
    /// Grants a version what it wants; it serves from now on. With less than it wants it does not, and if it did it ends.
    /// A version that was granted all before is put back into use.
    pub async fn grant(
        &self,
        tenant: Option<&Tenant>,
        actor: Actor,
        name: &str,
        seen: &Seen,
        grant: Grant,
    ) -> Result<Installed, PluginError> {
        let plugin = self.changeable(tenant, name).await?;
        let version = seen.version;
        let known = plugin.version(version).ok_or(PluginError::NoVersion(version))?;
        if seen
            .sha256
            .as_ref()
            .is_some_and(|shown| *shown != known.digest.to_string())
        {
            return Err(PluginError::Changed);
        }
        let granted = match grant {
            Grant::All => known.wants.clone(),
            Grant::Some(granted) => granted,
        };
        if let Some(more) = granted.iter().find(|granted| !known.wants.contains(granted)) {
            return Err(PluginError::NotWanted(*more));
        }
        let enough = known.wants.iter().all(|wanted| granted.contains(wanted));
        let serving = match plugin.serving {
            _ if enough => Some(version),
            Some(serving) if serving == version => None,
            serving => serving,
        };
        let details = json!({ "version": version, "capabilities": granted, "serving": serving });
        let told = tenant.map(|tenant| (tenant, entry(actor, "plugin.grant", name, details)));
        let (granted, by) = (words(&granted), actor.to_string());
        let at = (plugin.scope, name, version);
        let done = self
            .0
            .installation
            .grant_plugin_version(at, &granted, &by, serving, told);
        if !done.await? {
            return Err(PluginError::Changed);
        }
        self.changed(plugin.scope, name).await
    }

    /// Puts the version before the one in use back into use.
    pub async fn roll_back(&self, tenant: Option<&Tenant>, actor: Actor, name: &str) -> Result<Installed, PluginError> {
        let plugin = self.changeable(tenant, name).await?;
        let serving = plugin.serving.ok_or(PluginError::NoEarlier)?;
        let earlier = plugin.earlier().ok_or(PluginError::NoEarlier)?.number;
        let details = json!({ "version": earlier, "version_before": serving });
        let told = tenant.map(|tenant| (tenant, entry(actor, "plugin.roll_back", name, details)));
        let done = self
            .0
            .installation
            .use_plugin_version(plugin.scope, name, serving, earlier, told);
        if !done.await? {
            return Err(PluginError::Changed);
        }
        self.changed(plugin.scope, name).await
    }

    /// Forgets a plugin with all its versions. Whoever calls this has made sure that nothing needs it.
    pub(crate) async fn forget_plugin(
        &self,
        tenant: Option<&Tenant>,
        actor: Actor,
        plugin: &Installed,
    ) -> Result<(), PluginError> {
        let digests: Vec<String> = plugin
            .versions
            .iter()
            .map(|version| version.digest.to_string())
            .collect();
        let details = json!({ "versions": digests });
        let told = tenant.map(|tenant| (tenant, entry(actor, "plugin.remove", &plugin.name, details)));
        let done = self.0.installation.remove_plugin(plugin.scope, &plugin.name, told);
        if !done.await? {
            return Err(PluginError::Unknown);
        }
        self.forget();
        Ok(())
    }

    /// A plugin that whoever acts for `tenant`, or for the operator, may change.
    pub async fn changeable(&self, tenant: Option<&Tenant>, name: &str) -> Result<Installed, PluginError> {
        let plugin = match tenant {
            Some(tenant) => self.get(tenant, name).await?,
            None => self.own(Scope::Operator, name).await?,
        };
        let plugin = plugin.ok_or(PluginError::Unknown)?;
        if tenant.is_some() && !plugin.is_own() {
            return Err(PluginError::Operators);
        }
        Ok(plugin)
    }

    async fn changed(&self, scope: Scope, name: &str) -> Result<Installed, PluginError> {
        self.forget();
        self.own(scope, name).await?.ok_or(PluginError::Changed)
    }
}
