//! The key shared with an authenticator, and the codes it makes (RFC 6238, in the form every authenticator knows: SHA-1,
//! six digits, steps of 30 seconds).

use crate::clock::{Millis, Rng};
use std::fmt;
use totp_rs::{Algorithm, Builder, Totp, TotpError};

/// What authenticators show above the account.
const ISSUER: &str = "Relais";
/// Seconds a code stays the same.
const STEP: u64 = 30;
/// Steps a device's clock may be off, either way.
const SKEW: u16 = 1;

/// A key. Not printed by `Debug`.
#[derive(Clone)]
pub struct Key([u8; 20]);

impl Key {
    /// A new one.
    pub(super) fn generate(rng: &Rng) -> Self {
        Self(rng.bytes())
    }

    /// From what was kept; nothing when that is no key.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What an authenticator is given, typed or by its camera: `otpauth://totp/…`.
    ///
    /// # Errors
    /// When an address cannot stand in it, which none that one can sign in with does.
    pub fn uri(&self, email: &str) -> Result<String, TotpError> {
        self.totp(email)?.to_url()
    }

    /// The key alone, for authenticators that want it typed: base32.
    pub fn text(&self) -> String {
        totp_rs::Secret::new_stack(self.0).to_base32()
    }

    /// The step of which this is the code, if it is that of now or of the step before or after. Compared in constant time.
    pub(super) fn step_of(&self, code: &str, now: Millis) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now.0 / 1000).ok()?;
        let step = self.totp("").ok()?.check(&code, seconds)?;
        i64::try_from(step).ok()
    }

    fn totp(&self, account: &str) -> Result<Totp, TotpError> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(STEP)
            .with_secret(totp_rs::Secret::new_stack(self.0))
            .with_issuer(Some(ISSUER))
            .with_account_name(account)
            .build()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key(*b"12345678901234567890");

    // R: O1
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six digits.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(KEY.step_of(code, Millis(seconds * 1000)), Some(seconds / 30));
            assert_eq!(
                KEY.step_of(&format!(" {} {} ", &code[..3], &code[3..]), Millis(seconds * 1000)),
                Some(seconds / 30)
            );
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        for (off, taken) in [(-60, false), (-30, true), (30, true), (60, false)] {
            let now = Millis((1_111_111_109 + off) * 1000);
            assert_eq!(KEY.step_of("081804", now).is_some(), taken, "{off}");
        }
        for wrong in ["", "81804", "0818040", "+81804", "08180x", "٠٨١٨٠٤"] {
            assert_eq!(KEY.step_of(wrong, Millis(1_111_111_109_000)), None, "{wrong}");
        }
    }

    #[test]
    fn authenticators_can_read_it() {
        assert_eq!(
            KEY.uri("anne@example.test").unwrap(),
            "otpauth://totp/Relais:anne%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Relais"
        );
        assert_eq!(KEY.text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(format!("{KEY:?}"), "Key");
    }
}
