//! `PATCH /api/contacts/{id}`: changes some values of a contact.

use super::body::ContactBody;
use super::values::ContactValues;
use crate::http::{Id, Json, Member, Problem};
use relais_core::contacts::{ContactId, entry};

/// Changes the values named; `null` clears one (RFC 7396).
#[utoipa::path(patch, path = "/api/contacts/{id}", tag = "contacts", params(("id" = uuid::Uuid, Path)),
    request_body = ContactValues, responses((status = 200, body = ContactBody)))]
pub async fn patch(
    member: Member,
    Id(id): Id<ContactId>,
    Json(body): Json<ContactValues>,
) -> Result<axum::Json<ContactBody>, Problem> {
    let values = body.values()?;
    let contact = entry::amend(&member.tenant, member.actor(), id, &values)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(axum::Json(ContactBody::new(contact, &member)))
}
