//! Which channels a company has: the built-in ones, and those of plugins that somebody has opened by saving them once.
//!
//! What a plugin says of its channel is kept with it, so that contacts, audiences and contents are judged without asking any
//! plugin; it is refreshed whenever the channel is saved and when a campaign is launched over it.

use crate::consent::{ChannelName, Topic};
use relais_channels::{AddressKind, ContentField, FieldKind};
use relais_tenants::Tenant;
use relais_tenants::database::{Result, Tx};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use std::collections::BTreeMap;

/// Channels of plugins that one company may open: each costs its audience index a few sets.
pub const MAX_OTHERS: usize = 32;

/// What a plugin says of a channel that it brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Described {
    /// What its addresses are.
    pub address: AddressKind,
    /// What its messages are made of; without the labels, which are words of a language.
    pub content: Vec<ContentField>,
}

/// The same as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    address: String,
    content: Vec<StoredField>,
}

#[derive(Serialize, Deserialize)]
struct StoredField {
    name: String,
    kind: String,
    required: bool,
    max_length: Option<u32>,
}

impl Described {
    /// What a plugin says now.
    pub fn new(address: AddressKind, content: &[ContentField]) -> Self {
        let unlabelled = |field: &ContentField| ContentField {
            label: String::new(),
            ..field.clone()
        };
        Self {
            address,
            content: content.iter().map(unlabelled).collect(),
        }
    }
}

impl From<Described> for Stored {
    fn from(described: Described) -> Self {
        let field = |field: ContentField| StoredField {
            name: field.name,
            kind: field.kind.as_str().to_owned(),
            required: field.required,
            max_length: field.max_length,
        };
        Self {
            address: described.address.as_str().to_owned(),
            content: described.content.into_iter().map(field).collect(),
        }
    }
}

impl From<Stored> for Described {
    fn from(stored: Stored) -> Self {
        let field = |field: StoredField| ContentField {
            name: field.name,
            label: String::new(),
            kind: FieldKind::parse(&field.kind).unwrap_or(FieldKind::Text),
            required: field.required,
            max_length: field.max_length,
        };
        Self {
            address: AddressKind::parse(&stored.address).unwrap_or_default(),
            content: stored.content.into_iter().map(field).collect(),
        }
    }
}

/// What the addresses of a built-in topic are; `None` for what is no channel and for channels of plugins.
pub const fn built_in_address(topic: Topic) -> Option<AddressKind> {
    match topic {
        Topic::Email => Some(AddressKind::Email),
        Topic::Sms => Some(AddressKind::Phone),
        Topic::Push => Some(AddressKind::PushSubscription),
        Topic::Postal => Some(AddressKind::Postal),
        Topic::Tracking | Topic::Other(_) => None,
    }
}

/// The channels of a company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered(BTreeMap<ChannelName, Described>);

impl Offered {
    /// Those that every company has, and no others.
    pub const BUILT_IN: Self = Self(BTreeMap::new());

    /// Those of this company.
    pub async fn load(tx: &mut Tx, tenant: &Tenant) -> Result<Self> {
        let rows: Vec<(String, Json<Described>)> = tx
            .all(
                "SELECT channel, described FROM channels WHERE tenant_id = $1 AND described IS NOT NULL",
                (tenant.id(),),
            )
            .await?;
        let named = rows
            .into_iter()
            .filter_map(|(name, Json(described))| Some((ChannelName::parse(&name)?, described)));
        Ok(Self(named.collect()))
    }

    /// The channels: the built-in ones in their usual order, then the others by name.
    pub fn channels(&self) -> impl Iterator<Item = Topic> + '_ {
        Topic::CHANNELS.into_iter().chain(self.others())
    }

    /// Those that plugins bring.
    pub fn others(&self) -> impl Iterator<Item = Topic> + '_ {
        self.0.keys().map(|name| Topic::Other(*name))
    }

    /// How many plugins bring.
    pub fn count_of_others(&self) -> usize {
        self.0.len()
    }

    /// Whether the company has this channel.
    pub fn has(&self, topic: Topic) -> bool {
        topic
            .other()
            .map_or_else(|| topic.is_channel(), |name| self.0.contains_key(&name))
    }

    /// The channel of this name, if the company has it.
    pub fn channel(&self, name: &str) -> Option<Topic> {
        Topic::channel(name).filter(|topic| self.has(*topic))
    }

    /// The topic of this name, `tracking` among them, if the company has it.
    pub fn topic(&self, name: &str) -> Option<Topic> {
        Topic::parse(name).filter(|topic| !topic.is_channel() || self.has(*topic))
    }

    /// What the addresses of a channel are; `None` where there is no such channel.
    pub fn address(&self, topic: Topic) -> Option<AddressKind> {
        match topic {
            Topic::Other(name) => self.0.get(&name).map(|described| described.address),
            built_in => built_in_address(built_in),
        }
    }

    /// What the messages of a plugin's channel are made of; `None` for the built-in ones, of which it is known elsewhere.
    pub fn content(&self, topic: Topic) -> Option<&[ContentField]> {
        let described = self.0.get(&topic.other()?)?;
        Some(&described.content)
    }
}

/// The channels of a company.
pub async fn offered(tenant: &Tenant) -> Result<Offered> {
    Offered::load(&mut tenant.read().await?, tenant).await
}

#[cfg(test)]
impl Offered {
    /// With one channel of a plugin.
    pub(crate) fn of(name: &str, address: AddressKind, content: &[ContentField]) -> Self {
        let name = ChannelName::parse(name).unwrap();
        Self(BTreeMap::from([(name, Described::new(address, content))]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field() -> ContentField {
        ContentField {
            name: "text".to_owned(),
            label: "Texte".to_owned(),
            kind: FieldKind::Line,
            required: true,
            max_length: Some(20),
        }
    }

    // R: O4
    #[test]
    fn what_a_plugin_says_reads_back_without_its_words() {
        for address in AddressKind::ALL {
            let described = Described::new(address, &[field()]);
            let json = serde_json::to_string(&described).unwrap();
            assert!(!json.contains("Texte"), "{json}");
            assert_eq!(serde_json::from_str::<Described>(&json).unwrap(), described);
        }
    }

    #[test]
    fn a_company_has_the_built_in_channels_and_those_it_opened() {
        let offered = Offered::of("fax", AddressKind::Phone, &[field()]);
        let names: Vec<String> = offered.channels().map(|topic| topic.to_string()).collect();
        assert_eq!(names, ["email", "sms", "push", "postal", "fax"]);
        assert!(offered.channel("fax").is_some() && offered.channel("pigeon").is_none());
        assert!(offered.channel("tracking").is_none() && offered.topic("tracking").is_some());
        assert!(offered.topic("pigeon").is_none() && offered.channel("Fax").is_none());
        let fax = Topic::parse("fax").unwrap();
        assert_eq!(offered.address(fax), Some(AddressKind::Phone));
        assert_eq!(offered.content(fax).map(<[ContentField]>::len), Some(1));
        assert_eq!(offered.content(Topic::Sms), None);
        assert_eq!(Offered::default().address(fax), None);
    }
}
