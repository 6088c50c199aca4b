//! `GET /api/imports`: pages of imports, newest first.

use super::body::ImportBody;
use crate::api::wire::{Cursor, List, ListQuery, Page, page_of};
use crate::http::{Member, Params, Problem};
use axum::Json;
use relais_core::contacts::import::{self, ImportId};
use uuid::Uuid;

/// Imports, newest first, without the lines of their reports.
#[utoipa::path(get, path = "/api/imports", tag = "imports", params(ListQuery),
    responses((status = 200, body = Page<ImportBody>)))]
pub async fn get(member: Member, Params(query): Params<ListQuery>) -> Result<Json<Page<ImportBody>>, Problem> {
    let limit = query.limit()?;
    let before = Cursor::read(List::Imports, query.cursor.as_deref())?;
    let before = before.map(|bytes| ImportId(Uuid::from_bytes(bytes)));
    let (items, next) = import::list(&member.tenant, before, limit).await?;
    let next = next.map(|id| id.uuid().into_bytes());
    let items = items
        .into_iter()
        .map(|import| ImportBody::new(import, Vec::new()))
        .collect();
    Ok(Json(page_of(
        items,
        List::Imports,
        next.as_ref().map(<[u8; 16]>::as_slice),
    )))
}
