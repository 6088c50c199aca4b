//! `POST /settings/profile/password`: the reader's own password, changed by who knows the present one.

use super::profile;
use crate::http::{Client, Form, Problem};
use crate::pages::account::password;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::session;
use crate::view::Field;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Changes it; the reader's other sessions end.
pub async fn post(
    frame: Frame,
    Client(client): Client,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let (app, ui, person) = (&frame.app, &frame.ui, &frame.member.person);
    let mut page = profile::page(&frame, Field::of(person.name.clone())).await?;
    let refused = |status: StatusCode, page| Ok::<_, Problem>((status, html(&page)?).into_response());
    // Whoever sits down at an open session must not be able to guess from there.
    let attempt = match app.throttle.attempt(client, &person.email) {
        Ok(attempt) => attempt,
        Err(wait) => {
            page.current_error = Some(ui.t1("login-throttled", "time", ui.about(&wait)));
            let mut response = refused(StatusCode::TOO_MANY_REQUESTS, page)?;
            let seconds = wait.as_secs().max(1);
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            return Ok(response);
        }
    };
    let (_, hash) = app.installation.login(&person.email).await?.unzip();
    if !app.passwords.verify(form.raw("current").to_owned(), hash).await? {
        page.current_error = Some(ui.t("profile-password-wrong"));
        return refused(StatusCode::UNPROCESSABLE_ENTITY, page);
    }
    attempt.succeeded();
    let company = &frame.member.company.name;
    page.password_error = password::objection(ui, form.raw("password"), &[&person.name, &person.email, company]);
    if page.password_error.is_some() {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, page);
    }
    // A page is only ever asked for with a session.
    let kept = session::secret(app, &headers).ok_or_else(|| Problem::internal("a member without a session"))?;
    let hash = password::hash(app, form.raw("password")).await?;
    app.installation
        .change_password(frame.tenant(), person.id, &hash, &kept)
        .await?;
    Ok(Flash::PasswordChanged.redirect(app, "/settings/profile"))
}
