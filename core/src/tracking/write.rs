//! The transaction that records a group of events, and everything that follows from them.
//!
//! Rows are locked contacts first, then messages, each in the order of their keys, as sending and withdrawing do.

use super::figures::{Counts, Derived, READING, first_open};
use super::machines::{self, Machine, Seen, WINDOW};
use super::{Kind, machines::of_request};
use crate::consent::{Bases, Standing, Topic, Topics};
use crate::content::TRAP;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Query, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Events of one kind recorded of one message; whoever fetches a pixel in a loop fills no disk.
const MOST: i64 = 1_000;

/// One request that may be recorded.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub message: Uuid,
    pub contact: i64,
    pub kind: Kind,
    pub link: Option<u32>,
    pub at: Millis,
    pub address: String,
    pub agent: String,
    pub head: bool,
    pub prefetch: bool,
    /// Whether a provider tells of it, who has judged already who it was.
    pub reported: bool,
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    id: Uuid,
    campaign_id: Uuid,
    channel: String,
    contact_number: i64,
    tracked: bool,
    sent_at: Option<Millis>,
    #[sqlx(flatten)]
    derived: Derived,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: Uuid,
    message_id: Uuid,
    kind: String,
    link: Option<i64>,
    machine: Option<String>,
    at: Millis,
}

impl EventRow {
    fn seen(&self) -> Option<Seen> {
        Some(Seen {
            kind: Kind::parse(&self.kind)?,
            link: self.link.and_then(|link| u32::try_from(link).ok()),
            at: self.at,
            machine: self.machine.as_deref().and_then(Machine::parse),
        })
    }
}

/// A new event, and what it is taken for.
struct New {
    id: Uuid,
    visit: usize,
    seen: Seen,
}

/// Records what may be recorded of `visits`, in one transaction. The order of `visits` is that in which they came.
pub(super) async fn record(tenant: &Tenant, visits: &[Visit]) -> Result<()> {
    let mut tx = tenant.write().await?;
    if record_in(&mut tx, tenant, visits).await? == 0 {
        return Ok(());
    }
    tx.commit().await
}

/// The same in a transaction that does more; how many were recorded.
pub(crate) async fn record_in(tx: &mut Tx, tenant: &Tenant, visits: &[Visit]) -> Result<usize> {
    let consenting = consenting(tx, tenant, visits).await?;
    let wanted: HashSet<Uuid> = visits
        .iter()
        .filter(|visit| consenting.contains(&visit.contact))
        .map(|visit| visit.message)
        .collect();
    let messages = messages(tx, tenant, wanted).await?;
    // By message, in the order they came; sorted by key, as rows are locked.
    let mut new: BTreeMap<Uuid, Vec<New>> = BTreeMap::new();
    for (index, visit) in visits.iter().enumerate() {
        let Some(message) = messages.get(&visit.message) else {
            continue;
        };
        // The contact may have been deleted between the look-up and now, and their consent with them.
        if !message.tracked || message.contact_number != visit.contact || !consenting.contains(&visit.contact) {
            continue;
        }
        let list = new.entry(visit.message).or_default();
        let known = match visit.kind {
            Kind::Open => message.derived.opens + message.derived.machine_opens,
            _ => message.derived.clicks + message.derived.machine_clicks,
        };
        if known + i64::try_from(list.len()).unwrap_or(MOST) >= MOST {
            continue;
        }
        let since_sent = message.sent_at.map(|sent| visit.at.since(sent));
        let machine = match visit.link {
            Some(TRAP) => Some(Machine::Trap),
            _ if visit.reported => None,
            _ => of_request(visit.kind, &visit.agent, visit.head, visit.prefetch, since_sent),
        };
        list.push(New {
            id: tenant.new_id(),
            visit: index,
            seen: Seen {
                kind: visit.kind,
                link: visit.link,
                at: visit.at,
                machine,
            },
        });
    }
    new.retain(|_, list| !list.is_empty());
    if new.is_empty() {
        return Ok(0);
    }
    let old = recent(tx, tenant, &new).await?;
    let changed = reconsider(&mut new, &old);
    insert(tx, tenant, visits, &new, &messages).await?;
    for (event, machine) in changed.values().flatten() {
        tx.exec(
            "UPDATE events SET machine = $3 WHERE tenant_id = $1 AND id = $2",
            (tenant.id(), *event, machine.as_str()),
        )
        .await?;
    }
    let opened = opened(tx, tenant, &new).await?;
    let mut after: BTreeMap<Uuid, Derived> = BTreeMap::new();
    let mut counts: BTreeMap<(Uuid, String), Counts> = BTreeMap::new();
    for (id, list) in &new {
        let Some(message) = messages.get(id) else { continue };
        let derived = if changed.contains_key(id) {
            Derived::of(&all(tx, tenant, *id).await?)
        } else {
            let mut derived = message.derived;
            let mine: Vec<Seen> = list.iter().map(|new| new.seen).collect();
            for seen in &mine {
                let before = opened
                    .get(id)
                    .copied()
                    .filter(|open| *open <= seen.at && seen.at.since(*open) <= READING);
                derived.add(seen, before.or_else(|| first_open(&mine, seen.at)));
            }
            derived
        };
        let key = (message.campaign_id, message.channel.clone());
        counts.entry(key).or_default().shift(&message.derived, &derived);
        after.insert(*id, derived);
    }
    let recorded = new.values().map(Vec::len).sum();
    update(tx, tenant, after).await?;
    add_counts(tx, tenant, counts).await?;
    Ok(recorded)
}

/// Those whose consent to being tracked stands now. On PostgreSQL it is held until the events are written: a withdrawal
/// comes wholly before or wholly after.
async fn consenting(tx: &mut Tx, tenant: &Tenant, visits: &[Visit]) -> Result<HashSet<i64>> {
    let numbers: HashSet<i64> = visits.iter().map(|visit| visit.contact).collect();
    let mut query = tx.query("SELECT number, bases, suppressed FROM contacts WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND number IN ").list(numbers);
    query.push(" ORDER BY number");
    if !tx.is_sqlite() {
        query.push(" FOR SHARE");
    }
    let rows: Vec<(i64, Bases, Topics)> = tx.all_query(query).await?;
    let stands = |bases: Bases, suppressed: Topics| {
        matches!(bases.get(Topic::Tracking), Standing::Basis(_)) && !suppressed.contains(Topic::Tracking)
    };
    Ok(rows
        .into_iter()
        .filter(|(_, bases, suppressed)| stands(*bases, *suppressed))
        .map(|(number, ..)| number)
        .collect())
}

async fn messages(tx: &mut Tx, tenant: &Tenant, ids: HashSet<Uuid>) -> Result<HashMap<Uuid, MessageRow>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = tx.query(
        "SELECT id, campaign_id, channel, contact_number, tracked, sent_at, opens, clicks, machine_opens, machine_clicks,
                first_open_at, last_open_at, reading_ms
         FROM messages WHERE tenant_id = ",
    );
    query
        .bind(tenant.id())
        .push(" AND id IN ")
        .list(ids)
        .push(" ORDER BY id");
    if !tx.is_sqlite() {
        query.push(" FOR UPDATE");
    }
    let rows: Vec<MessageRow> = tx.all_query(query).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Earlier clicks of these messages by which new events are judged, and where the trap was followed now, earlier opens too.
async fn recent(tx: &mut Tx, tenant: &Tenant, new: &BTreeMap<Uuid, Vec<New>>) -> Result<HashMap<Uuid, Vec<EventRow>>> {
    let first = new.values().flatten().map(|new| new.seen.at).min().unwrap_or_default();
    let trapped = new
        .iter()
        .filter(|(_, list)| list.iter().any(|new| new.seen.link == Some(TRAP)))
        .map(|(id, _)| *id)
        .collect::<Vec<Uuid>>();
    let mut found: HashMap<Uuid, Vec<EventRow>> = HashMap::new();
    for (kind, ids) in [(Kind::Click, new.keys().copied().collect()), (Kind::Open, trapped)] {
        if ids.is_empty() {
            continue;
        }
        let columns = "SELECT e.id, e.message_id, e.kind, e.link, e.machine, e.at FROM ";
        let query = events_of(tx, tenant, columns, ids, (kind, first.minus(WINDOW)));
        for row in tx.all_query::<EventRow>(query).await? {
            found.entry(row.message_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// Events already written that turn out to be a machine's, by message.
type Changed = BTreeMap<Uuid, Vec<(Uuid, Machine)>>;

/// Judges new events together with earlier ones.
fn reconsider(new: &mut BTreeMap<Uuid, Vec<New>>, old: &HashMap<Uuid, Vec<EventRow>>) -> Changed {
    let mut changed = Changed::new();
    for (message, list) in new {
        let earlier: Vec<(Uuid, Seen)> = old
            .get(message)
            .into_iter()
            .flatten()
            .filter_map(|row| Some((row.id, row.seen()?)))
            .collect();
        let mut all: Vec<Seen> = earlier.iter().map(|(_, seen)| *seen).collect();
        all.extend(list.iter().map(|new| new.seen));
        machines::of_message(&mut all);
        let (before, after) = all.split_at(earlier.len());
        for ((id, was), is) in earlier.iter().zip(before) {
            if let (None, Some(machine)) = (was.machine, is.machine) {
                changed.entry(*message).or_default().push((*id, machine));
            }
        }
        for (new, seen) in list.iter_mut().zip(after) {
            new.seen = *seen;
        }
    }
    changed
}

async fn insert(
    tx: &mut Tx,
    tenant: &Tenant,
    visits: &[Visit],
    new: &BTreeMap<Uuid, Vec<New>>,
    messages: &HashMap<Uuid, MessageRow>,
) -> Result<()> {
    let mut query = tx.query(
        "INSERT INTO events (tenant_id, id, message_id, campaign_id, kind, link, machine, address, agent, at) VALUES ",
    );
    let rows = new.iter().filter_map(|(id, list)| Some((messages.get(id)?, list)));
    query.separated(
        rows.flat_map(|(message, list)| list.iter().map(move |new| (message, new))),
        |query, (message, new)| {
            let visit = visits.get(new.visit);
            let sealed = |column, text: Option<&str>| text.map(|text| seal(tenant, &new.id, column, text));
            query
                .push("(")
                .bind(tenant.id())
                .push(",")
                .bind(new.id)
                .push(",")
                .bind(message.id)
                .push(",");
            query.bind(message.campaign_id).push(",");
            query
                .bind(new.seen.kind.as_str())
                .push(",")
                .bind(new.seen.link.map(i64::from))
                .push(",");
            query.bind(new.seen.machine.map(Machine::as_str)).push(",");
            query
                .bind(sealed("address", visit.map(|visit| visit.address.as_str())))
                .push(",");
            query
                .bind(sealed("agent", visit.map(|visit| visit.agent.as_str())))
                .push(",");
            query.bind(new.seen.at).push(")");
        },
    );
    tx.exec_query(query).await?;
    Ok(())
}

/// Seals what an event knows of whoever caused it.
pub(super) fn seal(tenant: &Tenant, event: &Uuid, column: &'static str, text: &str) -> Sealed {
    let at = Aad {
        table: "events",
        column,
        row: event.as_bytes(),
    };
    tenant.keys().seal(at, text.as_bytes())
}

/// When humans first opened the messages in which a human clicked now, within the time that counts as one reading.
async fn opened(tx: &mut Tx, tenant: &Tenant, new: &BTreeMap<Uuid, Vec<New>>) -> Result<HashMap<Uuid, Millis>> {
    let human_click = |new: &New| new.seen.kind == Kind::Click && new.seen.machine.is_none();
    let clicked: Vec<(Uuid, Millis)> = new
        .iter()
        .filter_map(|(id, list)| Some((*id, list.iter().find(|new| human_click(new))?.seen.at)))
        .collect();
    let Some(first) = clicked.iter().map(|(_, at)| *at).min() else {
        return Ok(HashMap::new());
    };
    let ids = clicked.into_iter().map(|(id, _)| id).collect();
    let columns = "SELECT e.message_id, MIN(e.at) FROM ";
    let mut query = events_of(tx, tenant, columns, ids, (Kind::Open, first.minus(READING)));
    query.push(" AND e.machine IS NULL GROUP BY e.message_id");
    let rows: Vec<(Uuid, Millis)> = tx.all_query(query).await?;
    Ok(rows.into_iter().collect())
}

/// `select` over the events `e` of these messages, of one kind and since a moment; conditions may follow.
///
/// PostgreSQL is made to look them up message by message: of a company whose events it has not counted yet it expects none, and
/// would read all of them instead.
fn events_of(tx: &Tx, tenant: &Tenant, select: &'static str, ids: Vec<Uuid>, (kind, since): (Kind, Millis)) -> Query {
    let mut query = tx.query(select);
    if tx.is_sqlite() {
        query.push("events AS e WHERE e.tenant_id = ").bind(tenant.id());
        query.push(" AND e.message_id IN ").list(ids);
        query.push(" AND e.kind = ").bind(kind.as_str());
    } else {
        query.push("(VALUES ").separated(ids, |query, id| {
            query.push("(").bind(id).push(")");
        });
        query.push(") AS v (message) CROSS JOIN LATERAL (SELECT * FROM events WHERE tenant_id = ");
        query.bind(tenant.id()).push(" AND message_id = v.message AND kind = ");
        query.bind(kind.as_str()).push(" AND at >= ").bind(since);
        query.push(" OFFSET 0) AS e WHERE e.kind = ").bind(kind.as_str());
    }
    query.push(" AND e.at >= ").bind(since);
    query
}

async fn all(tx: &mut Tx, tenant: &Tenant, message: Uuid) -> Result<Vec<Seen>> {
    let rows: Vec<EventRow> = tx
        .all(
            "SELECT id, message_id, kind, link, machine, at FROM events
             WHERE tenant_id = $1 AND message_id = $2 ORDER BY at, id",
            (tenant.id(), message),
        )
        .await?;
    Ok(rows.iter().filter_map(EventRow::seen).collect())
}

async fn update(tx: &mut Tx, tenant: &Tenant, figures: BTreeMap<Uuid, Derived>) -> Result<()> {
    let mut query = tx.query(
        "WITH v (id, opens, clicks, machine_opens, machine_clicks, first_open_at, last_open_at, reading_ms) AS (VALUES ",
    );
    query.separated(figures, |query, (id, derived)| {
        query
            .push("(")
            .bind(id)
            .push(",")
            .bind(derived.opens)
            .push(",")
            .bind(derived.clicks)
            .push(",");
        query
            .bind(derived.machine_opens)
            .push(",")
            .bind(derived.machine_clicks)
            .push(",");
        query
            .bind(derived.first_open_at)
            .push(",")
            .bind(derived.last_open_at)
            .push(",");
        query.bind(derived.reading_ms).push(")");
    });
    query.push(
        ") UPDATE messages SET opens = v.opens, clicks = v.clicks, machine_opens = v.machine_opens,
             machine_clicks = v.machine_clicks, first_open_at = v.first_open_at, last_open_at = v.last_open_at,
             reading_ms = v.reading_ms, all_opens = NULLIF(v.opens + v.machine_opens, 0),
             all_clicks = NULLIF(v.clicks + v.machine_clicks, 0)
         FROM v WHERE messages.tenant_id = ",
    );
    query.bind(tenant.id()).push(" AND ").key("messages.id", "v.id");
    tx.exec_query(query).await?;
    Ok(())
}

/// Moves the figures of campaigns: last in a transaction, since others wait for these rows.
pub(super) async fn add_counts(tx: &mut Tx, tenant: &Tenant, counts: BTreeMap<(Uuid, String), Counts>) -> Result<()> {
    let mut query = tx.query(
        "INSERT INTO tracking_counts (tenant_id, campaign_id, channel, opens, opened, clicks, clicked, machine_opens,
             machine_clicks, any_opened, any_clicked, reading_ms, readings, unsubscribed) VALUES ",
    );
    query.separated(counts, |query, ((campaign, channel), counts)| {
        query
            .push("(")
            .bind(tenant.id())
            .push(",")
            .bind(campaign)
            .push(",")
            .bind(channel);
        for count in counts.all() {
            query.push(",").bind(count);
        }
        query.push(")");
    });
    query.push(
        " ON CONFLICT (tenant_id, campaign_id, channel) DO UPDATE SET
             opens = tracking_counts.opens + excluded.opens,
             opened = tracking_counts.opened + excluded.opened,
             clicks = tracking_counts.clicks + excluded.clicks,
             clicked = tracking_counts.clicked + excluded.clicked,
             machine_opens = tracking_counts.machine_opens + excluded.machine_opens,
             machine_clicks = tracking_counts.machine_clicks + excluded.machine_clicks,
             any_opened = tracking_counts.any_opened + excluded.any_opened,
             any_clicked = tracking_counts.any_clicked + excluded.any_clicked,
             reading_ms = tracking_counts.reading_ms + excluded.reading_ms,
             readings = tracking_counts.readings + excluded.readings,
             unsubscribed = tracking_counts.unsubscribed + excluded.unsubscribed",
    );
    tx.exec_query(query).await?;
    Ok(())
}
