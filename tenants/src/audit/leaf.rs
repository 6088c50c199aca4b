//! What the log commits to: the bytes of an event and of a leaf, as `docs/compliance.md` lays them down for verifiers.
//!
//! A leaf holds an identifier, a moment, a verb and a commitment. The commitment is a salted hash over who, what and on whom, and
//! over a hash of the details that has a salt of its own: details can stay closed while the rest is checked, and once the salt is
//! gone nothing about the entry can be guessed from its leaf.

use crate::clock::Millis;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// First byte of events and leaves; another value is a format of the future.
const FORMAT: u8 = 1;

/// 32 bytes of SHA-256, or derived by it.
pub type Hash = [u8; 32];

/// The salt of an entry. Whoever has it can derive both others; from one of these nothing can be derived.
#[derive(Clone, Copy)]
pub struct Salt(pub [u8; 16]);

impl Salt {
    /// The salt that opens the event.
    #[must_use]
    pub fn for_event(&self) -> Hash {
        self.derive(b"event")
    }

    /// The salt that opens the details.
    #[must_use]
    pub fn for_details(&self) -> Hash {
        self.derive(b"details")
    }

    fn derive(&self, what: &[u8]) -> Hash {
        Sha256::new().chain_update(self.0).chain_update(what).finalize().into()
    }
}

/// The hash that stands for the details, which are JSON as it was written.
#[must_use]
pub fn details_hash(salt: &Hash, details: &str) -> Hash {
    Sha256::new().chain_update(salt).chain_update(details).finalize().into()
}

/// One act, with its details as a hash.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// The entry's identifier.
    pub id: Uuid,
    /// When it was recorded.
    pub at: Millis,
    /// Who did it, as stored.
    pub actor: &'a str,
    /// What was done.
    pub action: &'a str,
    /// To what.
    pub object: &'a str,
    /// The request that asked for it; empty when it is not known or was none.
    pub request: &'a str,
    /// [`details_hash`].
    pub details: Hash,
}

impl Event<'_> {
    /// The salted hash of all of it. Each text goes in behind its length, so that no two events have the same bytes.
    #[must_use]
    pub fn commitment(&self, salt: &Hash) -> Hash {
        let mut hash = Sha256::new()
            .chain_update(salt)
            .chain_update([FORMAT])
            .chain_update(self.id.as_bytes())
            .chain_update(self.at.0.to_be_bytes());
        for text in [self.actor, self.action, self.object, self.request] {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            hash = hash.chain_update(length.to_be_bytes()).chain_update(text);
        }
        hash.chain_update(self.details).finalize().into()
    }
}

/// The bytes of a leaf. They stay when the entry's content is erased, and name nobody.
#[must_use]
pub fn leaf(id: Uuid, at: Millis, action: &str, commitment: &Hash) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(57 + action.len());
    bytes.push(FORMAT);
    bytes.extend_from_slice(id.as_bytes());
    bytes.extend_from_slice(&at.0.to_be_bytes());
    bytes.extend_from_slice(commitment);
    bytes.extend_from_slice(action.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const EVENT: Event<'static> = Event {
        id: Uuid::from_u128(7),
        at: Millis(1_800_000_000_000),
        actor: "system",
        action: "contact.create",
        object: "01890000-0000-7000-8000-000000000000",
        request: "",
        details: [9; 32],
    };

    #[test]
    fn every_part_counts_and_none_can_be_moved_into_another() {
        let salt = Salt([3; 16]).for_event();
        let others = [
            EVENT,
            Event {
                id: Uuid::from_u128(8),
                ..EVENT
            },
            Event { at: Millis(1), ..EVENT },
            Event {
                actor: "systemc",
                action: "ontact.create",
                ..EVENT
            },
            Event {
                action: "contact.delete",
                ..EVENT
            },
            Event {
                object: "",
                request: EVENT.object,
                ..EVENT
            },
            Event {
                request: "0123456789abcdef",
                ..EVENT
            },
            Event {
                details: [8; 32],
                ..EVENT
            },
        ];
        let mut made: BTreeSet<Hash> = others.iter().map(|event| event.commitment(&salt)).collect();
        made.insert(EVENT.commitment(&Salt([4; 16]).for_event()));
        assert_eq!(made.len(), others.len() + 1);
    }

    #[test]
    fn the_two_salts_differ_and_the_details_depend_on_theirs() {
        let salt = Salt([3; 16]);
        assert_ne!(salt.for_event(), salt.for_details());
        assert_ne!(
            details_hash(&salt.for_event(), "{}"),
            details_hash(&salt.for_details(), "{}")
        );
        assert_ne!(
            details_hash(&salt.for_details(), "{}"),
            details_hash(&salt.for_details(), "[]")
        );
    }

    #[test]
    fn a_leaf_is_as_documented() {
        let leaf = leaf(EVENT.id, EVENT.at, EVENT.action, &[5; 32]);
        assert_eq!(leaf.len(), 57 + EVENT.action.len());
        assert_eq!(
            (leaf[0], &leaf[1..17], &leaf[25..57]),
            (1, EVENT.id.as_bytes().as_slice(), [5; 32].as_slice())
        );
        assert_eq!(&leaf[57..], EVENT.action.as_bytes());
    }
}
