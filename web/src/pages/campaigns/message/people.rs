//! The people a message is previewed with and counted for: real ones, of the audience it is for.

use crate::http::{Fields, Problem};
use crate::pages::audience::Asked;
use crate::pages::frame::Frame;
use crate::view::campaigns::seen_field;
use relais_core::audience::Filter;
use relais_core::campaigns::{self, CampaignId, SeenPerson, person_at};
use relais_core::consent::Topic;

/// Where people come from.
#[derive(Clone, Copy)]
pub enum Audience {
    /// From the filters in the form.
    Form,
    /// From the campaign, whose audience may be frozen.
    Campaign(CampaignId),
}

impl Audience {
    /// The campaign, and the filters that stand in for its audience while it has none.
    fn of(self, form: &Fields) -> Result<(Option<CampaignId>, Filter), Problem> {
        Ok(match self {
            Self::Form => (None, Asked::read(form)?.filter),
            Self::Campaign(id) => (Some(id), Filter::new()),
        })
    }
}

/// The person at the place the form names; `None` when there is nobody.
pub async fn seen(
    frame: &Frame,
    audience: Audience,
    channel: Topic,
    form: &Fields,
) -> Result<Option<SeenPerson>, Problem> {
    let (campaign, filter) = audience.of(form)?;
    let position = form.get(&seen_field(channel.as_str())).parse().unwrap_or(0);
    let (tenant, audiences) = (frame.tenant(), &frame.app.audiences);
    Ok(person_at(tenant, audiences, campaign, &filter, channel, position).await?)
}

/// Over which channels a campaign goes, and whether they stand in for each other.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// Its channels, in their order.
    pub channels: Vec<Topic>,
    /// Whether each person gets it over the first that reaches them.
    pub fallback: bool,
}

impl Ways {
    /// Of channels as a campaign names them.
    pub fn new(channels: &[String], fallback: bool) -> Self {
        Self {
            channels: channels.iter().filter_map(|name| Topic::parse(name)).collect(),
            fallback,
        }
    }
}

/// Who gets a message over each channel, as sets of contact numbers, in the order of the channels.
pub async fn shares(
    frame: &Frame,
    audience: Audience,
    form: &Fields,
    ways: &Ways,
) -> Result<Vec<(Topic, campaigns::People)>, Problem> {
    let (campaign, filter) = audience.of(form)?;
    let (tenant, audiences) = (frame.tenant(), &frame.app.audiences);
    let people = campaigns::population(tenant, audiences, campaign, &filter).await?;
    let shares = audiences
        .ask(tenant, |index| {
            if ways.fallback {
                index.shared_out(&people, &ways.channels)
            } else {
                let reached = ways.channels.iter().map(|channel| index.reached(&people, *channel));
                reached.collect()
            }
        })
        .await?;
    Ok(ways.channels.iter().copied().zip(shares).collect())
}
