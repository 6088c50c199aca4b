//! `POST /settings/members` and `POST /settings/invitations/{id}/revoke`: letting somebody in, and not.

use super::members::{Said, page};
use crate::http::{Form, Id, Problem};
use crate::pages::account::is_email;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Field;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::access::Role;
use relais_tenants::InvitationId;
use relais_tenants::members::MemberError;

/// Invites somebody: the link is shown this once. Whoever was invited before gets a new link; the old one ends.
pub async fn post(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    let role: Role = form.get("role").parse().map_err(Problem::malformed)?;
    let email = form.get("email");
    let again = async |status, error: String| {
        let said = Said {
            email: Field::wrong(email, error),
            role: Some(role),
            ..Said::default()
        };
        Ok::<_, Problem>((status, html(&page(&frame, said).await?)?).into_response())
    };
    if !is_email(email) {
        return again(StatusCode::UNPROCESSABLE_ENTITY, frame.ui.t("email-invalid")).await;
    }
    let installation = &frame.app.installation;
    let (tenant, actor) = (frame.tenant(), frame.member.actor());
    let before = installation.invitations(tenant).await?;
    let secret = match installation.invite(tenant, actor, email, role.as_str()).await {
        Ok(secret) => secret,
        Err(MemberError::AlreadyMember) => return again(StatusCode::CONFLICT, frame.ui.t("members-known")).await,
        Err(error) => return Err(error.into()),
    };
    for old in before.iter().filter(|old| old.email == email.to_lowercase()) {
        installation.revoke_invitation(tenant, actor, old.id).await?;
    }
    let new_link = Some(format!("{}/invitation/{}", frame.app.public_url, secret.text()));
    Ok(html(
        &page(
            &frame,
            Said {
                new_link,
                ..Said::default()
            },
        )
        .await?,
    )?
    .into_response())
}

/// Takes an invitation back.
pub async fn revoke(frame: Frame, Id(id): Id<InvitationId>) -> Result<Response, Problem> {
    if !frame
        .app
        .installation
        .revoke_invitation(frame.tenant(), frame.member.actor(), id)
        .await?
    {
        return Err(Problem::not_found());
    }
    Ok(Flash::InvitationRevoked.redirect(&frame.app, "/settings/members"))
}
