//! One contact: entering, reading, changing and deleting it.

use super::details::{Details, Value};
use super::field::{Field, Key};
use super::{Contact, ContactError, ContactId, journal, store};
use crate::audit::hex;
use crate::consent::{
    self, BasisKind, Consent, Declaration, Identity, Method, Reason, Standing, Topic, Topics, others,
};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Result, Tx};
use roaring::RoaringBitmap;
use serde_json::json;
use std::collections::BTreeMap;

pub(crate) const NUMBERS: &str = "contacts";

/// Enters one contact by hand, with the ground on which each topic stands. Details are normalised already.
pub async fn create(
    tenant: &Tenant,
    actor: Actor,
    details: &Details,
    grounds: &BTreeMap<Topic, Declaration>,
) -> Result<ContactId, ContactError> {
    if details.is_empty() {
        return Err(ContactError::Empty);
    }
    let id = ContactId(tenant.new_id());
    let mut row = store::seal(tenant, &store::Indexes::new(tenant), id, details);
    let mut tx = tenant.write().await?;
    let known = suppressed(&mut tx, tenant, details).await?;
    if known.erased {
        return Err(ContactError::Erased);
    }
    row.suppressed = known.topics;
    for topic in known.all() {
        row.bases = row.bases.with(topic, Standing::Withdrawn);
    }
    row.number = tenant.take_numbers(&mut tx, NUMBERS, 1).await?;
    let number = store::number(row.number)?;
    if let Err(error) = store::insert(&mut tx, tenant, row).await {
        return Err(taken(error));
    }
    let withdrawn: Vec<_> = consent::still_withdrawn(tenant, id.uuid(), known.all(), None).collect();
    let statements = consent::inserts(tx.kind(), tenant, withdrawn);
    tx.exec_each(statements).await?;
    for (topic, declaration) in grounds.iter().filter(|(topic, _)| !known.contains(**topic)) {
        let identity = Identity::default();
        consent::record(&mut tx, tenant, actor, id.uuid(), *topic, declaration, identity).await?;
    }
    journal::record(&mut tx, tenant, &RoaringBitmap::from_iter([number])).await?;
    let entry = Entry {
        actor,
        action: "contact.create",
        object: &id.to_string(),
        details: json!({}),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// One contact.
pub async fn get(tenant: &Tenant, id: ContactId) -> Result<Option<Contact>> {
    let mut tx = tenant.read().await?;
    find(&mut tx, tenant, id).await
}

pub(crate) async fn find(tx: &mut Tx, tenant: &Tenant, id: ContactId) -> Result<Option<Contact>> {
    let Some(row) = row(tx, tenant, id).await? else {
        return Ok(None);
    };
    let mut contact = store::open(tenant, row)?;
    contact.others = others::of_one(tx, tenant, id.uuid()).await?;
    Ok(Some(contact))
}

async fn row(tx: &mut Tx, tenant: &Tenant, id: ContactId) -> Result<Option<store::ContactRow>> {
    tx.opt(
        concat!(
            "SELECT ",
            store::columns!(),
            " FROM contacts WHERE tenant_id = $1 AND id = $2"
        ),
        (tenant.id(), id),
    )
    .await
}

/// Whether a contact is there; others cannot change it until the transaction ends: what is read of it stays true, and what
/// it withdraws meanwhile is not written over. SQLite's writers take turns anyway.
pub(crate) async fn hold(tx: &mut Tx, tenant: &Tenant, id: ContactId) -> Result<bool> {
    let sql = if tx.is_sqlite() {
        "SELECT number FROM contacts WHERE tenant_id = $1 AND id = $2"
    } else {
        "SELECT number FROM contacts WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
    };
    let row: Option<(i64,)> = tx.opt(sql, (tenant.id(), id)).await?;
    Ok(row.is_some())
}

/// What to change: a key and its new value, `None` to clear it.
pub type Changes = BTreeMap<Key, Option<Value>>;

/// Changes some values of a contact; values are normalised already. `None` when there is no such contact.
pub async fn update(
    tenant: &Tenant,
    actor: Actor,
    id: ContactId,
    changes: Changes,
) -> Result<Option<Contact>, ContactError> {
    let mut tx = tenant.write().await?;
    if !hold(&mut tx, tenant, id).await? {
        return Ok(None);
    }
    let Some(row) = row(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    let keys: Vec<Key> = changes.keys().cloned().collect();
    let old = store::open(tenant, row.clone())?;
    let mut details = old.details.clone();
    for (key, value) in changes {
        match (key.field(), value) {
            (Some(field), value) => details.set(field, value.map(|value| value.text())),
            (None, Some(value)) => {
                details.attributes.insert(key, value);
            }
            (None, None) => {
                details.attributes.remove(&key);
            }
        }
    }
    if details.is_empty() {
        return Err(ContactError::Empty);
    }
    let known = suppressed(&mut tx, tenant, &details).await?;
    if known.erased {
        return Err(ContactError::Erased);
    }
    let mut new = store::seal(tenant, &store::Indexes::new(tenant), id, &details);
    new.number = row.number;
    new.bases = row.bases;
    new.suppressed = row.suppressed.union(known.topics);
    for channel in &known.others {
        others::bar(&mut tx, tenant, id.uuid(), *channel).await?;
    }
    new.import_id = row.import_id;
    new.created_at = row.created_at;
    let number = store::number(row.number)?;
    if let Err(error) = store::replace(&mut tx, tenant, new).await {
        return Err(taken(error));
    }
    journal::record(&mut tx, tenant, &RoaringBitmap::from_iter([number])).await?;
    let entry = Entry {
        actor,
        action: "contact.update",
        object: &id.to_string(),
        details: json!({ "changed": traces(tenant, &keys, &old.details, &details) }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    let updated = find(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(updated)
}

/// What each value was and became, as keyed hashes for the log: whether two are equal can be told, no value.
fn traces(tenant: &Tenant, keys: &[Key], old: &Details, new: &Details) -> serde_json::Value {
    let trace = |key: &Key, details: &Details| {
        let text = match key.field() {
            Some(field) => details.get(field).map(str::to_owned),
            None => details.attributes.get(key).map(Value::text),
        };
        text.map(|text| hex::write(tenant.keys().blind_index("audit", &format!("{key}\n{text}")).as_bytes()))
    };
    let both = |key: &Key| json!({ "before": trace(key, old), "after": trace(key, new) });
    keys.iter().map(|key| (key.to_string(), both(key))).collect()
}

/// Removes a contact in `tx`: their number. What they withdrew stays on the suppression list, and by messages they hold they
/// can still withdraw. `None` when there is no such contact.
pub(crate) async fn remove(tx: &mut Tx, tenant: &Tenant, actor: Actor, id: ContactId) -> Result<Option<i64>> {
    let Some(contact) = find(tx, tenant, id).await? else {
        return Ok(None);
    };
    let postal = contact.details.postal_line();
    let identity = identity(&contact.details, postal.as_deref());
    consent::former::remember(tx, tenant, id.uuid(), identity, &contact.others).await?;
    let row: Option<(i64,)> = tx
        .opt(
            "DELETE FROM contacts WHERE tenant_id = $1 AND id = $2 RETURNING number",
            (tenant.id(), id),
        )
        .await?;
    let Some((number,)) = row else { return Ok(None) };
    tx.exec(
        "DELETE FROM consents WHERE tenant_id = $1 AND contact_id = $2",
        (tenant.id(), id),
    )
    .await?;
    others::forget(tx, tenant, id.uuid()).await?;
    super::subscriptions::forget(tx, tenant, id).await?;
    journal::record(tx, tenant, &RoaringBitmap::from_iter([store::number(number)?])).await?;
    let entry = Entry {
        actor,
        action: "contact.delete",
        object: &id.to_string(),
        details: json!({}),
    };
    audit::append(tx, tenant, entry).await?;
    Ok(Some(number))
}

/// Records a person's own word on one topic: that they agree, or that they withdraw. `None` when there is no such contact.
pub async fn set_consent(
    tenant: &Tenant,
    actor: Actor,
    id: ContactId,
    topic: Topic,
    declaration: Option<&Declaration>,
    evidence: &str,
) -> Result<Option<()>> {
    let mut tx = tenant.write().await?;
    let Some(contact) = find(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    match declaration {
        Some(declaration) => agree(&mut tx, tenant, actor, &contact, topic, declaration).await?,
        None => withdraw(&mut tx, tenant, actor, &contact, topic, (evidence, None)).await?,
    }
    tx.commit().await?;
    Ok(Some(()))
}

/// Records in `tx` that somebody agrees to one topic, or that another ground stands.
pub(crate) async fn agree(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: Actor,
    contact: &Contact,
    topic: Topic,
    declaration: &Declaration,
) -> Result<()> {
    let postal = contact.details.postal_line();
    let identity = identity(&contact.details, postal.as_deref());
    consent::record(tx, tenant, actor, contact.id.uuid(), topic, declaration, identity).await?;
    journal::record(tx, tenant, &RoaringBitmap::from_iter([contact.number])).await
}

/// Records in `tx` that somebody withdraws from one topic or objects.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: Actor,
    contact: &Contact,
    topic: Topic,
    word: (&str, Option<Method>),
) -> Result<()> {
    let postal = contact.details.postal_line();
    let identity = identity(&contact.details, postal.as_deref());
    consent::withdraw(tx, tenant, actor, contact.id.uuid(), topic, word, identity).await?;
    journal::record(tx, tenant, &RoaringBitmap::from_iter([contact.number])).await
}

/// Keeps somebody's address from being used again on one topic, for another reason than their own word.
pub(crate) async fn suppress(
    tx: &mut Tx,
    tenant: &Tenant,
    contact: &Contact,
    topic: Topic,
    reason: Reason,
) -> Result<()> {
    let postal = contact.details.postal_line();
    let identity = identity(&contact.details, postal.as_deref());
    consent::suppress(tx, tenant, topic, identity, reason).await?;
    if let Some(channel) = topic.other() {
        others::bar(tx, tenant, contact.id.uuid(), channel).await?;
    }
    tx.exec(
        "UPDATE contacts SET suppressed = suppressed | $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
        (tenant.id(), contact.id, Topics::default().with(topic), tenant.now()),
    )
    .await?;
    journal::record(tx, tenant, &RoaringBitmap::from_iter([contact.number])).await
}

/// Records in `tx` that somebody who had withdrawn by themselves wants messages again: their own act, which lifts that and
/// nothing else. `false` when it was not they who withdrew, or something else bars their address.
pub(crate) async fn resubscribe(
    tx: &mut Tx,
    tenant: &Tenant,
    contact: &Contact,
    topic: Topic,
    evidence: &str,
) -> Result<bool> {
    let postal = contact.details.postal_line();
    let identity = identity(&contact.details, postal.as_deref());
    let id = contact.id.uuid();
    if !consent::withdrew_themselves(tx, tenant, id, topic).await?
        || consent::is_barred(tx, tenant, topic, identity).await?
    {
        return Ok(false);
    }
    let declaration = Declaration {
        kind: BasisKind::Consent,
        evidence: evidence.to_owned(),
    };
    consent::record(tx, tenant, Actor::Subject, id, topic, &declaration, identity).await?;
    journal::record(tx, tenant, &RoaringBitmap::from_iter([contact.number])).await?;
    Ok(true)
}

/// What a person agreed to or withdrew, oldest first. `None` when there is no such contact.
pub async fn consents(tenant: &Tenant, id: ContactId) -> Result<Option<Vec<Consent>>> {
    let mut tx = tenant.read().await?;
    if row(&mut tx, tenant, id).await?.is_none() {
        return Ok(None);
    }
    consent::history(&mut tx, tenant, id.uuid()).await.map(Some)
}

/// What a person with these details is known by on the list.
pub(super) fn identity<'a>(details: &'a Details, postal: Option<&'a str>) -> Identity<'a> {
    Identity {
        email: details.get(Field::Email),
        phone: details.get(Field::Phone),
        postal,
    }
}

async fn suppressed(tx: &mut Tx, tenant: &Tenant, details: &Details) -> Result<consent::Suppressed> {
    let postal = details.postal_line();
    consent::check(tx, tenant, identity(details, postal.as_deref())).await
}

fn taken(error: relais_tenants::database::Error) -> ContactError {
    if error.violates_unique("contacts", "email_index") {
        ContactError::EmailTaken
    } else {
        error.into()
    }
}
