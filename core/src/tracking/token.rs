//! Tokens: what ties an open, a click or an unsubscription to its message, and tells nobody else anything.
//!
//! 128 bits derived from the message's identifier by a key of the tenant: the same at every attempt to send it, nothing to
//! store but a hash, nothing to guess. As text `{tenant code}.{22 characters}`, with `.{number}` behind for a link.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relais_tenants::Tenant;
use relais_tenants::keys::TOKEN_BYTES;
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

/// The secret of one message.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    code: Box<str>,
    bits: [u8; TOKEN_BYTES],
}

/// What is stored of a token, and what messages are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenHash([u8; 16]);

/// The token of a message.
pub fn token(tenant: &Tenant, message: Uuid) -> Token {
    Token {
        code: tenant.company().code.as_str().into(),
        bits: tenant.keys().message_token(message),
    }
}

impl Token {
    /// As it is written into messages.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.code.len() + 23);
        text.push_str(&self.code);
        text.push('.');
        URL_SAFE_NO_PAD.encode_string(self.bits, &mut text);
        text
    }

    /// What is stored of it: SHA-256, the first half.
    pub fn hash(&self) -> TokenHash {
        let whole = Sha256::digest(self.bits);
        let mut short = [0; 16];
        short.copy_from_slice(&whole[..16]);
        TokenHash(short)
    }
}

impl TokenHash {
    /// As stored in `messages.token`.
    pub fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// From what is stored; nothing when the length is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// A token as a request presents it: whole, but perhaps nobody's.
#[derive(Clone, PartialEq, Eq)]
pub struct Presented {
    /// The token it claims to be.
    pub token: Token,
    /// The number of the link, for a click.
    pub link: Option<u32>,
}

impl Presented {
    /// Reads `{code}.{token}` or `{code}.{token}.{number}`. Nothing but the exact form in which tokens are written is one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (code, bits, link) = (parts.next()?, parts.next()?, parts.next());
        if parts.next().is_some() || code.is_empty() || code.len() > 16 || bits.len() != 22 {
            return None;
        }
        let mut decoded = [0; TOKEN_BYTES];
        let length = URL_SAFE_NO_PAD.decode_slice(bits, &mut decoded).ok()?;
        let link = match link {
            None => None,
            Some("0") => Some(0),
            Some(number) if number.len() <= 6 && !number.starts_with(['0', '+']) => Some(number.parse().ok()?),
            Some(_) => return None,
        };
        (length == TOKEN_BYTES).then(|| Self {
            token: Token {
                code: code.into(),
                bits: decoded,
            },
            link,
        })
    }

    /// Which tenant's it claims to be: to be looked up by `Installation::tenant_by_code`.
    pub fn code(&self) -> &str {
        &self.token.code
    }
}

/// Says nothing: whoever reads a log must not be able to unsubscribe people.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Presented({:?})", self.link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Token {
        Token {
            code: "7k2mq".into(),
            bits: std::array::from_fn(|i| u8::try_from(i * 15).unwrap()),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = sample().text();
        assert_eq!(text.len(), 5 + 1 + 22);
        let read = Presented::parse(&text).unwrap();
        assert_eq!((&read.token, read.link, read.code()), (&sample(), None, "7k2mq"));
        assert_eq!(read.token.hash(), sample().hash());
        let click = Presented::parse(&format!("{text}.12")).unwrap();
        assert_eq!((click.token, click.link), (sample(), Some(12)));
        assert_eq!(Presented::parse(&format!("{text}.0")).unwrap().link, Some(0));
    }

    #[test]
    fn nothing_else_is_a_token() {
        let text = sample().text();
        let altered = [
            String::new(),
            ".".into(),
            text.replace('.', ""),
            format!("{text}."),
            format!("{text}.01"),
            format!("{text}.+1"),
            format!("{text}.-1"),
            format!("{text}.1.2"),
            format!("{text}.1234567"),
            format!("{text}="),
            text[..27].to_owned(),
            format!(".{}", &text[6..]),
            // The last character holds two bits only: other bits would make a second way to write the same token.
            format!("{}{}", &text[..27], if text.ends_with('B') { 'C' } else { 'B' }),
        ];
        for text in altered {
            assert!(Presented::parse(&text).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn there_is_one_way_to_write_a_token(text in "[a-z0-9]{5}\\.[A-Za-z0-9_-]{22}(\\.[0-9]{1,3})?") {
            if let Some(read) = Presented::parse(&text) {
                let link = read.link.map(|link| format!(".{link}")).unwrap_or_default();
                proptest::prop_assert_eq!(format!("{}{link}", read.token.text()), text);
            }
        }
    }
}
