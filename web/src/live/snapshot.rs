//! One look at a campaign.

use relais_core::campaigns::{self, Campaign, CampaignId, Status};
use relais_core::delivery::{self, Progress};
use relais_core::tracking::{self, Statistics};
use relais_tenants::Tenant;
use relais_tenants::database::Result;
use std::time::Duration;

/// Between two looks at a campaign that moves.
const BUSY: Duration = Duration::from_millis(400);
/// Between two looks at one that somebody may move, or in which opens and clicks may come.
pub(super) const CALM: Duration = Duration::from_millis(1_000);

/// How a campaign is.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Which one.
    pub id: CampaignId,
    /// Where it stands.
    pub status: Status,
    /// How far its preparation is, while it is prepared.
    pub preparation: Option<campaigns::Progress>,
    /// Whether its preparation met with an error.
    pub preparation_failed: bool,
    /// People in the frozen audience.
    pub audience_size: Option<u64>,
    /// How far its messages are, once it was launched.
    pub delivery: Option<Progress>,
    /// What came back.
    pub statistics: Option<Statistics>,
}

impl Snapshot {
    /// Looks; `None` when there is no such campaign.
    pub async fn take(tenant: &Tenant, id: CampaignId) -> Result<Option<Self>> {
        let Some(campaign) = campaigns::get(tenant, id).await? else {
            return Ok(None);
        };
        Self::of(tenant, &campaign).await.map(Some)
    }

    /// Looks at a campaign that was read already.
    pub async fn of(tenant: &Tenant, campaign: &Campaign) -> Result<Self> {
        let delivery = delivery::progress(tenant, campaign.id).await?;
        let statistics = match &delivery {
            Some(_) => Some(tracking::statistics(tenant, campaign.id.uuid()).await?),
            None => None,
        };
        Ok(Self {
            id: campaign.id,
            status: campaign.status,
            preparation: campaign.progress.filter(|_| campaign.status == Status::Preparing),
            preparation_failed: campaign.status == Status::Preparing && campaign.error.is_some(),
            audience_size: campaign.audience_size,
            delivery,
            statistics,
        })
    }

    /// Whether nothing more will leave and every message is accounted for: a cancelled campaign still hears of what was on
    /// its way.
    pub fn is_over(&self) -> bool {
        match self.status {
            Status::Finished | Status::PartiallyFailed => true,
            Status::Cancelled => self.delivery.as_ref().is_none_or(|books| books.finished_at.is_some()),
            _ => false,
        }
    }

    /// How long until the next look.
    pub(super) fn pause(&self) -> Duration {
        match self.status {
            Status::Preparing | Status::Sending => BUSY,
            Status::Cancelled if !self.is_over() => BUSY,
            _ => CALM,
        }
    }
}
