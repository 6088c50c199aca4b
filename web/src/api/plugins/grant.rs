//! `POST /api/plugins/{name}/grant`: an administrator decides what a version may do.

use super::body::PluginBody;
use crate::app::App;
use crate::http::{FieldProblem, Id, Json, Member, Problem, Reader};
use axum::extract::State;
use relais_channels::Capability;
use relais_core::plugins::{Grant, Seen};
use serde::Deserialize;
use utoipa::ToSchema;

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantOrder {
    /// Which version was looked at.
    version: i64,
    /// Its SHA-256 as it was shown; 409 when the version has another one by now.
    sha256: Option<String>,
    /// What is granted; all that the version wants when absent. With fewer it does not serve.
    capabilities: Option<Vec<String>>,
}

/// Grants a version what it wants: it serves from now on, also when it was put aside.
#[utoipa::path(post, path = "/api/plugins/{name}/grant", tag = "plugins", params(("name" = String, Path)),
    request_body = GrantOrder, responses((status = 200, body = PluginBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
    Id(name): Id<String>,
    Json(order): Json<GrantOrder>,
) -> Result<axum::Json<PluginBody>, Problem> {
    let grant = match order.capabilities {
        None => Grant::All,
        Some(names) => Grant::Some(names.iter().map(|name| known(name)).collect::<Result<_, _>>()?),
    };
    let seen = Seen {
        version: order.version,
        sha256: order.sha256,
    };
    let plugin = app
        .plugins
        .grant(Some(&member.tenant), member.actor(), &name, &seen, grant)
        .await?;
    Ok(axum::Json(PluginBody::of(&plugin, &ui)))
}

fn known(name: &str) -> Result<Capability, Problem> {
    let unknown = || FieldProblem::new("capabilities", "invalid-plugin-capability").with("name", name);
    Capability::named(name).ok_or_else(|| Problem::invalid(vec![unknown()]))
}
