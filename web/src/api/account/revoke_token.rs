//! `DELETE /api/tokens/{id}`: revokes one of one's own tokens.

use crate::app::App;
use crate::http::{Id, Member, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use relais_tenants::TokenId;

/// Revokes one of one's own tokens, at once.
#[utoipa::path(delete, path = "/api/tokens/{id}", tag = "account", params(("id" = uuid::Uuid, Path)),
    responses((status = 204, description = "Revoked")))]
pub async fn delete(State(app): State<App>, member: Member, Id(token): Id<TokenId>) -> Result<StatusCode, Problem> {
    match app
        .installation
        .revoke_token(&member.tenant, member.person.id, token)
        .await?
    {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found()),
    }
}
