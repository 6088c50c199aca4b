//! The address that a message's mail is returned to: one for each message, which only we can write (VERP).
//!
//! `name+{tenant code}-{mark}@domain`. The mark is the message's identifier and nine bytes made of it by a key of the tenant,
//! in letters and digits that survive a change of case, as some servers make one: 40 characters, so that the part before
//! the `@` keeps within its 64 (RFC 5321, 4.5.3.1.1). Who sees the address of one message can write that of no other. It is
//! apart from the message's token, since every server on the way reads it and nobody may unsubscribe a person by it.

use crate::consent::Topic;
use data_encoding::BASE32_NOPAD_NOCASE as LETTERS;
use relais_tenants::Tenant;
use relais_tenants::keys::{RETURN_MARK_BYTES, TenantKeys};
use serde_json::Value;
use uuid::Uuid;

/// Bytes of a mark: the identifier, and what shows that it is ours.
const BYTES: usize = 16 + RETURN_MARK_BYTES;
/// The same in letters and digits.
const LENGTH: usize = 40;
/// The longest name: with `+`, a tenant's code and `-` before the mark, it fills the 64 characters.
const LONGEST_NAME: usize = 64 - LENGTH - 7;

/// Where a channel's mail is returned to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Returns {
    name: Box<str>,
    domain: Box<str>,
}

impl Returns {
    /// As the channel's configuration says, at `bounce`; nothing where it says nothing that could be such an address, which
    /// its plugin tells the administrator.
    pub fn of(channel: Topic, config: &Value) -> Option<Self> {
        let written = config["bounce"].as_str().filter(|_| channel == Topic::Email)?;
        let (name, domain) = written.trim().rsplit_once('@')?;
        let is_name = (1..=LONGEST_NAME).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        let is_domain = !domain.is_empty() && domain.chars().all(|c| c.is_alphanumeric() || "-.".contains(c));
        (is_name && is_domain).then(|| Self {
            name: name.into(),
            domain: domain.into(),
        })
    }

    /// The address of one message.
    pub fn address(&self, tenant: &Tenant, message: Uuid) -> String {
        let mark = mark(tenant.keys(), message);
        format!("{}+{}-{mark}@{}", self.name, tenant.company().code, self.domain)
    }
}

/// The code of the tenant to whom a mail comes back that was returned to this address; whether it really was theirs is
/// another question.
pub fn returned_to(address: &str) -> Option<String> {
    let (local, _) = address.rsplit_once('@')?;
    let (_, marked) = local.rsplit_once('+')?;
    let (code, mark) = marked.split_once('-')?;
    (mark.len() == LENGTH).then(|| code.to_ascii_lowercase())
}

/// The message that stands in the address a mail was returned to, given what is between `+` and `@`: nothing unless this
/// tenant wrote it.
pub(super) fn message_of(tenant: &Tenant, marked: &str) -> Option<Uuid> {
    let (code, mark) = marked.split_once('-')?;
    if !code.eq_ignore_ascii_case(&tenant.company().code) {
        return None;
    }
    open(tenant.keys(), mark)
}

fn mark(keys: &TenantKeys, message: Uuid) -> String {
    let mut bytes = [0; BYTES];
    let (id, own) = bytes.split_at_mut(16);
    id.copy_from_slice(message.as_bytes());
    own.copy_from_slice(&keys.return_mark(message));
    LETTERS.encode(&bytes).to_ascii_lowercase()
}

fn open(keys: &TenantKeys, mark: &str) -> Option<Uuid> {
    if mark.len() != LENGTH {
        return None;
    }
    let bytes = LETTERS.decode(mark.as_bytes()).ok()?;
    let (id, own) = bytes.split_at_checked(16)?;
    let message = Uuid::from_slice(id).ok()?;
    keys.is_return_mark(message, own.try_into().ok()?).then_some(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use relais_tenants::clock::Rng;
    use relais_tenants::keys::MasterKey;
    use serde_json::json;

    fn keys(seed: u64) -> TenantKeys {
        let master = MasterKey::generate(&Rng::seeded(1));
        TenantKeys::generate(Uuid::from_u128(u128::from(seed)), &master, &Rng::seeded(seed)).0
    }

    // R: O15, O16
    #[test]
    fn a_mark_names_its_message_to_the_tenant_who_wrote_it() {
        let message = Uuid::from_u128(0x0199_f3a0_0000_7000_8000_0000_0000_0007);
        let mark = mark(&keys(1), message);
        assert_eq!(mark.len(), LENGTH);
        assert!(
            mark.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
            "{mark}"
        );
        assert_eq!(open(&keys(1), &mark), Some(message));
        assert_eq!(
            open(&keys(1), &mark.to_uppercase()),
            Some(message),
            "some servers shout"
        );
        assert_eq!(open(&keys(2), &mark), None);
        for at in 0..LENGTH {
            let mut altered = mark.clone().into_bytes();
            altered[at] = if altered[at] == b'a' { b'b' } else { b'a' };
            assert_eq!(open(&keys(1), std::str::from_utf8(&altered).unwrap()), None, "{at}");
        }
    }

    // R: O15
    #[test]
    fn an_address_keeps_within_what_servers_take_and_names_the_tenant() {
        let longest = "n".repeat(LONGEST_NAME);
        let returns = Returns::of(
            Topic::Email,
            &json!({ "bounce": format!("{longest}@mail.example.org") }),
        )
        .unwrap();
        let mark = mark(&keys(1), Uuid::from_u128(7));
        let local = format!("{}+7k2mq-{mark}", returns.name);
        assert_eq!(local.len(), 64);
        let address = format!("{local}@{}", returns.domain);
        assert_eq!(returned_to(&address).as_deref(), Some("7k2mq"));
        assert_eq!(returned_to(&address.to_uppercase()).as_deref(), Some("7k2mq"));
        for other in ["bounces@example.org", "a+b@example.org", "a+b-c@example.org", "a+b", ""] {
            assert_eq!(returned_to(other), None, "{other}");
        }
    }

    #[test]
    fn only_a_plain_address_is_one() {
        let of = |bounce: Value| Returns::of(Topic::Email, &json!({ "bounce": bounce }));
        assert!(of(json!(" bounces@mail.example.org ")).is_some());
        for bounce in [
            json!(null),
            json!(3),
            json!(""),
            json!("bounces"),
            json!("@example.org"),
            json!("bounces@"),
            json!("a+b@example.org"),
            json!("Retours <bounces@example.org>"),
            json!("é@example.org"),
            json!("a@b c"),
            json!(format!("{}@example.org", "n".repeat(LONGEST_NAME + 1))),
        ] {
            assert_eq!(of(bounce.clone()), None, "{bounce}");
        }
        assert_eq!(Returns::of(Topic::Sms, &json!({ "bounce": "a@b.test" })), None);
        assert_eq!(Returns::of(Topic::Email, &json!([])), None);
    }

    proptest! {
        #[test]
        fn nothing_that_is_made_up_is_a_mark(mark in "[a-z2-7]{40}|\\PC{0,60}") {
            prop_assert_eq!(open(&keys(1), &mark), None);
        }
    }
}
