//! Recovery codes: what lets somebody in, once each, who lost the device that makes their codes.
//!
//! 80 random bits, kept as an HMAC under a key that is not in the database: there is nothing a slow hash would add.

use crate::clock::Rng;
use crate::ids::PersonId;
use crate::keys::{BlindIndex, TenantKeys};
use std::fmt;

/// How many somebody gets.
pub const COUNT: usize = 8;
/// Characters of one, five bits each.
const LENGTH: usize = 16;
/// Crockford's: no letter that is taken for a digit or for another letter.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A code. Not printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// A new one.
    pub(super) fn generate(rng: &Rng) -> Self {
        let bytes: [u8; LENGTH] = rng.bytes();
        Self(
            bytes
                .iter()
                .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
                .collect(),
        )
    }

    /// Reads what somebody typed, however they grouped it and whatever they took for what.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for typed in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let meant = match typed.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            if !meant.is_ascii() || !ALPHABET.contains(&(meant as u8)) || code.len() == LENGTH {
                return None;
            }
            code.push(meant);
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// As it is shown: four groups of four.
    pub fn text(&self) -> String {
        let groups: Vec<&str> = (0..LENGTH / 4).filter_map(|n| self.0.get(n * 4..n * 4 + 4)).collect();
        groups.join("-")
    }

    /// What is kept of it; somebody else's same code would be kept as something else.
    pub(super) fn hash(&self, keys: &TenantKeys, person: PersonId) -> BlindIndex {
        keys.blind_index("recovery_codes.code", &format!("{person}:{}", self.0))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_however_it_was_typed() {
        let code = RecoveryCode("01ab23cd45ef67gh".to_owned());
        assert_eq!(code.text(), "01ab-23cd-45ef-67gh");
        for typed in ["01ab-23cd-45ef-67gh", " OLAB 23CD 45EF 67GH ", "oiab23cd45ef67gh"] {
            assert_eq!(RecoveryCode::parse(typed), Some(code.clone()), "{typed}");
        }
        for wrong in [
            "",
            "123456",
            "01ab-23cd-45ef-67g",
            "01ab-23cd-45ef-67ghj",
            "01ab-23cd-45ef-67gu",
            "é",
        ] {
            assert_eq!(RecoveryCode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_made_can_be_read() {
        let rng = Rng::seeded(3);
        for _ in 0..64 {
            let code = RecoveryCode::generate(&rng);
            assert_eq!(RecoveryCode::parse(&code.text()), Some(code));
        }
    }
}
