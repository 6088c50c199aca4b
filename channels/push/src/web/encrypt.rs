//! Message encryption for web push (RFC 8291) with the content coding aes128gcm (RFC 8188), in one record.

use crate::address::Subscription;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// What push services must take (RFC 8291 §4), in bytes.
const MAX_BODY: usize = 4096;
/// Salt, record size, length of the key, the key.
const HEADER: usize = 16 + 4 + 1 + 65;
const TAG: usize = 16;
/// The longest text, in bytes: one byte marks its end.
pub const MAX_TEXT: usize = MAX_BODY - HEADER - TAG - 1;
/// Marks the last record.
const LAST: u8 = 2;

/// Why a notification cannot be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncryptError {
    /// It is longer than a push service takes.
    TooLong,
    /// The browser's key is not a point of the curve.
    NotAPoint,
    /// The host gave chance that makes no key.
    Chance,
}

impl std::fmt::Display for EncryptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong => write!(f, "the notification is longer than the {MAX_TEXT} bytes that push services take"),
            Self::NotAPoint => f.write_str("the subscription's key is none"),
            Self::Chance => f.write_str("no key could be made"),
        }
    }
}

/// What is different each time: the sender's key for one message, and the salt.
pub struct Chance {
    key: SecretKey,
    salt: [u8; 16],
}

impl Chance {
    /// How many bytes of chance it is made of.
    pub const BYTES: u32 = 48;

    /// From chance; nothing when it makes no key, which happens once in 2³² times.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (key, salt) = bytes.split_at_checked(32)?;
        Some(Self {
            key: SecretKey::from_slice(key).ok()?,
            salt: salt.try_into().ok()?,
        })
    }
}

/// The body that only this browser can read.
pub fn encrypt(to: &Subscription, text: &[u8], chance: &Chance) -> Result<Vec<u8>, EncryptError> {
    if text.len() > MAX_TEXT {
        return Err(EncryptError::TooLong);
    }
    let theirs = PublicKey::from_sec1_bytes(&to.key).map_err(|_| EncryptError::NotAPoint)?;
    let shared = chance.key.diffie_hellman(&theirs);
    let ours: [u8; 65] = uncompressed(&chance.key.public_key()).ok_or(EncryptError::Chance)?;

    let info = [b"WebPush: info\0".as_slice(), &to.key, &ours].concat();
    let material: [u8; 32] = derive(&to.auth, shared.raw_secret_bytes(), &info)?;
    let key: [u8; 16] = derive(&chance.salt, &material, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(&chance.salt, &material, b"Content-Encoding: nonce\0")?;

    let cipher = Aes128Gcm::new(&key.into());
    let record = [text, &[LAST]].concat();
    let sealed = cipher
        .encrypt(&Nonce::from(nonce), record.as_slice())
        .map_err(|_| EncryptError::TooLong)?;

    let size = u32::try_from(MAX_BODY).unwrap_or(u32::MAX).to_be_bytes();
    Ok([chance.salt.as_slice(), &size, &[65], &ours, &sealed].concat())
}

fn uncompressed(key: &PublicKey) -> Option<[u8; 65]> {
    p256::Sec1Point::from(*key).as_bytes().try_into().ok()
}

/// HKDF with SHA-256.
fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> Result<[u8; N], EncryptError> {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), material)
        .expand(info, &mut out)
        .map_err(|_| EncryptError::Chance)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        BASE64.decode(text).unwrap().try_into().unwrap()
    }

    fn subscription() -> Subscription {
        Subscription {
            endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV".into(),
            key: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        }
    }

    fn chance() -> Chance {
        let key: [u8; 32] = bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let salt: [u8; 16] = bytes("DGv6ra1nlYgDCS1FRnbzlw");
        Chance::read(&[key.as_slice(), &salt].concat()).unwrap()
    }

    // R: O5. RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_rfc() {
        let text = b"When I grow up, I want to be a watermelon";
        let body = encrypt(&subscription(), text, &chance()).unwrap();
        assert_eq!(
            BASE64.encode(body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A\
             _yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    // R: O5. RFC 8291, appendix A: the values in between.
    #[test]
    fn the_intermediate_values_of_the_rfc() {
        let to = subscription();
        let theirs = PublicKey::from_sec1_bytes(&to.key).unwrap();
        let shared = chance().key.diffie_hellman(&theirs);
        assert_eq!(
            BASE64.encode(shared.raw_secret_bytes()),
            "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"
        );
        let ours = uncompressed(&chance().key.public_key()).unwrap();
        let info = [b"WebPush: info\0".as_slice(), &to.key, &ours].concat();
        let material: [u8; 32] = derive(&to.auth, shared.raw_secret_bytes(), &info).unwrap();
        assert_eq!(BASE64.encode(material), "S4lYMb_L0FxCeq0WhDx813KgSYqU26kOyzWUdsXYyrg");
        let salt = chance().salt;
        let key: [u8; 16] = derive(&salt, &material, b"Content-Encoding: aes128gcm\0").unwrap();
        assert_eq!(BASE64.encode(key), "oIhVW04MRdy2XN9CiKLxTg");
        let nonce: [u8; 12] = derive(&salt, &material, b"Content-Encoding: nonce\0").unwrap();
        assert_eq!(BASE64.encode(nonce), "4h_95klXJ5E_qnoN");
    }

    // R: P4
    #[test]
    fn the_longest_text_just_fits_a_push_service() {
        let body = encrypt(&subscription(), &vec![b'x'; MAX_TEXT], &chance()).unwrap();
        assert_eq!(body.len(), 4096);
        let longer = encrypt(&subscription(), &vec![b'x'; MAX_TEXT + 1], &chance());
        assert_eq!(longer, Err(EncryptError::TooLong));
    }

    // R: P4
    #[test]
    fn a_key_off_the_curve_is_refused() {
        let mut to = subscription();
        to.key[64] ^= 1;
        assert_eq!(encrypt(&to, b"x", &chance()), Err(EncryptError::NotAPoint));
        to.key = [0; 65];
        assert_eq!(encrypt(&to, b"x", &chance()), Err(EncryptError::NotAPoint));
        assert!(Chance::read(&[0; 48]).is_none() && Chance::read(&[1; 47]).is_none());
    }
}
