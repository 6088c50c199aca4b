//! `GET|POST /campaigns/{id}/message`: what a campaign says, until it is launched.

use super::fields::{contents, merged, store};
use super::people::{Audience, Ways};
use super::ready::Facts;
use super::sentences::sentence;
use super::step::{Writing, apply};
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::campaigns::form;
use crate::pages::campaigns::launch::restated;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Place;
use crate::view::campaigns::MessagePage;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::campaigns::{self, Campaign, CampaignError, CampaignId, Draft, FieldError};
use relais_core::content::{ContentProblem, Contents};

/// The form, with what is stored.
pub async fn get(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let campaign = campaigns::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let mut fields = Fields::default();
    form::leaving(&campaign, &mut fields);
    store(&mut fields, &campaigns::contents(frame.tenant(), id).await?);
    fields.push("as_of", form::as_of(frame.tenant(), &campaign).await?);
    page(&frame, &campaign, &fields, &[], &[], Vec::new()).await
}

/// Keeps what is written, puts a ready message in its place, or says what is wrong.
pub async fn post(frame: Frame, Id(id): Id<CampaignId>, Form(mut fields): Form) -> Result<Response, Problem> {
    let tenant = frame.tenant();
    let campaign = campaigns::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let link = fields.get("ready_link").to_owned();
    let facts = Facts {
        company: &frame.member.company.name,
        title: &campaign.title,
        from: campaign.event_date,
        to: campaign.end_date,
        description: &campaign.description,
        link: &link,
    };
    let step = fields.get("step").to_owned();
    if apply(&frame, &step, &mut fields, &facts)? {
        return page(&frame, &campaign, &fields, &[], &[], Vec::new()).await;
    }
    let (asked, written) = (form::draft(&fields), contents(&fields));
    let change = |old: &Campaign, said: &Contents| Draft {
        scheduled_at: asked.scheduled_at.clone(),
        time_zone: asked.time_zone.clone(),
        delay_ms: asked.delay_ms,
        contents: Some(merged(said, written.clone())),
        as_of: form::seen_as_of(&fields),
        ..restated(old)
    };
    let audiences = &frame.app.audiences;
    let saved = campaigns::update(tenant, audiences, frame.member.actor(), id, change, None).await;
    let (problems, errors, moved) = match saved {
        Ok(Some(_)) => return Ok(Flash::CampaignSaved.redirect(&frame.app, &format!("/campaigns/{id}"))),
        Ok(None) => return Err(Problem::not_found()),
        Err(CampaignError::Content(problems)) => (problems, Vec::new(), Vec::new()),
        Err(CampaignError::Invalid(errors)) => (Vec::new(), errors, Vec::new()),
        Err(CampaignError::Status(_)) => (Vec::new(), Vec::new(), vec![frame.ui.t("message-fixed")]),
        Err(CampaignError::Changed) => {
            let now = campaigns::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
            // Whoever has read what happened may save over it.
            fields.set("as_of", form::as_of(tenant, &now).await?);
            let told = vec![frame.ui.t("message-changed-meanwhile")];
            let page = page(&frame, &now, &fields, &[], &[], told).await?;
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let page = page(&frame, &campaign, &fields, &problems, &errors, moved).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    frame: &Frame,
    campaign: &Campaign,
    fields: &Fields,
    problems: &[ContentProblem],
    errors: &[FieldError],
    mut told: Vec<String>,
) -> Result<Response, Problem> {
    let ui = &frame.ui;
    let named = |error: &FieldError| match error.field {
        "delay_ms" => ("delay_s", ui.t("delay-out-of-range")),
        field => (field, form::sentence(ui, error)),
    };
    let writing = Writing {
        form: fields,
        ways: Ways::new(&campaign.channels, campaign.fallback),
        audience: Audience::Campaign(campaign.id),
        base: format!("/campaigns/{}/message", campaign.id),
        problems,
        errors: errors.iter().map(named).collect(),
    };
    told.extend(problems.first().map(|problem| sentence(ui, problem)));
    let page = MessagePage {
        ui: ui.clone(),
        shell: frame.shell_at(Place::Campaigns, Some(campaign.id)).await?,
        id: campaign.id.to_string(),
        title: campaign.title.clone(),
        step: writing.step(frame).await?,
        as_of: fields.get("as_of").to_owned(),
        errors: told,
    };
    Ok(html(&page)?.into_response())
}
