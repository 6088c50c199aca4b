//! One person of an audience, to look at a message with.

use super::{CampaignId, audience};
use crate::audience::{Audiences, Filter, FilterError, reach_flag};
use crate::consent::Topic;
use crate::contacts::{self, Contact, Selection};
use relais_tenants::Tenant;
use relais_tenants::database::Result;
use roaring::RoaringBitmap;

/// A person, their place among those whom the channel reaches, and how many there are.
#[derive(Clone, Debug)]
pub struct SeenPerson {
    /// Who.
    pub contact: Contact,
    /// From 0.
    pub position: u64,
    /// How many.
    pub count: u64,
}

/// People, by contact number.
pub type People = RoaringBitmap;

/// The people of a campaign: its frozen audience, or, while it has none, those a filter lets in.
pub async fn population(
    tenant: &Tenant,
    audiences: &Audiences,
    campaign: Option<CampaignId>,
    filter: &Filter,
) -> Result<People> {
    match frozen(tenant, campaign).await? {
        Some(frozen) => Ok(frozen),
        None => audiences.ask(tenant, |index| index.select(filter)).await,
    }
}

async fn frozen(tenant: &Tenant, campaign: Option<CampaignId>) -> Result<Option<RoaringBitmap>> {
    match campaign {
        Some(id) => audience(&mut tenant.read().await?, tenant, id).await,
        None => Ok(None),
    }
}

/// The person at `position` (from the start again after the last) among those whom `channel` reaches: of the frozen audience
/// of a campaign, or of those a filter lets in. Where it reaches nobody, among all of them. `None` when there is nobody.
pub async fn person_at(
    tenant: &Tenant,
    audiences: &Audiences,
    campaign: Option<CampaignId>,
    filter: &Filter,
    channel: Topic,
    position: u64,
) -> Result<Option<SeenPerson>> {
    let frozen = frozen(tenant, campaign).await?;
    let reaching: std::result::Result<Filter, FilterError> = filter.clone().with(&reach_flag(channel), "true");
    let (mut all, mut reached) = audiences
        .ask(tenant, |index| {
            let reached = reaching.as_ref().map(|filter| index.select(filter)).unwrap_or_default();
            (index.select(filter), reached)
        })
        .await?;
    if let Some(frozen) = &frozen {
        all &= frozen;
        reached &= frozen;
    }
    let numbers = if reached.is_empty() { all } else { reached };
    let count = numbers.len();
    if count == 0 {
        return Ok(None);
    }
    let position = position % count;
    let one: RoaringBitmap = u32::try_from(position)
        .ok()
        .and_then(|position| numbers.select(position))
        .into_iter()
        .collect();
    let page = contacts::list(tenant, Selection::Numbers(&one), None, 1).await?;
    // Deleted a moment ago, perhaps.
    Ok(page.items.into_iter().next().map(|contact| SeenPerson {
        contact,
        position,
        count,
    }))
}
