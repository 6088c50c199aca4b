//! `POST /api/audiences/count`: how many people filters let in.

use super::Audience;
use crate::api::wire::read_filters;
use crate::app::App;
use crate::http::{Json, Member, Problem};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A number of people.
#[derive(Serialize, ToSchema)]
pub struct Count {
    /// People.
    count: u64,
}

/// How many people the filters let in, as of this moment.
#[utoipa::path(post, path = "/api/audiences/count", tag = "audiences", request_body = Audience,
    responses((status = 200, body = Count)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(audience): Json<Audience>,
) -> Result<axum::Json<Count>, Problem> {
    let filter = read_filters(&app, &member.tenant, audience.filters.as_ref()).await?;
    let count = app.audiences.ask(&member.tenant, |index| index.count(&filter)).await?;
    Ok(axum::Json(Count { count }))
}
