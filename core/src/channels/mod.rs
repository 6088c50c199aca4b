//! The tenant's channels: which plugin serves each, where its messages go, how it is configured, how it does.
//!
//! Configuration and secrets are sealed; secrets are written and never read back by people. Does not live here: running
//! plugins (`relais_channels`), and the messages handed to them (`delivery`).

mod change;
mod grants;
mod offered;
mod store;
mod vapid;

use crate::consent::Topic;
use crate::plugins::Plugins;
use relais_channels::{AddressKind, Fault, Secrets, Settings};
use relais_tenants::clock::Millis;
use relais_tenants::database::Result;
use relais_tenants::secret::Secret;
use relais_tenants::{Tenant, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use change::{Change, ChannelError, MAX_CONFIG, MAX_SECRET, save};
pub use offered::{Described, MAX_OTHERS, Offered, built_in_address, offered};
pub(crate) use store::describe;
pub use store::{load, record_fault};
pub use vapid::create_keys;

/// Where the messages of a channel go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Into the outbox of the application, as rendered.
    Sandbox,
    /// To people.
    Live,
}

impl Mode {
    /// As stored and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live => "live",
        }
    }

    /// The mode with this name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Sandbox, Self::Live]
            .into_iter()
            .find(|mode| mode.as_str() == text)
    }
}

/// One channel of a tenant. A channel nobody has touched is served by the plugin of its own name, in the sandbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Channel {
    /// Whose.
    pub tenant: TenantId,
    /// Which channel.
    pub topic: Topic,
    /// The plugin that serves it.
    pub plugin: String,
    /// Where its messages go.
    pub mode: Mode,
    /// How the plugin is configured: a JSON object.
    pub config: Value,
    /// What only the plugin's capabilities may use, by name.
    pub secrets: BTreeMap<String, String>,
    /// The secret part of the address at which its provider reports; nothing until it is first saved.
    pub callback: Option<String>,
    /// What the plugin did wrong last.
    pub fault: Option<ChannelFault>,
    /// When somebody last changed it.
    pub updated_at: Option<Millis>,
    /// What its plugin says of it, where a plugin brought it; nothing before it is first saved: the company does not have it.
    pub described: Option<Described>,
}

/// What a plugin did wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelFault {
    /// In the host's words.
    pub text: String,
    /// When.
    pub at: Millis,
}

impl Channel {
    /// The channel before anybody touched it.
    pub fn untouched(tenant: TenantId, topic: Topic) -> Self {
        Self {
            tenant,
            topic,
            plugin: topic.as_str().to_owned(),
            mode: Mode::Sandbox,
            config: json!({}),
            secrets: BTreeMap::new(),
            callback: None,
            fault: None,
            updated_at: None,
            described: None,
        }
    }

    /// What its addresses are; `None` where the company does not have it.
    pub fn address(&self) -> Option<AddressKind> {
        let described = || self.described.as_ref().map(|described| described.address);
        built_in_address(self.topic).or_else(described)
    }

    /// What the host needs to run the plugin for this tenant. It may reach the servers that the configuration names and
    /// no others: the administrator who saved it granted them.
    pub fn settings(&self) -> Settings {
        Settings {
            tenant: self.tenant.to_string(),
            config: self.config.to_string(),
            secrets: Secrets(self.secrets.clone()),
            grants: grants::of(&self.config),
            callback_url: None,
            language: String::new(),
        }
    }

    /// The same for work that a provider will report on. `public_url` is where this installation is reached.
    pub fn settings_at(&self, tenant: &Tenant, public_url: &str) -> Settings {
        Settings {
            callback_url: self.callback_url(tenant, public_url),
            ..self.settings()
        }
    }

    /// Where its provider reports.
    pub fn callback_url(&self, tenant: &Tenant, public_url: &str) -> Option<String> {
        let key = self.callback.as_ref()?;
        let (code, topic) = (&tenant.company().code, self.topic);
        Some(format!("{public_url}/callbacks/{code}/{topic}/{key}"))
    }

    /// Whether this is the key under which reports are taken.
    pub fn takes_reports_under(&self, key: &str) -> bool {
        let key = Secret::parse(key).map(|key| key.hash());
        let own = self.callback.as_deref().and_then(Secret::parse).map(|key| key.hash());
        // What is compared is a hash, whose bytes nobody can choose: the time it takes tells nothing.
        own.is_some() && key == own
    }

    /// What stands between this channel and its providers, in the plugin's words and a reader's language (BCP 47); empty
    /// when nothing does.
    pub async fn check(&self, tenant: &Tenant, plugins: &Plugins, language: &str) -> Result<Vec<String>, CheckError> {
        let plugin = plugins.find(tenant, &self.plugin).await?.ok_or(CheckError::NoPlugin)?;
        let description = plugin.description();
        if description.channel != self.topic.as_str() {
            return Err(CheckError::NoPlugin);
        }
        let settings = Settings {
            language: language.to_owned(),
            ..self.settings()
        };
        Ok(plugin.check_config(&settings).await?)
    }
}

/// Why a configuration could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// No plugin of this name serves the channel.
    #[error("no plugin of this name serves the channel")]
    NoPlugin,
    /// The plugin failed.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] relais_tenants::database::Error),
}

/// Says everything but the secrets.
impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("topic", &self.topic)
            .field("plugin", &self.plugin)
            .field("mode", &self.mode)
            .field("config", &self.config)
            .field("secrets", &self.secrets.keys().collect::<Vec<_>>())
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

/// One channel.
pub async fn get(tenant: &Tenant, topic: Topic) -> Result<Channel> {
    load(&mut tenant.read().await?, tenant, topic).await
}

/// One channel; `None` where this company neither has it nor could open it.
pub async fn find(tenant: &Tenant, plugins: &Plugins, topic: Topic) -> Result<Option<Channel>> {
    let channel = get(tenant, topic).await?;
    let is_there = channel.address().is_some() || brought(tenant, plugins).await?.contains(&topic);
    Ok(Some(channel).filter(|_| is_there))
}

/// Every channel: the built-in ones in the usual order, then those of plugins by name, also those that were never opened.
pub async fn list(tenant: &Tenant, plugins: &Plugins) -> Result<Vec<Channel>> {
    let brought = brought(tenant, plugins).await?;
    let mut tx = tenant.read().await?;
    let offered = Offered::load(&mut tx, tenant).await?;
    let others: BTreeSet<Topic> = offered.others().chain(brought).collect();
    let mut channels = Vec::with_capacity(Topic::CHANNELS.len() + others.len());
    for topic in Topic::CHANNELS.into_iter().chain(others) {
        channels.push(load(&mut tx, tenant, topic).await?);
    }
    Ok(channels)
}

/// The channels that only plugins bring, of those that are installed for this company.
async fn brought(tenant: &Tenant, plugins: &Plugins) -> Result<BTreeSet<Topic>> {
    let names = plugins.channels(tenant).await?;
    let topics = names.iter().filter_map(|name| Topic::parse(name));
    Ok(topics.filter(|topic| topic.other().is_some()).collect())
}

/// Whether nothing this tenant sends leaves the house.
pub async fn all_in_sandbox(tenant: &Tenant) -> Result<bool> {
    let mut tx = tenant.read().await?;
    let live: Option<(i64,)> = tx
        .opt(
            "SELECT CAST(1 AS BIGINT) FROM channels WHERE tenant_id = $1 AND mode = 'live' LIMIT 1",
            (tenant.id(),),
        )
        .await?;
    Ok(live.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_told_by_accident() {
        let mut channel = Channel::untouched(TenantId(uuid::Uuid::nil()), Topic::Email);
        channel.secrets.insert("password".to_owned(), "s3cr3t".to_owned());
        let said = format!("{channel:?}");
        assert!(said.contains("password") && !said.contains("s3cr3t"), "{said}");
    }

    // R: O15
    #[test]
    fn reports_are_taken_under_the_channels_own_key_only() {
        let mut channel = Channel::untouched(TenantId(uuid::Uuid::nil()), Topic::Sms);
        let [key, other] = [1, 2].map(|seed| Secret::generate(&relais_tenants::clock::Rng::seeded(seed)).text());
        for wrong in ["", "x", &key] {
            assert!(!channel.takes_reports_under(wrong), "none before there is one");
        }
        channel.callback = Some(key.clone());
        assert!(channel.takes_reports_under(&key));
        for wrong in ["", "x", &other, &key[1..]] {
            assert!(!channel.takes_reports_under(wrong), "{wrong}");
        }
        assert!(!format!("{channel:?}").contains(&key));
    }

    #[test]
    fn modes_read_back() {
        for mode in [Mode::Sandbox, Mode::Live] {
            assert_eq!(Mode::parse(mode.as_str()), Some(mode));
        }
        assert_eq!(Mode::parse("real"), None);
    }
}
