//! How far a campaign is, and the line of figures of a list of campaigns.

use super::State;
use super::counts::{self, Count};
use crate::campaigns::{CampaignId, Status};
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
    /// People of the audience times channels.
    pub total: u64,
    /// Messages that wait, are on their way, or are still to be written into the ledger.
    pub queued: u64,
    /// Messages that a provider, or the sandbox, took; those reported as delivered among them.
    pub sent: u64,
    /// Messages reported as delivered.
    pub delivered: u64,
    /// Messages that were refused, given up, or came back.
    pub failed: u64,
    /// Messages that must not leave.
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

/// Why a campaign was stopped by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// `error_rate`: most messages are refused or lost. `plugin_fault`: the plugin keeps failing. `no_plugin`: nothing
    /// serves the channel. `content`: what it says cannot be used any more.
    pub code: String,
    /// What was heard last.
    pub detail: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    status: String,
    channels: Json<Vec<String>>,
    audience_size: Option<i64>,
    delay_ms: i64,
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
            "SELECT c.status, c.channels, c.audience_size, c.delay_ms, d.planned_at, d.launched_at, d.started_at,
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
        let of = |states: &[State]| -> u64 {
            let lines = books.iter().filter(|line| states.contains(&line.state));
            lines.map(|line| line.count).sum()
        };
        let total = self.audience_size.unwrap_or_default().unsigned_abs() * self.channels.0.len() as u64;
        let sent = of(&[State::Accepted, State::Delivered]);
        let failed = of(&[State::Failed, State::Bounced]);
        let (skipped, unknown) = (of(&[State::Skipped]), of(&[State::Unknown]));
        let done = sent + failed + unknown;
        let queued = total.saturating_sub(done + skipped);
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
                code: code.to_owned(),
                detail: detail.to_owned(),
            }
        });
        Some(Progress {
            status,
            total,
            queued,
            sent,
            delivered: of(&[State::Delivered]),
            failed,
            skipped,
            unknown,
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

/// A campaign's line in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Messages that were taken.
    pub sent: u64,
    /// Of these, how many somebody opened.
    pub opened: u64,
    /// Messages that were refused, given up, or came back.
    pub failed: u64,
    /// Messages of which nobody knows whether they left.
    pub unknown: u64,
}

impl Summary {
    /// What part of the messages that were tried failed, from 0 to 1; `None` before any was.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub fn failure_rate(&self) -> Option<f64> {
        let tried = self.sent + self.failed + self.unknown;
        (tried > 0).then(|| self.failed as f64 / tried as f64)
    }
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
        let count = count.unsigned_abs();
        match State::parse(&state) {
            Some(State::Accepted | State::Delivered) => summary.sent += count,
            Some(State::Failed | State::Bounced) => summary.failed += count,
            Some(State::Unknown) => summary.unknown += count,
            _ => {}
        }
    }
    let mut query = tx
        .query("SELECT campaign_id, CAST(COUNT(*) AS BIGINT) AS count FROM messages WHERE opens + machine_opens > 0 AND tenant_id = ");
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
