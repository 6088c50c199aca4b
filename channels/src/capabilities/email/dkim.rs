//! Signatures (RFC 6376; Ed25519: RFC 8463).

use super::Dkim;
use mail_auth::common::crypto::{DkimKey, Ed25519Key, RsaKey};
use mail_auth::dkim::{DkimSigner, Done};
use std::fmt;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// What is signed, where present; what is absent is signed as absent, so that nobody can add it. RFC 8058 wants both
/// headers of one-click unsubscribing among them.
const SIGNED: [&str; 12] = [
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Why there is no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DkimError {
    /// Not PEM of a key we know.
    #[error("the key is neither PKCS#8 nor PKCS#1 in PEM, or not of Ed25519 or RSA with at least 2048 bits")]
    Key,
    /// Domain or selector cannot stand in a signature.
    #[error("{0:?} is not a domain name")]
    Name(String),
    /// The library's word.
    #[error("{0}")]
    Signing(String),
}

/// A key read once, ready to sign.
pub struct Signer(DkimSigner<DkimKey, Done>);

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer")
    }
}

impl Signer {
    /// Reads the key.
    pub fn new(dkim: &Dkim) -> Result<Self, DkimError> {
        for name in [&dkim.domain, &dkim.selector] {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            if name.is_empty() || name.len() > 253 || !name.bytes().all(plain) {
                return Err(DkimError::Name(name.clone()));
            }
        }
        let signer = DkimSigner::from_key(key(dkim.key.as_bytes())?)
            .domain(dkim.domain.as_str())
            .selector(dkim.selector.as_str())
            .headers(SIGNED);
        Ok(Self(signer))
    }

    /// Appends the header that signs `message`.
    pub(super) fn sign(&self, message: &[u8], output: &mut Vec<u8>) -> Result<(), DkimError> {
        let signature = self
            .0
            .sign(message)
            .map_err(|error| DkimError::Signing(error.to_string()))?;
        signature.write(output, true);
        Ok(())
    }
}

/// Whether mails can be signed with this text.
pub fn is_signing_key(pem: &str) -> bool {
    key(pem.as_bytes()).is_ok()
}

fn key(pem: &[u8]) -> Result<DkimKey, DkimError> {
    let der = PrivateKeyDer::from_pem_slice(pem).map_err(|_| DkimError::Key)?;
    if let PrivateKeyDer::Pkcs8(der) = &der
        // "Unchecked" is about the public half, which OpenSSL leaves out.
        && let Ok(key) = Ed25519Key::from_pkcs8_maybe_unchecked_der(der.secret_pkcs8_der())
    {
        return Ok(key.into());
    }
    RsaKey::from_key_der(der).map(Into::into).map_err(|_| DkimError::Key)
}
