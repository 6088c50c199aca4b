//! How far a campaign is, and the line of figures of a list of campaigns.

use super::counts::{self, Count};
use super::{Modes, State, modes};
use crate::campaigns::{CampaignId, Status};
use crate::tracking::Standing;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};
use sqlx::types::Json;
use std::collections::HashMap;
use std::time::Duration;

/// What the speed is counted over.
const RECENT: Duration = Duration::from_secs(60);
/// The same for slow campaigns, in delays between two messages.
const RECENT_DELAYS: u32 = 5;
/// Messages that are looked at for it, so that looking costs the same however fast it is.
const LOOKED_AT: i64 = 10_000;

/// How far a campaign is. The figures of the states add up to `total`.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// Where the campaign stands.
    pub status: Status,
    /// People of the audience times channels; people alone where the channels stand in for each other.
    pub total: u64,
    /// Messages that wait, are on their way, or are still to be written into the ledger.
    pub queued: u64,
    /// Messages that a provider, or the sandbox, took, whatever was reported since.
    pub sent: u64,
    /// Of those sent, the ones that have not come back.
    pub delivered: u64,
    /// Of those sent, the ones that came back.
    pub bounced: u64,
    /// Messages that were refused or given up.
    pub failed: u64,
    /// Messages that must not leave: no ground, withdrawn, no address, cancelled.
    pub skipped: u64,
    /// Messages of which nobody knows whether they left.
    pub unknown: u64,
    /// The books, line by line.
    pub by_reason: Vec<Count>,
    /// Whether every message is in the ledger.
    pub planned: bool,
    /// Where the messages of each channel go: as it was decided when it was launched.
    pub modes: Modes,
    /// Messages taken per second of late; while any can leave.
    pub rate_per_second: Option<f64>,
    /// How long it will go on like this.
    pub seconds_left: Option<u64>,
    /// While all that is left waits for another try.
    pub retries: Option<Retries>,
    /// When the first of the messages leaves that wait because nobody may be written to at this hour; while some do.
    pub quiet_until: Option<Millis>,
    /// Why it was stopped by itself.
    pub error: Option<Stopped>,
    /// When it was launched.
    pub launched_at: Millis,
    /// When it began to send.
    pub started_at: Option<Millis>,
    /// When it was over.
    pub finished_at: Option<Millis>,
}

/// Messages that were put off: nothing leaves until the first of them is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries {
    /// How many.
    pub count: u64,
    /// When the first is tried again.
    pub next_at: Millis,
}

/// Why a campaign was stopped by itself, or does not get on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// `error_rate`: most messages are refused or lost. `plugin_fault`: the plugin keeps failing. `no_plugin`: nothing
    /// serves the channel. `content`: what it says cannot be used any more. `back_in_sandbox`: it was launched to reach
    /// people, and the channel that `detail` names is in the sandbox again. `held`: it sends, but its provider takes nothing.
    pub code: String,
    /// What was heard last.
    pub detail: String,
    /// When it is tried again by itself, if it is.
    pub again_at: Option<Millis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    status: String,
    channels: Json<Vec<String>>,
    fallback: Option<bool>,
    audience_size: Option<i64>,
    delay_ms: i64,
    next_at: Millis,
    planned_at: Option<Millis>,
    launched_at: Millis,
    started_at: Option<Millis>,
    finished_at: Option<Millis>,
    running_at: Option<Millis>,
    quiet_until: Option<Millis>,
    error: Option<String>,
    modes: Option<Json<Modes>>,
}

/// How it has been going, while a campaign sends.
#[derive(Default, sqlx::FromRow)]
struct Pace {
    /// When the first message that is queued may leave.
    first_due: Option<Millis>,
    /// When the last one may.
    last_due: Option<Millis>,
    /// Messages taken of late.
    taken: i64,
    /// When the first of these was.
    since: Option<Millis>,
}

/// How far a campaign is; `None` when it was not launched.
pub async fn progress(tenant: &Tenant, campaign: CampaignId) -> Result<Option<Progress>> {
    let mut tx = tenant.read().await?;
    let row: Option<Row> = tx
        .opt(
            "SELECT c.status, c.channels, c.fallback, c.audience_size, c.delay_ms, d.next_at, d.planned_at, d.launched_at, d.started_at,
                    d.finished_at, d.running_at, d.quiet_until, d.error, d.modes
             FROM deliveries d JOIN campaigns c ON c.tenant_id = d.tenant_id AND c.id = d.campaign_id
             WHERE d.tenant_id = $1 AND d.campaign_id = $2",
            (tenant.id(), campaign),
        )
        .await?;
    let Some(mut row) = row else { return Ok(None) };
    let books = counts::read(&mut tx, tenant, campaign).await?;
    let decided = row.modes.take().map(|Json(modes)| modes).unwrap_or_default();
    let modes = modes::complete(&mut tx, tenant, decided, &row.channels.0).await?;
    let now = tenant.now();
    let pace = match row.counted_since(now) {
        Some(since) => pace(&mut tx, tenant, campaign, since).await?,
        None => Pace::default(),
    };
    drop(tx);
    Ok(row.with(books, modes, &pace, now))
}

/// Reads how it has been going since then, along the indexes of the queue and of what was taken.
async fn pace(tx: &mut Tx, tenant: &Tenant, campaign: CampaignId, since: Millis) -> Result<Pace> {
    tx.one(
        "SELECT (SELECT MIN(due_at) FROM messages
                  WHERE tenant_id = $1 AND campaign_id = $2 AND state = 'queued') AS first_due,
                (SELECT MAX(due_at) FROM messages
                  WHERE tenant_id = $1 AND campaign_id = $2 AND state = 'queued') AS last_due,
                CAST(COUNT(*) AS BIGINT) AS taken, MIN(sent_at) AS since
         FROM (SELECT sent_at FROM messages
                WHERE tenant_id = $1 AND campaign_id = $2 AND sent_at IS NOT NULL AND sent_at >= $3
                ORDER BY sent_at DESC LIMIT $4) AS recent",
        (tenant.id(), campaign, since, LOOKED_AT),
    )
    .await
}

impl Row {
    fn is_sending(&self) -> bool {
        Status::parse(&self.status) == Some(Status::Sending)
    }

    /// From when on what was taken counts for the speed; `None` while it does not send.
    fn counted_since(&self, now: Millis) -> Option<Millis> {
        let running = self.running_at.filter(|_| self.is_sending())?;
        let delay = Duration::from_millis(self.delay_ms.unsigned_abs());
        let window = RECENT.max(delay.saturating_mul(RECENT_DELAYS));
        Some(running.max(now.minus(window)))
    }

    /// How many were taken per second.
    fn rate(&self, pace: &Pace, now: Millis) -> Option<f64> {
        let since = self.counted_since(now)?;
        // More than were looked at were taken: these, since the first of them.
        let since = pace.since.filter(|_| pace.taken == LOOKED_AT).unwrap_or(since);
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let taken = pace.taken as f64;
        Some(taken / now.since(since).as_secs_f64().max(0.1))
    }

    fn with(self, books: Vec<Count>, modes: Modes, pace: &Pace, now: Millis) -> Option<Progress> {
        let status = Status::parse(&self.status)?;
        let mut standing = Standing::default();
        for line in &books {
            standing.add(line.state.as_str(), line.count);
        }
        let each = if self.fallback.unwrap_or_default() {
            1
        } else {
            self.channels.0.len() as u64
        };
        let total = self.audience_size.unwrap_or_default().unsigned_abs() * each;
        let done = standing.tried();
        let queued = total.saturating_sub(done + standing.skipped);
        let standing_at = |there: &[State]| -> u64 {
            let lines = books.iter().filter(|line| there.contains(&line.state));
            lines.map(|line| line.count).sum()
        };
        let is_held = self.next_at > now && self.error.as_deref().is_some_and(|error| error.starts_with("held"));
        let in_hands = standing_at(&[State::Claimed, State::Transmitting]) > 0;
        let due = self.planned_at.is_none() || pace.first_due.is_some_and(|at| at <= now);
        let moves = self.is_sending() && (in_hands || (due && !is_held));
        let quiet_until = self.quiet_until.filter(|at| self.is_sending() && *at > now);
        let retries = pace.first_due.filter(|_| !moves && !due && quiet_until.is_none());
        let retries = retries.map(|first| Retries {
            count: standing_at(&[State::Queued]),
            next_at: first.max(self.next_at),
        });
        let rate_per_second = self.rate(pace, now).filter(|_| moves);
        // What was put off does not leave before its time, however fast the others do.
        let put_off = pace.last_due.map_or(0, |last| last.since(now).as_secs());
        let paced = u64::try_from(self.delay_ms).unwrap_or(0).saturating_mul(queued) / 1_000;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a figure for people"
        )]
        let seconds_left = rate_per_second
            .filter(|rate| *rate > 0.0)
            .map(|rate| ((queued as f64 / rate).ceil() as u64).max(paced).max(put_off));
        let error = self.error.map(|error| {
            let (code, detail) = error.split_once('\n').unwrap_or((&error, ""));
            Stopped {
                again_at: (code == "held").then_some(self.next_at),
                code: code.to_owned(),
                detail: detail.to_owned(),
            }
        });
        // A campaign that somebody has paused is not held any more.
        let error = error.filter(|error| error.again_at.is_none() || status == Status::Sending);
        Some(Progress {
            status,
            total,
            queued,
            sent: standing.sent,
            delivered: standing.delivered,
            bounced: standing.bounced,
            failed: standing.failed,
            skipped: standing.skipped,
            unknown: standing.unknown,
            by_reason: books,
            planned: self.planned_at.is_some(),
            modes,
            rate_per_second,
            seconds_left,
            retries,
            quiet_until,
            error,
            launched_at: self.launched_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
        })
    }
}

impl Progress {
    /// What part of the messages that were tried did not arrive as far as is known, from 0 to 1; `None` before any was.
    pub fn failure_rate(&self) -> Option<f64> {
        let mut standing = Standing::default();
        for line in &self.by_reason {
            standing.add(line.state.as_str(), line.count);
        }
        standing.failure_rate()
    }
}

/// A campaign's line in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Where its messages stand.
    pub standing: Standing,
    /// How many of them somebody opened.
    pub opened: u64,
}

/// The lines of these campaigns; one that was not launched has none.
pub async fn summaries(tenant: &Tenant, campaigns: &[CampaignId]) -> Result<HashMap<CampaignId, Summary>> {
    let mut summaries: HashMap<CampaignId, Summary> = HashMap::new();
    if campaigns.is_empty() {
        return Ok(summaries);
    }
    let mut tx = tenant.read().await?;
    let mut query = tx.query(
        "SELECT campaign_id, state, CAST(SUM(count) AS BIGINT) AS count FROM delivery_counts WHERE tenant_id = ",
    );
    query
        .bind(tenant.id())
        .push(" AND campaign_id IN ")
        .list(campaigns.iter().copied());
    query.push(" GROUP BY campaign_id, state");
    for (campaign, state, count) in tx.all_query::<(CampaignId, String, i64)>(query).await? {
        let summary = summaries.entry(campaign).or_default();
        summary.standing.add(&state, count.unsigned_abs());
    }
    let mut query = tx
        .query("SELECT campaign_id, CAST(COUNT(*) AS BIGINT) AS count FROM messages WHERE all_opens IS NOT NULL AND tenant_id = ");
    query
        .bind(tenant.id())
        .push(" AND campaign_id IN ")
        .list(campaigns.iter().copied());
    query.push(" GROUP BY campaign_id");
    for (campaign, count) in tx.all_query::<(CampaignId, i64)>(query).await? {
        summaries.entry(campaign).or_default().opened = count.unsigned_abs();
    }
    Ok(summaries)
}
