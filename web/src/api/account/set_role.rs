//! `PATCH /api/members/{id}`: gives a member another role.

use crate::app::App;
use crate::http::{FieldProblem, Id, Json, Member, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use relais_core::access::Role;
use relais_tenants::PersonId;
use serde::Deserialize;
use utoipa::ToSchema;

/// A member's role to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleOrder {
    /// `admin`, `contributor`, `reader`, `compliance_officer` or `plugin_developer`.
    role: String,
}

/// Reads a role.
pub fn read_role(text: &str) -> Result<Role, Problem> {
    text.parse()
        .map_err(|_| Problem::invalid(vec![FieldProblem::new("role", "invalid-role")]))
}

/// Gives a member another role. 409 for the last administrator.
#[utoipa::path(patch, path = "/api/members/{id}", tag = "account", params(("id" = uuid::Uuid, Path)),
    request_body = RoleOrder, responses((status = 204, description = "Done")))]
pub async fn patch(
    State(app): State<App>,
    member: Member,
    Id(person): Id<PersonId>,
    Json(order): Json<RoleOrder>,
) -> Result<StatusCode, Problem> {
    let role = read_role(&order.role)?;
    app.installation
        .set_role(&member.tenant, member.actor(), person, role.as_str())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
