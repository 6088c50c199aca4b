//! Which message and whom a report is about. Another tenant's identifiers are nobody's.

use crate::channels::Offered;
use crate::consent::Topic;
use crate::contacts::{Field, entry, store};
use relais_channels::{AddressKind, Event, EventSubject};
use relais_tenants::Tenant;
use relais_tenants::database::{Result, Tx};
use relais_tenants::keys::BlindIndex;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Whom a report is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Subject {
    /// The message; where only an address is named, the last one that was sent to it.
    pub message: Option<Uuid>,
    /// The numbers of the contacts: several may share a phone.
    pub people: BTreeSet<i64>,
    /// The address that was named, in its canonical form.
    pub address: Option<String>,
    /// What it is.
    pub kind: Option<AddressKind>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contact_number: i64,
    provider_id: Option<String>,
}

/// The subject of each event, in their order; `None` where nothing here has that name.
pub(super) async fn find(tx: &mut Tx, tenant: &Tenant, topic: Topic, events: &[Event]) -> Result<Vec<Option<Subject>>> {
    let kind = Offered::load(tx, tenant).await?.address(topic);
    let (mut keys, mut ids, mut addresses) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for event in events {
        match &event.subject {
            EventSubject::Key(key) => keys.extend(key.parse::<Uuid>()),
            EventSubject::ProviderId(id) => {
                ids.insert(id.clone());
            }
            EventSubject::Address(address) => addresses.extend(canonical(tenant, kind, address)),
        }
    }
    let by_key: HashMap<Uuid, Row> = messages(tx, tenant, topic, keys)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let by_id: HashMap<String, Row> = reported(tx, tenant, topic, ids)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.provider_id.clone()?, row)))
        .collect();
    let by_address = people(tx, tenant, (topic, kind), addresses).await?;
    let of_row = |row: &Row| Subject {
        message: Some(row.id),
        people: BTreeSet::from([row.contact_number]),
        address: None,
        kind: None,
    };
    let found = events.iter().map(|event| match &event.subject {
        EventSubject::Key(key) => by_key.get(&key.parse().ok()?).map(of_row),
        EventSubject::ProviderId(id) => by_id.get(id).map(of_row),
        EventSubject::Address(address) => by_address.get(&canonical(tenant, kind, address)?).cloned(),
    });
    Ok(found.collect())
}

/// An address as it is stored and looked up; `None` when the channel has none that could be looked up.
fn canonical(tenant: &Tenant, kind: Option<AddressKind>, address: &str) -> Option<String> {
    let field = match kind? {
        AddressKind::Email => Field::Email,
        AddressKind::Phone => Field::Phone,
        AddressKind::PushSubscription | AddressKind::Postal | AddressKind::None => return None,
    };
    entry::lookup(field, address, &tenant.company().country).ok().flatten()
}

async fn messages(tx: &mut Tx, tenant: &Tenant, topic: Topic, keys: BTreeSet<Uuid>) -> Result<Vec<Row>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = tx.query("SELECT id, contact_number, provider_id FROM messages WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND channel = ").bind(topic.as_str());
    query.push(" AND id IN ").list(keys);
    tx.all_query(query).await
}

/// The newest last, so that it stands where an identifier comes twice.
async fn reported(tx: &mut Tx, tenant: &Tenant, topic: Topic, ids: BTreeSet<String>) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = tx.query("SELECT id, contact_number, provider_id FROM messages WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND channel = ").bind(topic.as_str());
    query.push(" AND provider_id IN ").list(ids).push(" ORDER BY id");
    tx.all_query(query).await
}

/// Everybody with one of these addresses, and the last message that was sent to them. An address that is nobody's is a
/// subject too: whoever says STOP must not be written to later either.
async fn people(
    tx: &mut Tx,
    tenant: &Tenant,
    (topic, kind): (Topic, Option<AddressKind>),
    addresses: BTreeSet<String>,
) -> Result<HashMap<String, Subject>> {
    let mut subjects = HashMap::new();
    if addresses.is_empty() {
        return Ok(subjects);
    }
    let indexes = store::Indexes::new(tenant);
    let hash = |address: &str| match kind {
        Some(AddressKind::Phone) => indexes.phone(address),
        _ => indexes.email(address),
    };
    let hashes: Vec<(String, BlindIndex)> = addresses
        .into_iter()
        .map(|address| (address.clone(), hash(&address)))
        .collect();
    let column = match kind {
        Some(AddressKind::Phone) => "SELECT phone_index, number FROM contacts WHERE phone_index IN ",
        _ => "SELECT email_index, number FROM contacts WHERE email_index IN ",
    };
    let mut query = tx.query(column);
    query
        .list(hashes.iter().map(|(_, hash)| *hash))
        .push(" AND tenant_id = ");
    query.bind(tenant.id());
    let rows: Vec<(BlindIndex, i64)> = tx.all_query(query).await?;
    for (address, hash) in hashes {
        let people: BTreeSet<i64> = rows.iter().filter(|row| row.0 == hash).map(|row| row.1).collect();
        let message = last_message(tx, tenant, topic, &people).await?;
        let subject = Subject {
            message,
            people,
            address: Some(address.clone()),
            kind,
        };
        subjects.insert(address, subject);
    }
    Ok(subjects)
}

async fn last_message(tx: &mut Tx, tenant: &Tenant, topic: Topic, people: &BTreeSet<i64>) -> Result<Option<Uuid>> {
    let mut last: Option<(i64, Uuid)> = None;
    for number in people {
        // By campaign, since a person's messages are found by that: there are far fewer campaigns than messages.
        let found: Option<(i64, Uuid)> = tx
            .opt(
                "SELECT m.sent_at, m.id FROM deliveries d
                 JOIN messages m ON m.tenant_id = d.tenant_id AND m.campaign_id = d.campaign_id
                 WHERE d.tenant_id = $1 AND m.contact_number = $2 AND m.channel = $3 AND m.sent_at IS NOT NULL
                 ORDER BY m.sent_at DESC LIMIT 1",
                (tenant.id(), *number, topic.as_str()),
            )
            .await?;
        last = last.max(found);
    }
    Ok(last.map(|(_, id)| id))
}

/// Whether some message of this channel is being handed over: its provider may report before its identifier is stored.
pub(super) async fn is_transmitting(tx: &mut Tx, tenant: &Tenant, topic: Topic) -> Result<bool> {
    let row: Option<(Uuid,)> = tx
        .opt(
            "SELECT id FROM messages WHERE tenant_id = $1 AND state IN ('claimed', 'transmitting')
               AND state = 'transmitting' AND channel = $2 LIMIT 1",
            (tenant.id(), topic.as_str()),
        )
        .await?;
    Ok(row.is_some())
}
