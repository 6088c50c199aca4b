//! The transaction between two windows.

use super::outcome::Settled;
use super::{CLAIMED, Ready, Run, State, TRANSMITTING, note_fault};
use crate::campaigns::CampaignId;
use crate::channels::Mode;
use crate::consent::{self, Bases, Identity, Others, Topic, Topics, others};
use crate::contacts::{self, ContactId, Details, Field, journal, subscriptions};
use crate::delivery::counts::Deltas;
use crate::delivery::spool;
use crate::delivery::state::reason;
use crate::delivery::verdict::verdict;
use crate::work::Lease;
use relais_channels::{AddressKind, Fault, File, Rendered};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};
use relais_tenants::keys::Aad;
use roaring::RoaringBitmap;
use serde_json::json;
use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use uuid::Uuid;

/// What one transaction writes: what became of a window, and the window that wants to pass.
#[derive(Default)]
pub(super) struct Commit {
    /// Messages that were being handed over.
    pub settled: Vec<Settled>,
    /// Messages that end before they are handed over.
    pub settled_early: Vec<Settled>,
    /// The sandbox's messages as rendered: the outbox's identifier, the message's, the rendering.
    pub rendered: Vec<(Uuid, Uuid, Rendered)>,
    /// Files that the plugin made: what stands in them is handed over by being stored.
    pub files: Vec<File>,
    /// What the plugin did wrong.
    pub fault: Option<Fault>,
    /// The messages that want to leave.
    pub window: Vec<Ready>,
}

impl Commit {
    pub fn is_empty(&self) -> bool {
        self.settled.is_empty() && self.settled_early.is_empty() && self.window.is_empty() && self.fault.is_none()
    }
}

#[derive(sqlx::FromRow)]
struct Gate {
    status: String,
    next_at: Millis,
    /// Of the channel, if anybody has touched it.
    mode: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Standing {
    id: Uuid,
    number: i64,
    bases: Bases,
    suppressed: Topics,
    updated_at: Millis,
}

/// Writes all of it at once; the messages of the window that may leave now, `None` when the campaign does not send.
pub(super) async fn commit(run: &Run<'_>, commit: &Commit) -> Result<Option<HashSet<Uuid>>> {
    let tenant = run.tenant;
    let mut tx = tenant.write().await?;
    let mut deltas = Deltas::default();
    let gone = gone(&mut tx, tenant, commit).await?;
    // A letter is accepted by being stored, and one to somebody whose contact was deleted meanwhile is not.
    let unstored = commit
        .files
        .iter()
        .filter_map(message_of)
        .filter(|id| gone.contains(id));
    let unstored: HashSet<Uuid> = unstored.collect();
    let (lost, kept): (Vec<&Settled>, Vec<&Settled>) =
        commit.settled.iter().partition(|one| unstored.contains(&one.row.id));
    let lost = lost
        .into_iter()
        .map(|one| Settled::skipped(one.row.clone(), reason::GONE));
    settle(&mut tx, run, TRANSMITTING, &kept, &mut deltas).await?;
    settle(&mut tx, run, TRANSMITTING, &lost.collect::<Vec<_>>(), &mut deltas).await?;
    settle(&mut tx, run, CLAIMED, &commit.settled_early, &mut deltas).await?;
    for (id, message, rendered) in commit.rendered.iter().filter(|(_, message, _)| !gone.contains(message)) {
        let place = (*id, Some(run.campaign), Some(*message));
        insert_outbox(&mut tx, tenant, place, run.topic, None, rendered).await?;
    }
    let stored = |file: &&File| message_of(file).is_none_or(|id| !unstored.contains(&id));
    for file in commit.files.iter().filter(stored) {
        spool::store(&mut tx, tenant, run.campaign, run.topic, file).await?;
    }
    if let Some(fault) = &commit.fault {
        note_fault(&mut tx, tenant, run.topic, fault).await?;
    }
    let mut passed = None;
    if commit.window.is_empty() {
        passed = Some(HashSet::new());
    } else if is_open(&mut tx, run).await? {
        passed = Some(let_pass(&mut tx, run, &commit.window, &mut deltas).await?);
    }
    // Contacts are locked before the change journal, as everywhere.
    suppress(&mut tx, run, &commit.settled).await?;
    deltas.apply(&mut tx, tenant, run.campaign).await?;
    tx.commit().await?;
    Ok(passed)
}

/// The message that a file belongs to.
fn message_of(file: &File) -> Option<Uuid> {
    file.message.as_deref()?.parse().ok()
}

/// The messages of which something is to be kept and whose people are not there any more: nothing is kept of those. On
/// PostgreSQL the others stay until this transaction ends.
async fn gone(tx: &mut Tx, tenant: &Tenant, commit: &Commit) -> Result<HashSet<Uuid>> {
    if commit.settled.is_empty() || (commit.rendered.is_empty() && commit.files.is_empty()) {
        return Ok(HashSet::new());
    }
    let mut query = tx.query("SELECT number FROM contacts WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND number IN ");
    query.list(commit.settled.iter().map(|one| one.row.contact_number));
    query.push(" ORDER BY number");
    if !tx.is_sqlite() {
        query.push(" FOR SHARE");
    }
    let there: Vec<(i64,)> = tx.all_query(query).await?;
    let there: HashSet<i64> = there.into_iter().map(|(number,)| number).collect();
    let gone = commit
        .settled
        .iter()
        .filter(|one| !there.contains(&one.row.contact_number));
    Ok(gone.map(|one| one.row.id).collect())
}

/// Whether the campaign sends over this channel at this moment. Neither a pause nor a cancellation can commit before this
/// transaction does.
async fn is_open(tx: &mut Tx, run: &Run<'_>) -> Result<bool> {
    let tenant = run.tenant;
    let sql = if tx.is_sqlite() {
        "SELECT c.status, d.next_at, (SELECT mode FROM channels WHERE tenant_id = $1 AND channel = $3) AS mode
         FROM campaigns c
         JOIN deliveries d ON d.tenant_id = c.tenant_id AND d.campaign_id = c.id WHERE c.tenant_id = $1 AND c.id = $2"
    } else {
        "SELECT c.status, d.next_at, (SELECT mode FROM channels WHERE tenant_id = $1 AND channel = $3) AS mode
         FROM campaigns c
         JOIN deliveries d ON d.tenant_id = c.tenant_id AND d.campaign_id = c.id WHERE c.tenant_id = $1 AND c.id = $2
         FOR SHARE OF c"
    };
    let gate: Option<Gate> = tx.opt(sql, (tenant.id(), run.campaign, run.topic.as_str())).await?;
    let now = tenant.now();
    let open = gate.is_some_and(|gate| {
        // A channel that goes back to the sandbox lets nothing more through to people.
        let lets = run.mode == Mode::Sandbox || gate.mode.as_deref() == Some(Mode::Live.as_str());
        lets && gate.status == "sending" && gate.next_at <= now
    });
    if !open || run.delay.is_zero() {
        return Ok(open);
    }
    // The turn is taken in the row, so that the delay holds for all nodes and over restarts.
    let taken = tx
        .exec(
            "UPDATE deliveries SET next_at = $3 WHERE tenant_id = $1 AND campaign_id = $2 AND next_at <= $4",
            (tenant.id(), run.campaign, now.plus(run.delay), now),
        )
        .await?;
    Ok(taken == 1)
}

/// Moves to `transmitting` whom the law still allows, and settles the others.
async fn let_pass(tx: &mut Tx, run: &Run<'_>, window: &[Ready], deltas: &mut Deltas) -> Result<HashSet<Uuid>> {
    let tenant = run.tenant;
    let mut query = tx.query("SELECT id, number, bases, suppressed, updated_at FROM contacts WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND number IN ");
    query.list(window.iter().map(|ready| ready.row.contact_number));
    query.push(" ORDER BY number");
    if !tx.is_sqlite() {
        // A withdrawal changes the contact: it has committed and is seen here, or it waits for this transaction.
        query.push(" FOR SHARE");
    }
    let people: Vec<Standing> = tx.all_query(query).await?;
    // Read when the contacts are held: what is said of a plugin's channel touches the contact too.
    let others = match run.topic {
        Topic::Other(_) => others::of(tx, tenant, people.iter().map(|person| person.id).collect()).await?,
        _ => HashMap::new(),
    };
    let nothing = Others::default();
    let people: HashMap<i64, Standing> = people.into_iter().map(|person| (person.number, person)).collect();
    let mut allowed = Vec::with_capacity(window.len());
    let mut refused = Vec::new();
    let mut quiet: Option<Millis> = None;
    for ready in window {
        let row = ready.row.clone();
        match people.get(&ready.row.contact_number) {
            None => refused.push(Settled::skipped(row, reason::GONE)),
            Some(person) => match verdict(
                run.topic,
                person.bases,
                person.suppressed,
                others.get(&person.id).unwrap_or(&nothing),
            ) {
                Err(reason) => refused.push(Settled::skipped(row, reason)),
                // It was written to another address, or to somebody who let themselves be tracked: write it again.
                Ok(_) if person.updated_at != ready.as_of => refused.push(Settled::again(row, tenant.now())),
                Ok(basis) => match quiet_until(run, ready) {
                    Some(until) => {
                        quiet = quiet.into_iter().chain([until]).min();
                        refused.push(Settled::held(row, until));
                    }
                    None => allowed.push((ready, basis)),
                },
            },
        }
    }
    settle(tx, run, CLAIMED, &refused, deltas).await?;
    if let Some(until) = quiet {
        note_quiet(tx, run, until).await?;
    }
    if allowed.is_empty() {
        return Ok(HashSet::new());
    }
    let mut query = tx.query("UPDATE messages SET state = 'transmitting', lease_until = ");
    query
        .bind(Lease::until(tenant))
        .push(", updated_at = ")
        .bind(tenant.now())
        .push(", live = ")
        .bind(run.mode == Mode::Live);
    query.push(", basis = v.column2, tracked = v.column3 FROM (VALUES ");
    let count = allowed.len();
    query.separated(allowed, |query, (ready, basis)| {
        query.push("(").bind(ready.row.id).push(",").bind(basis.as_str());
        query.push(",").bind(ready.tracked).push(")");
    });
    query.push(") AS v WHERE messages.tenant_id = ").bind(tenant.id());
    query.push(" AND ").key("messages.id", "v.column1");
    query.push(STILL).push("'claimed' AND messages.lease = ");
    query.bind(run.lease.0).push(" RETURNING messages.id");
    query.repeated(count == super::WINDOW);
    let moved: Vec<(Uuid,)> = tx.all_query(query).await?;
    let count = i64::try_from(moved.len()).unwrap_or(i64::MAX);
    deltas.shift(run.topic.as_str(), CLAIMED, TRANSMITTING, count);
    if count > 0 {
        let entry = Entry {
            actor: Actor::System,
            action: "messages.send",
            object: &run.campaign.to_string(),
            details: json!({ "channel": run.topic, "count": count, "mode": run.mode }),
        };
        audit::append(tx, tenant, entry).await?;
    }
    Ok(moved.into_iter().map(|(id,)| id).collect())
}

/// Until when a message is held back because its recipient must be left in peace now. In the sandbox nobody is disturbed.
fn quiet_until(run: &Run<'_>, ready: &Ready) -> Option<Millis> {
    let place = ready.quiet.as_ref().filter(|_| run.mode == Mode::Live)?;
    let now = run.tenant.now();
    Some(place.next(now)).filter(|next| *next > now)
}

/// Remembers, for the campaign's page, when the first of the messages that are held back may leave.
async fn note_quiet(tx: &mut Tx, run: &Run<'_>, until: Millis) -> Result<()> {
    let tenant = run.tenant;
    tx.exec(
        "UPDATE deliveries SET quiet_until = $3 WHERE tenant_id = $1 AND campaign_id = $2
           AND (quiet_until IS NULL OR quiet_until <= $4 OR quiet_until > $3)",
        (tenant.id(), run.campaign, until, tenant.now()),
    )
    .await?;
    Ok(())
}

/// Writes what became of messages that stand at `from` under this claim.
async fn settle<S: Borrow<Settled> + Sync>(
    tx: &mut Tx,
    run: &Run<'_>,
    from: (State, &'static str),
    settled: &[S],
    deltas: &mut Deltas,
) -> Result<()> {
    if settled.is_empty() {
        return Ok(());
    }
    let mut query = tx.query("UPDATE messages SET lease = NULL, lease_until = 0, updated_at = ");
    query.bind(run.tenant.now()).push(
        ", state = v.column2, reason = v.column3, detail = v.column4, provider_id = v.column5, attempts = v.column6,
           due_at = v.column7, sent_at = v.column8 FROM (VALUES ",
    );
    query.separated(settled, |query, one| {
        let one: &Settled = one.borrow();
        query.push("(").bind(one.row.id).push(",").bind(one.state.as_str());
        query.push(",").bind(one.reason).push(",").bind(one.detail.clone());
        query
            .push(",")
            .bind(one.provider_id.clone())
            .push(",")
            .bind(one.row.attempts);
        query.push(",").bind(one.due_at).push(",").bind(one.sent_at).push(")");
    });
    query.push(") AS v WHERE messages.tenant_id = ").bind(run.tenant.id());
    query.push(" AND ").key("messages.id", "v.column1");
    query.push(" AND messages.lease = ").bind(run.lease.0);
    query.push(STILL).bind(from.0.as_str()).push(" RETURNING messages.id");
    query.repeated(settled.len() == super::WINDOW);
    let moved: Vec<(Uuid,)> = tx.all_query(query).await?;
    let moved: HashSet<Uuid> = moved.into_iter().map(|(id,)| id).collect();
    for one in settled {
        let one: &Settled = one.borrow();
        if moved.contains(&one.row.id) {
            deltas.shift(run.topic.as_str(), from, (one.state, one.reason), 1);
        } else {
            tracing::warn!(message = %one.row.id, state = one.state.as_str(), "its claim had ended before its outcome was known");
        }
    }
    Ok(())
}

/// Puts addresses that providers refuse for good on the suppression list.
async fn suppress(tx: &mut Tx, run: &Run<'_>, settled: &[Settled]) -> Result<()> {
    let tenant = run.tenant;
    let mut numbers = RoaringBitmap::new();
    let kind = run.channel.address().unwrap_or_default();
    for one in settled {
        let Some(address) = &one.suppress else { continue };
        // A browser or a device that has gone says nothing of the person, who may subscribe with the next one.
        if kind == AddressKind::PushSubscription {
            subscriptions::ended(tx, tenant, address).await?;
            continue;
        }
        let details = match kind {
            AddressKind::Postal | AddressKind::None => details(tx, tenant, one.row.contact_number).await?,
            _ => Details::default(),
        };
        let postal = details.postal_line();
        let identity = match kind {
            AddressKind::Postal => Identity {
                postal: postal.as_deref(),
                ..Identity::default()
            },
            AddressKind::Phone => Identity {
                phone: Some(address),
                ..Identity::default()
            },
            // The channel has no address by which the person could be known again.
            AddressKind::None => Identity {
                email: details.get(Field::Email),
                phone: details.get(Field::Phone),
                ..Identity::default()
            },
            _ => Identity {
                email: Some(address),
                ..Identity::default()
            },
        };
        consent::suppress(tx, tenant, run.topic, identity, consent::Reason::Undeliverable).await?;
        if let Some(channel) = run.topic.other() {
            others::bar_number(tx, tenant, one.row.contact_number, channel).await?;
        }
        tx.exec(
            "UPDATE contacts SET suppressed = suppressed | $3, updated_at = $4 WHERE tenant_id = $1 AND number = $2",
            (
                tenant.id(),
                one.row.contact_number,
                Topics::default().with(run.topic),
                tenant.now(),
            ),
        )
        .await?;
        numbers.insert(contacts::store::number(one.row.contact_number)?);
    }
    journal::record(tx, tenant, &numbers).await
}

/// What is known of somebody; nothing when they were deleted.
async fn details(tx: &mut Tx, tenant: &Tenant, number: i64) -> Result<Details> {
    let rows = contacts::by_numbers(tx, tenant, vec![number]).await?;
    let contact = rows.into_iter().next().map(|row| contacts::store::open(tenant, row));
    Ok(contact.transpose()?.map(|contact| contact.details).unwrap_or_default())
}

/// Keeps a message of the sandbox as rendered. `place` is its identifier in the outbox, the campaign's, the message's;
/// `contact` whom one was written as that is in no ledger.
pub(in crate::delivery) async fn insert_outbox(
    tx: &mut Tx,
    tenant: &Tenant,
    place: (Uuid, Option<CampaignId>, Option<Uuid>),
    channel: Topic,
    contact: Option<ContactId>,
    rendered: &Rendered,
) -> Result<()> {
    let (id, campaign, message) = place;
    let seal = |column: &'static str, bytes: &[u8]| {
        let at = Aad {
            table: "outbox",
            column,
            row: id.as_bytes(),
        };
        tenant.keys().seal(at, bytes)
    };
    tx.exec(
        "INSERT INTO outbox (tenant_id, id, campaign_id, message_id, channel, recipient, subject, rendered, source, at,
             media_type, contact_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        (
            tenant.id(),
            id,
            campaign,
            message,
            channel.as_str(),
            seal("recipient", rendered.to.as_bytes()),
            seal("subject", rendered.subject.as_bytes()),
            seal("rendered", rendered.body.as_bytes()),
            seal("source", &rendered.source),
            tenant.now(),
            rendered.media_type.as_str(),
            contact,
        ),
    )
    .await?;
    Ok(())
}

/// Gives back what was claimed and not handed over.
pub(super) async fn release(tenant: &Tenant, campaign: CampaignId, lease: Lease, topic: Topic) -> Result<()> {
    let mut tx = tenant.write().await?;
    let released = tx
        .exec(
            "UPDATE messages SET state = 'queued', lease = NULL, lease_until = 0, updated_at = $4
             WHERE tenant_id = $1 AND state IN ('claimed', 'transmitting') AND state = 'claimed' AND lease = $2 AND channel = $3",
            (tenant.id(), lease.0, topic.as_str(), tenant.now()),
        )
        .await?;
    let mut deltas = Deltas::default();
    let count = i64::try_from(released).unwrap_or(i64::MAX);
    deltas.shift(topic.as_str(), CLAIMED, (State::Queued, reason::NONE), count);
    deltas.apply(&mut tx, tenant, campaign).await?;
    tx.commit().await
}

/// Says that the worker is alive.
pub(super) async fn renew(tenant: &Tenant, lease: Lease) -> Result<()> {
    let mut tx = tenant.write().await?;
    tx.exec(
        "UPDATE messages SET lease_until = $3
         WHERE tenant_id = $1 AND state IN ('claimed', 'transmitting') AND lease = $2",
        (tenant.id(), lease.0, Lease::until(tenant)),
    )
    .await?;
    tx.commit().await
}

/// Leaves a provider alone for a while, and says so where people look.
pub(super) async fn hold(tenant: &Tenant, campaign: CampaignId, pause: Duration, heard: &str) -> Result<()> {
    let mut tx = tenant.write().await?;
    tx.exec(
        "UPDATE deliveries SET next_at = CASE WHEN next_at < $3 THEN $3 ELSE next_at END, error = $4
         WHERE tenant_id = $1 AND campaign_id = $2
           AND EXISTS (SELECT 1 FROM campaigns c WHERE c.tenant_id = $1 AND c.id = $2 AND c.status = 'sending')",
        (
            tenant.id(),
            campaign,
            tenant.now().plus(pause),
            format!("{HELD}\n{heard}"),
        ),
    )
    .await?;
    tx.commit().await
}

/// The provider takes messages again.
pub(super) async fn recovered(tenant: &Tenant, campaign: CampaignId) -> Result<()> {
    let mut tx = tenant.write().await?;
    tx.exec(
        "UPDATE deliveries SET error = NULL WHERE tenant_id = $1 AND campaign_id = $2 AND error LIKE 'held%'",
        (tenant.id(), campaign),
    )
    .await?;
    tx.commit().await
}

/// `state = …` for rows that are looked up by key: as an expression, so that no index of states looks like a better way.
const STILL: &str = " AND messages.state || '' = ";
/// The code of a campaign that sends, but whose provider takes nothing for now.
const HELD: &str = "held";
