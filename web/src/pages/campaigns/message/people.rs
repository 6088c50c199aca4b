//! The people a message is previewed with: real ones, of the audience it is for.

use crate::http::{Fields, Problem};
use crate::pages::audience::Asked;
use crate::pages::frame::Frame;
use relais_core::audience::Filter;
use relais_core::campaigns::{CampaignId, SeenPerson, person_at};
use relais_core::consent::Topic;

/// Where people come from.
#[derive(Clone, Copy)]
pub enum Audience {
    /// From the filters in the form.
    Form,
    /// From the campaign, whose audience may be frozen.
    Campaign(CampaignId),
}

/// The person at the place the form names; `None` when there is nobody.
pub async fn seen(frame: &Frame, audience: Audience, form: &Fields) -> Result<Option<SeenPerson>, Problem> {
    let (campaign, filter) = match audience {
        Audience::Form => (None, Asked::read(form)?.filter),
        Audience::Campaign(id) => (Some(id), Filter::new()),
    };
    let position = form.get("seen").parse().unwrap_or(0);
    let (tenant, audiences) = (frame.tenant(), &frame.app.audiences);
    Ok(person_at(tenant, audiences, campaign, &filter, Topic::Email, position).await?)
}
