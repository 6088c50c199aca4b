//! `GET /api/outbox/{id}`: one message of the outbox, whole.

use super::body::KeptBody;
use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::delivery;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A message of the outbox with what would have left.
#[derive(Serialize, ToSchema)]
#[schema(as = OutboxMessage)]
pub struct WholeBody {
    #[serde(flatten)]
    kept: KeptBody,
    /// What would have left, such as the whole mail; bytes that are no UTF-8 are replaced.
    source: String,
}

/// One message of the outbox, with what would have left.
#[utoipa::path(get, path = "/api/outbox/{id}", tag = "campaigns", params(("id" = Uuid, Path)),
    responses((status = 200, body = WholeBody)))]
pub async fn get(member: Member, Id(id): Id<Uuid>) -> Result<Json<WholeBody>, Problem> {
    let whole = delivery::outbox_item(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(WholeBody {
        kept: whole.kept.into(),
        source: String::from_utf8_lossy(&whole.source).into_owned(),
    }))
}
