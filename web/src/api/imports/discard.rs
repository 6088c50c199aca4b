//! `DELETE /api/imports/{id}`: drops a file that was looked through and is not to be entered.

use crate::http::{Id, Member, Problem};
use axum::http::StatusCode;
use relais_core::contacts::import::{self, ImportId};

/// Drops an import that was not committed, with its file. 409 once it was committed.
#[utoipa::path(delete, path = "/api/imports/{id}", tag = "imports", params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Dropped")))]
pub async fn delete(member: Member, Id(id): Id<ImportId>) -> Result<StatusCode, Problem> {
    match import::discard(&member.tenant, member.actor(), id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found()),
    }
}
