//! The vocabulary of lawful bases, and its compact form beside each contact.

use super::ChannelName;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person may agree to: being written to over a channel, or being tracked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Topic {
    /// Email.
    Email,
    /// Text message.
    Sms,
    /// Push notification.
    Push,
    /// Letter.
    Postal,
    /// Opens and clicks recorded for this person (CNIL: a consent of its own).
    Tracking,
    /// A channel that an installed plugin brings.
    Other(ChannelName),
}

impl Topic {
    /// Those that are built in.
    pub const ALL: [Self; 5] = [Self::Email, Self::Sms, Self::Push, Self::Postal, Self::Tracking];
    /// Those that are built in and channels.
    pub const CHANNELS: [Self; 4] = [Self::Email, Self::Sms, Self::Push, Self::Postal];

    /// As stored and as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(name) => name.as_str(),
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Push => "push",
            Self::Postal => "postal",
            Self::Tracking => "tracking",
        }
    }

    /// The topic with this name. That a channel can be called so does not say that anybody has it.
    pub fn parse(text: &str) -> Option<Self> {
        let built_in = Self::ALL.into_iter().find(|topic| topic.as_str() == text);
        built_in.or_else(|| ChannelName::parse(text).map(Self::Other))
    }

    /// The channel with this name.
    pub fn channel(text: &str) -> Option<Self> {
        Self::parse(text).filter(Self::is_channel)
    }

    /// Whether it is a channel.
    pub fn is_channel(&self) -> bool {
        *self != Self::Tracking
    }

    /// Its name, if a plugin brings it.
    pub const fn other(&self) -> Option<ChannelName> {
        match self {
            Self::Other(name) => Some(*name),
            _ => None,
        }
    }

    /// Its place among what is packed beside a contact; a channel that a plugin brings has none.
    const fn slot(self) -> Option<u32> {
        match self {
            Self::Email => Some(0),
            Self::Sms => Some(1),
            Self::Push => Some(2),
            Self::Postal => Some(3),
            Self::Tracking => Some(4),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Topic> for String {
    fn from(topic: Topic) -> Self {
        topic.as_str().to_owned()
    }
}

impl TryFrom<String> for Topic {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("no channel can be called {text:?}"))
    }
}

/// The kinds of lawful basis that can be recorded (GDPR art. 6, CPCE art. L34-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasisKind {
    /// The person agreed.
    Consent,
    /// A customer, for similar products (CPCE L34-5, 4th paragraph).
    ExistingCustomer,
    /// A professional address, informed and able to object.
    B2bInformation,
    /// Legitimate interest, with the right to object.
    LegitimateInterest,
}

impl BasisKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Consent,
        Self::ExistingCustomer,
        Self::B2bInformation,
        Self::LegitimateInterest,
    ];

    /// As stored and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::ExistingCustomer => "existing_customer",
            Self::B2bInformation => "b2b_information",
            Self::LegitimateInterest => "legitimate_interest",
        }
    }

    /// The kind with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Where one person stands on one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was ever recorded.
    Unknown,
    /// A basis stands.
    Basis(BasisKind),
    /// The person withdrew or objected. Only the person can undo that, never an import.
    Withdrawn,
}

impl Standing {
    /// As stored in the ledger and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Basis(kind) => kind.as_str(),
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Where a person stands on every built-in topic, four bits each; derived from the ledger and kept beside the contact so that
/// audiences are counted without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Bases(i64);

const WITHDRAWN: i64 = 15;

impl Bases {
    /// Where the person stands on `topic`. Of a channel that a plugin brings nothing is known here ([`super::Others`]).
    pub fn get(self, topic: Topic) -> Standing {
        let Some(slot) = topic.slot() else {
            return Standing::Unknown;
        };
        match (self.0 >> (4 * slot)) & 15 {
            WITHDRAWN => Standing::Withdrawn,
            code => usize::try_from(code - 1)
                .ok()
                .and_then(|index| BasisKind::ALL.get(index))
                .map_or(Standing::Unknown, |kind| Standing::Basis(*kind)),
        }
    }

    /// The same with `standing` on `topic`; there is no place for a channel that a plugin brings.
    #[must_use]
    pub fn with(self, topic: Topic, standing: Standing) -> Self {
        let Some(slot) = topic.slot() else { return self };
        let code = match standing {
            Standing::Unknown => 0,
            Standing::Basis(kind) => kind as i64 + 1,
            Standing::Withdrawn => WITHDRAWN,
        };
        Self((self.0 & !(15 << (4 * slot))) | (code << (4 * slot)))
    }

    /// The same after an import declared `kind`: a withdrawal always beats an import.
    #[must_use]
    pub fn declared(self, topic: Topic, kind: BasisKind) -> Self {
        if self.get(topic) == Standing::Withdrawn {
            self
        } else {
            self.with(topic, Standing::Basis(kind))
        }
    }
}

/// A set of built-in topics, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Topics(i64);

impl Topics {
    /// Every built-in topic.
    pub fn all() -> Self {
        Topic::ALL.into_iter().fold(Self::default(), Self::with)
    }

    /// The same with `topic` in it; there is no place for a channel that a plugin brings.
    #[must_use]
    pub fn with(self, topic: Topic) -> Self {
        Self(self.0 | bit(topic))
    }

    /// The same without `topic`.
    #[must_use]
    pub fn without(self, topic: Topic) -> Self {
        Self(self.0 & !bit(topic))
    }

    /// What is in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `topic` is in it.
    pub fn contains(self, topic: Topic) -> bool {
        self.0 & bit(topic) != 0
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(topic: Topic) -> i64 {
    topic.slot().map_or(0, |slot| 1 << slot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_standing_survives_packing_beside_its_neighbours() {
        let standings = BasisKind::ALL
            .map(Standing::Basis)
            .into_iter()
            .chain([Standing::Unknown, Standing::Withdrawn]);
        for standing in standings {
            for topic in Topic::ALL {
                let full = Topic::ALL.into_iter().fold(Bases::default(), |bases, each| {
                    bases.with(each, Standing::Basis(BasisKind::LegitimateInterest))
                });
                let bases = full.with(topic, standing);
                for each in Topic::ALL {
                    let expected = if each == topic {
                        standing
                    } else {
                        Standing::Basis(BasisKind::LegitimateInterest)
                    };
                    assert_eq!(bases.get(each), expected);
                }
            }
        }
    }

    // R: O4
    #[test]
    fn a_channel_of_a_plugin_has_no_place_among_the_packed_ones() {
        let fax = Topic::parse("fax").unwrap();
        assert!(fax.is_channel() && fax.other().is_some() && !Topic::Tracking.is_channel());
        for standing in BasisKind::ALL
            .map(Standing::Basis)
            .into_iter()
            .chain([Standing::Withdrawn])
        {
            let bases = Bases::default().with(fax, standing);
            assert_eq!((bases, bases.get(fax)), (Bases::default(), Standing::Unknown));
        }
        let full = Topics::all();
        assert_eq!(
            (full.with(fax), full.without(fax), full.contains(fax)),
            (full, full, false)
        );
    }

    #[test]
    fn topics_are_written_by_their_names() {
        for name in ["email", "sms", "push", "postal", "tracking", "fax", "web-hook_2"] {
            let topic = Topic::parse(name).unwrap();
            assert_eq!(topic.to_string(), name);
            let json = serde_json::to_string(&topic).unwrap();
            assert_eq!(json, format!("\"{name}\""));
            assert_eq!(serde_json::from_str::<Topic>(&json).unwrap(), topic);
        }
        let order = BTreeMap::from([(Topic::parse("fax").unwrap(), 1), (Topic::Sms, 2)]);
        let json = serde_json::to_string(&order).unwrap();
        assert_eq!(json, r#"{"sms":2,"fax":1}"#);
        assert_eq!(serde_json::from_str::<BTreeMap<Topic, i32>>(&json).unwrap(), order);
        assert!(serde_json::from_str::<Topic>("\"Fax\"").is_err());
        assert_eq!(Topic::channel("tracking"), None);
    }

    fn any_topic() -> impl Strategy<Value = Topic> {
        let built_in = prop::sample::select(Topic::ALL.to_vec());
        let brought = "[a-z][a-z0-9_-]{1,23}".prop_filter_map("a built-in one", |name| Topic::parse(&name));
        prop_oneof![built_in, brought]
    }

    fn any_standing() -> impl Strategy<Value = Standing> {
        let others = [Standing::Unknown, Standing::Withdrawn];
        prop::sample::select(
            BasisKind::ALL
                .map(Standing::Basis)
                .into_iter()
                .chain(others)
                .collect::<Vec<_>>(),
        )
    }

    proptest! {
        // R: O4
        #[test]
        fn what_is_packed_is_a_map_of_the_built_in_topics(
            acts in prop::collection::vec((any_topic(), any_standing(), any::<bool>()), 0..40),
        ) {
            let (mut bases, mut topics) = (Bases::default(), Topics::default());
            let (mut stands, mut listed) = (BTreeMap::new(), BTreeSet::new());
            for (topic, standing, on) in acts {
                bases = bases.with(topic, standing);
                topics = if on { topics.with(topic) } else { topics.without(topic) };
                if topic.other().is_some() {
                    prop_assert_eq!((bases.get(topic), topics.contains(topic)), (Standing::Unknown, false));
                    continue;
                }
                stands.insert(topic, standing);
                if on { listed.insert(topic) } else { listed.remove(&topic) };
            }
            for topic in Topic::ALL {
                prop_assert_eq!(bases.get(topic), stands.get(&topic).copied().unwrap_or(Standing::Unknown));
                prop_assert_eq!(topics.contains(topic), listed.contains(&topic));
            }
        }

        #[test]
        fn whatever_is_read_as_a_topic_is_written_as_it_was(text in "\\PC{0,30}|[a-z][a-z0-9_-]{0,30}") {
            if let Some(topic) = Topic::parse(&text) {
                prop_assert_eq!(topic.as_str(), &text);
                prop_assert_eq!(topic.is_channel(), text != "tracking");
                prop_assert!(text.len() <= 24 && text.is_ascii());
            }
        }

        #[test]
        fn topics_are_ordered_as_their_names_are_among_those_of_plugins(a in any_topic(), b in any_topic()) {
            if let (Some(first), Some(second)) = (a.other(), b.other()) {
                prop_assert_eq!(a.cmp(&b), first.as_str().cmp(second.as_str()));
            }
        }
    }

    #[test]
    fn an_import_never_beats_a_withdrawal() {
        let withdrawn = Bases::default().with(Topic::Email, Standing::Withdrawn);
        assert_eq!(
            withdrawn.declared(Topic::Email, BasisKind::Consent).get(Topic::Email),
            Standing::Withdrawn
        );
    }
}
