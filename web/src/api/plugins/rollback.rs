//! `POST /api/plugins/{name}/rollback`: back to the version before.

use super::body::PluginBody;
use crate::app::App;
use crate::http::{Id, Member, Problem, Reader};
use axum::Json;
use axum::extract::State;

/// Puts the version before the one in use back into use. 409 when there is none.
#[utoipa::path(post, path = "/api/plugins/{name}/rollback", tag = "plugins", params(("name" = String, Path)),
    responses((status = 200, body = PluginBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
    Id(name): Id<String>,
) -> Result<Json<PluginBody>, Problem> {
    let plugin = app
        .plugins
        .roll_back(Some(&member.tenant), member.actor(), &name)
        .await?;
    Ok(Json(PluginBody::of(&plugin, &ui)))
}
