//! Reading entries: as a journal, newest first and filtered, or in the order of the log; and opening the details of one.

use super::sequence::Staged;
use super::store::{signed, unsigned};
use super::tree::{TreeHash, leaf_hash};
use super::{AuditError, Result};
use relais_tenants::Tenant;
use relais_tenants::audit::leaf::{self, Event, Hash, Salt};
use relais_tenants::audit::{self, Actor};
use relais_tenants::clock::Millis;
use relais_tenants::database::{self, Tx};
use relais_tenants::keys::{Aad, Sealed};
use serde_json::json;
use uuid::Uuid;

/// An entry, its details closed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its identifier.
    pub id: Uuid,
    /// Its place in the log; none while it waits for one.
    pub index: Option<u64>,
    /// When it was recorded.
    pub at: Millis,
    /// What was done, as `noun.verb`.
    pub action: String,
    /// What the tree holds of it; none of an entry of an earlier version that has no place yet.
    pub commitment: Option<Hash>,
    /// Who, on whom; none once that was erased.
    pub content: Option<Content>,
}

/// What an entry says beside when and what.
#[derive(Clone)]
pub struct Content {
    /// Who did it, as stored: `person:…`, `system`, `operator` or `subject`.
    pub actor: String,
    /// To what.
    pub object: String,
    /// The request that asked for it, if it is known.
    pub request: Option<String>,
    /// What its commitment was salted with.
    pub salt: Salt,
    details: Sealed,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({} on {})", self.actor, self.object)
    }
}

/// An entry whose details were opened for somebody.
#[derive(Clone, Debug)]
pub struct Revealed {
    /// The entry.
    pub entry: Entry,
    /// The details, JSON as it was written.
    pub details: String,
}

/// Which entries are looked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Of these acts; of all when there is none.
    pub actions: Vec<&'a str>,
    /// By this one.
    pub actor: Option<&'a str>,
    /// Done to this.
    pub object: Option<&'a str>,
    /// Not before.
    pub from: Option<Millis>,
    /// Before.
    pub until: Option<Millis>,
    /// Recorded before this entry: where the next page starts.
    pub before: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: Millis,
    actor: String,
    action: String,
    object: String,
    request: Option<String>,
    salt: Vec<u8>,
    details: Sealed,
    commitment: Option<Vec<u8>>,
    seq: Option<i64>,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let salt = row.salt.as_slice().try_into().ok().map(Salt);
        Self {
            id: row.id,
            index: row.seq.map(unsigned),
            at: row.at,
            action: row.action,
            commitment: row.commitment.and_then(|bytes| bytes.try_into().ok()),
            content: salt.map(|salt| Content {
                actor: row.actor,
                object: row.object,
                request: row.request,
                salt,
                details: row.details,
            }),
        }
    }
}

fn aad(id: &Uuid) -> Aad<'_> {
    Aad {
        table: "audit_entries",
        column: "details",
        row: id.as_bytes(),
    }
}

impl Entry {
    /// The details, for the program itself; none when they were erased.
    ///
    /// # Errors
    /// [`AuditError::Damaged`] when they were altered.
    pub(super) fn details(&self, tenant: &Tenant) -> Result<Option<String>> {
        let open = |content: &Content| tenant.keys().open_string(aad(&self.id), &content.details);
        let opened = self.content.as_ref().map(open).transpose();
        opened.map_err(|error| AuditError::Damaged(format!("the details of {}: {error}", self.id)))
    }

    /// The hash under which it stands in the tree; none of an entry of an earlier version that has no place yet.
    #[must_use]
    pub fn leaf_hash(&self) -> Option<TreeHash> {
        let commitment = self.commitment.as_ref()?;
        Some(leaf_hash(&leaf::leaf(self.id, self.at, &self.action, commitment)))
    }

    /// What the details were hashed with; to be told only to whom they are opened.
    #[must_use]
    pub fn details_salt(&self) -> Option<Hash> {
        self.content.as_ref().map(|content| content.salt.for_details())
    }

    /// The hash of the details, by which they are checked once somebody opens them; none when they were erased.
    ///
    /// # Errors
    /// [`AuditError::Damaged`] when they were altered.
    pub fn details_hash(&self, tenant: &Tenant) -> Result<Option<Hash>> {
        let details = self.details(tenant)?;
        Ok(self
            .details_salt()
            .zip(details)
            .map(|(salt, details)| leaf::details_hash(&salt, &details)))
    }
}

/// What the tree holds of a staged entry. Those of an earlier version have none written beside them.
pub(super) fn commitment_of(tenant: &Tenant, entry: &Staged) -> Result<Hash> {
    if let Some(commitment) = &entry.commitment {
        let whole = commitment.as_slice().try_into();
        return whole.map_err(|_| AuditError::Damaged(format!("the commitment of {}", entry.id)));
    }
    let damaged = |what: &str| AuditError::Damaged(format!("the {what} of {}", entry.id));
    let salt = Salt(entry.salt.as_slice().try_into().map_err(|_| damaged("salt"))?);
    let details = tenant
        .keys()
        .open_string(aad(&entry.id), &entry.details)
        .map_err(|_| damaged("details"))?;
    let event = Event {
        id: entry.id,
        at: entry.at,
        actor: &entry.actor,
        action: &entry.action,
        object: &entry.object,
        request: entry.request.as_deref().unwrap_or_default(),
        details: leaf::details_hash(&salt.for_details(), &details),
    };
    Ok(event.commitment(&salt.for_event()))
}

/// Entries as a journal, newest first, `limit` at most; and where the next page starts, if there is one.
///
/// # Errors
/// The database layer's.
pub async fn latest(
    tenant: &Tenant,
    wanted: &Wanted<'_>,
    limit: usize,
) -> database::Result<(Vec<Entry>, Option<Uuid>)> {
    let mut tx = tenant.read().await?;
    let mut query = tx.query(
        "SELECT id, at, actor, action, object, request, salt, details, commitment, seq FROM audit_entries WHERE tenant_id = ",
    );
    query.bind(tenant.id());
    if !wanted.actions.is_empty() {
        query
            .push(" AND action IN ")
            .list(wanted.actions.iter().map(|action| (*action).to_owned()));
    }
    if let Some(actor) = wanted.actor {
        query.push(" AND actor = ").bind(actor.to_owned());
    }
    if let Some(object) = wanted.object {
        query.push(" AND object = ").bind(object.to_owned());
    }
    // Identifiers begin with their moment, so that the order of the journal is also an index into it.
    if let Some(from) = wanted.from {
        query.push(" AND id >= ").bind(first_at(from));
    }
    let until = [wanted.until.map(first_at), wanted.before].into_iter().flatten().min();
    if let Some(until) = until {
        query.push(" AND id < ").bind(until);
    }
    query
        .push(" ORDER BY id DESC LIMIT ")
        .bind(i64::try_from(limit + 1).unwrap_or(i64::MAX));
    let rows: Vec<Row> = tx.all_query(query).await?;
    let more = rows.len() > limit;
    let entries: Vec<Entry> = rows.into_iter().take(limit).map(Entry::from).collect();
    let next = entries.last().filter(|_| more).map(|entry| entry.id);
    Ok((entries, next))
}

/// The first identifier that a moment can have (RFC 9562, version 7).
fn first_at(at: Millis) -> Uuid {
    let millis = u128::try_from(at.0).unwrap_or(0) & 0xffff_ffff_ffff;
    Uuid::from_u128(millis << 80)
}

/// Entries in the order of the log, from the place `from` on, `limit` at most.
///
/// # Errors
/// The database layer's.
pub async fn in_order(tenant: &Tenant, from: u64, limit: usize) -> database::Result<Vec<Entry>> {
    let mut tx = tenant.read().await?;
    let rows: Vec<Row> = tx
        .all(
            "SELECT id, at, actor, action, object, request, salt, details, commitment, seq FROM audit_entries
             WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3",
            (tenant.id(), signed(from), i64::try_from(limit).unwrap_or(i64::MAX)),
        )
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// One entry.
///
/// # Errors
/// The database layer's.
pub async fn find(tenant: &Tenant, id: Uuid) -> database::Result<Option<Entry>> {
    let mut tx = tenant.read().await?;
    find_in(&mut tx, tenant, id).await
}

async fn find_in(tx: &mut Tx, tenant: &Tenant, id: Uuid) -> database::Result<Option<Entry>> {
    let row: Option<Row> = tx
        .opt(
            "SELECT id, at, actor, action, object, request, salt, details, commitment, seq FROM audit_entries
             WHERE tenant_id = $1 AND id = $2",
            (tenant.id(), id),
        )
        .await?;
    Ok(row.map(Entry::from))
}

/// Every entry of one act, staged ones too, oldest first: for the few whose content matters to others.
pub(super) async fn of_act(tenant: &Tenant, action: &'static str) -> database::Result<Vec<Entry>> {
    let mut tx = tenant.read().await?;
    let rows: Vec<Row> = tx
        .all(
            "SELECT id, at, actor, action, object, request, salt, details, commitment, seq FROM audit_entries
             WHERE tenant_id = $1 AND action = $2 ORDER BY id",
            (tenant.id(), action),
        )
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// Opens the details of an entry for `actor`, which is itself recorded. `None` when there is no such entry or nothing is left in it.
///
/// # Errors
/// [`AuditError::Damaged`] when the details were altered.
pub async fn reveal(tenant: &Tenant, actor: Actor, id: Uuid) -> Result<Option<Revealed>> {
    let mut tx = tenant.write().await?;
    let Some(entry) = find_in(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    let Some(details) = entry.details(tenant)? else {
        return Ok(None);
    };
    let record = audit::Entry {
        actor,
        action: "audit.reveal",
        object: &id.to_string(),
        details: json!({ "action": entry.action }),
    };
    audit::append(&mut tx, tenant, record).await?;
    tx.commit().await?;
    Ok(Some(Revealed { entry, details }))
}
