//! `GET|POST /contacts/new`.

use super::form::{State, changes, typed};
use super::grounds::Grounds;
use crate::http::{Form, Problem};
use crate::pages::audience::own_attributes;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::http::StatusCode;
use axum::response::Response;
use relais_core::contacts::entry;
use std::collections::BTreeMap;

/// The empty form.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    State {
        grounds: Some(Grounds::default()),
        ..State::default()
    }
    .page(&frame, StatusCode::OK)
    .await
}

/// Enters the prospect, or says what is wrong.
pub async fn post(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    let tenant = frame.tenant();
    let mut grounds = Grounds::read(&form, &frame.offered);
    let declared = grounds.declared(&frame.ui);
    let mut state = State {
        typed: typed(&form, &own_attributes(tenant).await?),
        ..State::default()
    };
    let Some(declared) = declared else {
        state.grounds = Some(grounds);
        state.error = Some(frame.ui.t("problem-invalid"));
        return state.page(&frame, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let values = changes(&state.typed, &BTreeMap::new());
    match entry::enter(tenant, frame.member.actor(), &values, &declared).await {
        Ok(contact) => Ok(Flash::ContactSaved.redirect(&frame.app, &format!("/contacts/{}", contact.id))),
        Err(error) => {
            state.grounds = Some(grounds);
            state.refuse(&frame, error).await?;
            state.page(&frame, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}
