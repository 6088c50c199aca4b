//! `DELETE /api/plugins/{name}`: forgets a plugin with all its versions.

use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use relais_core::campaigns::remove_plugin;

/// Removes a plugin of the company. 409 while a channel is live with it or a campaign needs it, and for the operator's.
#[utoipa::path(delete, path = "/api/plugins/{name}", tag = "plugins", params(("name" = String, Path)),
    responses((status = 204, description = "Done")))]
pub async fn delete(State(app): State<App>, member: Member, Id(name): Id<String>) -> Result<StatusCode, Problem> {
    remove_plugin(&app.plugins, Some(&member.tenant), member.actor(), &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
