//! `GET /api/audit/checkpoint`: what the log is now, signed.

use crate::http::{Member, Problem};
use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use relais_core::audit::note::{Checkpoint, LogKey};
use relais_core::audit::{self, Signed};
use serde::Serialize;
use utoipa::ToSchema;

/// A signed checkpoint.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditCheckpoint)]
pub struct CheckpointBody {
    /// The log's public name.
    origin: String,
    /// How many entries it covers.
    size: i64,
    /// The root of their tree (RFC 6962), in hexadecimal digits.
    root: Option<String>,
    /// The signed note (C2SP tlog-checkpoint): what to keep, and to compare with later.
    note: String,
    /// The verifier key of the note (C2SP signed-note).
    key: String,
    /// When it was signed, RFC 3339.
    at: String,
}

impl CheckpointBody {
    fn of(key: &LogKey, signed: Signed) -> Self {
        Self {
            origin: key.name.clone(),
            size: signed.size,
            root: Checkpoint::read(&signed.note).ok().map(|read| read.root.to_string()),
            note: signed.note,
            key: key.to_string(),
            at: signed.at.to_string(),
        }
    }
}

/// The newest checkpoint, over every act that was recorded before. Asked for as `text/plain` it is the note alone.
#[utoipa::path(get, path = "/api/audit/checkpoint", tag = "audit",
    responses((status = 200, body = CheckpointBody)))]
pub async fn get(member: Member, headers: HeaderMap) -> Result<Response, Problem> {
    audit::catch_up(&member.tenant).await?;
    let newest = audit::newest(&member.tenant).await?.ok_or_else(Problem::not_found)?;
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| accept.starts_with("text/plain")) {
        return Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], newest.note).into_response());
    }
    Ok(Json(CheckpointBody::of(&LogKey::of(&member.tenant), newest)).into_response())
}
