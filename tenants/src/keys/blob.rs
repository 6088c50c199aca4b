//! Sealed files: imports, exports and indexes, cut into chunks that open one by one.
//!
//! Each chunk is bound to its file, its number and whether it is the last, so that chunks cannot be
//! swapped, repeated or dropped, nor the file cut short, without being noticed.
//!
//! Format of a chunk: key version (2 bytes, big endian) ‖ last (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16).

use uuid::Uuid;

use super::aead::{Binding, NONCE, TAG};
use super::{KeyError, TenantKeys};

/// Bytes of a file in each chunk but the last: large enough that sealing costs little more than AES itself.
pub const CHUNK_BYTES: usize = 64 * 1024;

const HEADER: usize = 3;

/// Bytes of a full chunk once sealed: where chunk `n` starts in a file is `n` times this.
pub const SEALED_CHUNK_BYTES: usize = HEADER + NONCE + CHUNK_BYTES + TAG;

/// The place of a chunk.
#[derive(Clone, Copy, Debug)]
pub struct Chunk {
    /// The file, by an identifier that is never used again for other content.
    pub blob: Uuid,
    /// Position in the file, from 0.
    pub number: u64,
}

/// A chunk that was opened.
#[derive(Debug, PartialEq, Eq)]
pub struct OpenedChunk {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether the file ends here. A file whose end never comes was cut short.
    pub last: bool,
}

impl TenantKeys {
    /// Seals one chunk under the newest data key.
    #[must_use]
    pub fn seal_chunk(&self, at: Chunk, last: bool, plaintext: &[u8]) -> Vec<u8> {
        let key = self.newest();
        let mut sealed = Vec::with_capacity(HEADER + NONCE + plaintext.len() + TAG);
        sealed.extend_from_slice(&key.version.to_be_bytes());
        sealed.push(u8::from(last));
        let binding = self.chunk_binding(at, u8::from(last), key.version);
        key.cipher
            .seal_onto(&mut sealed, self.rng(), binding.as_bytes(), plaintext);
        sealed
    }

    /// Opens one chunk at its place.
    ///
    /// # Errors
    /// [`KeyError::Refused`] when it was altered or belongs elsewhere; [`KeyError::UnknownVersion`] when its
    /// key is not loaded; [`KeyError::NotSealed`] when it is too short.
    pub fn open_chunk(&self, at: Chunk, sealed: &[u8]) -> Result<OpenedChunk, KeyError> {
        let (&[high, low, last], rest) = sealed.split_first_chunk::<HEADER>().ok_or(KeyError::NotSealed)?;
        let version = u16::from_be_bytes([high, low]);
        let binding = self.chunk_binding(at, last, version);
        let bytes = self.data(version)?.cipher.open(binding.as_bytes(), rest)?;
        Ok(OpenedChunk { bytes, last: last != 0 })
    }

    fn chunk_binding(&self, at: Chunk, last: u8, version: u16) -> Binding {
        Binding::new(b'c')
            .part(self.tenant().as_bytes())
            .part(at.blob.as_bytes())
            .part(&at.number.to_be_bytes())
            .part(&[last])
            .part(&version.to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Rng;
    use crate::keys::{Aad, MasterKey, Sealed};

    const AT: Chunk = Chunk {
        blob: Uuid::from_u128(5),
        number: 3,
    };

    fn keys(tenant: u128) -> TenantKeys {
        let master = MasterKey::generate(&Rng::seeded(1));
        TenantKeys::generate(Uuid::from_u128(tenant), &master, &Rng::seeded(2)).0
    }

    #[test]
    fn a_chunk_comes_back_with_its_place_in_the_file() {
        let keys = keys(1);
        for last in [false, true] {
            let sealed = keys.seal_chunk(AT, last, &[1; CHUNK_BYTES]);
            assert_eq!(sealed.len(), SEALED_CHUNK_BYTES);
            let opened = keys.open_chunk(AT, &sealed).unwrap();
            assert_eq!(
                opened,
                OpenedChunk {
                    bytes: vec![1; CHUNK_BYTES],
                    last
                }
            );
        }
    }

    #[test]
    fn a_chunk_moved_elsewhere_is_refused() {
        let keys = keys(1);
        let sealed = keys.seal_chunk(AT, false, b"x");
        for at in [
            Chunk { number: 4, ..AT },
            Chunk {
                blob: Uuid::from_u128(6),
                ..AT
            },
        ] {
            assert!(matches!(keys.open_chunk(at, &sealed), Err(KeyError::Refused)), "{at:?}");
        }
        assert!(matches!(self::keys(2).open_chunk(AT, &sealed), Err(KeyError::Refused)));
    }

    #[test]
    fn every_flipped_bit_is_refused_that_of_the_end_included() {
        let keys = keys(1);
        let sealed = keys.seal_chunk(AT, false, b"contenu");
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(keys.open_chunk(AT, &altered).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(keys.open_chunk(AT, &sealed[..length]).is_err(), "cut to {length}");
        }
    }

    #[test]
    fn a_field_is_no_chunk() {
        let keys = keys(1);
        let at = Aad {
            table: "t",
            column: "c",
            row: AT.blob.as_bytes(),
        };
        let field = keys.seal(at, b"x").into_bytes();
        assert!(keys.open_chunk(AT, &field).is_err());
        let chunk = Sealed::from_stored(keys.seal_chunk(AT, false, b"x"));
        assert!(keys.open_bytes(at, &chunk).is_err());
    }
}
