//! `DELETE /api/contacts/{id}`: deletes a contact.

use crate::http::{Id, Member, Problem};
use axum::http::StatusCode;
use relais_core::contacts::{self, ContactId};

/// Deletes a contact with its history of consents. What it withdrew stays on the suppression list.
#[utoipa::path(delete, path = "/api/contacts/{id}", tag = "contacts", params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Deleted")))]
pub async fn delete(member: Member, Id(id): Id<ContactId>) -> Result<StatusCode, Problem> {
    match contacts::delete(&member.tenant, member.actor(), id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found()),
    }
}
