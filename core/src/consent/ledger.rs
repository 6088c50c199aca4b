//! The consent ledger: append-only, one row per person, topic and act.

use super::{Bases, BasisKind, Identity, Reason, Standing, Topic, Topics, others, suppress};
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Kind, Query, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use relais_tenants::{Tenant, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// What an import or a form declares for one topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The kind of basis.
    pub kind: BasisKind,
    /// What proves it.
    pub evidence: String,
}

/// How a person said something themselves, when nobody else recorded it for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By the page that a message's link leads to.
    Link,
    /// By their mail program, at one click (RFC 8058), or by that of their provider.
    OneClick,
    /// By writing back.
    Reply,
}

impl Method {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::OneClick => "one_click",
            Self::Reply => "reply",
        }
    }
}

/// Where the proof of one row is.
#[derive(Clone, Debug)]
pub enum Evidence {
    /// The same for everybody of the source, stored once.
    OfSource,
    /// This person's own.
    Own(String),
}

/// One line of somebody's history.
#[derive(Clone, Debug, Serialize)]
pub struct Consent {
    /// Its identifier.
    pub id: Uuid,
    /// Channel, or `tracking`.
    pub channel: String,
    /// A kind of basis, or `withdrawn`.
    pub kind: String,
    /// What proves it.
    pub evidence: String,
    /// When it was recorded, in milliseconds since 1970 UTC.
    pub at: i64,
}

pub(crate) struct ConsentRow {
    pub id: Uuid,
    pub contact: Uuid,
    pub topic: Topic,
    pub standing: Standing,
    pub source: Option<Uuid>,
    pub evidence: Option<Sealed>,
    pub method: Option<Method>,
}

#[derive(sqlx::FromRow)]
struct HistoryRow {
    id: Uuid,
    channel: String,
    kind: String,
    source_id: Option<Uuid>,
    evidence: Option<Sealed>,
    source_evidence: Option<Sealed>,
    at: Millis,
}

/// Stores what a source says once for everybody in it.
pub(crate) async fn insert_source(
    tx: &mut Tx,
    tenant: &Tenant,
    source: Uuid,
    topic: Topic,
    declaration: &Declaration,
) -> Result<()> {
    let sealed = tenant.keys().seal(aad_source(&source), declaration.evidence.as_bytes());
    tx.exec(
        "INSERT INTO consent_sources (tenant_id, id, channel, kind, evidence, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, id, channel) DO NOTHING",
        (
            tenant.id(),
            source,
            topic.as_str(),
            declaration.kind.as_str(),
            sealed,
            tenant.now(),
        ),
    )
    .await?;
    Ok(())
}

/// What stands as evidence of a withdrawal that was not said again but found on the suppression list.
pub const ON_THE_LIST: &str = "suppression_list";

/// Rows one statement inserts.
const TOGETHER: usize = 2_000;

/// Statements that append many rows, and keep in step where people stand on channels that plugins bring.
pub(crate) fn inserts(kind: Kind, tenant: &Tenant, rows: Vec<ConsentRow>) -> impl Iterator<Item = Query> + Send {
    let (at, tenant) = (tenant.now(), tenant.id());
    let standings = others::follow(kind, tenant, &rows);
    let mut rows = rows.into_iter().peekable();
    let appended = std::iter::from_fn(move || {
        let first = rows.peek()?;
        // Most rows of an import say what its file says: one source for all, and no evidence of their own.
        let source = first.evidence.is_none().then_some(first.source);
        let alike = move |row: &ConsentRow| row.evidence.is_none().then_some(row.source) == source;
        let together = std::iter::from_fn(|| rows.next_if(alike)).take(TOGETHER);
        Some(match source {
            Some(source) => of_source(kind, tenant, source, at, together),
            None => one_by_one(kind, tenant, at, together),
        })
    });
    appended.chain(standings)
}

/// Rows that one source proves: what they share is bound once.
fn of_source(
    kind: Kind,
    tenant: TenantId,
    source: Option<Uuid>,
    at: Millis,
    rows: impl Iterator<Item = ConsentRow>,
) -> Query {
    let mut query = kind.query(
        "INSERT INTO consents (tenant_id, source_id, at, id, contact_id, channel, kind)
         SELECT ",
    );
    query.bind(tenant).push(",").bind(source).push(",").bind(at);
    query.push(",v.column1,v.column2,v.column3,v.column4 FROM (VALUES ");
    let mut count = 0;
    query.separated(rows, |query, row| {
        count += 1;
        query.push("(").bind(row.id).push(",").bind(row.contact).push(",");
        query
            .bind(row.topic.as_str())
            .push(",")
            .bind(row.standing.as_str())
            .push(")");
    });
    query.push(") AS v").repeated(count == TOGETHER);
    query
}

fn one_by_one(kind: Kind, tenant: TenantId, at: Millis, rows: impl Iterator<Item = ConsentRow>) -> Query {
    let mut query = kind.query(
        "INSERT INTO consents (tenant_id, id, contact_id, channel, kind, source_id, evidence, method, at) VALUES ",
    );
    let mut count = 0;
    query.separated(rows, |query, row| {
        count += 1;
        query
            .push("(")
            .bind(tenant)
            .push(",")
            .bind(row.id)
            .push(",")
            .bind(row.contact)
            .push(",");
        query
            .bind(row.topic.as_str())
            .push(",")
            .bind(row.standing.as_str())
            .push(",");
        query
            .bind(row.source)
            .push(",")
            .bind(row.evidence)
            .push(",")
            .bind(row.method.map(Method::as_str))
            .push(",")
            .bind(at)
            .push(")");
    });
    query.repeated(count == TOGETHER);
    query
}

/// Says in the ledger of somebody who is entered anew that an earlier withdrawal still stands on `topics`: the list
/// holds it, whatever the new source declares.
pub(crate) fn still_withdrawn(
    tenant: &Tenant,
    contact: Uuid,
    topics: impl IntoIterator<Item = Topic>,
    source: Option<Uuid>,
) -> impl Iterator<Item = ConsentRow> {
    topics.into_iter().map(move |topic| {
        let id = tenant.new_id();
        ConsentRow {
            id,
            contact,
            topic,
            standing: Standing::Withdrawn,
            source,
            evidence: Some(tenant.keys().seal(aad_row(&id), ON_THE_LIST.as_bytes())),
            method: None,
        }
    })
}

/// Records that a person agreed, or that another basis stands. Being the person's own act, it lifts an earlier
/// withdrawal on this topic.
pub async fn record(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: Actor,
    contact: Uuid,
    topic: Topic,
    declaration: &Declaration,
    identity: Identity<'_>,
) -> Result<()> {
    let standing = Standing::Basis(declaration.kind);
    let word = (declaration.evidence.as_str(), None);
    append(tx, tenant, actor, contact, topic, standing, word).await?;
    for hash in identity.hashes(tenant).all() {
        tx.exec(
            "DELETE FROM suppressions WHERE tenant_id = $1 AND channel = $2 AND hash = $3 AND reason = 'withdrawn'",
            (tenant.id(), topic.as_str(), hash),
        )
        .await?;
    }
    Ok(())
}

/// Whether somebody's latest act on a topic is a withdrawal that they made themselves, by a link or by writing back.
pub async fn withdrew_themselves(tx: &mut Tx, tenant: &Tenant, contact: Uuid, topic: Topic) -> Result<bool> {
    let latest: Option<(String, Option<String>)> = tx
        .opt(
            "SELECT kind, method FROM consents WHERE tenant_id = $1 AND contact_id = $2 AND channel = $3
             ORDER BY id DESC LIMIT 1",
            (tenant.id(), contact, topic.as_str()),
        )
        .await?;
    Ok(latest.is_some_and(|(kind, method)| kind == Standing::Withdrawn.as_str() && method.is_some()))
}

/// Records that a person withdrew or objected: the proof, and how they said it themselves if they did. Keeps their
/// address from being used again, imports included.
pub async fn withdraw(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: Actor,
    contact: Uuid,
    topic: Topic,
    word: (&str, Option<Method>),
    identity: Identity<'_>,
) -> Result<()> {
    append(tx, tenant, actor, contact, topic, Standing::Withdrawn, word).await?;
    suppress(tx, tenant, topic, identity, Reason::Withdrawn).await
}

async fn append(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: Actor,
    contact: Uuid,
    topic: Topic,
    standing: Standing,
    (evidence, method): (&str, Option<Method>),
) -> Result<()> {
    let id = tenant.new_id();
    let evidence = Some(tenant.keys().seal(aad_row(&id), evidence.as_bytes()));
    let row = ConsentRow {
        id,
        contact,
        topic,
        standing,
        source: None,
        evidence,
        method,
    };
    // The contact first: whoever writes of the same person at once waits there.
    project(tx, tenant, contact, topic, standing).await?;
    let statements = inserts(tx.kind(), tenant, vec![row]);
    tx.exec_each(statements).await?;
    let details = json!({ "channel": topic, "kind": standing.as_str() });
    audit::append(
        tx,
        tenant,
        Entry {
            actor,
            action: "consent.record",
            object: &contact.to_string(),
            details,
        },
    )
    .await
}

/// Keeps the compact standing beside the contact in step with the ledger. Where the topic has no place there, the contact is
/// touched all the same: whoever hands a message over meanwhile sees that, or is waited for.
async fn project(tx: &mut Tx, tenant: &Tenant, contact: Uuid, topic: Topic, standing: Standing) -> Result<()> {
    // Locked, so that two acts at once on two topics do not undo each other.
    let sql = if tx.is_sqlite() {
        "SELECT bases, suppressed FROM contacts WHERE tenant_id = $1 AND id = $2"
    } else {
        "SELECT bases, suppressed FROM contacts WHERE tenant_id = $1 AND id = $2 FOR UPDATE"
    };
    let row: Option<(Bases, Topics)> = tx.opt(sql, (tenant.id(), contact)).await?;
    let Some((bases, suppressed)) = row else { return Ok(()) };
    let suppressed = match standing {
        Standing::Withdrawn => suppressed.with(topic),
        _ => suppressed.without(topic),
    };
    tx.exec(
        "UPDATE contacts SET bases = $3, suppressed = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2",
        (
            tenant.id(),
            contact,
            bases.with(topic, standing),
            suppressed,
            tenant.now(),
        ),
    )
    .await?;
    Ok(())
}

/// Somebody's history, oldest first.
pub async fn history(tx: &mut Tx, tenant: &Tenant, contact: Uuid) -> Result<Vec<Consent>> {
    let tenant_id: TenantId = tenant.id();
    let rows: Vec<HistoryRow> = tx
        .all(
            "SELECT c.id, c.channel, c.kind, c.source_id, c.evidence, s.evidence AS source_evidence, c.at
             FROM consents c
             LEFT JOIN consent_sources s
               ON s.tenant_id = c.tenant_id AND s.id = c.source_id AND s.channel = c.channel
             WHERE c.tenant_id = $1 AND c.contact_id = $2 ORDER BY c.id LIMIT 1000",
            (tenant_id, contact),
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            let evidence = match (&row.evidence, &row.source_evidence, &row.source_id) {
                (Some(own), _, _) => open(tenant, aad_row(&row.id), own)?,
                (None, Some(shared), Some(source)) => open(tenant, aad_source(source), shared)?,
                _ => String::new(),
            };
            Ok(Consent {
                id: row.id,
                channel: row.channel,
                kind: row.kind,
                evidence,
                at: row.at.0,
            })
        })
        .collect()
}

pub(crate) fn aad_row(id: &Uuid) -> Aad<'_> {
    Aad {
        table: "consents",
        column: "evidence",
        row: id.as_bytes(),
    }
}

fn aad_source(id: &Uuid) -> Aad<'_> {
    Aad {
        table: "consent_sources",
        column: "evidence",
        row: id.as_bytes(),
    }
}

fn open(tenant: &Tenant, at: Aad<'_>, sealed: &Sealed) -> Result<String> {
    tenant
        .keys()
        .open_string(at, sealed)
        .map_err(|error| Error::Setup(format!("evidence cannot be opened: {error}")))
}
