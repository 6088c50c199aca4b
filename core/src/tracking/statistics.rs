//! A campaign's figures.
//!
//! Read from counters that the transactions keep which move messages and record events, and from one index that alone
//! answers on how many messages they stand.

use super::figures::Counts;
use super::standing::Standing;
use relais_tenants::Tenant;
use relais_tenants::database::Result;
use uuid::Uuid;

/// How often something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Every time.
    pub total: u64,
    /// Messages with which it happened at least once.
    pub unique: u64,
}

/// Opens and clicks of some kind of visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Opens.
    pub opens: Counted,
    /// Clicks.
    pub clicks: Counted,
    /// Share of the tracked messages that were opened; `None` when none was sent.
    pub open_rate: Option<f64>,
    /// Share of the tracked messages in which a link was followed; `None` when none was sent.
    pub click_rate: Option<f64>,
}

/// What became of a campaign's messages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Statistics {
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
    /// Everything recorded, machines included.
    pub all: Figures,
    /// Humans alone.
    pub human: Figures,
    /// Opens by machines.
    pub machine_opens: u64,
    /// Clicks by machines.
    pub machine_clicks: u64,
    /// Mean of the reading times that could be measured, in seconds: a lower bound.
    pub mean_reading_seconds: Option<f64>,
    /// Messages that left, or may have, and carry a pixel and tracked links: those the figures stand on.
    pub tracked: u64,
    /// Their share of the messages that left or may have; `None` when there is none.
    pub tracked_share: Option<f64>,
    /// Persons who unsubscribed by a message of this campaign.
    pub unsubscribed: u64,
}

/// The figures of a campaign over all its channels; all zero for one that was not launched.
pub async fn statistics(tenant: &Tenant, campaign: Uuid) -> Result<Statistics> {
    let mut tx = tenant.read().await?;
    let states: Vec<(String, i64)> = tx
        .all(
            "SELECT state, CAST(SUM(count) AS BIGINT) FROM delivery_counts
             WHERE tenant_id = $1 AND campaign_id = $2 GROUP BY state",
            (tenant.id(), campaign),
        )
        .await?;
    let sums: Counts = tx
        .one(
            "SELECT CAST(COALESCE(SUM(opens), 0) AS BIGINT) AS opens,
                    CAST(COALESCE(SUM(opened), 0) AS BIGINT) AS opened,
                    CAST(COALESCE(SUM(clicks), 0) AS BIGINT) AS clicks,
                    CAST(COALESCE(SUM(clicked), 0) AS BIGINT) AS clicked,
                    CAST(COALESCE(SUM(machine_opens), 0) AS BIGINT) AS machine_opens,
                    CAST(COALESCE(SUM(machine_clicks), 0) AS BIGINT) AS machine_clicks,
                    CAST(COALESCE(SUM(any_opened), 0) AS BIGINT) AS any_opened,
                    CAST(COALESCE(SUM(any_clicked), 0) AS BIGINT) AS any_clicked,
                    CAST(COALESCE(SUM(reading_ms), 0) AS BIGINT) AS reading_ms,
                    CAST(COALESCE(SUM(readings), 0) AS BIGINT) AS readings,
                    CAST(COALESCE(SUM(unsubscribed), 0) AS BIGINT) AS unsubscribed
             FROM tracking_counts WHERE tenant_id = $1 AND campaign_id = $2",
            (tenant.id(), campaign),
        )
        .await?;
    let (tracked,): (i64,) = tx
        .one(
            "SELECT COUNT(*) FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND tracked
             AND state IN ('accepted', 'delivered', 'bounced', 'unknown')",
            (tenant.id(), campaign),
        )
        .await?;
    Ok(Statistics::of(&states, &sums, tracked.unsigned_abs()))
}

impl Statistics {
    fn of(states: &[(String, i64)], sums: &Counts, tracked: u64) -> Self {
        let mut standing = Standing::default();
        for (state, count) in states {
            standing.add(state, count.unsigned_abs());
        }
        let share = |part: u64, whole: u64| (whole > 0).then(|| ratio(part, whole));
        let figures = |opens: i64, opened: i64, clicks: i64, clicked: i64| {
            let counted = |total: i64, unique: i64| Counted {
                total: total.unsigned_abs(),
                unique: unique.unsigned_abs(),
            };
            Figures {
                opens: counted(opens, opened),
                clicks: counted(clicks, clicked),
                open_rate: share(opened.unsigned_abs(), tracked),
                click_rate: share(clicked.unsigned_abs(), tracked),
            }
        };
        Self {
            sent: standing.sent,
            delivered: standing.delivered,
            bounced: standing.bounced,
            failed: standing.failed,
            skipped: standing.skipped,
            unknown: standing.unknown,
            all: figures(
                sums.opens + sums.machine_opens,
                sums.any_opened,
                sums.clicks + sums.machine_clicks,
                sums.any_clicked,
            ),
            human: figures(sums.opens, sums.opened, sums.clicks, sums.clicked),
            machine_opens: sums.machine_opens.unsigned_abs(),
            machine_clicks: sums.machine_clicks.unsigned_abs(),
            mean_reading_seconds: share(sums.reading_ms.unsigned_abs(), sums.readings.unsigned_abs())
                .map(|ms| ms / 1_000.0),
            tracked,
            tracked_share: share(tracked, standing.sent + standing.unknown),
            unsubscribed: sums.unsubscribed.unsigned_abs(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
