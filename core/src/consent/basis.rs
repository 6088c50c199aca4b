//! The vocabulary of lawful bases, and its compact form beside each contact.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person may agree to: being written to over a channel, or being tracked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Email, Self::Sms, Self::Push, Self::Postal, Self::Tracking];
    /// Those that are channels.
    pub const CHANNELS: [Self; 4] = [Self::Email, Self::Sms, Self::Push, Self::Postal];

    /// As stored and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Push => "push",
            Self::Postal => "postal",
            Self::Tracking => "tracking",
        }
    }

    /// The topic with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }

    const fn shift(self) -> u32 {
        4 * self as u32
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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

/// Where a person stands on every topic, four bits each; derived from the ledger and kept beside the contact so that
/// audiences are counted without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Bases(i64);

const WITHDRAWN: i64 = 15;

impl Bases {
    /// Where the person stands on `topic`.
    pub fn get(self, topic: Topic) -> Standing {
        match (self.0 >> topic.shift()) & 15 {
            WITHDRAWN => Standing::Withdrawn,
            code => usize::try_from(code - 1)
                .ok()
                .and_then(|index| BasisKind::ALL.get(index))
                .map_or(Standing::Unknown, |kind| Standing::Basis(*kind)),
        }
    }

    /// The same with `standing` on `topic`.
    #[must_use]
    pub fn with(self, topic: Topic, standing: Standing) -> Self {
        let code = match standing {
            Standing::Unknown => 0,
            Standing::Basis(kind) => kind as i64 + 1,
            Standing::Withdrawn => WITHDRAWN,
        };
        Self((self.0 & !(15 << topic.shift())) | (code << topic.shift()))
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

/// A set of topics, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Topics(i64);

impl Topics {
    /// Every topic.
    pub fn all() -> Self {
        Topic::ALL.into_iter().fold(Self::default(), Self::with)
    }

    /// The same with `topic` in it.
    #[must_use]
    pub fn with(self, topic: Topic) -> Self {
        Self(self.0 | 1 << (topic as u32))
    }

    /// The same without `topic`.
    #[must_use]
    pub fn without(self, topic: Topic) -> Self {
        Self(self.0 & !(1 << (topic as u32)))
    }

    /// What is in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `topic` is in it.
    pub fn contains(self, topic: Topic) -> bool {
        self.0 & (1 << (topic as u32)) != 0
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn an_import_never_beats_a_withdrawal() {
        let withdrawn = Bases::default().with(Topic::Email, Standing::Withdrawn);
        assert_eq!(
            withdrawn.declared(Topic::Email, BasisKind::Consent).get(Topic::Email),
            Standing::Withdrawn
        );
    }
}
