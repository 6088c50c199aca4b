//! The suppression list: keyed hashes of addresses nobody may write to, which outlive the contact.

use super::{ChannelName, Topic, Topics};
use relais_tenants::Tenant;
use relais_tenants::database::{Result, Tx};
use relais_tenants::keys::SuppressionHash;
use std::collections::{BTreeSet, HashMap};

/// The most hashes one look-up statement takes: well under both databases' limit of parameters.
const LOOKUP: usize = 4000;

/// Why an address is on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The person withdrew or objected.
    Withdrawn,
    /// The person asked to be erased: nothing about them may come back.
    Erasure,
    /// The provider says that the address does not exist or must not be used.
    Undeliverable,
    /// The person complained to their provider.
    Complained,
}

impl Reason {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Erasure => "erasure",
            Self::Undeliverable => "undeliverable",
            Self::Complained => "complained",
        }
    }
}

/// What is suppressed about one address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressed {
    /// The built-in topics on which nothing may be sent or recorded.
    pub topics: Topics,
    /// The channels that plugins bring on which nothing may be sent.
    pub others: BTreeSet<ChannelName>,
    /// Whether the person was erased, so that an import must not enter them again.
    pub erased: bool,
}

impl Suppressed {
    /// Every topic on which nothing may be sent or recorded.
    pub fn all(&self) -> impl Iterator<Item = Topic> + '_ {
        let built_in = Topic::ALL.into_iter().filter(move |topic| self.topics.contains(*topic));
        built_in.chain(self.others.iter().map(|name| Topic::Other(*name)))
    }

    /// Whether nothing may be sent or recorded on `topic`.
    pub fn contains(&self, topic: Topic) -> bool {
        self.topics.contains(topic) || topic.other().is_some_and(|name| self.others.contains(&name))
    }

    /// Whether the list says nothing.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.others.is_empty()
    }

    fn add(&mut self, topic: Topic) {
        match topic {
            Topic::Other(name) => drop(self.others.insert(name)),
            built_in => self.topics = self.topics.with(built_in),
        }
    }
}

/// What identifies a person on the list; values as they are indexed (email lower-cased with an ASCII domain, phone in E.164).
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity<'a> {
    /// Email address.
    pub email: Option<&'a str>,
    /// Phone number.
    pub phone: Option<&'a str>,
    /// Name, street and postcode in one line, for letters.
    pub postal: Option<&'a str>,
}

/// The keyed hashes of an [`Identity`].
#[derive(Clone, Copy, Debug, Default)]
pub struct IdentityHashes {
    email: Option<SuppressionHash>,
    phone: Option<SuppressionHash>,
    postal: Option<SuppressionHash>,
}

impl Identity<'_> {
    /// The hashes under which this person may be on the list.
    pub fn hashes(&self, tenant: &Tenant) -> IdentityHashes {
        let hash = |kind: &str, value: Option<&str>| value.map(|value| tenant.keys().suppression_hash(kind, value));
        IdentityHashes {
            email: hash("email", self.email),
            phone: hash("phone", self.phone),
            postal: hash("postal", self.postal),
        }
    }
}

impl IdentityHashes {
    /// Every hash there is.
    pub fn all(&self) -> impl Iterator<Item = SuppressionHash> {
        [self.email, self.phone, self.postal].into_iter().flatten()
    }

    /// The hashes that speak for `topic`: the address the channel uses, and the email where the channel's own address
    /// is no steady name of a person.
    pub(super) fn of_topic(&self, topic: Topic) -> impl Iterator<Item = SuppressionHash> {
        let hashes = match topic {
            Topic::Email => [self.email, None, None],
            Topic::Sms => [self.phone, None, None],
            Topic::Push | Topic::Tracking => [self.email, self.phone, None],
            Topic::Postal => [self.email, self.postal, None],
            // What its addresses are is the plugin's business, and may change with it.
            Topic::Other(_) => [self.email, self.phone, self.postal],
        };
        hashes.into_iter().flatten()
    }

    /// What the list says about this person. A phone may be a switchboard's: it says that somebody was erased only
    /// where there is no email to go by.
    pub fn judge(&self, list: &HashMap<SuppressionHash, Suppressed>) -> Suppressed {
        let mut found = Suppressed::default();
        for listed in self.all().filter_map(|hash| list.get(&hash)) {
            found.topics = found.topics.union(listed.topics);
            found.others.extend(&listed.others);
        }
        found.erased = self
            .email
            .or(self.phone)
            .and_then(|hash| list.get(&hash))
            .is_some_and(|found| found.erased);
        found
    }
}

/// What the list says about one person.
pub async fn check(tx: &mut Tx, tenant: &Tenant, identity: Identity<'_>) -> Result<Suppressed> {
    let hashes = identity.hashes(tenant);
    let all: Vec<SuppressionHash> = hashes.all().collect();
    Ok(hashes.judge(&lookup(tx, tenant, &all).await?))
}

/// Puts a person on the list for `topic`. Whoever is on it already stays.
pub async fn suppress(
    tx: &mut Tx,
    tenant: &Tenant,
    topic: Topic,
    identity: Identity<'_>,
    reason: Reason,
) -> Result<()> {
    for hash in identity.hashes(tenant).of_topic(topic) {
        tx.exec(
            // An erasure is the stronger word; a later withdrawal must not weaken it.
            "INSERT INTO suppressions (tenant_id, channel, hash, reason, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, channel, hash) DO UPDATE SET
               reason = CASE WHEN excluded.reason = 'erasure' THEN excluded.reason ELSE suppressions.reason END",
            (tenant.id(), topic.as_str(), hash, reason.as_str(), tenant.now()),
        )
        .await?;
    }
    Ok(())
}

/// Whether a person is on the list for `topic` for another reason than their own withdrawal.
pub async fn is_barred(tx: &mut Tx, tenant: &Tenant, topic: Topic, identity: Identity<'_>) -> Result<bool> {
    for hash in identity.hashes(tenant).of_topic(topic) {
        let reason: Option<(String,)> = tx
            .opt(
                "SELECT reason FROM suppressions WHERE tenant_id = $1 AND channel = $2 AND hash = $3",
                (tenant.id(), topic.as_str(), hash),
            )
            .await?;
        if reason.is_some_and(|(reason,)| reason != Reason::Withdrawn.as_str()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts a person on the list for everything that is built in.
pub async fn suppress_identity(tx: &mut Tx, tenant: &Tenant, identity: Identity<'_>, reason: Reason) -> Result<()> {
    for topic in Topic::ALL {
        suppress(tx, tenant, topic, identity, reason).await?;
    }
    Ok(())
}

/// Whether nobody is on the list, so that nothing need be looked up in it.
pub async fn nobody_listed(tx: &mut Tx, tenant: &Tenant) -> Result<bool> {
    let any: Option<(i64,)> = tx
        .opt(
            "SELECT CAST(1 AS BIGINT) FROM suppressions WHERE tenant_id = $1 LIMIT 1",
            (tenant.id(),),
        )
        .await?;
    Ok(any.is_none())
}

/// What the list says about each of `hashes`; those it does not hold are absent.
pub async fn lookup(
    tx: &mut Tx,
    tenant: &Tenant,
    hashes: &[SuppressionHash],
) -> Result<HashMap<SuppressionHash, Suppressed>> {
    let mut found: HashMap<SuppressionHash, Suppressed> = HashMap::new();
    if nobody_listed(tx, tenant).await? {
        return Ok(found);
    }
    for hashes in hashes.chunks(LOOKUP) {
        let mut query = tx.query("SELECT channel, hash, reason FROM suppressions WHERE tenant_id = ");
        query
            .bind(tenant.id())
            .push(" AND hash IN ")
            .list(hashes.iter().copied());
        for (channel, hash, reason) in tx.all_query::<(String, SuppressionHash, String)>(query).await? {
            let entry = found.entry(hash).or_default();
            if let Some(topic) = Topic::parse(&channel) {
                entry.add(topic);
            }
            entry.erased |= reason == Reason::Erasure.as_str();
        }
    }
    Ok(found)
}
