//! `POST /api/audit/entries/{id}/reveal`: the details of one entry, opened on record.

use super::entries::EntryBody;
use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::audit::{self, hex};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An entry with its details.
#[derive(Serialize, ToSchema)]
#[schema(as = RevealedAuditEntry)]
pub struct RevealedBody {
    #[serde(flatten)]
    entry: EntryBody,
    /// The details: JSON as a text, since it is hashed as it was written.
    details: String,
    /// The salt of the details.
    details_salt: Option<String>,
}

/// The details of one entry. That they were opened, and for whom, is an act of its own in the log. 404 when there is no such entry,
/// or its content was erased.
#[utoipa::path(post, path = "/api/audit/entries/{id}/reveal", tag = "audit", params(("id" = Uuid, Path)),
    responses((status = 200, body = RevealedBody)))]
pub async fn post(member: Member, Id(id): Id<Uuid>) -> Result<Json<RevealedBody>, Problem> {
    let revealed = audit::reveal(&member.tenant, member.actor(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(RevealedBody {
        details_salt: revealed.entry.details_salt().map(|salt| hex::write(&salt)),
        entry: EntryBody::of(&member.tenant, &revealed.entry),
        details: revealed.details,
    }))
}
