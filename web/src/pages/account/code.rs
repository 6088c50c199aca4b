//! `GET|POST /login/code`: after the right password, the code of the second factor.

use super::{enter, next};
use crate::app::App;
use crate::http::{Client, Fields, Form, Problem, Reader};
use crate::pages::html;
use crate::session;
use crate::view::account::{CodePage, LoginPage};
use crate::view::{Field, Ui};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use relais_tenants::PersonId;
use relais_tenants::signed::Refused;

/// Goes on after the right password: to the code when somebody has a second factor, else in.
pub async fn ask_or_enter(app: &App, headers: &HeaderMap, person: PersonId, path: &str) -> Result<Response, Problem> {
    if app.installation.asks_for_code(person).await? {
        ask(app, person, path).await
    } else {
        enter(app, headers, person, None, path).await
    }
}

/// Asks for the code; `path` is where to go once it was right.
pub async fn ask(app: &App, person: PersonId, path: &str) -> Result<Response, Problem> {
    let secret = app.installation.begin_login(person).await?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", path);
    let to = format!("/login/code?{}", query.finish());
    Ok((
        [(header::SET_COOKIE, session::begin_pending(app, &secret))],
        Redirect::to(&to),
    )
        .into_response())
}

/// The form, for whoever gave the right password a moment ago.
pub async fn get(
    State(app): State<App>,
    Reader(ui): Reader,
    query: Fields,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let waiting = match session::pending(&app, &headers) {
        Some(secret) => app.installation.pending_login(&secret).await?,
        None => None,
    };
    if waiting.is_none() {
        return Ok(Redirect::to("/login").into_response());
    }
    let page = CodePage {
        ui,
        code: Field::default(),
        next: next::safe(query.get("next")).map(str::to_owned),
    };
    Ok(html(&page)?.into_response())
}

/// Signs in. Codes are slowed down as passwords are, and after some wrong ones the password is asked for again.
pub async fn post(
    State(app): State<App>,
    Reader(ui): Reader,
    Client(client): Client,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let next = next::safe(form.get("next"));
    let waiting = match session::pending(&app, &headers) {
        Some(secret) => app
            .installation
            .pending_login(&secret)
            .await?
            .map(|person| (secret, person)),
        None => None,
    };
    let Some((secret, person)) = waiting else {
        return too_late(&app, ui, next);
    };
    let again = |status: StatusCode, error: String| {
        let page = CodePage {
            ui: ui.clone(),
            code: Field::wrong("", error),
            next: next.map(str::to_owned),
        };
        Ok::<_, Problem>((status, html(&page)?).into_response())
    };
    let attempt = match app.throttle.attempt(client, &person.email) {
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
    match app.installation.finish_login(&secret, form.get("code")).await? {
        Some(person) => {
            attempt.succeeded();
            let mut response = enter(&app, &headers, person, None, next.unwrap_or("/")).await?;
            response
                .headers_mut()
                .append(header::SET_COOKIE, session::end_pending(&app));
            Ok(response)
        }
        None => {
            app.installation.record_refusal(person.id, Refused::Code).await?;
            again(StatusCode::UNPROCESSABLE_ENTITY, ui.t("login-code-wrong"))
        }
    }
}

/// Nothing waits for a code any more: the password is asked for again.
fn too_late(app: &App, ui: Ui, next: Option<&str>) -> Result<Response, Problem> {
    let page = LoginPage {
        email: Field::default(),
        error: Some(ui.t("login-code-too-late")),
        notice: None,
        next: next.map(str::to_owned),
        signup_open: app.signup_open,
        ui,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
