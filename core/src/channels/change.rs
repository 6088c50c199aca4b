//! Changing a channel: what is asked for is checked by the plugin itself before anything goes live.

use super::store::{load, store};
use super::{Channel, CheckError, Described, MAX_OTHERS, Mode, Offered};
use crate::consent::Topic;
use crate::contacts::journal;
use crate::plugins::Plugins;
use relais_channels::capabilities::email;
use relais_channels::{Capability, Fault, Plugin};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::Error;
use relais_tenants::secret::Secret;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The longest configuration, in bytes of JSON.
pub const MAX_CONFIG: usize = 64 * 1024;
/// The longest secret, in bytes: a private key fits.
pub const MAX_SECRET: usize = 16 * 1024;
/// Secrets of one channel.
const MAX_SECRETS: usize = 32;
/// The longest name of a plugin or of a secret, in bytes.
const MAX_NAME: usize = 64;

/// The secret that holds the key of DKIM.
const SIGNING_KEY: &str = "dkim_key";

/// What is to be different. What is not named stays.
#[derive(Clone, Default)]
pub struct Change {
    /// Another plugin.
    pub plugin: Option<String>,
    /// Another configuration, whole.
    pub config: Option<Value>,
    /// Secrets to set, and with `None` to remove.
    pub secrets: BTreeMap<String, Option<String>>,
    /// Another mode.
    pub mode: Option<Mode>,
    /// Another address for the provider's reports: the one there was is forgotten.
    pub renew_callback: bool,
}

/// Why a channel stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    /// No plugin of this name serves this channel.
    #[error("no plugin of this name serves this channel")]
    NoPlugin,
    /// The configuration is no JSON object, or too large.
    #[error("the configuration is not a JSON object of reasonable size")]
    Config,
    /// A secret that the plugin does not have, or one too long.
    #[error("the secret {0:?} cannot be kept")]
    Secret(String),
    /// A key that signs no mail: not of a kind we know, or no key at all.
    #[error("the key cannot sign mails")]
    SigningKey,
    /// The plugin finds the configuration wanting, in its own words.
    #[error("the plugin refuses the configuration")]
    Refused(Vec<String>),
    /// The configuration names a server on a private network, which the operator has not allowed.
    #[error("{0} is on a private network")]
    Closed(String),
    /// The plugin failed while it looked at the configuration.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The company has as many channels of plugins as it may have.
    #[error("there may be {MAX_OTHERS} channels of plugins at most")]
    TooMany,
    /// Somebody else changed the channel meanwhile.
    #[error("somebody else changed the channel meanwhile")]
    Changed,
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Whether the host makes the mails that this plugin sends.
fn composes_mail(plugin: &Plugin) -> bool {
    plugin.description().capabilities.contains(&Capability::EmailTransport)
}

impl Change {
    /// The channel as it is to be; `known` is the plugin that is to serve it.
    fn apply(&self, old: &Channel, known: Option<&Plugin>, now: Millis) -> Result<Channel, ChannelError> {
        let mut new = Channel {
            fault: None,
            updated_at: Some(now),
            ..old.clone()
        };
        if let Some(plugin) = &self.plugin {
            new.plugin.clone_from(plugin);
        }
        let serves = known.is_some_and(|plugin| plugin.description().channel == new.topic.as_str());
        // A channel may wait in the sandbox for its own plugin to be installed; one that only a plugin brings begins with it.
        let waits = new.plugin == new.topic.as_str() && new.address().is_some();
        if new.plugin.len() > MAX_NAME || !(serves || waits) {
            return Err(ChannelError::NoPlugin);
        }
        if let (Some(plugin), Topic::Other(_)) = (known.filter(|_| serves), new.topic) {
            let description = plugin.description();
            new.described = Some(Described::new(description.address, &description.content));
        }
        if let Some(config) = &self.config {
            if !config.is_object() || config.to_string().len() > MAX_CONFIG {
                return Err(ChannelError::Config);
            }
            new.config = config.clone();
        }
        for (name, secret) in &self.secrets {
            let Some(secret) = secret else {
                new.secrets.remove(name);
                continue;
            };
            let wanted = known.is_none_or(|plugin| plugin.description().secrets.iter().any(|known| known == name));
            if !wanted || name.is_empty() || name.len() > MAX_NAME || secret.len() > MAX_SECRET {
                return Err(ChannelError::Secret(name.clone()));
            }
            // The host signs, so the host looks at it: the plugin never sees the key.
            if name == SIGNING_KEY && known.is_some_and(composes_mail) && !email::is_signing_key(secret) {
                return Err(ChannelError::SigningKey);
            }
            new.secrets.insert(name.clone(), secret.clone());
        }
        if new.secrets.len() > MAX_SECRETS {
            return Err(ChannelError::Secret(
                new.secrets.keys().next_back().cloned().unwrap_or_default(),
            ));
        }
        if let Some(mode) = self.mode {
            new.mode = mode;
        }
        Ok(new)
    }
}

/// Changes a channel. It is live afterwards only when its plugin exists and is content with the configuration; in the
/// sandbox a configuration may be unfinished. The plugin complains in `language` (BCP 47).
pub async fn save(
    tenant: &Tenant,
    plugins: &Plugins,
    actor: Actor,
    topic: Topic,
    change: &Change,
    language: &str,
) -> Result<Channel, ChannelError> {
    let mut old = super::get(tenant, topic).await?;
    if change.plugin.is_none() && old.address().is_none() {
        // A channel that only a plugin brings is served by that, whatever the plugin is called.
        let serving = plugins.serving(tenant, topic.as_str()).await?;
        if let Some((name, _)) = serving.into_iter().next() {
            old.plugin = name;
        }
    }
    let plugin = change.plugin.as_ref().unwrap_or(&old.plugin);
    let known = plugins.find(tenant, plugin).await?;
    let mut new = change.apply(&old, known.as_ref(), tenant.now())?;
    if new.callback.is_none() || change.renew_callback {
        new.callback = Some(Secret::generate(tenant.rng()).text());
    }
    if new.mode == Mode::Live {
        match new.check(tenant, plugins, language).await {
            Ok(complaints) if complaints.is_empty() => {}
            Ok(complaints) => return Err(ChannelError::Refused(complaints)),
            Err(CheckError::NoPlugin) => return Err(ChannelError::NoPlugin),
            Err(CheckError::Fault(fault)) => return Err(fault.into()),
            Err(CheckError::Database(error)) => return Err(error.into()),
        }
        if let Some(closed) = plugins.closed(&new.settings()).await {
            return Err(ChannelError::Closed(closed));
        }
    }
    let mut tx = tenant.write().await?;
    // The plugin judged outside of the transaction, which must not wait for it: what it judged must still be so.
    let now = load(&mut tx, tenant, topic).await?;
    if (now.updated_at, &now.secrets, &now.config) != (old.updated_at, &old.secrets, &old.config) {
        return Err(ChannelError::Changed);
    }
    if new.described != now.described {
        if now.described.is_none() && Offered::load(&mut tx, tenant).await?.count_of_others() >= MAX_OTHERS {
            return Err(ChannelError::TooMany);
        }
        // Audiences are counted for a channel from the moment at which the company has it.
        journal::note(&mut tx, tenant).await?;
    }
    store(&mut tx, tenant, &new).await?;
    let named = |set: bool| -> Vec<&String> {
        let secrets = change.secrets.iter().filter(|(_, secret)| secret.is_some() == set);
        secrets.map(|(name, _)| name).collect()
    };
    let details = json!({
        "plugin": new.plugin, "mode": new.mode, "mode_before": old.mode,
        "config": new.config, "config_before": old.config,
        "secrets_set": named(true), "secrets_removed": named(false), "callback_renewed": change.renew_callback,
    });
    let entry = Entry {
        actor,
        action: "channel.update",
        object: topic.as_str(),
        details,
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(new)
}
