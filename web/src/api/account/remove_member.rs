//! `DELETE /api/members/{id}`: takes somebody out of the company.

use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use relais_tenants::PersonId;

/// Takes somebody out of the company; their sessions and tokens for it end at once. 409 for the last administrator.
#[utoipa::path(delete, path = "/api/members/{id}", tag = "account", params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Done")))]
pub async fn delete(State(app): State<App>, member: Member, Id(person): Id<PersonId>) -> Result<StatusCode, Problem> {
    app.installation
        .remove_member(&member.tenant, member.actor(), person)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
