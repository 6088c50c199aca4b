//! `POST /campaigns/{id}/delete`.

use crate::http::{Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::campaigns::{self, CampaignError, CampaignId};

/// Deletes the campaign with its file.
pub async fn post(frame: Frame, Id(id): Id<CampaignId>) -> Result<Response, Problem> {
    match campaigns::delete(frame.tenant(), frame.member.actor(), id).await {
        Ok(true) => Ok(Flash::CampaignDeleted.redirect(&frame.app, "/campaigns")),
        Ok(false) => Err(Problem::not_found()),
        Err(CampaignError::Database(error)) => Err(error.into()),
        Err(_) => Err(Problem::conflict("campaign-moved-on")),
    }
}
