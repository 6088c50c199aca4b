//! Blind indexes: how a sealed value is found again by equality, and nothing else.
//!
//! HMAC-SHA256 under a key of the tenant, separated by field: the same address has unrelated indexes in two
//! tenants, or as an email and as a name. Who holds only the database learns which rows are equal, no value.

use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::{TenantKeys, fixed_bytes_column};

/// Equality index of a sealed value, stored in a column of 16 bytes beside it. 128 bits: two different
/// values of a tenant share one with a probability below 10⁻²⁰ at 10⁹ values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlindIndex([u8; 16]);

fixed_bytes_column!(BlindIndex, 16);

/// Entry of the suppression list: all that is kept of an address that must never be written to again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SuppressionHash([u8; 32]);

fixed_bytes_column!(SuppressionHash, 32);

/// Computes the blind indexes of one field; hold it while working through many rows.
#[derive(Clone)]
pub struct Indexer(Hmac<Sha256>);

impl Indexer {
    /// The index of a value in its canonical form.
    #[must_use]
    pub fn of(&self, normalised: &str) -> BlindIndex {
        let whole = finish(self.0.clone(), normalised);
        let mut short = [0; 16];
        short.copy_from_slice(&whole[..16]);
        BlindIndex(short)
    }
}

impl TenantKeys {
    /// The indexer of a field, named for instance `email`, `phone` or `name_word`.
    #[must_use]
    pub fn indexer(&self, field: &str) -> Indexer {
        Indexer(separated(self.index_state(), field))
    }

    /// The index of one value; for many, hold an [`indexer`](Self::indexer).
    #[must_use]
    pub fn blind_index(&self, field: &str, normalised: &str) -> BlindIndex {
        self.indexer(field).of(normalised)
    }

    /// The entry of an address in the suppression list; `kind` is the kind of address, `email` or `phone`.
    /// Stays the same for ever, rotations included.
    #[must_use]
    pub fn suppression_hash(&self, kind: &str, normalised: &str) -> SuppressionHash {
        SuppressionHash(finish(separated(self.suppression_state(), kind), normalised))
    }
}

/// Bytes of a message's token.
pub const TOKEN_BYTES: usize = 16;

impl TenantKeys {
    /// The secret part of the token of the message with this identifier: always the same, and of no use to guess another's.
    #[must_use]
    pub fn message_token(&self, message: uuid::Uuid) -> [u8; TOKEN_BYTES] {
        let mut mac = self.token_state().clone();
        mac.update(message.as_bytes());
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        let mut short = [0; TOKEN_BYTES];
        short.copy_from_slice(&whole[..TOKEN_BYTES]);
        short
    }
}

/// Bytes of the mark in the address that a message's mail is returned to.
pub const RETURN_MARK_BYTES: usize = 9;

impl TenantKeys {
    /// What shows that we wrote the address that this message's mail is returned to. It is read by every server on the way:
    /// of no use to guess the message's token, or another message's mark.
    #[must_use]
    pub fn return_mark(&self, message: uuid::Uuid) -> [u8; RETURN_MARK_BYTES] {
        let whole: [u8; 32] = self.returned(message).finalize().into_bytes().into();
        let mut short = [0; RETURN_MARK_BYTES];
        short.copy_from_slice(&whole[..RETURN_MARK_BYTES]);
        short
    }

    /// Whether this is the mark of that message. Takes the same time however much of it is right.
    #[must_use]
    pub fn is_return_mark(&self, message: uuid::Uuid, mark: &[u8; RETURN_MARK_BYTES]) -> bool {
        self.returned(message).verify_truncated_left(mark).is_ok()
    }

    /// Apart from tokens, which are of the identifier alone.
    fn returned(&self, message: uuid::Uuid) -> Hmac<Sha256> {
        let mut mac = separated(self.token_state(), "return");
        mac.update(message.as_bytes());
        mac
    }
}

/// The length in front keeps `ab` + `c` and `a` + `bc` apart.
fn separated(state: &Hmac<Sha256>, field: &str) -> Hmac<Sha256> {
    let mut mac = state.clone();
    mac.update(&(field.len() as u64).to_be_bytes());
    mac.update(field.as_bytes());
    mac
}

fn finish(mut mac: Hmac<Sha256>, value: &str) -> [u8; 32] {
    mac.update(value.as_bytes());
    mac.finalize().into_bytes().into()
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlindIndex")
    }
}

impl fmt::Debug for SuppressionHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SuppressionHash")
    }
}

impl fmt::Debug for Indexer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Indexer")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock::Rng;
    use crate::keys::MasterKey;

    fn keys(tenant: u128, seed: u64) -> TenantKeys {
        let master = MasterKey::generate(&Rng::seeded(1));
        TenantKeys::generate(Uuid::from_u128(tenant), &master, &Rng::seeded(seed)).0
    }

    #[test]
    fn the_same_value_has_the_same_index() {
        let keys = keys(1, 2);
        assert_eq!(keys.blind_index("email", "a@b.fr"), keys.indexer("email").of("a@b.fr"));
        assert_ne!(
            keys.blind_index("email", "a@b.fr"),
            keys.blind_index("email", "a@b.fr ")
        );
    }

    #[test]
    fn fields_tenants_and_the_suppression_list_are_separate() {
        let (one, two) = (keys(1, 2), keys(2, 3));
        let index = one.blind_index("email", "a@b.fr");
        assert_ne!(index, one.blind_index("name_word", "a@b.fr"));
        assert_ne!(index, one.blind_index("emaila", "@b.fr"));
        assert_ne!(index, two.blind_index("email", "a@b.fr"));
        assert_ne!(
            index.as_bytes(),
            &one.suppression_hash("email", "a@b.fr").as_bytes()[..16]
        );
        assert_ne!(one.suppression_hash("email", "x"), one.suppression_hash("phone", "x"));
    }

    #[test]
    fn tokens_are_steady_and_each_tenants_own() {
        let (one, two) = (keys(1, 2), keys(2, 3));
        let message = Uuid::from_u128(7);
        assert_eq!(one.message_token(message), one.message_token(message));
        assert_ne!(one.message_token(message), two.message_token(message));
        assert_ne!(one.message_token(message), one.message_token(Uuid::from_u128(8)));
    }

    // R: O15
    #[test]
    fn marks_of_returned_mail_are_each_tenants_and_each_messages_own() {
        let (one, two) = (keys(1, 2), keys(2, 3));
        let (message, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        let mark = one.return_mark(message);
        assert!(one.is_return_mark(message, &mark));
        assert!(!one.is_return_mark(other, &mark));
        assert!(!two.is_return_mark(message, &mark));
        for at in 0..RETURN_MARK_BYTES {
            let mut altered = mark;
            altered[at] ^= 1;
            assert!(!one.is_return_mark(message, &altered));
        }
        assert_ne!(mark, one.message_token(message)[..RETURN_MARK_BYTES]);
    }

    #[test]
    fn stored_bytes_of_another_length_are_refused() {
        let index = keys(1, 2).blind_index("email", "x");
        assert_eq!(BlindIndex::from_bytes(index.as_bytes()), Some(index));
        assert_eq!(BlindIndex::from_bytes(&[0; 15]), None);
        assert_eq!(SuppressionHash::from_bytes(&[0; 16]), None);
    }
}
