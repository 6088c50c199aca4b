//! `GET|POST /invitation/{token}`: joining a company that invites.

use super::{MAX_NAME, code, enter, password};
use crate::app::App;
use crate::http::{Client, Form, Guest, Problem, Reader};
use crate::pages::{html, words};
use crate::view::account::{Invitation, InvitationPage};
use crate::view::{Field, Ui};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use relais_tenants::members::{self, MemberError};
use relais_tenants::people::{NewPerson, SignUpError};
use relais_tenants::secret::Secret;
use relais_tenants::{Company, PersonId};

/// The invitation, or that it is gone.
pub async fn get(
    State(app): State<App>,
    Reader(ui): Reader,
    guest: Option<Guest>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let Some(opened) = open(&app, &token).await? else {
        return gone(ui);
    };
    let invitation = Some(opened.view(&ui, &token, guest.as_ref()));
    Ok(html(&InvitationPage { ui, invitation })?.into_response())
}

/// Accepts it: somebody new chooses a name and a password; who has an account confirms with its password, unless they are
/// signed in to it. With a second factor they sign in whole before they come back here.
pub async fn post(
    State(app): State<App>,
    Reader(ui): Reader,
    Client(client): Client,
    guest: Option<Guest>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let Some(opened) = open(&app, &token).await? else {
        return gone(ui);
    };
    let mut view = opened.view(&ui, &token, guest.as_ref());
    let Opened {
        invitation,
        company: Company { id: company, .. },
        known,
    } = opened;
    let refused = |status: StatusCode, view: Invitation| {
        Ok::<_, Problem>(
            (
                status,
                html(&InvitationPage {
                    ui: ui.clone(),
                    invitation: Some(view),
                })?,
            )
                .into_response(),
        )
    };
    let (existing, new) = match known {
        Some((person, _)) if view.signed_in => (Some(person), newcomer(&invitation.email, "", String::new(), &ui)),
        Some((person, hash)) => {
            let attempt = match app.throttle.attempt(client, &invitation.email) {
                Ok(attempt) => attempt,
                Err(wait) => {
                    view.password_error = Some(ui.t1("login-throttled", "time", ui.about(&wait)));
                    let mut response = refused(StatusCode::TOO_MANY_REQUESTS, view)?;
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
                    return Ok(response);
                }
            };
            if !app
                .passwords
                .verify(form.raw("password").to_owned(), Some(hash))
                .await?
            {
                view.password_error = Some(ui.t("invitation-password-wrong"));
                return refused(StatusCode::UNPROCESSABLE_ENTITY, view);
            }
            attempt.succeeded();
            if app.installation.asks_for_code(person).await? {
                return code::ask(&app, person, &format!("/invitation/{token}")).await;
            }
            (Some(person), newcomer(&invitation.email, "", String::new(), &ui))
        }
        None => {
            let name = form.line("name");
            view.name = match name.chars().count() {
                0 => Field::wrong(&*name, ui.t("signup-name-missing")),
                1..=MAX_NAME => Field::of(&*name),
                _ => Field::wrong(&*name, ui.t1("text-too-long", "max", MAX_NAME)),
            };
            view.password_error =
                password::objection(&ui, form.raw("password"), &[&name, &invitation.email, &view.company]);
            if view.name.error.is_some() || view.password_error.is_some() {
                return refused(StatusCode::UNPROCESSABLE_ENTITY, view);
            }
            let hash = password::hash(&app, form.raw("password")).await?;
            (None, newcomer(&invitation.email, &name, hash, &ui))
        }
    };
    let Some(tenant) = app.installation.tenant(company).await? else {
        return gone(ui);
    };
    match app
        .installation
        .accept_invitation(&tenant, &invitation, existing, &new)
        .await
    {
        Ok(person) => enter(&app, &headers, person, Some(company), "/").await,
        Err(MemberError::Unknown) => gone(ui),
        // Somebody entered with this address since the page was asked for: it says what to do now.
        Err(MemberError::SignUp(SignUpError::EmailTaken)) => {
            view.known = true;
            view.signed_in = false;
            view.password_error = Some(ui.t("invitation-now-known"));
            refused(StatusCode::CONFLICT, view)
        }
        Err(other) => Err(Problem::internal(other)),
    }
}

/// An invitation that can be accepted, and whether somebody signs in with its address already.
struct Opened {
    invitation: members::Invitation,
    company: Company,
    known: Option<(PersonId, String)>,
}

impl Opened {
    fn view(&self, ui: &Ui, token: &str, guest: Option<&Guest>) -> Invitation {
        let known = self.known.as_ref().map(|(person, _)| *person);
        Invitation {
            token: token.to_owned(),
            company: self.company.name.clone(),
            email: self.invitation.email.clone(),
            role: words::role(ui, &self.invitation.role),
            name: Field::default(),
            password_error: None,
            password_min: password::MIN,
            known: known.is_some(),
            signed_in: known.is_some() && known == guest.map(|guest| guest.0.id),
        }
    }
}

async fn open(app: &App, token: &str) -> Result<Option<Opened>, Problem> {
    let Some(secret) = Secret::parse(token) else {
        return Ok(None);
    };
    let Some(invitation) = app.installation.invitation(&secret).await? else {
        return Ok(None);
    };
    let Some(company) = app.installation.company(invitation.tenant).await? else {
        return Ok(None);
    };
    let known = app.installation.login(&invitation.email).await?;
    Ok(Some(Opened {
        company,
        known,
        invitation,
    }))
}

fn newcomer(email: &str, name: &str, password_hash: String, ui: &Ui) -> NewPerson {
    NewPerson {
        email: email.to_owned(),
        name: name.to_owned(),
        password_hash,
        language: ui.lang().to_owned(),
    }
}

fn gone(ui: Ui) -> Result<Response, Problem> {
    Ok((StatusCode::NOT_FOUND, html(&InvitationPage { ui, invitation: None })?).into_response())
}
