//! `GET /api/outbox/{id}`: one message of the outbox, whole.

use super::body::KeptBody;
use crate::http::{Id, Member, Problem};
use axum::Json;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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
    /// What would have left, such as the whole mail; empty where it is no text, see `source_base64`.
    source: String,
    /// What this is: `message/rfc822`, `application/json`, `application/pdf`, …
    media_type: String,
    /// The same in base64, where it is no text, such as a letter's PDF; null where `source` has it all.
    source_base64: Option<String>,
}

/// One message of the outbox, with what would have left.
#[utoipa::path(get, path = "/api/outbox/{id}", tag = "campaigns", params(("id" = Uuid, Path)),
    responses((status = 200, body = WholeBody)))]
pub async fn get(member: Member, Id(id): Id<Uuid>) -> Result<Json<WholeBody>, Problem> {
    let whole = delivery::outbox_item(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let (source, source_base64) = match String::from_utf8(whole.source) {
        Ok(text) => (text, None),
        Err(error) => {
            let bytes = error.as_bytes();
            (String::new(), Some(STANDARD.encode(bytes)))
        }
    };
    Ok(Json(WholeBody {
        kept: whole.kept.into(),
        source,
        media_type: whole.media_type,
        source_base64,
    }))
}
