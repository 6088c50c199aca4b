//! `GET /api/plugins/{name}`: one plugin, and how it does.

use super::body::{FiguresBody, PluginBody};
use crate::app::App;
use crate::http::{Id, Member, Problem, Reader};
use axum::Json;
use axum::extract::State;
use relais_core::access::Permission;
use serde::Serialize;
use utoipa::ToSchema;

/// An installed plugin and how it does.
#[derive(Serialize, ToSchema)]
#[schema(as = PluginDetails)]
pub struct DetailsBody {
    #[serde(flatten)]
    plugin: PluginBody,
    /// Why the version in use cannot be loaded; null when it can.
    trouble: Option<String>,
    /// What its calls for this company have come to.
    figures: FiguresBody,
}

/// One plugin with its versions and figures.
#[utoipa::path(get, path = "/api/plugins/{name}", tag = "plugins", params(("name" = String, Path)),
    responses((status = 200, body = DetailsBody)))]
pub async fn get(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
    Id(name): Id<String>,
) -> Result<Json<DetailsBody>, Problem> {
    let plugin = app.plugins.get(&member.tenant, &name).await?;
    let plugin = plugin.ok_or_else(Problem::not_found)?;
    let trouble = app.plugins.trouble(&member.tenant, &name).await?;
    let figures = app.plugins.figures(&member.tenant, &name).await?;
    Ok(Json(DetailsBody {
        plugin: PluginBody::of(&plugin, &ui),
        trouble: trouble.map(|error| error.to_string()),
        figures: FiguresBody::of(figures, member.may(Permission::PluginsInstall)),
    }))
}
