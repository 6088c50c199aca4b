//! Wrapped keys: the rows in which a tenant's keys are stored, each sealed by the master key.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::aead::Binding;
use super::{KeyError, MasterKey};
use crate::clock::Rng;

/// First byte of a wrapped key; another value is a format of the future.
const FORMAT: u8 = 1;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Seals fields and files; has versions.
    Data,
    /// Computes blind indexes.
    Index,
    /// Hashes the suppression list. It never rotates: an erased address cannot be hashed again.
    Suppression,
    /// Derives the tokens messages carry. It never rotates: what has left keeps the token it left with.
    Token,
    /// Signs the audit log's checkpoints (Ed25519). It never rotates: whoever keeps a checkpoint checks it by this key.
    Audit,
}

impl Purpose {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Index => "index",
            Self::Suppression => "suppression",
            Self::Token => "token",
            Self::Audit => "audit",
        }
    }
}

impl std::str::FromStr for Purpose {
    type Err = KeyError;

    fn from_str(stored: &str) -> Result<Self, KeyError> {
        match stored {
            "data" => Ok(Self::Data),
            "index" => Ok(Self::Index),
            "suppression" => Ok(Self::Suppression),
            "token" => Ok(Self::Token),
            "audit" => Ok(Self::Audit),
            other => Err(KeyError::UnknownPurpose(other.to_owned())),
        }
    }
}

/// A key as it is stored: useless without the master key, and bound to its tenant, purpose and version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// 1 for the first, counted per purpose.
    pub version: i32,
    /// What the key is for.
    pub purpose: Purpose,
    /// Format ‖ name of the master key ‖ nonce ‖ sealed key ‖ tag.
    pub wrapped: Vec<u8>,
}

impl WrappedKey {
    pub(super) fn wrap(
        tenant: Uuid,
        purpose: Purpose,
        version: i32,
        key: &[u8; 32],
        master: &MasterKey,
        rng: &Rng,
    ) -> Self {
        let mut wrapped = vec![FORMAT];
        wrapped.extend_from_slice(master.id());
        let binding = binding(tenant, purpose, version);
        master.wrapping().seal_onto(&mut wrapped, rng, binding.as_bytes(), key);
        Self {
            version,
            purpose,
            wrapped,
        }
    }

    pub(super) fn unwrap(&self, tenant: Uuid, master: &MasterKey) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let Some((&FORMAT, rest)) = self.wrapped.split_first() else {
            return Err(KeyError::NotSealed);
        };
        let (id, sealed) = rest.split_first_chunk::<8>().ok_or(KeyError::NotSealed)?;
        if id != master.id() {
            return Err(KeyError::WrongMaster);
        }
        let binding = binding(tenant, self.purpose, self.version);
        let key = Zeroizing::new(master.wrapping().open(binding.as_bytes(), sealed)?);
        let key = <[u8; 32]>::try_from(key.as_slice()).map_err(|_| KeyError::NotSealed)?;
        Ok(Zeroizing::new(key))
    }

    /// The same key wrapped by another master key, for the day the master key is replaced. A row that
    /// already is under the new one is refused with [`KeyError::WrongMaster`], so a restart can tell.
    ///
    /// # Errors
    /// [`KeyError::WrongMaster`] when `from` did not wrap it; [`KeyError::Refused`] when it was altered.
    pub fn rewrap(&self, tenant: Uuid, from: &MasterKey, to: &MasterKey, rng: &Rng) -> Result<Self, KeyError> {
        let key = self.unwrap(tenant, from)?;
        Ok(Self::wrap(tenant, self.purpose, self.version, &key, to, rng))
    }
}

fn binding(tenant: Uuid, purpose: Purpose, version: i32) -> Binding {
    Binding::new(b'k')
        .part(tenant.as_bytes())
        .part(purpose.as_str().as_bytes())
        .part(&version.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: Uuid = Uuid::from_u128(1);

    fn row() -> (MasterKey, WrappedKey) {
        let master = MasterKey::generate(&Rng::seeded(1));
        let row = WrappedKey::wrap(TENANT, Purpose::Data, 1, &[9; 32], &master, &Rng::seeded(2));
        (master, row)
    }

    #[test]
    fn opens_as_it_was_wrapped() {
        let (master, row) = row();
        assert_eq!(*row.unwrap(TENANT, &master).unwrap(), [9; 32]);
    }

    #[test]
    fn is_bound_to_tenant_purpose_and_version() {
        let (master, row) = row();
        assert!(matches!(
            row.unwrap(Uuid::from_u128(2), &master),
            Err(KeyError::Refused)
        ));
        let moved = WrappedKey {
            purpose: Purpose::Index,
            ..row.clone()
        };
        assert!(matches!(moved.unwrap(TENANT, &master), Err(KeyError::Refused)));
        let moved = WrappedKey { version: 2, ..row };
        assert!(matches!(moved.unwrap(TENANT, &master), Err(KeyError::Refused)));
    }

    #[test]
    fn a_wrong_master_key_is_named_as_such() {
        let (_, row) = row();
        let wrong = MasterKey::generate(&Rng::seeded(3));
        assert!(matches!(row.unwrap(TENANT, &wrong), Err(KeyError::WrongMaster)));
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let (master, row) = row();
        for bit in 0..row.wrapped.len() * 8 {
            let mut altered = row.clone();
            altered.wrapped[bit / 8] ^= 1 << (bit % 8);
            assert!(altered.unwrap(TENANT, &master).is_err(), "bit {bit}");
        }
        for length in 0..row.wrapped.len() {
            let cut = WrappedKey {
                wrapped: row.wrapped[..length].to_vec(),
                ..row.clone()
            };
            assert!(cut.unwrap(TENANT, &master).is_err(), "cut to {length}");
        }
    }

    #[test]
    fn moves_to_a_new_master_key() {
        let (old, row) = row();
        let new = MasterKey::generate(&Rng::seeded(4));
        let moved = row.rewrap(TENANT, &old, &new, &Rng::seeded(5)).unwrap();
        assert_eq!(*moved.unwrap(TENANT, &new).unwrap(), [9; 32]);
        assert!(matches!(moved.unwrap(TENANT, &old), Err(KeyError::WrongMaster)));
    }

    #[test]
    fn purposes_read_back() {
        use Purpose::{Audit, Data, Index, Suppression, Token};
        for purpose in [Data, Index, Suppression, Token, Audit] {
            assert_eq!(purpose.as_str().parse::<Purpose>().unwrap(), purpose);
        }
        assert!("autre".parse::<Purpose>().is_err());
    }
}
