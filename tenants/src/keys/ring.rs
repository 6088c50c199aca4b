//! A tenant's keys, opened: the ring from which the rest of the program seals, opens and indexes.

use std::fmt;
use std::sync::Arc;

use hmac::Hmac;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::aead::Cipher;
use super::master::keyed;
use super::{AuditKey, KeyError, MasterKey, Purpose, WrappedKey};
use crate::clock::Rng;

/// The keys of one tenant. Clones are cheap and share them; they leave memory with the last clone.
#[derive(Clone)]
pub struct TenantKeys(Arc<Ring>);

struct Ring {
    tenant: Uuid,
    /// Ascending by version, never empty.
    data: Vec<DataKey>,
    index: Hmac<Sha256>,
    suppression: Hmac<Sha256>,
    token: Hmac<Sha256>,
    audit: AuditKey,
    rng: Rng,
}

#[derive(Clone)]
pub(super) struct DataKey {
    pub(super) version: u16,
    pub(super) cipher: Arc<Cipher>,
}

impl TenantKeys {
    /// New keys and the rows to store; both are lost together when the rows are not committed.
    #[must_use]
    pub fn generate(tenant: Uuid, master: &MasterKey, rng: &Rng) -> (Self, Vec<WrappedKey>) {
        let [data, index, suppression, token, audit] = std::array::from_fn(|_| Zeroizing::new(rng.bytes::<32>()));
        let wrap = |purpose, key| WrappedKey::wrap(tenant, purpose, 1, key, master, rng);
        let rows = vec![
            wrap(Purpose::Data, &data),
            wrap(Purpose::Index, &index),
            wrap(Purpose::Suppression, &suppression),
            wrap(Purpose::Token, &token),
            wrap(Purpose::Audit, &audit),
        ];
        let ring = Ring {
            tenant,
            data: vec![DataKey {
                version: 1,
                cipher: Arc::new(Cipher::new(&data)),
            }],
            index: keyed(&index),
            suppression: keyed(&suppression),
            token: keyed(&token),
            audit: AuditKey::new(&audit),
            rng: rng.clone(),
        };
        (Self(Arc::new(ring)), rows)
    }

    /// Opens stored rows, in any order. Every data version opens; the newest one seals.
    ///
    /// # Errors
    /// [`KeyError::WrongMaster`], [`KeyError::Missing`] (erased tenants end here), [`KeyError::Twice`],
    /// [`KeyError::VersionRange`], or what a damaged row says.
    pub fn open(tenant: Uuid, master: &MasterKey, rows: &[WrappedKey], rng: &Rng) -> Result<Self, KeyError> {
        let mut data = Vec::new();
        let (mut index, mut suppression, mut token, mut audit) = (None, None, None, None);
        for row in rows {
            let key = row.unwrap(tenant, master)?;
            let twice = match row.purpose {
                Purpose::Data => {
                    let version = data_version(row.version)?;
                    let taken = data.iter().any(|known: &DataKey| known.version == version);
                    data.push(DataKey {
                        version,
                        cipher: Arc::new(Cipher::new(&key)),
                    });
                    taken
                }
                Purpose::Index => index.replace(keyed(&key)).is_some(),
                Purpose::Suppression => suppression.replace(keyed(&key)).is_some(),
                Purpose::Token => token.replace(keyed(&key)).is_some(),
                Purpose::Audit => audit.replace(AuditKey::new(&key)).is_some(),
            };
            if twice {
                return Err(KeyError::Twice(row.purpose, row.version));
            }
        }
        if data.is_empty() {
            return Err(KeyError::Missing(Purpose::Data));
        }
        data.sort_by_key(|key| key.version);
        Ok(Self(Arc::new(Ring {
            tenant,
            data,
            index: index.ok_or(KeyError::Missing(Purpose::Index))?,
            suppression: suppression.ok_or(KeyError::Missing(Purpose::Suppression))?,
            token: token.ok_or(KeyError::Missing(Purpose::Token))?,
            // Last, so that what is missing of an earlier version's keys can be told from what was lost.
            audit: audit.ok_or(KeyError::Missing(Purpose::Audit))?,
            rng: rng.clone(),
        })))
    }

    /// A key for the audit log of a tenant that was made before there was one: the row to store.
    #[must_use]
    pub fn audit_key(tenant: Uuid, master: &MasterKey, rng: &Rng) -> WrappedKey {
        let key = Zeroizing::new(rng.bytes::<32>());
        WrappedKey::wrap(tenant, Purpose::Audit, 1, &key, master, rng)
    }

    /// The key that signs the audit log.
    #[must_use]
    pub fn audit(&self) -> &AuditKey {
        &self.0.audit
    }

    /// Adds a data key that seals from now on, and the row to store before anything is sealed by it.
    /// Other nodes meet the new version as [`KeyError::UnknownVersion`] and load the rows again.
    /// Values under older versions are found by [`Sealed::version`](super::Sealed::version) and moved by
    /// [`reseal`](Self::reseal).
    ///
    /// # Errors
    /// [`KeyError::VersionRange`] after 65535 rotations.
    pub fn rotate(&self, master: &MasterKey) -> Result<(Self, WrappedKey), KeyError> {
        let version = data_version(i32::from(self.version()) + 1)?;
        let key = Zeroizing::new(self.rng().bytes::<32>());
        let row = WrappedKey::wrap(
            self.tenant(),
            Purpose::Data,
            i32::from(version),
            &key,
            master,
            self.rng(),
        );
        let mut data = self.0.data.clone();
        data.push(DataKey {
            version,
            cipher: Arc::new(Cipher::new(&key)),
        });
        let ring = Ring {
            tenant: self.0.tenant,
            data,
            index: self.0.index.clone(),
            suppression: self.0.suppression.clone(),
            token: self.0.token.clone(),
            audit: self.0.audit.clone(),
            rng: self.0.rng.clone(),
        };
        Ok((Self(Arc::new(ring)), row))
    }

    /// Whose keys these are.
    #[must_use]
    pub fn tenant(&self) -> Uuid {
        self.0.tenant
    }

    /// The version that seals.
    #[must_use]
    pub fn version(&self) -> u16 {
        self.0.data.last().map_or(0, |key| key.version)
    }

    pub(super) fn newest(&self) -> &DataKey {
        match self.0.data.last() {
            Some(key) => key,
            None => unreachable!("a ring is built with at least one data key"),
        }
    }

    pub(super) fn data(&self, version: u16) -> Result<&DataKey, KeyError> {
        // Nearly always the newest, or among a handful.
        self.0
            .data
            .iter()
            .rev()
            .find(|key| key.version == version)
            .ok_or(KeyError::UnknownVersion(version))
    }

    pub(super) fn index_state(&self) -> &Hmac<Sha256> {
        &self.0.index
    }

    pub(super) fn suppression_state(&self) -> &Hmac<Sha256> {
        &self.0.suppression
    }

    pub(super) fn token_state(&self) -> &Hmac<Sha256> {
        &self.0.token
    }

    pub(super) fn rng(&self) -> &Rng {
        &self.0.rng
    }
}

fn data_version(version: i32) -> Result<u16, KeyError> {
    u16::try_from(version)
        .ok()
        .filter(|&version| version > 0)
        .ok_or(KeyError::VersionRange(version))
}

impl fmt::Debug for TenantKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TenantKeys({}, version {})", self.tenant(), self.version())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: Uuid = Uuid::from_u128(1);

    fn master() -> MasterKey {
        MasterKey::generate(&Rng::seeded(1))
    }

    #[test]
    fn rows_open_in_any_order() {
        let (keys, mut rows) = TenantKeys::generate(TENANT, &master(), &Rng::seeded(2));
        rows.reverse();
        let opened = TenantKeys::open(TENANT, &master(), &rows, &Rng::seeded(3)).unwrap();
        assert_eq!(
            opened.blind_index("email", "a@b.fr"),
            keys.blind_index("email", "a@b.fr")
        );
    }

    #[test]
    fn each_missing_or_doubled_key_is_named() {
        let (_, rows) = TenantKeys::generate(TENANT, &master(), &Rng::seeded(2));
        for absent in 0..rows.len() {
            let mut rows = rows.clone();
            let purpose = rows.remove(absent).purpose;
            let error = TenantKeys::open(TENANT, &master(), &rows, &Rng::seeded(3)).unwrap_err();
            assert!(matches!(error, KeyError::Missing(named) if named == purpose), "{error}");
        }
        for doubled in 0..rows.len() {
            let mut rows = rows.clone();
            rows.push(rows[doubled].clone());
            let error = TenantKeys::open(TENANT, &master(), &rows, &Rng::seeded(3)).unwrap_err();
            assert!(
                matches!(error, KeyError::Twice(named, 1) if named == rows[doubled].purpose),
                "{error}"
            );
        }
    }

    #[test]
    fn a_wrong_master_key_is_named_as_such() {
        let (_, rows) = TenantKeys::generate(TENANT, &master(), &Rng::seeded(2));
        let wrong = MasterKey::generate(&Rng::seeded(9));
        let error = TenantKeys::open(TENANT, &wrong, &rows, &Rng::seeded(3)).unwrap_err();
        assert!(matches!(error, KeyError::WrongMaster));
    }

    #[test]
    fn another_tenants_rows_are_refused() {
        let (_, rows) = TenantKeys::generate(TENANT, &master(), &Rng::seeded(2));
        let error = TenantKeys::open(Uuid::from_u128(2), &master(), &rows, &Rng::seeded(3)).unwrap_err();
        assert!(matches!(error, KeyError::Refused));
    }

    #[test]
    fn rotation_keeps_indexes_and_the_suppression_list() {
        let (keys, mut rows) = TenantKeys::generate(TENANT, &master(), &Rng::seeded(2));
        let (rotated, row) = keys.rotate(&master()).unwrap();
        rows.push(row);
        let opened = TenantKeys::open(TENANT, &master(), &rows, &Rng::seeded(3)).unwrap();
        assert_eq!((rotated.version(), opened.version()), (2, 2));
        for ring in [&rotated, &opened] {
            assert_eq!(ring.blind_index("email", "x"), keys.blind_index("email", "x"));
            assert_eq!(ring.suppression_hash("email", "x"), keys.suppression_hash("email", "x"));
            assert_eq!(ring.audit().public(), keys.audit().public());
        }
    }

    #[test]
    fn prints_no_key() {
        let (keys, _) = TenantKeys::generate(TENANT, &master(), &Rng::seeded(2));
        assert_eq!(
            format!("{keys:?}"),
            "TenantKeys(00000000-0000-0000-0000-000000000001, version 1)"
        );
    }
}
