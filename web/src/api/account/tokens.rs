//! `GET /api/tokens`: one's own API tokens.

use crate::api::wire::Page;
use crate::app::App;
use crate::http::{Member, Problem};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A token as it is listed: never the token itself.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub struct TokenBody {
    /// Its identifier.
    id: uuid::Uuid,
    /// What its owner calls it.
    label: String,
    /// When it was made, RFC 3339.
    created_at: String,
    /// When it was last used, to within some minutes, RFC 3339.
    used_at: Option<String>,
}

/// One's own API tokens for this company, the newest first.
#[utoipa::path(get, path = "/api/tokens", tag = "account", responses((status = 200, body = Page<TokenBody>)))]
pub async fn get(State(app): State<App>, member: Member) -> Result<Json<Page<TokenBody>>, Problem> {
    let tokens = app.installation.tokens(&member.tenant, member.person.id).await?;
    let items = tokens.into_iter().map(|token| TokenBody {
        id: token.id.uuid(),
        label: token.label,
        created_at: token.created_at.to_string(),
        used_at: token.used_at.map(|at| at.to_string()),
    });
    Ok(Json(Page::whole(items)))
}
