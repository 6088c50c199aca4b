//! `PATCH /api/imports/{id}`: has a file that was looked through read otherwise.

use super::body::ImportBody;
use crate::http::{Id, Json, Member, Problem, Reader};
use relais_core::contacts::import::{self, ImportId, Reading};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// How a file is to be read instead. What is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportChange {
    /// Whether the first line holds the titles of the columns. A change maps the columns anew.
    #[serde(default)]
    header: Option<bool>,
    /// What columns are to mean: `{"Courriel": "email", "Référence": null}` or `[{"column": 0, "key": "email"}]`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    mapping: Option<Value>,
}

/// Reads the stored file of an import that was not committed again, otherwise, and looks it through: nothing is entered.
/// 409 once it was committed; 422 when the file would have no row left.
#[utoipa::path(patch, path = "/api/imports/{id}", tag = "imports", params(("id" = uuid::Uuid, Path)),
    request_body = ImportChange, responses((status = 200, body = ImportBody)))]
pub async fn patch(
    member: Member,
    reader: Reader,
    Id(id): Id<ImportId>,
    Json(change): Json<ImportChange>,
) -> Result<axum::Json<ImportBody>, Problem> {
    let column = reader.0.t("import-column");
    let reading = Reading {
        header: change.header,
        mapping: change.mapping.as_ref(),
        column: &column,
    };
    let import = import::correct(&member.tenant, id, &reading)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(axum::Json(ImportBody::new(import, Vec::new())))
}
