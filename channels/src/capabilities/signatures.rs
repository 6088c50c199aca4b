//! Signatures with keys that a plugin names and never sees.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use ring::{hmac, rand};
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// How bytes are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256, the signature as r and s.
    Es256,
    /// Ed25519.
    Ed25519,
    /// HMAC with SHA-256.
    HmacSha256,
}

/// Why there is no signature, for the administrator. Nothing of the key is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not PKCS#8 in PEM.
    #[error("the key is not PKCS#8 in PEM (-----BEGIN PRIVATE KEY-----)")]
    Pem,
    /// A key of something else.
    #[error("the key is not one of this algorithm: {0}")]
    Kind(&'static str),
    /// A shared key is secret in both halves.
    #[error("a shared key has no public half")]
    NoPublicHalf,
    /// The library's or the machine's fault.
    #[error("this machine could not sign")]
    Failed,
}

/// A key read from its text.
enum Key {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
    Shared(hmac::Key),
}

/// The signature of `data` with the key in `secret`.
pub fn sign(secret: &str, algorithm: Algorithm, data: &[u8]) -> Result<Vec<u8>, SignatureError> {
    let random = SystemRandom::new();
    match Key::read(secret, algorithm, &random)? {
        Key::Rsa(key) => {
            let mut signature = vec![0; key.public().modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &random, data, &mut signature)
                .map_err(|_| SignatureError::Failed)?;
            Ok(signature)
        }
        Key::Ecdsa(key) => {
            let signature = key.sign(&random, data).map_err(|_| SignatureError::Failed)?;
            Ok(signature.as_ref().to_vec())
        }
        Key::Ed25519(key) => Ok(key.sign(data).as_ref().to_vec()),
        Key::Shared(key) => Ok(hmac::sign(&key, data).as_ref().to_vec()),
    }
}

/// The public half of the key in `secret`.
pub fn public_key(secret: &str, algorithm: Algorithm) -> Result<Vec<u8>, SignatureError> {
    match Key::read(secret, algorithm, &SystemRandom::new())? {
        Key::Rsa(key) => Ok(key.public_key().as_ref().to_vec()),
        Key::Ecdsa(key) => Ok(key.public_key().as_ref().to_vec()),
        Key::Ed25519(key) => Ok(key.public_key().as_ref().to_vec()),
        Key::Shared(_) => Err(SignatureError::NoPublicHalf),
    }
}

/// What a sandbox signs with where nothing is configured: a signature's length of zeros.
#[must_use]
pub fn pretended_signature(algorithm: Algorithm) -> Vec<u8> {
    let length = match algorithm {
        Algorithm::Rs256 => 256,
        Algorithm::Es256 | Algorithm::Ed25519 => 64,
        Algorithm::HmacSha256 => 32,
    };
    vec![0; length]
}

/// The same for the public half of a key.
#[must_use]
pub fn pretended_public_key(algorithm: Algorithm) -> Vec<u8> {
    let length = match algorithm {
        Algorithm::Rs256 => 270,
        Algorithm::Es256 => 65,
        Algorithm::Ed25519 => 32,
        Algorithm::HmacSha256 => 0,
    };
    vec![0; length]
}

impl Key {
    fn read(secret: &str, algorithm: Algorithm, random: &dyn rand::SecureRandom) -> Result<Self, SignatureError> {
        if algorithm == Algorithm::HmacSha256 {
            return Ok(Self::Shared(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())));
        }
        let der = PrivatePkcs8KeyDer::from_pem_slice(secret.as_bytes()).map_err(|_| SignatureError::Pem)?;
        let der = der.secret_pkcs8_der();
        match algorithm {
            Algorithm::Rs256 => RsaKeyPair::from_pkcs8(der)
                .map(|key| Self::Rsa(Box::new(key)))
                .map_err(|_| SignatureError::Kind("RSA with 2048 to 4096 bits is wanted")),
            Algorithm::Es256 => EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, random)
                .map(|key| Self::Ecdsa(Box::new(key)))
                .map_err(|_| SignatureError::Kind("P-256 is wanted")),
            // "Unchecked" is about the public half, which OpenSSL leaves out.
            _ => Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
                .map(|key| Self::Ed25519(Box::new(key)))
                .map_err(|_| SignatureError::Kind("Ed25519 is wanted")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use ring::signature::{self, UnparsedPublicKey};

    const RSA: &str = include_str!("../../tests/email/keys/rsa.pem");
    const ED25519: &str = include_str!("../../tests/email/keys/ed25519.pem");

    fn p256() -> String {
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        let body = STANDARD.encode(der.as_ref());
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    }

    // R: P3
    #[test]
    fn what_is_signed_verifies_with_the_public_half() {
        let ec = p256();
        let verified = |secret: &str, algorithm, how: &'static dyn signature::VerificationAlgorithm| {
            let signature = sign(secret, algorithm, b"header.claims").unwrap();
            let public = public_key(secret, algorithm).unwrap();
            UnparsedPublicKey::new(how, &public)
                .verify(b"header.claims", &signature)
                .unwrap();
            (signature.len(), public.len())
        };
        let rsa = verified(RSA, Algorithm::Rs256, &signature::RSA_PKCS1_2048_8192_SHA256);
        assert_eq!(rsa.0, 256);
        assert_eq!(
            verified(&ec, Algorithm::Es256, &signature::ECDSA_P256_SHA256_FIXED),
            (64, 65)
        );
        assert_eq!(verified(ED25519, Algorithm::Ed25519, &signature::ED25519), (64, 32));
    }

    /// RFC 4231, test case 2.
    #[test]
    fn a_shared_key_is_the_secrets_text() {
        let code = sign("Jefe", Algorithm::HmacSha256, b"what do ya want for nothing?").unwrap();
        let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(
            public_key("Jefe", Algorithm::HmacSha256),
            Err(SignatureError::NoPublicHalf)
        );
    }

    // R: P3
    #[test]
    fn a_wrong_key_is_told_without_quoting_it() {
        assert_eq!(sign("s3cret", Algorithm::Rs256, b""), Err(SignatureError::Pem));
        for (secret, algorithm) in [
            (RSA, Algorithm::Es256),
            (RSA, Algorithm::Ed25519),
            (ED25519, Algorithm::Rs256),
        ] {
            let error = sign(secret, algorithm, b"").unwrap_err();
            assert!(matches!(error, SignatureError::Kind(_)), "{error}");
        }
    }
}
