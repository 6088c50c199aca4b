//! Removing a plugin: not while a channel goes to people by it, and not while a campaign needs it.

use crate::plugins::{Installed, PluginError, Plugins};
use relais_tenants::Tenant;
use relais_tenants::audit::Actor;
use relais_tenants::database::Result;
use sqlx::types::Json;

/// Campaigns under way that are looked at.
const MOST: i64 = 10_000;

/// Removes a plugin of a company, or of the operator, with all its versions.
///
/// # Errors
/// That it is still needed, and by what; that there is no such plugin.
pub async fn remove_plugin(
    plugins: &Plugins,
    tenant: Option<&Tenant>,
    actor: Actor,
    name: &str,
) -> Result<(), PluginError> {
    let plugin = plugins.changeable(tenant, name).await?;
    match tenant {
        Some(tenant) => unneeded(tenant, &plugin).await?,
        None => {
            let installation = plugins.installation();
            for company in installation.tenants().await? {
                let Some(tenant) = installation.tenant(company.id).await? else {
                    continue;
                };
                let seen = plugins.get(&tenant, name).await?;
                // A company that has one of its own under this name does not use the operator's.
                if seen.is_some_and(|seen| !seen.is_own()) {
                    unneeded(&tenant, &plugin).await?;
                }
            }
        }
    }
    plugins.forget_plugin(tenant, actor, &plugin).await
}

/// Refuses when a company needs the plugin.
async fn unneeded(tenant: &Tenant, plugin: &Installed) -> Result<(), PluginError> {
    let company = || tenant.company().slug.clone();
    let mut tx = tenant.read().await?;
    let channels: Vec<(String, String, String)> = tx
        .all(
            "SELECT channel, plugin, mode FROM channels WHERE tenant_id = $1 ORDER BY channel",
            (tenant.id(),),
        )
        .await?;
    let by_it = |served_by: &str| served_by == plugin.name;
    if let Some((channel, ..)) = channels
        .iter()
        .find(|(_, served_by, mode)| by_it(served_by) && mode == "live")
    {
        return Err(PluginError::Live {
            channel: channel.clone(),
            company: company(),
        });
    }
    // One that is still prepared may have been launched already, and follows by itself.
    let campaigns: Vec<(String, Json<Vec<String>>)> = tx
        .all(
            "SELECT title, channels FROM campaigns
             WHERE tenant_id = $1 AND status IN ('preparing', 'scheduled', 'sending', 'paused') ORDER BY created_at LIMIT $2",
            (tenant.id(), MOST),
        )
        .await?;
    // A channel that nobody has touched is served by the plugin of its own name.
    let needs = |channel: &String| match channels.iter().find(|(known, ..)| known == channel) {
        Some((_, served_by, _)) => by_it(served_by),
        None => by_it(channel),
    };
    match campaigns.into_iter().find(|(_, Json(used))| used.iter().any(needs)) {
        Some((campaign, _)) => Err(PluginError::Campaign {
            campaign,
            company: company(),
        }),
        None => Ok(()),
    }
}
