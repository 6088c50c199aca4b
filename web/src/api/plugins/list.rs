//! `GET /api/plugins`: what is installed for the company.

use super::body::PluginBody;
use crate::api::wire::Page;
use crate::app::App;
use crate::http::{Member, Problem, Reader};
use axum::Json;
use axum::extract::State;

/// The company's own plugins and the operator's, by name. Those that come with the program are not among them.
#[utoipa::path(get, path = "/api/plugins", tag = "plugins", responses((status = 200, body = Page<PluginBody>)))]
pub async fn get(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
) -> Result<Json<Page<PluginBody>>, Problem> {
    let plugins = app.plugins.list(&member.tenant).await?;
    Ok(Json(Page::whole(
        plugins.iter().map(|plugin| PluginBody::of(plugin, &ui)),
    )))
}
