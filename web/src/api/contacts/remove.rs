//! `DELETE /api/contacts/{id}`: deletes a contact.

use crate::http::{Id, Member, Problem};
use axum::http::StatusCode;
use relais_core::contacts::ContactId;
use relais_core::delivery;

/// Deletes a contact with its history of consents and all that was written to it. What it withdrew stays on the suppression
/// list, and messages stay in the send log, without anything that says whose they were.
#[utoipa::path(delete, path = "/api/contacts/{id}", tag = "contacts", params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Deleted")))]
pub async fn delete(member: Member, Id(id): Id<ContactId>) -> Result<StatusCode, Problem> {
    match delivery::delete_contact(&member.tenant, member.actor(), id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found()),
    }
}
