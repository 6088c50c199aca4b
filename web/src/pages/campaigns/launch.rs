//! `POST /campaigns/{id}/launch|schedule|pause|resume|cancel`: what moves a campaign.

use super::form;
use super::message::sentence;
use super::show;
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::campaigns::{self, Campaign, CampaignError, CampaignId, Draft, Status};
use relais_core::content::Contents;
use relais_tenants::database::Result as Stored;

/// Sends it now, whatever date it had.
pub async fn now(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let (tenant, actor) = (frame.tenant(), frame.member.actor());
    let campaign = found(&frame, id).await?;
    if campaign.scheduled_at.is_some_and(|at| at > tenant.now()) {
        let change = |old: &Campaign, _: &Contents| Draft {
            scheduled_at: String::new(),
            ..restated(old)
        };
        match campaigns::update(tenant, &frame.app.audiences, actor, id, change, None).await {
            Ok(Some(_)) => {}
            Ok(None) => return Err(Problem::not_found()),
            Err(error) => return refused(&frame, id, error).await,
        }
    }
    launch(&frame, id).await
}

/// Sends it at the date the form says.
pub async fn later(frame: Frame, Id(id): Id<CampaignId>, Form(fields): Form) -> Result<Response, Problem> {
    let (tenant, actor) = (frame.tenant(), frame.member.actor());
    found(&frame, id).await?;
    if fields.get("scheduled_at").is_empty() {
        return planned(&frame, id, &fields, frame.ui.t("field-required")).await;
    }
    let change = |old: &Campaign, _: &Contents| Draft {
        scheduled_at: fields.get("scheduled_at").to_owned(),
        time_zone: fields.get("time_zone").to_owned(),
        ..restated(old)
    };
    match campaigns::update(tenant, &frame.app.audiences, actor, id, change, None).await {
        Ok(Some(_)) => launch(&frame, id).await,
        Ok(None) => Err(Problem::not_found()),
        Err(CampaignError::Invalid(errors)) => {
            let told = errors.first().map(|error| form::sentence(&frame.ui, error));
            planned(&frame, id, &fields, told.unwrap_or_default()).await
        }
        Err(error) => refused(&frame, id, error).await,
    }
}

async fn launch(frame: &Frame, id: CampaignId) -> Result<Response, Problem> {
    let moved = campaigns::launch(frame.tenant(), &frame.app.courier, frame.member.actor(), id).await;
    let told = |campaign: &Campaign| match campaign.status {
        Status::Scheduled => Flash::CampaignScheduled,
        _ => Flash::CampaignLaunched,
    };
    arrived(frame, id, moved, told).await
}

/// Holds it: what is being handed over is finished, nothing else leaves.
pub async fn pause(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let moved = campaigns::pause(frame.tenant(), frame.member.actor(), id).await;
    arrived(&frame, id, moved, |_| Flash::CampaignPaused).await
}

/// Takes it up again.
pub async fn resume(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let moved = campaigns::resume(frame.tenant(), frame.member.actor(), id).await;
    arrived(&frame, id, moved, |_| Flash::CampaignResumed).await
}

/// Gives it up; what was prepared and what was sent stays.
pub async fn cancel(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let moved = campaigns::cancel(frame.tenant(), frame.member.actor(), id).await;
    arrived(&frame, id, moved, |_| Flash::CampaignCancelled).await
}

/// Where every act ends: the page of the campaign where it stands now, or why nothing was done.
async fn arrived(
    frame: &Frame,
    id: CampaignId,
    moved: Result<Option<Campaign>, CampaignError>,
    told: impl FnOnce(&Campaign) -> Flash,
) -> Result<Response, Problem> {
    match moved {
        Ok(Some(campaign)) => {
            frame.app.workers.wake(frame.tenant().id()).await;
            Ok(told(&campaign).redirect(&frame.app, &format!("/campaigns/{id}")))
        }
        Ok(None) => Err(Problem::not_found()),
        Err(error) => refused(frame, id, error).await,
    }
}

async fn found(frame: &Frame, id: CampaignId) -> Result<Campaign, Problem> {
    let stored: Stored<Option<Campaign>> = campaigns::get(frame.tenant(), id).await;
    stored?.ok_or_else(Problem::not_found)
}

/// A campaign as it is, to be changed in some fields.
pub fn restated(old: &Campaign) -> Draft {
    let mut fields = form::stored(old);
    form::leaving(old, &mut fields);
    form::draft(&fields)
}

/// The page again, with why nothing was done.
async fn refused(frame: &Frame, id: CampaignId, error: CampaignError) -> Result<Response, Problem> {
    let ui = &frame.ui;
    let told = match &error {
        CampaignError::NoContent(channel) => ui.t1("launch-no-content", "channel", channel.as_str()),
        CampaignError::NoPlugin(channel) => ui.t1("launch-no-plugin", "channel", channel.as_str()),
        CampaignError::Content(problems) => {
            let first = problems
                .first()
                .map(|problem| sentence(ui, problem))
                .unwrap_or_default();
            ui.t1("launch-content", "detail", first)
        }
        CampaignError::Status(_) => ui.t("campaign-moved-on"),
        _ => return Err(error.into()),
    };
    let page = show::page(frame, id, &Fields::default(), Some(told), None).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// The page again, with what is wrong with the date.
async fn planned(frame: &Frame, id: CampaignId, fields: &Fields, error: String) -> Result<Response, Problem> {
    let page = show::page(frame, id, fields, None, Some(error)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
