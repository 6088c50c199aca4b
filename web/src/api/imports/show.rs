//! `GET /api/imports/{id}`: how far an import is, and its report.

use super::body::ImportBody;
use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::contacts::import::{self, ImportId};

/// Lines of the report given with it; a file whose every line is doubtful has as many lines as the file.
const LINES: usize = 10_000;

/// How far an import is, and its report: what was entered, and the first ten thousand lines to look at.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "imports", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ImportBody)))]
pub async fn get(member: Member, Id(id): Id<ImportId>) -> Result<Json<ImportBody>, Problem> {
    let found = import::get(&member.tenant, id).await?.ok_or_else(Problem::not_found)?;
    let errors = match ImportBody::has_report(&found) {
        true => import::problems(&member.tenant, id, 0, LINES).await?,
        false => Vec::new(),
    };
    Ok(Json(ImportBody::new(found, errors)))
}
