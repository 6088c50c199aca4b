//! The people a message is previewed with: real ones, of the audience it is for.

use crate::http::{Fields, Problem};
use crate::pages::audience::Asked;
use crate::pages::frame::Frame;
use relais_core::audience::{Filter, reach_flag};
use relais_core::campaigns::{self, CampaignId};
use relais_core::consent::Topic;
use relais_core::contacts::{self, Contact, Selection};
use roaring::RoaringBitmap;

/// Where people come from.
#[derive(Clone, Copy)]
pub enum Audience {
    /// From the filters in the form.
    Form,
    /// From the campaign, whose audience may be frozen.
    Campaign(CampaignId),
}

/// One person of the audience, their place among those whom the channel reaches, and how many there are.
pub struct Seen {
    /// Who.
    pub contact: Contact,
    /// From 0.
    pub position: u64,
    /// How many.
    pub count: u64,
}

/// The person at the place the form names; `None` when there is nobody.
pub async fn seen(frame: &Frame, audience: Audience, form: &Fields) -> Result<Option<Seen>, Problem> {
    let numbers = numbers(frame, audience, form).await?;
    let count = numbers.len();
    if count == 0 {
        return Ok(None);
    }
    let position = form.get("seen").parse().unwrap_or(0_u64) % count;
    let number = u32::try_from(position).ok().and_then(|n| numbers.select(n));
    let one: RoaringBitmap = number.into_iter().collect();
    let page = contacts::list(frame.tenant(), Selection::Numbers(&one), None, 1).await?;
    // Deleted a moment ago, perhaps.
    let contact = page.items.into_iter().next();
    Ok(contact.map(|contact| Seen {
        contact,
        position,
        count,
    }))
}

async fn numbers(frame: &Frame, audience: Audience, form: &Fields) -> Result<RoaringBitmap, Problem> {
    let tenant = frame.tenant();
    let reached = |filter: Filter| filter.with(reach_flag(Topic::Email), "true").map_err(Problem::malformed);
    let frozen = match audience {
        Audience::Form => None,
        Audience::Campaign(id) => campaigns::audience(&mut tenant.read().await?, tenant, id).await?,
    };
    let filter = match audience {
        Audience::Form => Asked::read(form)?.filter,
        Audience::Campaign(_) => Filter::new(),
    };
    let (all, reached) = (filter.clone(), reached(filter)?);
    let (all, mut reached) = frame
        .app
        .audiences
        .ask(tenant, |index| (index.select(&all), index.select(&reached)))
        .await?;
    if let Some(frozen) = &frozen {
        reached &= frozen;
        if reached.is_empty() {
            return Ok(all & frozen);
        }
    }
    // Nobody can be reached: the message can still be looked at with somebody.
    Ok(if reached.is_empty() { all } else { reached })
}
