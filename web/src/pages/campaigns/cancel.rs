//! `POST /campaigns/{id}/cancel`.

use crate::http::{Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::campaigns::{self, CampaignError, CampaignId};

/// Gives the campaign up; what was prepared stays.
pub async fn post(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    match campaigns::cancel(frame.tenant(), frame.member.actor(), id).await {
        Ok(Some(_)) => {
            frame.app.workers.wake(frame.tenant().id()).await;
            Ok(Flash::CampaignCancelled.redirect(&frame.app, &format!("/campaigns/{id}")))
        }
        Ok(None) => Err(Problem::not_found()),
        Err(CampaignError::Database(error)) => Err(error.into()),
        Err(_) => Err(Problem::conflict("campaign-moved-on")),
    }
}
