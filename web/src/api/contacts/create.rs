//! `POST /api/contacts`: enters one contact.

use super::body::ContactBody;
use super::values::{ContactValues, Said};
use crate::http::{Json, Member, Problem};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use relais_core::channels;
use relais_core::contacts::entry;

/// Enters a contact. 409 when another one has its email.
#[utoipa::path(post, path = "/api/contacts", tag = "contacts", request_body = ContactValues,
    responses((status = 201, body = ContactBody)))]
pub async fn post(member: Member, Json(body): Json<ContactValues>) -> Result<impl IntoResponse, Problem> {
    let offered = channels::offered(&member.tenant).await?;
    let Said { values, grounds } = body.with_grounds(&offered)?;
    let contact = entry::enter(&member.tenant, member.actor(), &values, &grounds).await?;
    let location = format!("/api/contacts/{}", contact.id);
    let body = axum::Json(ContactBody::new(contact, &member));
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], body))
}
