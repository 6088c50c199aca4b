//! `DELETE /api/contacts/{id}/push-subscriptions/{subscription}`: forgets a browser or a device.

use crate::http::{Member, Problem};
use axum::extract::Path;
use axum::http::StatusCode;
use relais_core::contacts::{ContactId, subscriptions};
use uuid::Uuid;

/// Removes one subscription. Consent stays as it is.
#[utoipa::path(delete, path = "/api/contacts/{id}/push-subscriptions/{subscription}", tag = "contacts",
    params(("id" = Uuid, Path), ("subscription" = Uuid, Path)), responses((status = 204)))]
pub async fn delete(
    member: Member,
    path: Result<Path<(Uuid, Uuid)>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((contact, subscription)) = path.map_err(|_| Problem::not_found())?;
    let removed = subscriptions::remove(&member.tenant, member.actor(), ContactId(contact), subscription).await?;
    if removed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}
