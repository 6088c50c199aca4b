//! `POST /api/invitations`: lets somebody into the company.

use super::set_role::read_role;
use crate::app::App;
use crate::http::{FieldProblem, Json, Member, Problem};
use crate::refusal;
use axum::extract::State;
use axum::http::StatusCode;
use relais_core::contacts::{Field, entry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whom to let in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Their address.
    email: String,
    /// `admin`, `contributor`, `reader`, `compliance_officer` or `plugin_developer`.
    role: String,
}

/// An invitation.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationBody {
    /// Whom it is for.
    email: String,
    /// The role they will have.
    role: &'static str,
    /// The link to pass on; it is told once, and works for seven days.
    link: String,
}

/// Makes the link by which somebody joins the company.
#[utoipa::path(post, path = "/api/invitations", tag = "account", request_body = NewInvitation,
    responses((status = 201, body = InvitationBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(new): Json<NewInvitation>,
) -> Result<(StatusCode, axum::Json<InvitationBody>), Problem> {
    let role = read_role(&new.role)?;
    let wrong = |key| Problem::invalid(vec![FieldProblem::new("email", key)]);
    let email = entry::lookup(Field::Email, &new.email, &member.company.country)
        .map_err(|code| wrong(refusal::value_problem(code)))?
        .ok_or_else(|| wrong("invalid-required"))?;
    let secret = app
        .installation
        .invite(&member.tenant, member.actor(), &email, role.as_str())
        .await?;
    let link = format!("{}/invitation/{}", app.public_url, secret.text());
    Ok((
        StatusCode::CREATED,
        axum::Json(InvitationBody {
            email,
            role: role.as_str(),
            link,
        }),
    ))
}
