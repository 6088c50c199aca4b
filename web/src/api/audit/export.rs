//! `GET /api/audit/export`: the log as a file that verifies offline.

use crate::http::{Member, Params, Problem, log_file};
use axum::response::Response;
use relais_core::audit;
use relais_core::audit::export::Export;

/// What the file holds.
#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct ExportQuery {
    /// Whether the details of all entries are open in it; `false` when nothing is said. It verifies either way.
    #[param(value_type = Option<bool>)]
    details: Option<bool>,
}

/// Every entry, every checkpoint and the public key: JSON lines, in a format that is documented for those who write their own
/// verifier. That it was taken is an act of its own in the log.
#[utoipa::path(get, path = "/api/audit/export", tag = "audit", params(ExportQuery),
    responses((status = 200, body = String, content_type = "application/jsonl")))]
pub async fn get(member: Member, Params(query): Params<ExportQuery>) -> Result<Response, Problem> {
    audit::catch_up(&member.tenant).await?;
    let open = query.details.unwrap_or_default();
    let export = Export::begin(&member.tenant, member.actor(), open).await?;
    Ok(log_file(export, &Export::name(&member.tenant)))
}
