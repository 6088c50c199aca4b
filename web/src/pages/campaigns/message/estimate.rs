//! `POST …/estimate?channel=…`: about how many text messages, or pages, a message takes over everybody it goes to.

use super::fields::{contents, is_begun};
use super::people::{Audience, Ways, shares};
use super::preview::{asked, stored, unit};
use super::writers::described;
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::campaigns::form;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::{EstimateFragment, EstimateLine};
use axum::response::Html;
use relais_core::campaigns::CampaignId;
use relais_core::channels;
use relais_core::consent::Topic;
use relais_core::delivery::{self, TestError};

/// While the panel is open.
pub async fn of_new(frame: Frame, query: Fields, Form(form): Form) -> Result<Html<String>, Problem> {
    let draft = form::draft(&form);
    let ways = Ways::new(&draft.channels, draft.fallback);
    fragment(&frame, Audience::Form, asked(&frame, &query), &form, &ways).await
}

/// Of a campaign that is stored.
pub async fn of_campaign(
    frame: Frame,
    Id(id): Id<CampaignId>,
    query: Fields,
    Form(form): Form,
) -> Result<Html<String>, Problem> {
    let campaign = stored(&frame, id).await?;
    let ways = Ways::new(&campaign.channels, campaign.fallback);
    fragment(&frame, Audience::Campaign(id), asked(&frame, &query), &form, &ways).await
}

async fn fragment(
    frame: &Frame,
    audience: Audience,
    topic: Topic,
    form: &Fields,
    ways: &Ways,
) -> Result<Html<String>, Problem> {
    html(&EstimateFragment {
        ui: frame.ui.clone(),
        estimate: line(frame, audience, topic, form, ways).await?,
    })
}

async fn line(
    frame: &Frame,
    audience: Audience,
    topic: Topic,
    form: &Fields,
    ways: &Ways,
) -> Result<Option<EstimateLine>, Problem> {
    let tenant = frame.tenant();
    let written = contents(form);
    let Some(content) = written.get(&topic).filter(|_| is_begun(&written, topic)) else {
        return Ok(None);
    };
    let channel = channels::get(tenant, topic).await?;
    let Some(unit) = described(frame, &channel).await?.as_ref().and_then(unit) else {
        return Ok(None);
    };
    let shares = shares(frame, audience, form, ways).await?;
    let Some((_, people)) = shares.into_iter().find(|(share, _)| *share == topic) else {
        return Ok(None);
    };
    let estimate = delivery::estimate(tenant, &frame.app.courier, (topic, content), &people).await;
    match estimate {
        Ok(estimate) => Ok(estimate.map(|estimate| EstimateLine {
            units: estimate.units,
            unit,
            people: estimate.people,
            sampled: estimate.sampled,
        })),
        Err(TestError::Database(error)) => Err(error.into()),
        // What is wrong with the message is told beside it.
        Err(_) => Ok(None),
    }
}
