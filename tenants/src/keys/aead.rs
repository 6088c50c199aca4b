//! AES-256-GCM as this room uses it: a key scheduled once, random nonces, associated data without ambiguity.

use aes_gcm::aead::AeadInOut as _;
use aes_gcm::{Aes256Gcm, Key, KeyInit as _, Nonce, Tag};

use super::KeyError;
use crate::clock::Rng;

/// Bytes of a nonce.
pub(super) const NONCE: usize = 12;
/// Bytes of an authentication tag.
pub(super) const TAG: usize = 16;

/// A scheduled key, erased from memory when dropped.
///
/// Nonces are 96 random bits. NIST SP 800-38D §8.3 allows 2³² messages for one key so that two nonces
/// collide with a probability below 2⁻³². Each version of a tenant's data key counts for itself, so a
/// rotation starts a new count: importing and rewriting a million contacts seals some 6 million fields,
/// 700 times under the limit.
pub(super) struct Cipher(Box<Aes256Gcm>);

impl Cipher {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(Box::new(Aes256Gcm::new(<&Key<Aes256Gcm>>::from(key))))
    }

    /// Appends nonce ‖ ciphertext ‖ tag to `out`.
    pub(super) fn seal_onto(&self, out: &mut Vec<u8>, rng: &Rng, aad: &[u8], plaintext: &[u8]) {
        let nonce: [u8; NONCE] = rng.bytes();
        out.reserve_exact(NONCE + plaintext.len() + TAG);
        out.extend_from_slice(&nonce);
        let start = out.len();
        out.extend_from_slice(plaintext);
        let sealed = self
            .0
            .encrypt_inout_detached(&Nonce::from(nonce), aad, out[start..].as_mut().into());
        match sealed {
            Ok(tag) => out.extend_from_slice(&tag),
            Err(_) => unreachable!("nothing held in memory reaches the 64 GiB limit of GCM"),
        }
    }

    /// Opens nonce ‖ ciphertext ‖ tag.
    pub(super) fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(KeyError::NotSealed)?;
        let (ciphertext, tag) = rest.split_last_chunk::<TAG>().ok_or(KeyError::NotSealed)?;
        let mut plaintext = ciphertext.to_vec();
        self.0
            .decrypt_inout_detached(
                &Nonce::from(*nonce),
                aad,
                plaintext.as_mut_slice().into(),
                &Tag::from(*tag),
            )
            .map_err(|_| KeyError::Refused)?;
        Ok(plaintext)
    }
}

/// Associated data: a domain, then parts that each carry their length, so that no two places share one encoding.
pub(super) struct Binding(Vec<u8>);

impl Binding {
    /// `domain` separates fields, chunks and wrapped keys from each other.
    pub(super) fn new(domain: u8) -> Self {
        let mut bytes = Vec::with_capacity(128);
        bytes.push(domain);
        Self(bytes)
    }

    #[must_use]
    pub(super) fn part(mut self, part: &[u8]) -> Self {
        self.0.extend_from_slice(&(part.len() as u64).to_be_bytes());
        self.0.extend_from_slice(part);
        self
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let one = Binding::new(b'f').part(b"contacts").part(b"email");
        let other = Binding::new(b'f').part(b"contactse").part(b"mail");
        assert_ne!(one.as_bytes(), other.as_bytes());
    }

    #[test]
    fn nonces_differ_between_two_seals() {
        let cipher = Cipher::new(&[1; 32]);
        let rng = Rng::system();
        let (mut one, mut two) = (Vec::new(), Vec::new());
        cipher.seal_onto(&mut one, &rng, b"", b"same");
        cipher.seal_onto(&mut two, &rng, b"", b"same");
        assert_ne!(one, two);
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16.
    #[test]
    fn agrees_with_the_published_vector() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
                .collect()
        };
        let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let sealed = hex(concat!(
            "cafebabefacedbaddecaf888",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        ));
        let plain = hex(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        ));
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let cipher = Cipher::new(&key.try_into().unwrap());
        assert_eq!(cipher.open(&aad, &sealed).unwrap(), plain);
    }
}
