//! `relais plugin list`: what is installed, a line for each version.

use super::super::{CommandError, Storage};
use super::shop::Shop;
use std::io::Write;

/// Prints name, whose, version, state, channel, SHA-256 and when it was installed, with tabs between them.
pub async fn run(storage: Storage, slug: Option<&str>) -> Result<(), CommandError> {
    let shop = Shop::open(storage, slug).await?;
    let plugins = match &shop.tenant {
        Some(tenant) => shop.plugins.list(tenant).await?,
        None => shop.plugins.operators().await?,
    };
    let mut out = std::io::stdout().lock();
    for plugin in plugins {
        let whose = match slug {
            Some(slug) if plugin.is_own() => slug,
            _ => "all",
        };
        for version in &plugin.versions {
            writeln!(
                out,
                "{}\t{whose}\t{}\t{}\t{}\t{}\t{}",
                plugin.name,
                version.number,
                plugin.state(version).as_str(),
                version.channel,
                version.digest,
                version.installed_at,
            )?;
        }
    }
    Ok(())
}
