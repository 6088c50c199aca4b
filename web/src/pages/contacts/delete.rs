//! `POST /contacts/{id}/delete`.

use crate::http::{Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::contacts::ContactId;
use relais_core::delivery;

/// Deletes the prospect; what they withdrew stays respected.
pub async fn post(frame: Frame, Id(id): Id<ContactId>) -> Result<Response, Problem> {
    if delivery::delete_contact(frame.tenant(), frame.member.actor(), id).await? {
        Ok(Flash::ContactDeleted.redirect(&frame.app, "/contacts"))
    } else {
        Err(Problem::not_found())
    }
}
