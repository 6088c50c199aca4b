//! How far a launched campaign is, as the API writes it.

use relais_core::delivery::{Count, Progress};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How far a launched campaign is: `queued`, `sent`, `failed`, `skipped` and `unknown` add up to `total`.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryBody {
    /// People of the audience times channels; people alone where the channels stand in for each other.
    total: u64,
    /// Messages that wait, are on their way, or are still to be written into the ledger.
    queued: u64,
    /// Messages that a provider, or the sandbox, took, whatever was reported since.
    sent: u64,
    /// Of those sent, the ones that have not come back.
    delivered: u64,
    /// Of those sent, the ones that came back.
    bounced: u64,
    /// Messages that were refused or given up.
    failed: u64,
    /// Messages that must not leave.
    skipped: u64,
    /// Messages of which nobody knows whether they left.
    unknown: u64,
    /// The books, line by line.
    by_reason: Vec<CountBody>,
    /// Where the messages of each channel go: `sandbox` or `live`. Decided when the campaign is launched, whatever its
    /// channels become afterwards.
    modes: BTreeMap<String, &'static str>,
    /// Messages taken per second over the last minute; null while none can leave.
    rate_per_second: Option<f64>,
    /// How long it will go on like this; null when nobody can tell.
    seconds_left: Option<u64>,
    /// While all that is left waits for another try: how many messages that are.
    retries: Option<u64>,
    /// When the first of these is tried again, RFC 3339.
    next_retry_at: Option<String>,
    /// While messages are held back because nobody may be written to at this hour: when the first of them leaves, RFC 3339.
    quiet_until: Option<String>,
    /// Why it was stopped by itself: `error_rate`, `plugin_fault`, `no_plugin`, `content`, `back_in_sandbox` (launched
    /// to reach people, while the channel that `error_detail` names is in the sandbox again: take the channel live, then
    /// resume). `held` while it sends but its provider takes nothing: it is tried again by itself. Null when all is well.
    error: Option<String>,
    /// What was heard last when it was stopped or held.
    error_detail: Option<String>,
    /// While it is held: when its provider is tried again, RFC 3339.
    again_at: Option<String>,
    /// When it was launched, RFC 3339.
    launched_at: String,
    /// When it began to send, RFC 3339.
    started_at: Option<String>,
    /// When it was over, RFC 3339.
    finished_at: Option<String>,
}

/// How many messages stand somewhere for one reason.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryCount)]
pub struct CountBody {
    /// The channel.
    channel: String,
    /// Where they stand, as in the list of messages.
    state: &'static str,
    /// Why, as in the list of messages.
    reason: String,
    /// How many.
    count: u64,
}

impl From<Count> for CountBody {
    fn from(line: Count) -> Self {
        Self {
            channel: line.channel,
            state: line.state.as_str(),
            reason: line.reason,
            count: line.count,
        }
    }
}

impl From<Progress> for DeliveryBody {
    fn from(progress: Progress) -> Self {
        let again_at = progress.error.as_ref().and_then(|stopped| stopped.again_at);
        let (error, error_detail) = progress.error.map(|stopped| (stopped.code, stopped.detail)).unzip();
        Self {
            total: progress.total,
            queued: progress.queued,
            sent: progress.sent,
            delivered: progress.delivered,
            bounced: progress.bounced,
            failed: progress.failed,
            skipped: progress.skipped,
            unknown: progress.unknown,
            by_reason: progress.by_reason.into_iter().map(CountBody::from).collect(),
            modes: progress
                .modes
                .iter()
                .map(|(channel, mode)| (channel.to_owned(), mode.as_str()))
                .collect(),
            rate_per_second: progress.rate_per_second,
            seconds_left: progress.seconds_left,
            retries: progress.retries.map(|retries| retries.count),
            next_retry_at: progress.retries.map(|retries| retries.next_at.to_string()),
            quiet_until: progress.quiet_until.map(|at| at.to_string()),
            error,
            error_detail: error_detail.filter(|detail| !detail.is_empty()),
            again_at: again_at.map(|at| at.to_string()),
            launched_at: progress.launched_at.to_string(),
            started_at: progress.started_at.map(|at| at.to_string()),
            finished_at: progress.finished_at.map(|at| at.to_string()),
        }
    }
}
