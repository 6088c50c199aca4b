//! `relais plugin grant` and `relais plugin revoke`: what an installed plugin may do.

use super::super::{CommandError, Storage};
use super::rights;
use super::shop::Shop;
use clap::Args;
use relais_channels::Capability;
use relais_core::plugins::{Grant, Installed, Seen, Version};
use relais_tenants::audit::Actor;
use std::io::Write;

/// Which plugin, and which of its rights.
#[derive(Args)]
pub struct Rights {
    /// The plugin's name.
    name: String,
    /// Capabilities by name; all that it wants when absent.
    #[arg(value_name = "CAPABILITY", value_parser = rights::capability)]
    capabilities: Vec<Capability>,
    /// Which of its versions: the newest for a grant, the one in use for a revocation when absent.
    #[arg(long, value_name = "NUMBER")]
    version: Option<i64>,
    /// Short name of the company whose own plugin is meant; the operator's, for all companies, when absent.
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
}

impl Rights {
    /// Grants these beside what was granted before. With all that it wants the version is in use from now on.
    pub async fn grant(self, storage: Storage) -> Result<(), CommandError> {
        let decide = |version: &Version, named: &[Capability]| -> Vec<Capability> {
            let kept = version.granted.iter().flatten().copied();
            kept.chain(named.iter().copied()).collect()
        };
        self.decide(storage, Installed::newest, decide).await
    }

    /// Takes these away. With less than it wants the version is not in use any more.
    pub async fn revoke(self, storage: Storage) -> Result<(), CommandError> {
        let decide = |version: &Version, named: &[Capability]| -> Vec<Capability> {
            let kept = version.granted.iter().flatten().copied();
            kept.filter(|granted| !named.contains(granted)).collect()
        };
        self.decide(storage, in_use_or_newest, decide).await
    }

    async fn decide(
        self,
        storage: Storage,
        usual: impl Fn(&Installed) -> Option<&Version>,
        decide: impl Fn(&Version, &[Capability]) -> Vec<Capability>,
    ) -> Result<(), CommandError> {
        let shop = Shop::open(storage, self.tenant.as_deref()).await?;
        let tenant = shop.tenant.as_ref();
        let plugin = shop.plugins.changeable(tenant, &self.name).await?;
        let version = match self.version {
            Some(number) => plugin.version(number),
            None => usual(&plugin),
        };
        let none = || CommandError::Refused(format!("{} has no such version: see `relais plugin list`", self.name));
        let version = version.ok_or_else(none)?;
        let named = if self.capabilities.is_empty() {
            version.wants.clone()
        } else {
            self.capabilities
        };
        let mut granted = decide(version, &named);
        granted.sort_unstable();
        granted.dedup();
        let seen = Seen {
            version: version.number,
            sha256: Some(version.digest.to_string()),
        };
        let decided = shop
            .plugins
            .grant(tenant, Actor::Operator, &self.name, &seen, Grant::Some(granted))
            .await?;
        let Some(version) = decided.version(seen.version) else {
            return Ok(());
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} version {}: {}", decided.name, version.number, version.title_en)?;
        Ok(rights::write(&mut out, &decided, version, self.tenant.as_deref())?)
    }
}

fn in_use_or_newest(plugin: &Installed) -> Option<&Version> {
    plugin.current().or_else(|| plugin.newest())
}
