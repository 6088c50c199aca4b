//! How far a campaign is, and the line of figures of a list of campaigns.

use super::counts::{self, Count};
use crate::campaigns::{CampaignId, Status};
use crate::tracking::Standing;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::Result;
use sqlx::types::Json;
use std::collections::HashMap;

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
    /// Messages done per second since the campaign last began to send; while it sends.
    pub rate_per_second: Option<f64>,
    /// How long it will go on like this.
    pub seconds_left: Option<u64>,
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

/// Why a campaign was stopped by itself, or does not get on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// `error_rate`: most messages are refused or lost. `plugin_fault`: the plugin keeps failing. `no_plugin`: nothing
    /// serves the channel. `content`: what it says cannot be used any more. `held`: it sends, but its provider takes
    /// nothing.
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
    running_from: i64,
    quiet_until: Option<Millis>,
    error: Option<String>,
}

/// How far a campaign is; `None` when it was not launched.
pub async fn progress(tenant: &Tenant, campaign: CampaignId) -> Result<Option<Progress>> {
    let mut tx = tenant.read().await?;
    let row: Option<Row> = tx
        .opt(
            "SELECT c.status, c.channels, c.fallback, c.audience_size, c.delay_ms, d.next_at, d.planned_at, d.launched_at, d.started_at,
                    d.finished_at, d.running_at, d.running_from, d.quiet_until, d.error
             FROM deliveries d JOIN campaigns c ON c.tenant_id = d.tenant_id AND c.id = d.campaign_id
             WHERE d.tenant_id = $1 AND d.campaign_id = $2",
            (tenant.id(), campaign),
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let books = counts::read(&mut tx, tenant, campaign).await?;
    drop(tx);
    Ok(row.with(books, tenant.now()))
}

impl Row {
    fn with(self, books: Vec<Count>, now: Millis) -> Option<Progress> {
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
        let running = self.running_at.filter(|_| status == Status::Sending);
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let rate_per_second = running.map(|since| {
            let new = done.saturating_sub(self.running_from.unsigned_abs()) as f64;
            new / now.since(since).as_secs_f64().max(0.1)
        });
        let paced = u64::try_from(self.delay_ms).unwrap_or(0).saturating_mul(queued) / 1_000;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a figure for people"
        )]
        let seconds_left = rate_per_second
            .filter(|rate| *rate > 0.0)
            .map(|rate| ((queued as f64 / rate).ceil() as u64).max(paced));
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
            rate_per_second,
            seconds_left,
            quiet_until: self.quiet_until.filter(|at| status == Status::Sending && *at > now),
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
