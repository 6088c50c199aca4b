//! Sealed fields: one personal value, readable only at the place it was written for.
//!
//! Format: key version (2 bytes, big endian) ‖ nonce (12) ‖ ciphertext ‖ tag (16), so 30 bytes more than the value.

use std::fmt;

use super::aead::{Binding, NONCE, TAG};
use super::{KeyError, TenantKeys};

/// Where a sealed value belongs, within its tenant. Moved elsewhere, it does not open.
#[derive(Clone, Copy, Debug)]
pub struct Aad<'a> {
    /// Table.
    pub table: &'a str,
    /// Column.
    pub column: &'a str,
    /// Key of the row, usually the bytes of its UUID.
    pub row: &'a [u8],
}

/// A value that was sealed: the type of every column that holds personal data, so that a plain value
/// cannot be stored by mistake. Made by [`TenantKeys::seal`] or read from the database.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// From stored bytes, for instance out of a bulk read; checked when it is opened.
    #[must_use]
    pub fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The version of the key that sealed it.
    ///
    /// # Errors
    /// [`KeyError::NotSealed`] when it is too short to be a sealed value.
    pub fn version(&self) -> Result<u16, KeyError> {
        let (version, rest) = self.0.split_first_chunk::<2>().ok_or(KeyError::NotSealed)?;
        if rest.len() < NONCE + TAG {
            return Err(KeyError::NotSealed);
        }
        Ok(u16::from_be_bytes(*version))
    }
}

/// Shows the length only.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl TenantKeys {
    /// Seals a value for its place, under the newest data key. Some hundreds of nanoseconds.
    #[must_use]
    pub fn seal(&self, at: Aad<'_>, plaintext: &[u8]) -> Sealed {
        let key = self.newest();
        let mut sealed = Vec::with_capacity(2 + NONCE + plaintext.len() + TAG);
        sealed.extend_from_slice(&key.version.to_be_bytes());
        let binding = self.field_binding(at, key.version);
        key.cipher
            .seal_onto(&mut sealed, self.rng(), binding.as_bytes(), plaintext);
        Sealed(sealed)
    }

    /// Opens a value at its place.
    ///
    /// # Errors
    /// [`KeyError::Refused`] when it was altered or belongs elsewhere; [`KeyError::UnknownVersion`] when its
    /// key is not loaded; [`KeyError::NotSealed`] when it is too short.
    pub fn open_bytes(&self, at: Aad<'_>, sealed: &Sealed) -> Result<Vec<u8>, KeyError> {
        let version = sealed.version()?;
        let binding = self.field_binding(at, version);
        self.data(version)?.cipher.open(binding.as_bytes(), &sealed.0[2..])
    }

    /// Opens a value that is text.
    ///
    /// # Errors
    /// As [`open_bytes`](Self::open_bytes), and [`KeyError::NotText`].
    pub fn open_string(&self, at: Aad<'_>, sealed: &Sealed) -> Result<String, KeyError> {
        String::from_utf8(self.open_bytes(at, sealed)?).map_err(|_| KeyError::NotText)
    }

    /// The same value under the newest key, or nothing when it already is: one step of a rotation.
    ///
    /// # Errors
    /// As [`open_bytes`](Self::open_bytes).
    pub fn reseal(&self, at: Aad<'_>, sealed: &Sealed) -> Result<Option<Sealed>, KeyError> {
        if sealed.version()? == self.version() {
            return Ok(None);
        }
        let plaintext = zeroize::Zeroizing::new(self.open_bytes(at, sealed)?);
        Ok(Some(self.seal(at, &plaintext)))
    }

    fn field_binding(&self, at: Aad<'_>, version: u16) -> Binding {
        Binding::new(b'f')
            .part(self.tenant().as_bytes())
            .part(at.table.as_bytes())
            .part(at.column.as_bytes())
            .part(at.row)
            .part(&version.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::clock::Rng;
    use crate::keys::MasterKey;

    const AT: Aad<'static> = Aad {
        table: "contacts",
        column: "email",
        row: &[7; 16],
    };

    fn master() -> MasterKey {
        MasterKey::generate(&Rng::seeded(1))
    }

    fn keys(tenant: u128) -> TenantKeys {
        TenantKeys::generate(Uuid::from_u128(tenant), &master(), &Rng::seeded(2)).0
    }

    #[test]
    fn text_comes_back() {
        let keys = keys(1);
        let sealed = keys.seal(AT, "mairie@plougastel.bzh".as_bytes());
        assert_eq!(keys.open_string(AT, &sealed).unwrap(), "mairie@plougastel.bzh");
        assert_eq!(format!("{sealed:?}"), "Sealed(51 bytes)");
    }

    /// Two tenants with the very same key: only the binding keeps their values apart.
    // R: G12
    #[test]
    fn a_value_moved_elsewhere_is_refused() {
        // Both tenants hold the very same key here: the binding alone keeps their values apart.
        let keys = keys(1);
        let sealed = keys.seal(AT, b"x");
        let elsewhere = [
            (keys.clone(), Aad { table: "members", ..AT }),
            (keys.clone(), Aad { column: "phone", ..AT }),
            (keys.clone(), Aad { row: &[8; 16], ..AT }),
            (
                keys.clone(),
                Aad {
                    table: "contactse",
                    column: "mail",
                    ..AT
                },
            ),
            (self::keys(2), AT),
        ];
        for (keys, at) in elsewhere {
            assert!(matches!(keys.open_bytes(at, &sealed), Err(KeyError::Refused)), "{at:?}");
        }
    }

    // R: G12
    #[test]
    fn older_versions_open_after_a_rotation_and_can_be_moved() {
        let keys = keys(1);
        let old = keys.seal(AT, b"x");
        let (rotated, _) = keys.rotate(&master()).unwrap();
        assert_eq!(rotated.open_bytes(AT, &old).unwrap(), b"x");

        let moved = rotated.reseal(AT, &old).unwrap().unwrap();
        assert_eq!((old.version().unwrap(), moved.version().unwrap()), (1, 2));
        assert_eq!(rotated.open_bytes(AT, &moved).unwrap(), b"x");
        assert_eq!(rotated.reseal(AT, &moved).unwrap(), None);
        assert!(matches!(keys.open_bytes(AT, &moved), Err(KeyError::UnknownVersion(2))));
    }

    #[test]
    fn a_value_relabelled_with_another_version_is_refused() {
        let keys = keys(1);
        let (rotated, _) = keys.rotate(&master()).unwrap();
        let mut bytes = keys.seal(AT, b"x").into_bytes();
        bytes[1] = 2;
        let error = rotated.open_bytes(AT, &Sealed::from_stored(bytes)).unwrap_err();
        assert!(matches!(error, KeyError::Refused), "{error}");
    }

    #[test]
    fn what_is_too_short_is_no_sealed_value() {
        let keys = keys(1);
        let sealed = keys.seal(AT, b"").into_bytes();
        for length in 0..sealed.len() {
            let cut = Sealed::from_stored(sealed[..length].to_vec());
            assert!(
                matches!(keys.open_bytes(AT, &cut), Err(KeyError::NotSealed)),
                "{length}"
            );
        }
    }

    #[test]
    fn bytes_that_are_no_text_say_so() {
        let keys = keys(1);
        let sealed = keys.seal(AT, &[0xff]);
        assert!(matches!(keys.open_string(AT, &sealed), Err(KeyError::NotText)));
    }

    proptest! {
        #[test]
        fn any_value_comes_back(value: Vec<u8>, table: String, column: String, row: Vec<u8>) {
            let keys = keys(1);
            let at = Aad { table: &table, column: &column, row: &row };
            let sealed = keys.seal(at, &value);
            prop_assert_eq!(sealed.as_bytes().len(), value.len() + 30);
            prop_assert_eq!(keys.open_bytes(at, &sealed).unwrap(), value);
        }

        #[test]
        fn any_flipped_bit_is_refused(value: Vec<u8>, at: prop::sample::Index, bit in 0..8_u8) {
            let keys = keys(1);
            let mut bytes = keys.seal(AT, &value).into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(keys.open_bytes(AT, &Sealed::from_stored(bytes)).is_err());
        }
    }
}
