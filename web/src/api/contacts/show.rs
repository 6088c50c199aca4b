//! `GET /api/contacts/{id}`: one contact.

use super::body::ContactBody;
use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::contacts::{self, ContactId};

/// One contact.
#[utoipa::path(get, path = "/api/contacts/{id}", tag = "contacts", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ContactBody)))]
pub async fn get(member: Member, Id(id): Id<ContactId>) -> Result<Json<ContactBody>, Problem> {
    let contact = contacts::get(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(ContactBody::new(contact, &member)))
}
