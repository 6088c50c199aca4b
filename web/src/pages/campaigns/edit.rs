//! `GET|POST /campaigns/{id}/edit`.

use super::form::{self, Shown};
use crate::http::{Fields, Form, Id, Problem};
use crate::pages::audience::own_attributes;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::{html, zones};
use crate::view::campaigns::CampaignEditPage;
use crate::view::{Field, Place};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::campaigns::{self, Campaign, CampaignError, CampaignId, Draft, FieldError, Status};

/// The form, with what is stored.
pub async fn get(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    let campaign = found(&frame, id).await?;
    let mut fields = form::stored(&campaign);
    form::leaving(&campaign, &mut fields);
    fields.push("as_of", form::as_of(frame.tenant(), &campaign).await?);
    page(&frame, &campaign, &fields, &[], None, StatusCode::OK).await
}

/// Keeps what was changed, or says what is wrong with it.
pub async fn post(frame: Frame, Id(id): Id<CampaignId>, Form(mut fields): Form) -> Result<Response, Problem> {
    let tenant = frame.tenant();
    let campaign = found(&frame, id).await?;
    fields.push("campaign", id.to_string());
    let step = fields.get("step").to_owned();
    if form::reordered(&step, &mut fields) {
        return page(&frame, &campaign, &fields, &[], None, StatusCode::OK).await;
    }
    let draft = Draft {
        delay_ms: i64::try_from(campaign.delay_ms).unwrap_or_default(),
        as_of: form::seen_as_of(&fields),
        ..form::draft(&fields)
    };
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let errors = form::errors(&draft, form::beside(&frame, campaign.scheduled_at));
    if !errors.is_empty() {
        return page(&frame, &campaign, &fields, &errors, None, unfit).await;
    }
    let (audiences, actor) = (&frame.app.audiences, frame.member.actor());
    match campaigns::update(tenant, audiences, actor, id, |_, _| draft, None).await {
        Ok(Some(saved)) => {
            if matches!(saved.status, Status::Preparing | Status::Scheduled) {
                frame.app.workers.wake(tenant.id()).await;
            }
            Ok(Flash::CampaignSaved.redirect(&frame.app, &format!("/campaigns/{id}")))
        }
        Ok(None) => Err(Problem::not_found()),
        Err(CampaignError::Invalid(errors)) => page(&frame, &campaign, &fields, &errors, None, unfit).await,
        // The form's own check of the name says it.
        Err(CampaignError::TitleTaken) => page(&frame, &campaign, &fields, &[], None, StatusCode::CONFLICT).await,
        Err(CampaignError::Changed) => {
            let now = found(&frame, id).await?;
            // Whoever has read what happened may save over it.
            fields.set("as_of", form::as_of(tenant, &now).await?);
            let told = frame.ui.t("campaign-changed-meanwhile");
            page(&frame, &now, &fields, &[], Some(told), StatusCode::CONFLICT).await
        }
        Err(CampaignError::Status(_) | CampaignError::EmptyAudience) => {
            let moved = frame.ui.t("campaign-moved-on");
            page(&frame, &campaign, &fields, &[], Some(moved), StatusCode::CONFLICT).await
        }
        // The form says nothing about that.
        Err(error) => Err(error.into()),
    }
}

async fn found(frame: &Frame, id: CampaignId) -> Result<Campaign, Problem> {
    campaigns::get(frame.tenant(), id).await?.ok_or_else(Problem::not_found)
}

async fn page(
    frame: &Frame,
    campaign: &Campaign,
    fields: &Fields,
    errors: &[FieldError],
    error: Option<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let own = own_attributes(tenant).await?;
    let reach: Vec<_> = campaign
        .reach
        .iter()
        .map(|(channel, count)| crate::view::overview::Reach {
            channel: channel.clone(),
            count: *count,
        })
        .collect();
    let shown = Shown {
        ui,
        tenant,
        own: &own,
        offered: &frame.offered,
        reach: campaign.audience_size.map(|_| reach.as_slice()),
    };
    let scheduled_at = Field {
        value: fields.get("scheduled_at").to_owned(),
        error: errors
            .iter()
            .find(|error| error.field == "scheduled_at")
            .map(|error| shown.sentence(error)),
    };
    let page = CampaignEditPage {
        ui: ui.clone(),
        shell: frame.shell_at(Place::Campaigns, Some(campaign.id)).await?,
        id: campaign.id.to_string(),
        title: campaign.title.clone(),
        status: campaign.status.into(),
        form: shown.form(fields, errors).await?,
        as_of: fields.get("as_of").to_owned(),
        scheduled_at,
        time_zone: zones::choices(fields.get("time_zone")),
        error,
    };
    Ok((status, html(&page)?).into_response())
}
