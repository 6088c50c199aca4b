//! `GET /settings/members`, `POST /settings/members/{id}` and `…/{id}/remove`: who belongs to the company, as what.

use super::{moment, tabs};
use crate::http::{Form, Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::{html, words};
use crate::view::settings::{Member, MembersPage, PendingInvitation};
use crate::view::{Choice, Field, Place, Ui};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::access::{Permission, Role};
use relais_tenants::PersonId;
use relais_tenants::members::MemberError;

/// What a page of members says besides who they are.
#[derive(Default)]
pub struct Said {
    /// The address typed in the invitation form.
    pub email: Field,
    /// The role chosen there.
    pub role: Option<Role>,
    /// A link just made.
    pub new_link: Option<String>,
    /// What is wrong with the whole.
    pub error: Option<String>,
}

/// The members and the invitations.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    Ok(html(&page(&frame, Said::default()).await?)?.into_response())
}

/// Gives a member another role.
pub async fn set_role(frame: Frame, Id(id): Id<PersonId>, Form(form): Form) -> Result<Response, Problem> {
    let role: Role = form.get("role").parse().map_err(Problem::malformed)?;
    let changed = frame
        .app
        .installation
        .set_role(frame.tenant(), frame.member.actor(), id, role.as_str())
        .await;
    if let Err(error) = changed {
        return refused(&frame, id, error).await;
    }
    let still = id != frame.member.person.id || frame.app.policy.permissions(role).allows(Permission::MembersRead);
    Ok(Flash::RoleChanged.redirect(&frame.app, if still { "/settings/members" } else { "/settings" }))
}

/// Takes a member out of the company; an administrator may take themselves out while another one stays.
pub async fn remove(frame: Frame, Id(id): Id<PersonId>) -> Result<Response, Problem> {
    match frame
        .app
        .installation
        .remove_member(frame.tenant(), frame.member.actor(), id)
        .await
    {
        // Their session went with the membership.
        Ok(()) if id == frame.member.person.id => Ok(Redirect::to("/login").into_response()),
        Ok(()) => Ok(Flash::MemberRemoved.redirect(&frame.app, "/settings/members")),
        Err(error) => refused(&frame, id, error).await,
    }
}

async fn refused(frame: &Frame, id: PersonId, error: MemberError) -> Result<Response, Problem> {
    if !matches!(error, MemberError::LastAdministrator) {
        return Err(error.into());
    }
    let mut page = page(frame, Said::default()).await?;
    let name = page
        .members
        .iter()
        .find(|member| member.id == id.to_string())
        .map_or("", |member| &member.name);
    page.error = Some(frame.ui.t1("members-last-administrator", "name", name));
    Ok((StatusCode::CONFLICT, html(&page)?).into_response())
}

/// The page.
pub async fn page(frame: &Frame, said: Said) -> Result<MembersPage, Problem> {
    let ui = &frame.ui;
    let installation = &frame.app.installation;
    let can_edit = frame.may(Permission::MembersManage);
    let members = installation.members(frame.tenant()).await?;
    let invitations = installation.invitations(frame.tenant()).await?;
    Ok(MembersPage {
        ui: ui.clone(),
        shell: frame.shell(Place::Settings).await?,
        tabs: tabs(frame),
        members: members
            .into_iter()
            .map(|member| Member {
                id: member.person.id.to_string(),
                me: member.person.id == frame.member.person.id,
                name: member.person.name,
                email: member.person.email,
                roles: roles(ui, member.role.parse().ok()),
                since: moment(member.since),
            })
            .collect(),
        invitations: invitations
            .into_iter()
            .map(|invitation| PendingInvitation {
                id: invitation.id.to_string(),
                email: invitation.email,
                role: words::role(ui, &invitation.role),
                expires_at: moment(invitation.expires_at),
            })
            .collect(),
        email: said.email,
        roles: roles(ui, said.role.or(Some(Role::Contributor))),
        new_link: said.new_link,
        error: said.error,
        can_edit,
    })
}

fn roles(ui: &Ui, chosen: Option<Role>) -> Vec<Choice> {
    Role::ALL
        .into_iter()
        .map(|role| Choice::new(role.as_str(), words::role(ui, role.as_str()), chosen == Some(role)))
        .collect()
}
