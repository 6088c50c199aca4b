//! `GET /api/members`: who belongs to the company.

use crate::api::wire::Page;
use crate::app::App;
use crate::http::{Member, Problem};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody's place in the company.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberBody {
    /// Their identifier.
    id: uuid::Uuid,
    /// Their address.
    email: String,
    /// Their name.
    name: String,
    /// `admin`, `contributor`, `reader`, `compliance_officer` or `plugin_developer`.
    role: String,
    /// Since when, RFC 3339.
    since: String,
}

/// Who belongs to the company, the longest first.
#[utoipa::path(get, path = "/api/members", tag = "account", responses((status = 200, body = Page<MemberBody>)))]
pub async fn get(State(app): State<App>, member: Member) -> Result<Json<Page<MemberBody>>, Problem> {
    let members = app.installation.members(&member.tenant).await?;
    let items = members.into_iter().map(|member| MemberBody {
        id: member.person.id.uuid(),
        email: member.person.email,
        name: member.person.name,
        role: member.role,
        since: member.since.to_string(),
    });
    Ok(Json(Page::whole(items)))
}
