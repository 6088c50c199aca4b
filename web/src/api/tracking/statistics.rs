//! `GET /api/tracking/campaigns/{id}`: what became of a campaign's messages.

use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::campaigns::{self, CampaignId};
use relais_core::channels::Mode;
use relais_core::delivery;
use relais_core::tracking::{self, Counted, Figures, Statistics};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What became of a campaign's messages. `opens`, `clicks` and the rates hold everything recorded; `human` the same
/// without machines.
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
pub struct StatisticsBody {
    /// Whether the messages counted here went to people (`live`) or to the `sandbox`; null before launch, and where the
    /// channels of a campaign differ.
    mode: Option<&'static str>,
    /// Messages the provider, or the sandbox, took.
    sent: u64,
    /// Sent and not reported back.
    delivered: u64,
    /// Of those sent, the ones that came back.
    bounced: u64,
    /// Refused, come back, or out of attempts.
    failed: u64,
    /// Kept from leaving: no ground, withdrawn, no address.
    skipped: u64,
    /// May have left: the answer was lost.
    unknown: u64,
    /// Opens, those by machines included.
    opens: CountedBody,
    /// Clicks, those by machines included.
    clicks: CountedBody,
    /// Share of the tracked messages that were opened, 0 to 1; null when none was sent.
    open_rate: Option<f64>,
    /// Share of the tracked messages in which a link was followed, 0 to 1; null when none was sent.
    click_rate: Option<f64>,
    /// Mean time from a human's open to their last click within half an hour: a lower bound; null where unmeasurable.
    mean_reading_seconds: Option<f64>,
    /// Share of the messages sent on which the figures stand: recipients who agreed to be tracked; null when none was sent.
    tracked_share: Option<f64>,
    /// Humans alone, as far as the traces tell.
    human: HumanBody,
    /// Machines alone: scanners, robots, proxies that fetch ahead.
    machine: MachineBody,
    /// Persons who unsubscribed by a message of this campaign.
    unsubscribed: u64,
    /// The same figures channel by channel.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(no_recursion)]
    by_channel: BTreeMap<String, StatisticsBody>,
}

/// How often something happened.
#[derive(Serialize, ToSchema)]
#[schema(as = Counted)]
struct CountedBody {
    /// Every time.
    total: u64,
    /// Messages with which it happened at least once.
    unique: u64,
}

/// Humans' opens and clicks.
#[derive(Serialize, ToSchema)]
#[schema(as = HumanFigures)]
struct HumanBody {
    /// Opens.
    opens: CountedBody,
    /// Clicks.
    clicks: CountedBody,
    /// Share of the tracked messages.
    open_rate: Option<f64>,
    /// Share of the tracked messages.
    click_rate: Option<f64>,
}

/// Machines' opens and clicks.
#[derive(Serialize, ToSchema)]
#[schema(as = MachineFigures)]
struct MachineBody {
    /// Opens.
    opens: u64,
    /// Clicks.
    clicks: u64,
}

impl From<Counted> for CountedBody {
    fn from(Counted { total, unique }: Counted) -> Self {
        Self { total, unique }
    }
}

impl From<Figures> for HumanBody {
    fn from(figures: Figures) -> Self {
        Self {
            opens: figures.opens.into(),
            clicks: figures.clicks.into(),
            open_rate: figures.open_rate,
            click_rate: figures.click_rate,
        }
    }
}

impl From<Statistics> for StatisticsBody {
    fn from(statistics: Statistics) -> Self {
        Self {
            mode: None,
            sent: statistics.sent,
            delivered: statistics.delivered,
            bounced: statistics.bounced,
            failed: statistics.failed,
            skipped: statistics.skipped,
            unknown: statistics.unknown,
            opens: statistics.all.opens.into(),
            clicks: statistics.all.clicks.into(),
            open_rate: statistics.all.open_rate,
            click_rate: statistics.all.click_rate,
            mean_reading_seconds: statistics.mean_reading_seconds,
            tracked_share: statistics.tracked_share,
            human: statistics.human.into(),
            machine: MachineBody {
                opens: statistics.machine_opens,
                clicks: statistics.machine_clicks,
            },
            unsubscribed: statistics.unsubscribed,
            by_channel: BTreeMap::new(),
        }
    }
}

/// What became of a campaign's messages; all zero before it is launched.
#[utoipa::path(get, path = "/api/tracking/campaigns/{id}", tag = "tracking", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = StatisticsBody)))]
pub async fn get(member: Member, Id(id): Id<CampaignId>) -> Result<Json<StatisticsBody>, Problem> {
    let tenant = &member.tenant;
    campaigns::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let modes = delivery::progress(tenant, id).await?.map(|books| books.modes);
    let modes = modes.unwrap_or_default();
    let mut body = StatisticsBody::from(tracking::statistics(tenant, id.uuid()).await?);
    body.mode = modes.common().map(Mode::as_str);
    let by_channel = tracking::statistics_by_channel(tenant, id.uuid()).await?.into_iter();
    let by_channel = by_channel.map(|(channel, one)| {
        let mode = modes.of(&channel).map(Mode::as_str);
        let one = StatisticsBody { mode, ..one.into() };
        (channel, one)
    });
    body.by_channel = by_channel.collect();
    Ok(Json(body))
}
