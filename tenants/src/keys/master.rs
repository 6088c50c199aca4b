//! The master key: 32 bytes kept outside of the database, which wrap every other key.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::aead::Cipher;
use super::{KeyError, fixed_bytes_column};
use crate::clock::Rng;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Wraps the keys of all tenants. Never printed, erased from memory when dropped.
pub struct MasterKey {
    secret: Zeroizing<[u8; 32]>,
    wrapping: Cipher,
    id: [u8; 8],
}

/// Proof that a master key is the one that sealed a database; tells nothing about the key itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyCheck([u8; 32]);

fixed_bytes_column!(KeyCheck, 32);

impl MasterKey {
    /// A new key.
    #[must_use]
    pub fn generate(rng: &Rng) -> Self {
        Self::new(Zeroizing::new(rng.bytes()))
    }

    fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        // One key, one use: wrapping, naming and checking each get their own derivation.
        let wrapping = Cipher::new(&derive(&secret, b"relais master key: wrap v1"));
        let name = derive(&secret, b"relais master key: name v1");
        let mut id = [0; 8];
        id.copy_from_slice(&name[..8]);
        Self { secret, wrapping, id }
    }

    /// From the text of a variable or a secrets manager: base64, padded or not, white space around ignored.
    ///
    /// # Errors
    /// [`KeyError::MasterFormat`] when this is not the base64 of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(BASE64.decode(text.trim()).map_err(|_| KeyError::MasterFormat)?);
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::MasterFormat)?;
        Ok(Self::new(Zeroizing::new(secret)))
    }

    /// From a file that holds the 32 bytes or their base64.
    ///
    /// # Errors
    /// [`KeyError::MasterFile`] when it cannot be read, [`KeyError::MasterFormat`] when it holds something else.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::MasterFile {
            path: path.to_owned(),
            source,
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(64));
        // No key is longer than this; the limit keeps a wrong path from filling memory.
        File::open(path)
            .map_err(failed)?
            .take(256)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if let Ok(secret) = <[u8; 32]>::try_from(bytes.as_slice()) {
            return Ok(Self::new(Zeroizing::new(secret)));
        }
        Self::from_base64(std::str::from_utf8(&bytes).map_err(|_| KeyError::MasterFormat)?)
    }

    /// Writes the key, in base64, to a new file that only its owner may read; the file is durable on return.
    ///
    /// # Errors
    /// [`KeyError::MasterFile`], also when the file exists: a key is never overwritten.
    pub fn create(&self, path: &Path) -> Result<(), KeyError> {
        let text = Zeroizing::new(BASE64.encode(self.secret.as_slice()) + "\n");
        write_new(path, text.as_bytes()).map_err(|source| KeyError::MasterFile {
            path: path.to_owned(),
            source,
        })
    }

    /// What to store beside the data so that a wrong key is noticed at start.
    #[must_use]
    pub fn check_value(&self) -> KeyCheck {
        KeyCheck(*derive(&self.secret, b"relais master key: check v1"))
    }

    /// Compares with the stored check value.
    ///
    /// # Errors
    /// [`KeyError::WrongMaster`].
    pub fn verify(&self, stored: &KeyCheck) -> Result<(), KeyError> {
        if bool::from(self.check_value().0.ct_eq(&stored.0)) {
            Ok(())
        } else {
            Err(KeyError::WrongMaster)
        }
    }

    /// The key under which the compiled plugins of this installation are authenticated: whoever can write their folder, and
    /// no more, cannot make this program run anything.
    #[must_use]
    pub fn plugin_cache_key(&self) -> [u8; 32] {
        *derive(&self.secret, b"relais master key: plugin cache v1")
    }

    pub(super) fn wrapping(&self) -> &Cipher {
        &self.wrapping
    }

    /// Names the key in what it wraps, so that a wrong key is told from a damaged row.
    pub(super) fn id(&self) -> &[u8; 8] {
        &self.id
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

/// HMAC-SHA256 as a pseudo-random function: one block of HKDF-Expand (RFC 5869), the secret being uniform.
fn derive(secret: &[u8; 32], label: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = keyed(secret);
    mac.update(label);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// An HMAC state that has taken in its key; cloning it spares two compressions per value.
pub(super) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC pads a shorter key with zeros up to its block (RFC 2104 §2).
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    Hmac::new((&*block).into())
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // The entry in the folder must survive a power cut as well, else the data is sealed by a lost key.
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_a_file_and_keeps_it_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let key = MasterKey::generate(&Rng::seeded(1));
        key.create(&path).unwrap();
        assert_eq!(MasterKey::read(&path).unwrap().secret, key.secret);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(
            matches!(key.create(&path), Err(KeyError::MasterFile { .. })),
            "overwrites a key"
        );
    }

    #[test]
    fn reads_raw_bytes_and_base64_with_or_without_padding() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("raw");
        std::fs::write(&path, [7; 32]).unwrap();
        assert_eq!(*MasterKey::read(&path).unwrap().secret, [7; 32]);
        let text = BASE64.encode([7; 32]);
        for text in [text.as_str(), text.trim_end_matches('='), &format!(" {text}\r\n")] {
            assert_eq!(*MasterKey::from_base64(text).unwrap().secret, [7; 32]);
        }
    }

    #[test]
    fn refuses_what_is_no_key() {
        for text in ["", "pas du base64 !", "AAAA", &BASE64.encode([0; 33])] {
            assert!(
                matches!(MasterKey::from_base64(text), Err(KeyError::MasterFormat)),
                "{text}"
            );
        }
        assert!(matches!(
            MasterKey::read(Path::new("/nowhere/key")),
            Err(KeyError::MasterFile { .. })
        ));
    }

    #[test]
    fn a_wrong_key_is_told_by_its_check_value() {
        let (right, wrong) = (
            MasterKey::generate(&Rng::seeded(1)),
            MasterKey::generate(&Rng::seeded(2)),
        );
        right.verify(&right.check_value()).unwrap();
        assert!(matches!(wrong.verify(&right.check_value()), Err(KeyError::WrongMaster)));
    }

    #[test]
    fn is_never_printed() {
        let key = MasterKey::new(Zeroizing::new([0xab; 32]));
        assert_eq!(format!("{key:?}"), "MasterKey");
    }
}
