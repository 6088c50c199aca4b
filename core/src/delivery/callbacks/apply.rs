//! The transaction that applies a batch of reports: all of it, or nothing.
//!
//! Rows are locked contacts first, then messages, then counters, as everywhere.

use super::standing::Fate;
use super::subjects::{self, Subject};
use super::{Taken, people, reports};
use crate::campaigns::CampaignId;
use crate::consent::{Reason, Topic};
use crate::content;
use crate::delivery::counts::Deltas;
use crate::delivery::dispatch::told;
use crate::delivery::lifecycle;
use crate::delivery::state::State;
use crate::tracking::{self, Kind, Visit};
use relais_channels::{Event, EventKind, EventSubject};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};
use relais_tenants::keys::Sealed;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// A message that reports are about.
#[derive(Clone, sqlx::FromRow)]
pub(super) struct Marked {
    pub id: Uuid,
    pub campaign_id: CampaignId,
    pub contact_id: Uuid,
    contact_number: i64,
    state: String,
    reason: String,
    attempts: i64,
    tracked: bool,
}

/// Where a message stands after this batch.
struct Moved {
    from: (State, String),
    to: (State, &'static str),
    detail: Option<String>,
    at: Millis,
}

/// Applies events that `plugin` has read.
pub(super) async fn apply(tenant: &Tenant, topic: Topic, plugin: &str, events: &[Event]) -> Result<Taken> {
    let mut taken = Taken::default();
    let mut tx = tenant.write().await?;
    let found = subjects::find(&mut tx, tenant, topic, events).await?;
    let mut known: Vec<(&Event, &Subject)> = Vec::with_capacity(events.len());
    let mut nameless = 0;
    for (event, subject) in events.iter().zip(&found) {
        match subject {
            Some(subject) => known.push((event, subject)),
            None if matches!(event.subject, EventSubject::ProviderId(_)) => nameless += 1,
            None => taken.unknown += 1,
        }
    }
    if nameless > 0 && subjects::is_transmitting(&mut tx, tenant, topic).await? {
        taken.too_early += nameless;
    } else {
        taken.unknown += nameless;
    }
    if known.is_empty() {
        return Ok(taken);
    }
    let named: Vec<&Event> = known.iter().map(|(event, _)| *event).collect();
    let mut new = reports::remember(&mut tx, tenant, topic, plugin, &named)
        .await?
        .into_iter();
    let count = known.len();
    known.retain(|_| new.next().unwrap_or_default());
    taken.repeated += count - known.len();
    if known.is_empty() {
        return Ok(taken);
    }
    lock_people(&mut tx, tenant, &known).await?;
    let messages = lock_messages(&mut tx, tenant, &known).await?;
    let mut batch = Batch {
        tenant,
        topic,
        plugin,
        messages,
        moved: BTreeMap::new(),
        visits: Vec::new(),
        counts: BTreeMap::new(),
    };
    for (event, subject) in &known {
        batch.stand(event, subject);
    }
    let settled = batch.move_messages(&mut tx).await?;
    for (event, subject) in &known {
        batch.heed(&mut tx, event, subject).await?;
    }
    batch.record_visits(&mut tx).await?;
    batch.count(&mut tx).await?;
    for campaign in settled {
        resolve(&mut tx, tenant, campaign).await?;
    }
    taken.applied += known.len();
    let entry = Entry {
        actor: Actor::System,
        action: "callback.take",
        object: topic.as_str(),
        details: json!({ "plugin": plugin, "reports": known.len(), "changed": batch.counts }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(taken)
}

/// Locks everybody whom reports are about: those whose standing they may change for that, the others so that it stays.
async fn lock_people(tx: &mut Tx, tenant: &Tenant, known: &[(&Event, &Subject)]) -> Result<()> {
    if tx.is_sqlite() {
        return Ok(());
    }
    let changes = |kind: &EventKind| {
        matches!(
            kind,
            EventKind::BouncedHard(_) | EventKind::Complained | EventKind::Unsubscribed | EventKind::Resubscribed
        )
    };
    let (mut changed, mut read) = (BTreeSet::new(), BTreeSet::new());
    for (event, subject) in known {
        if changes(&event.kind) {
            changed.extend(subject.people.iter().copied());
        } else {
            read.extend(subject.people.iter().copied());
        }
    }
    for (numbers, lock) in [
        (changed, " ORDER BY number FOR UPDATE"),
        (read, " ORDER BY number FOR SHARE"),
    ] {
        if numbers.is_empty() {
            continue;
        }
        let mut query = tx.query("SELECT number FROM contacts WHERE tenant_id = ");
        query.bind(tenant.id()).push(" AND number IN ").list(numbers).push(lock);
        let _: Vec<(i64,)> = tx.all_query(query).await?;
    }
    Ok(())
}

async fn lock_messages(tx: &mut Tx, tenant: &Tenant, known: &[(&Event, &Subject)]) -> Result<HashMap<Uuid, Marked>> {
    let ids: BTreeSet<Uuid> = known.iter().filter_map(|(_, subject)| subject.message).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = tx.query(
        "SELECT id, campaign_id, contact_id, contact_number, state, reason, attempts, tracked FROM messages WHERE tenant_id = ",
    );
    query
        .bind(tenant.id())
        .push(" AND id IN ")
        .list(ids)
        .push(" ORDER BY id");
    if !tx.is_sqlite() {
        query.push(" FOR UPDATE");
    }
    let rows: Vec<Marked> = tx.all_query(query).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A campaign that was left with messages of which nobody knew, and is not any more, is simply finished.
async fn resolve(tx: &mut Tx, tenant: &Tenant, campaign: CampaignId) -> Result<()> {
    let finished = tx
        .exec(
            "UPDATE campaigns SET status = 'finished', updated_at = $3
             WHERE tenant_id = $1 AND id = $2 AND status = 'partially_failed' AND NOT EXISTS
               (SELECT 1 FROM delivery_counts WHERE tenant_id = $1 AND campaign_id = $2 AND count > 0
                  AND (state = 'unknown' OR reason IN ('retries_exhausted', 'plugin_fault')))",
            (tenant.id(), campaign, tenant.now()),
        )
        .await?;
    if finished == 1 {
        let details = json!({ "status": "finished", "by": "reports" });
        lifecycle::record(tx, tenant, "campaign.finish", campaign, details).await?;
    }
    Ok(())
}

/// One batch in its transaction.
struct Batch<'a> {
    tenant: &'a Tenant,
    topic: Topic,
    plugin: &'a str,
    messages: HashMap<Uuid, Marked>,
    moved: BTreeMap<Uuid, Moved>,
    visits: Vec<Visit>,
    /// What changed, for the audit log.
    counts: BTreeMap<&'static str, usize>,
}

impl Batch<'_> {
    fn at(&self, event: &Event) -> Millis {
        let now = self.tenant.now();
        let told = event.at.and_then(|at| i64::try_from(at).ok()).map(Millis);
        told.filter(|at| *at <= now).unwrap_or(now)
    }

    fn tally(&mut self, what: &'static str, changed: usize) {
        if changed > 0 {
            *self.counts.entry(what).or_default() += changed;
        }
    }

    /// Where a message stands after one more event.
    fn stand(&mut self, event: &Event, subject: &Subject) {
        let (Some(fate), Some(message)) = (
            Fate::of(&event.kind),
            subject.message.and_then(|id| self.messages.get(&id)),
        ) else {
            return;
        };
        let Some(stored) = State::parse(&message.state) else {
            return;
        };
        // A message in a worker's hands for the first time counts its attempt only afterwards.
        let tried = message.attempts > 0 || stored == State::Transmitting;
        let before = self.moved.get(&message.id);
        let (state, reason) = match before {
            Some(moved) => moved.to,
            None => (stored, message.reason.as_str()),
        };
        let Some(to) = fate.after(state, reason, tried) else {
            return;
        };
        let detail = match &event.kind {
            EventKind::BouncedSoft(why) | EventKind::BouncedHard(why) => Some(told(why)),
            _ => None,
        };
        let from = (stored, message.reason.clone());
        let (id, at) = (message.id, self.at(event));
        self.moved.insert(id, Moved { from, to, detail, at });
    }

    /// Writes where messages stand now; the campaigns in which something was unknown that is not any more.
    async fn move_messages(&mut self, tx: &mut Tx) -> Result<BTreeSet<CampaignId>> {
        if self.moved.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut query = tx.query("UPDATE messages SET lease = NULL, lease_until = 0, updated_at = ");
        query.bind(self.tenant.now()).push(
            ", state = v.column2, reason = v.column3, detail = v.column4, sent_at = COALESCE(messages.sent_at, v.column5)
             FROM (VALUES ",
        );
        query.separated(self.moved.iter(), |query, (id, moved)| {
            query.push("(").bind(*id).push(",").bind(moved.to.0.as_str());
            query.push(",").bind(moved.to.1).push(",").bind(moved.detail.clone());
            query.push(",").bind(moved.at).push(")");
        });
        query
            .push(") AS v WHERE messages.tenant_id = ")
            .bind(self.tenant.id())
            .push(" AND ")
            .key("messages.id", "v.column1");
        tx.exec_query(query).await?;
        let mut settled = BTreeSet::new();
        let mut tallies = Vec::with_capacity(self.moved.len());
        for (id, moved) in &self.moved {
            if let Some(message) = self.messages.get(id)
                && moved.from.0 == State::Unknown
            {
                settled.insert(message.campaign_id);
            }
            tallies.push(moved.to.0.as_str());
        }
        for state in tallies {
            self.tally(state, 1);
        }
        Ok(settled)
    }

    /// What an event means for the person, and what it says that they did.
    async fn heed(&mut self, tx: &mut Tx, event: &Event, subject: &Subject) -> Result<()> {
        let message = subject.message.and_then(|id| self.messages.get(&id)).cloned();
        let report = people::Report {
            topic: self.topic,
            plugin: self.plugin,
            subject,
            message: message.as_ref(),
            at: self.at(event),
        };
        let tenant = self.tenant;
        let (what, changed) = match &event.kind {
            EventKind::BouncedHard(_) => ("barred", report.bar(tx, tenant, Reason::Undeliverable).await?),
            EventKind::Complained => ("complained", report.bar(tx, tenant, Reason::Complained).await?),
            EventKind::Unsubscribed => ("unsubscribed", report.withdraw(tx, tenant).await?),
            EventKind::Resubscribed => ("resubscribed", report.resume(tx, tenant).await?),
            EventKind::Replied(words) => ("replied", report.reply(tx, tenant, words).await?),
            EventKind::Opened | EventKind::Clicked(_) => {
                let visit = self.visit(tx, event, message.as_ref()).await?;
                self.visits.extend(visit);
                return Ok(());
            }
            EventKind::Delivered | EventKind::BouncedSoft(_) => return Ok(()),
        };
        self.tally(what, usize::from(changed));
        Ok(())
    }

    /// An open or a click that a provider saw, if it may be recorded of this message: as far as consent stands, which is
    /// read once more when it is written.
    async fn visit(&self, tx: &mut Tx, event: &Event, message: Option<&Marked>) -> Result<Option<Visit>> {
        let Some(message) = message.filter(|message| message.tracked) else {
            return Ok(None);
        };
        let (kind, link) = match &event.kind {
            // One of our own links: following it was recorded when it was.
            EventKind::Clicked(url) if url.contains("/track/click/") => return Ok(None),
            EventKind::Clicked(url) => (Kind::Click, self.link(tx, message.campaign_id, url).await?),
            _ => (Kind::Open, None),
        };
        Ok(Some(Visit {
            message: message.id,
            contact: message.contact_number,
            kind,
            link,
            at: self.at(event),
            address: String::new(),
            agent: String::new(),
            head: false,
            prefetch: false,
            reported: true,
        }))
    }

    /// The number of a link of a campaign.
    async fn link(&self, tx: &mut Tx, campaign: CampaignId, url: &str) -> Result<Option<u32>> {
        let rows: Vec<(i64, Sealed)> = tx
            .all(
                "SELECT number, url FROM campaign_links WHERE tenant_id = $1 AND campaign_id = $2 AND channel = $3",
                (self.tenant.id(), campaign, self.topic.as_str()),
            )
            .await?;
        for (number, sealed) in rows {
            let Ok(number) = u32::try_from(number) else { continue };
            if content::open_link(self.tenant, campaign.uuid(), self.topic, number, &sealed)? == url {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    async fn record_visits(&mut self, tx: &mut Tx) -> Result<()> {
        let visits = std::mem::take(&mut self.visits);
        if !visits.is_empty() {
            let recorded = tracking::record_in(tx, self.tenant, &visits).await?;
            self.tally("visits", recorded);
        }
        Ok(())
    }

    /// Moves the books with the messages.
    async fn count(&mut self, tx: &mut Tx) -> Result<()> {
        let mut deltas: BTreeMap<CampaignId, Deltas> = BTreeMap::new();
        for (id, moved) in &self.moved {
            if let Some(message) = self.messages.get(id) {
                let deltas = deltas.entry(message.campaign_id).or_default();
                deltas.shift(self.topic.as_str(), (moved.from.0, moved.from.1.as_str()), moved.to, 1);
            }
        }
        for (campaign, deltas) in deltas {
            deltas.apply(tx, self.tenant, campaign).await?;
        }
        Ok(())
    }
}
