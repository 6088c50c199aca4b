//! `GET /api/imports/{id}/errors`: the lines of a report, page by page.

use super::body::LineBody;
use crate::api::wire::{Cursor, List, ListQuery, Page, page_of};
use crate::http::{Id, Member, Params, Problem};
use axum::Json;
use relais_core::contacts::import::{self, ImportId};

/// Lines to look at, in the order of the file.
#[utoipa::path(get, path = "/api/imports/{id}/errors", tag = "imports", params(("id" = uuid::Uuid, Path), ListQuery),
    responses((status = 200, body = Page<LineBody>)))]
pub async fn get(
    member: Member,
    Id(id): Id<ImportId>,
    Params(query): Params<ListQuery>,
) -> Result<Json<Page<LineBody>>, Problem> {
    let limit = query.limit()?;
    let skip = Cursor::read(List::ImportLines, query.cursor.as_deref())?.map_or(0, u64::from_be_bytes);
    import::get(&member.tenant, id).await?.ok_or_else(Problem::not_found)?;
    let mut lines = import::problems(&member.tenant, id, skip, limit + 1).await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = more.then(|| skip.saturating_add(limit as u64).to_be_bytes());
    let items = lines.into_iter().map(LineBody::from).collect();
    Ok(Json(page_of(
        items,
        List::ImportLines,
        next.as_ref().map(<[u8; 8]>::as_slice),
    )))
}
