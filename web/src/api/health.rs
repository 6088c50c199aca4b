//! `GET /api/health`: for load balancers and monitors.

use crate::app::App;
use crate::http::Problem;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// The program is up.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

/// 200 while the program can reach its control tables.
#[utoipa::path(get, path = "/api/health", tag = "service", responses((status = 200, body = Health)))]
pub async fn get(State(app): State<App>) -> Result<Json<Health>, Problem> {
    app.installation.check().await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
