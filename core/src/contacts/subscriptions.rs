//! Push subscriptions: where the browsers and the devices of a contact take notifications. A contact may have several;
//! notifications go to the newest. Addresses are sealed, and found again by a keyed hash.
//!
//! Does not live here: whether somebody may be notified (`consent`), the page on which one subscribes (`tracking`).

use super::{Contact, ContactId, contact, journal};
use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::{Aad, BlindIndex, Sealed};
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use url::Url;
use uuid::Uuid;

/// Subscriptions of one contact; the oldest makes room.
const MOST: i64 = 20;
/// The longest address of a push service, and the longest token of a device, in bytes.
const LONGEST: usize = 2_000;

/// Where a browser or a device takes notifications, as it was given out. Read by [`Address::check`] only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Address {
    /// A browser (Push API, `PushSubscription.toJSON`).
    Browser {
        /// Where its push service takes notifications.
        endpoint: String,
        /// What they are encrypted with.
        keys: Keys,
    },
    /// A device, by the token that the company's app got.
    Device {
        /// The token.
        token: String,
    },
}

/// The keys of a browser's subscription, in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Its public key: a point of P-256, uncompressed.
    pub p256dh: String,
    /// Its secret for authentication.
    pub auth: String,
}

impl Address {
    /// The same, if it can be an address at all.
    pub fn check(self) -> Option<Self> {
        let good = match &self {
            Self::Browser { endpoint, keys } => {
                let url = Url::parse(endpoint).ok()?;
                let web = matches!(url.scheme(), "https" | "http") && url.host().is_some();
                let plain = url.username().is_empty() && url.password().is_none();
                let key = decode(&keys.p256dh)?;
                web && plain
                    && endpoint.len() <= LONGEST
                    && key.len() == 65
                    && key.first() == Some(&4)
                    && decode(&keys.auth)?.len() == 16
            }
            Self::Device { token } => {
                let plain = |byte: u8| byte.is_ascii_graphic();
                !token.is_empty() && token.len() <= LONGEST && token.bytes().all(plain)
            }
        };
        good.then_some(self)
    }

    /// `web` or `device`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Browser { .. } => "web",
            Self::Device { .. } => "device",
        }
    }

    /// The push service of a browser: `scheme://host[:port]`.
    pub fn service(&self) -> Option<String> {
        match self {
            Self::Browser { endpoint, .. } => Some(Url::parse(endpoint).ok()?.origin().ascii_serialization()),
            Self::Device { .. } => None,
        }
    }

    /// By which the same browser or device is known.
    fn identity(&self) -> &str {
        match self {
            Self::Browser { endpoint, .. } => endpoint,
            Self::Device { token } => token,
        }
    }

    fn index(&self, tenant: &Tenant) -> BlindIndex {
        tenant.keys().blind_index("push_address", self.identity())
    }

    /// As channels take it.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// A subscription as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its identifier.
    pub id: Uuid,
    /// Where notifications go.
    pub address: Address,
    /// Since when.
    pub created_at: Millis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contact_id: ContactId,
    address: Sealed,
    created_at: Millis,
}

fn aad(id: &Uuid) -> Aad<'_> {
    Aad {
        table: "push_subscriptions",
        column: "address",
        row: id.as_bytes(),
    }
}

fn open(tenant: &Tenant, row: &Row) -> Result<String> {
    let opened = tenant.keys().open_string(aad(&row.id), &row.address);
    opened.map_err(|error| Error::Setup(format!("the push subscription {} cannot be opened: {error}", row.id)))
}

/// Where notifications to these contacts go: to the newest subscription of each. Who has none is absent.
pub(crate) async fn newest(
    tx: &mut Tx,
    tenant: &Tenant,
    contacts: Vec<ContactId>,
) -> Result<HashMap<ContactId, String>> {
    let mut found = HashMap::new();
    if contacts.is_empty() {
        return Ok(found);
    }
    let mut query = tx.query("SELECT id, contact_id, address, created_at FROM push_subscriptions WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND contact_id IN ");
    query.list(contacts.into_iter().map(ContactId::uuid));
    // The identifiers follow time: of one contact the last row stays.
    query.push(" ORDER BY id");
    for row in tx.all_query::<Row>(query).await? {
        found.insert(row.contact_id, open(tenant, &row)?);
    }
    Ok(found)
}

/// The subscriptions of one contact, newest first. `None` when there is no such contact.
pub async fn list(tenant: &Tenant, contact: ContactId) -> Result<Option<Vec<Subscription>>> {
    let mut tx = tenant.read().await?;
    if contact::find(&mut tx, tenant, contact).await?.is_none() {
        return Ok(None);
    }
    let rows: Vec<Row> = tx
        .all(
            "SELECT id, contact_id, address, created_at FROM push_subscriptions
             WHERE tenant_id = $1 AND contact_id = $2 ORDER BY id DESC",
            (tenant.id(), contact),
        )
        .await?;
    let read = |row: Row| -> Result<Subscription> {
        let address = open(tenant, &row)?;
        let address = serde_json::from_str(&address)
            .map_err(|error| Error::Setup(format!("the push subscription {} is damaged: {error}", row.id)))?;
        Ok(Subscription {
            id: row.id,
            address,
            created_at: row.created_at,
        })
    };
    rows.into_iter().map(read).collect::<Result<_>>().map(Some)
}

/// Enters a subscription of a contact, as the company's own app or site took it. Says nothing of consent, which is
/// recorded on its own. `None` when there is no such contact.
pub async fn enter(tenant: &Tenant, actor: Actor, contact: ContactId, address: &Address) -> Result<Option<Uuid>> {
    let mut tx = tenant.write().await?;
    if !contact::hold(&mut tx, tenant, contact).await? {
        return Ok(None);
    }
    let Some(found) = contact::find(&mut tx, tenant, contact).await? else {
        return Ok(None);
    };
    let id = add(&mut tx, tenant, &found, address).await?;
    let details = json!({ "kind": address.kind(), "service": address.service() });
    let entry = Entry {
        actor,
        action: "contact.subscribe",
        object: &contact.to_string(),
        details,
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(Some(id))
}

/// Removes one subscription of a contact. `false` when there is no such one.
pub async fn remove(tenant: &Tenant, actor: Actor, contact: ContactId, id: Uuid) -> Result<bool> {
    let mut tx = tenant.write().await?;
    let removed = tx
        .exec(
            "DELETE FROM push_subscriptions WHERE tenant_id = $1 AND contact_id = $2 AND id = $3",
            (tenant.id(), contact, id),
        )
        .await?;
    if removed == 0 {
        return Ok(false);
    }
    count(&mut tx, tenant, &[contact.uuid()]).await?;
    let entry = Entry {
        actor,
        action: "contact.unsubscribe",
        object: &contact.to_string(),
        details: json!({}),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(true)
}

/// Enters a subscription in `tx`. The same browser or device belongs to one contact only, the last who said so.
pub(crate) async fn add(tx: &mut Tx, tenant: &Tenant, contact: &Contact, address: &Address) -> Result<Uuid> {
    let index = address.index(tenant);
    let before: Option<(Uuid,)> = tx
        .opt(
            "DELETE FROM push_subscriptions WHERE tenant_id = $1 AND address_index = $2 RETURNING contact_id",
            (tenant.id(), index),
        )
        .await?;
    let id = tenant.new_id();
    tx.exec(
        "INSERT INTO push_subscriptions (tenant_id, id, contact_id, address, address_index, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        (
            tenant.id(),
            id,
            contact.id,
            tenant.keys().seal(aad(&id), address.text().as_bytes()),
            index,
            tenant.now(),
        ),
    )
    .await?;
    tx.exec(
        "DELETE FROM push_subscriptions WHERE tenant_id = $1 AND contact_id = $2 AND id NOT IN
           (SELECT id FROM push_subscriptions WHERE tenant_id = $1 AND contact_id = $2 ORDER BY id DESC LIMIT $3)",
        (tenant.id(), contact.id, MOST),
    )
    .await?;
    let mut changed = vec![contact.id.uuid()];
    changed.extend(before.map(|(other,)| other).filter(|other| *other != contact.id.uuid()));
    changed.sort_unstable();
    count(tx, tenant, &changed).await?;
    Ok(id)
}

/// Removes every subscription of a contact in `tx`.
pub(crate) async fn remove_all(tx: &mut Tx, tenant: &Tenant, contact: ContactId) -> Result<()> {
    forget(tx, tenant, contact).await?;
    count(tx, tenant, &[contact.uuid()]).await
}

/// The same of a contact that goes too.
pub(super) async fn forget(tx: &mut Tx, tenant: &Tenant, contact: ContactId) -> Result<()> {
    tx.exec(
        "DELETE FROM push_subscriptions WHERE tenant_id = $1 AND contact_id = $2",
        (tenant.id(), contact),
    )
    .await?;
    Ok(())
}

/// Removes a subscription that its push service says has ended, given as channels take it.
pub(crate) async fn ended(tx: &mut Tx, tenant: &Tenant, address: &str) -> Result<()> {
    let Ok(address) = serde_json::from_str::<Address>(address) else {
        return Ok(());
    };
    let contact: Option<(Uuid,)> = tx
        .opt(
            "DELETE FROM push_subscriptions WHERE tenant_id = $1 AND address_index = $2 RETURNING contact_id",
            (tenant.id(), address.index(tenant)),
        )
        .await?;
    match contact {
        Some((contact,)) => count(tx, tenant, &[contact]).await,
        None => Ok(()),
    }
}

/// Keeps what is derived of subscriptions in step: the number beside the contact, and what audiences know.
async fn count(tx: &mut Tx, tenant: &Tenant, contacts: &[Uuid]) -> Result<()> {
    let mut numbers = RoaringBitmap::new();
    for contact in contacts {
        let row: Option<(i64,)> = tx
            .opt(
                "UPDATE contacts SET updated_at = $3, push =
                   (SELECT CAST(COUNT(*) AS BIGINT) FROM push_subscriptions WHERE tenant_id = $1 AND contact_id = $2)
                 WHERE tenant_id = $1 AND id = $2 RETURNING number",
                (tenant.id(), *contact, tenant.now()),
            )
            .await?;
        if let Some((number,)) = row {
            numbers.insert(super::store::number(number)?);
        }
    }
    journal::record(tx, tenant, &numbers).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    fn browser(endpoint: &str, p256dh: &str, auth: &str) -> Option<Address> {
        let keys = Keys {
            p256dh: p256dh.to_owned(),
            auth: auth.to_owned(),
        };
        let endpoint = endpoint.to_owned();
        Address::Browser { endpoint, keys }.check()
    }

    // R: O5
    #[test]
    fn what_a_browser_gives_out_is_read() {
        let json = format!(
            r#"{{"endpoint":"https://push.test/a","expirationTime":null,"keys":{{"p256dh":"{KEY}","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}}}"#
        );
        let read: Address = serde_json::from_str(&json).unwrap();
        let read = read.check().unwrap();
        assert_eq!(
            (read.kind(), read.service().as_deref()),
            ("web", Some("https://push.test"))
        );
        let device: Address = serde_json::from_str(r#"{"token":"abc:def"}"#).unwrap();
        assert_eq!(device.check().unwrap().text(), r#"{"token":"abc:def"}"#);
    }

    // R: O5
    #[test]
    fn what_no_browser_gives_out_is_refused() {
        let auth = "BTBZMqHH6r4Tts7J_aSIgg";
        assert!(browser("https://push.test/a", KEY, auth).is_some());
        for (endpoint, key, auth) in [
            ("ftp://push.test/a", KEY, auth),
            ("/a", KEY, auth),
            ("https://u:p@push.test/a", KEY, auth),
            ("https://push.test/a", "AAAA", auth),
            ("https://push.test/a", KEY, "AAAA"),
            ("https://push.test/a", KEY, "é"),
        ] {
            assert!(browser(endpoint, key, auth).is_none(), "{endpoint} {key} {auth}");
        }
        let device = |token: String| Address::Device { token }.check();
        assert!(device(String::new()).is_none() && device("a b".into()).is_none());
        assert!(device("x".repeat(LONGEST + 1)).is_none());
    }
}
