//! Secrets shown once: session cookies, API tokens, invitation and reset links.
//!
//! 256 random bits, stored as their SHA-256 only. A slow hash would add nothing, since nothing can be
//! guessed; and looking a hash up leaks no timing about the secret, since its bytes cannot be chosen.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::clock::Rng;
use crate::keys::fixed_bytes_column;

/// Starts an API token, so that people and secret scanners recognise a leaked one.
const API_PREFIX: &str = "rl_";

const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A secret in the hands of its owner. Not printed by `Debug`, erased from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

/// What is stored of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecretHash([u8; 32]);

fixed_bytes_column!(SecretHash, 32);

impl Secret {
    /// A new secret.
    #[must_use]
    pub fn generate(rng: &Rng) -> Self {
        Self(Zeroizing::new(rng.bytes()))
    }

    /// Reads what somebody presents, with or without the prefix, padding and white space around.
    /// Nothing when it cannot be a secret of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // Whole first: one secret in 2¹⁸ begins with the letters of the prefix by itself.
        decode(text).or_else(|| decode(text.strip_prefix(API_PREFIX)?))
    }

    /// For a cookie or a link: 43 characters that need no escaping.
    #[must_use]
    pub fn text(&self) -> String {
        BASE64URL.encode(self.0.as_slice())
    }

    /// For an API client: the text behind the prefix `rl_`.
    #[must_use]
    pub fn api_token(&self) -> String {
        format!("{API_PREFIX}{}", self.text())
    }

    /// What to store, and to look up by.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0.as_slice()).into())
    }
}

fn decode(text: &str) -> Option<Secret> {
    // Longer input is refused before it is decoded: it comes from anybody.
    if text.len() > 44 {
        return None;
    }
    let bytes = Zeroizing::new(BASE64URL.decode(text).ok()?);
    Some(Secret(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_however_it_was_copied() {
        let secret = Secret::generate(&Rng::seeded(1));
        let text = secret.text();
        assert_eq!(text.len(), 43);
        for copied in [
            text.clone(),
            secret.api_token(),
            format!("{text}="),
            format!(" {}\r\n", secret.api_token()),
        ] {
            assert_eq!(Secret::parse(&copied).unwrap().hash(), secret.hash(), "{copied}");
        }
    }

    #[test]
    fn a_secret_that_begins_like_the_prefix_is_still_whole() {
        let text = format!("rl_{}", "A".repeat(40));
        let secret = Secret::parse(&text).unwrap();
        assert_eq!(secret.text(), text);
        assert_eq!(Secret::parse(&secret.api_token()).unwrap().hash(), secret.hash());
    }

    #[test]
    fn refuses_what_is_no_secret() {
        let text = Secret::generate(&Rng::seeded(1)).text();
        for wrong in ["", "rl_", "é", &text[1..], &format!("{text}AA"), &"A".repeat(100_000)] {
            assert!(Secret::parse(wrong).is_none());
        }
    }

    #[test]
    fn the_hash_is_sha_256_and_the_secret_is_not_printed() {
        let secret = Secret(Zeroizing::new([0; 32]));
        // sha256sum of 32 zero bytes.
        assert_eq!(secret.hash().as_bytes()[..4], [0x66, 0x68, 0x7a, 0xad]);
        assert_eq!(format!("{secret:?}"), "Secret");
    }
}
