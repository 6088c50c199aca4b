//! A campaign's figures.
//!
//! Read from counters that the transactions keep which move messages and record events, and from one index that alone
//! answers on how many messages they stand.

use super::figures::Counts;
use super::standing::Standing;
use relais_tenants::Tenant;
use relais_tenants::database::Result;
use std::collections::BTreeMap;
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
    /// Share of the tracked messages that were opened, of channels that can tell; `None` when none was sent.
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
    /// Not handed over yet.
    pub waiting: u64,
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

/// Channels whose messages show that they were opened: those with a pixel.
const OPENABLE: &str = "email";

/// What is summed of one channel.
#[derive(Default)]
struct Sums {
    states: Vec<(String, i64)>,
    counts: Counts,
    tracked: u64,
    /// Of the tracked, those of which an open can be known.
    openable: u64,
}

/// The figures of a campaign over all its channels; all zero for one that was not launched.
pub async fn statistics(tenant: &Tenant, campaign: Uuid) -> Result<Statistics> {
    let mut all = Sums::default();
    for (_, sums) in read(tenant, campaign).await? {
        all.states.extend(sums.states);
        all.counts.add(&sums.counts);
        all.tracked += sums.tracked;
        all.openable += sums.openable;
    }
    Ok(Statistics::of(&all))
}

/// The figures of a campaign channel by channel, for those that have messages.
pub async fn statistics_by_channel(tenant: &Tenant, campaign: Uuid) -> Result<BTreeMap<String, Statistics>> {
    let by_channel = read(tenant, campaign).await?.into_iter();
    Ok(by_channel
        .map(|(channel, sums)| (channel, Statistics::of(&sums)))
        .collect())
}

async fn read(tenant: &Tenant, campaign: Uuid) -> Result<BTreeMap<String, Sums>> {
    let mut tx = tenant.read().await?;
    let mut by_channel: BTreeMap<String, Sums> = BTreeMap::new();
    let states: Vec<(String, String, i64)> = tx
        .all(
            "SELECT channel, state, CAST(SUM(count) AS BIGINT) FROM delivery_counts
             WHERE tenant_id = $1 AND campaign_id = $2 GROUP BY channel, state",
            (tenant.id(), campaign),
        )
        .await?;
    for (channel, state, count) in states {
        by_channel.entry(channel).or_default().states.push((state, count));
    }
    let counts: Vec<ChannelCounts> = tx
        .all(
            "SELECT channel, opens, opened, clicks, clicked, machine_opens, machine_clicks, any_opened, any_clicked,
                    reading_ms, readings, unsubscribed
             FROM tracking_counts WHERE tenant_id = $1 AND campaign_id = $2",
            (tenant.id(), campaign),
        )
        .await?;
    for ChannelCounts { channel, counts } in counts {
        by_channel.entry(channel).or_default().counts.add(&counts);
    }
    let tracked: Vec<(String, i64)> = tx
        .all(
            "SELECT channel, COUNT(*) FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND tracked
             AND state IN ('accepted', 'delivered', 'bounced', 'unknown') GROUP BY channel",
            (tenant.id(), campaign),
        )
        .await?;
    for (channel, count) in tracked {
        let openable = channel == OPENABLE;
        let sums = by_channel.entry(channel).or_default();
        sums.tracked = count.unsigned_abs();
        sums.openable = if openable { sums.tracked } else { 0 };
    }
    Ok(by_channel)
}

#[derive(sqlx::FromRow)]
struct ChannelCounts {
    channel: String,
    #[sqlx(flatten)]
    counts: Counts,
}

impl Statistics {
    fn of(all: &Sums) -> Self {
        let (sums, tracked) = (&all.counts, all.tracked);
        let mut standing = Standing::default();
        for (state, count) in &all.states {
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
                open_rate: share(opened.unsigned_abs(), all.openable),
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
            waiting: standing.open,
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
