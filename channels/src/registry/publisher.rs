//! Who published a component: an Ed25519 key (RFC 8032) and its signature over the file's bytes, as `openssl pkeyutl -sign
//! -rawin` makes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, UnparsedPublicKey};
use std::fmt;

/// What precedes the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410, section 4).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// Bytes of a signature.
const SIGNATURE: usize = 64;

/// A publisher's public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Publisher(pub [u8; 32]);

/// A text that is no Ed25519 public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no Ed25519 public key: 32 bytes in base64, or what `openssl pkey -pubout` writes")]
pub struct BadKey;

impl Publisher {
    /// Reads a key: PEM, or base64 of its 32 bytes or of its SubjectPublicKeyInfo.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
        let bytes = STANDARD.decode(lines.collect::<String>()).map_err(|_| BadKey)?;
        let key = bytes.strip_prefix(&SPKI).unwrap_or(&bytes);
        key.try_into().map(Self).map_err(|_| BadKey)
    }

    /// Whether it signed these bytes. The signature is 64 bytes, or base64 of them.
    #[must_use]
    pub fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let decoded = (signature.len() != SIGNATURE).then(|| STANDARD.decode(signature.trim_ascii()));
        let signature: &[u8] = match &decoded {
            None => signature,
            Some(Ok(decoded)) => decoded,
            Some(Err(_)) => return false,
        };
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(bytes, signature)
            .is_ok()
    }
}

/// The 32 bytes in base64.
impl fmt::Display for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, section 7.1, test 2.
    const KEY: &str = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    const SIGNED: &[u8] = &[0x72];
    const BY_KEY: &str = "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA==";

    // R: P2
    #[test]
    fn a_signature_is_of_one_key_over_one_file() {
        let key = Publisher::parse(KEY).unwrap();
        assert_eq!(key.to_string(), KEY);
        let raw = STANDARD.decode(BY_KEY).unwrap();
        assert!(key.signed(SIGNED, &raw) && key.signed(SIGNED, format!("{BY_KEY}\n").as_bytes()));
        let mut bad = raw.clone();
        bad[5] ^= 1;
        assert!(!key.signed(SIGNED, &bad) && !key.signed(&[0x73], &raw) && !key.signed(SIGNED, b"x"));
        assert!(!Publisher([7; 32]).signed(SIGNED, &raw));
    }

    #[test]
    fn keys_are_read_as_openssl_writes_them() {
        let key = Publisher::parse(KEY).unwrap();
        let der = STANDARD.encode([&SPKI[..], &key.0].concat());
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n");
        assert_eq!((Publisher::parse(&pem), Publisher::parse(&der)), (Ok(key), Ok(key)));
        for wrong in ["", "abc", "AAAA", "-----BEGIN PUBLIC KEY-----"] {
            assert_eq!(Publisher::parse(wrong), Err(BadKey), "{wrong}");
        }
    }
}
