//! `GET|POST /contacts/{id}/edit`.

use super::form::{State, changes, stored, typed};
use super::name;
use crate::http::{Form, Id, Problem};
use crate::pages::audience::own_attributes;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::http::StatusCode;
use axum::response::Response;
use relais_core::contacts::{self, ContactId, entry};

/// The form, with what is stored.
pub async fn get(frame: Frame, Id(id): Id<ContactId>) -> Result<Response, Problem> {
    let contact = contacts::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let edited = Some((id, name(&frame.ui, &contact)));
    State {
        edited,
        typed: stored(&contact.details),
        ..State::default()
    }
    .page(&frame, StatusCode::OK)
    .await
}

/// Keeps what was changed, or says what is wrong with it.
pub async fn post(frame: Frame, Id(id): Id<ContactId>, Form(form): Form) -> Result<Response, Problem> {
    let tenant = frame.tenant();
    let contact = contacts::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let typed = typed(&form, &own_attributes(tenant).await?);
    let values = changes(&typed, &stored(&contact.details));
    let done = || Flash::ContactSaved.redirect(&frame.app, &format!("/contacts/{id}"));
    if values.is_empty() {
        return Ok(done());
    }
    match entry::amend(tenant, frame.member.actor(), id, &values).await {
        Ok(Some(_)) => Ok(done()),
        Ok(None) => Err(Problem::not_found()),
        Err(error) => {
            let mut state = State {
                edited: Some((id, name(&frame.ui, &contact))),
                typed,
                ..State::default()
            };
            state.refuse(&frame, error).await?;
            state.page(&frame, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}
