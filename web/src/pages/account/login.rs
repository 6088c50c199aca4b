//! `GET|POST /login`.

use super::{code, next};
use crate::app::App;
use crate::http::{Client, Fields, Form, Guest, Problem, Reader};
use crate::pages::flash::Flash;
use crate::pages::html;
use crate::view::Field;
use crate::view::account::LoginPage;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use relais_tenants::signed::Refused;

/// The form. Who is signed in already is sent on.
pub async fn get(
    State(app): State<App>,
    Reader(ui): Reader,
    guest: Option<Guest>,
    query: Fields,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let next = next::safe(query.get("next"));
    if guest.is_some() {
        return Ok(Redirect::to(next.unwrap_or("/")).into_response());
    }
    let notice = Flash::of(&headers).map(|told| ui.t(told.key()));
    let page = LoginPage {
        email: Field::default(),
        error: None,
        notice,
        next: next.map(str::to_owned),
        signup_open: app.signup_open,
        ui,
    };
    Ok(html(&page)?.into_response())
}

/// Signs in, or asks for the code of a second factor. Whatever is wrong, the answer is the same and takes as long.
pub async fn post(
    State(app): State<App>,
    Reader(ui): Reader,
    Client(client): Client,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let email = form.get("email");
    let next = next::safe(form.get("next"));
    let again = |status: StatusCode, error: String| {
        let page = LoginPage {
            email: Field::of(email),
            error: Some(error),
            notice: None,
            next: next.map(str::to_owned),
            signup_open: app.signup_open,
            ui: ui.clone(),
        };
        Ok::<_, Problem>((status, html(&page)?).into_response())
    };
    let attempt = match app.throttle.attempt(client, email) {
        Ok(attempt) => attempt,
        Err(wait) => {
            let mut response = again(
                StatusCode::TOO_MANY_REQUESTS,
                ui.t1("login-throttled", "time", ui.about(&wait)),
            )?;
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
            return Ok(response);
        }
    };
    let (person, hash) = app.installation.login(email).await?.unzip();
    let right = app.passwords.verify(form.raw("password").to_owned(), hash).await?;
    match (person, right) {
        (Some(person), true) => {
            attempt.succeeded();
            code::ask_or_enter(&app, &headers, person, next.unwrap_or("/")).await
        }
        (person, _) => {
            if let Some(person) = person {
                // Beside the answer, which must not take longer for an address that is known.
                let installation = app.installation.clone();
                tokio::spawn(async move {
                    if let Err(error) = installation.record_refusal(person, Refused::Password).await {
                        tracing::error!(%error, "a refused login could not be recorded");
                    }
                });
            }
            again(StatusCode::UNPROCESSABLE_ENTITY, ui.t("login-wrong"))
        }
    }
}
