//! The reader's present password, asked for again before something that would let an intruder stay (ASVS 5.0, 7.5.1).

use crate::http::Problem;
use crate::pages::frame::Frame;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::time::Duration;

/// Why what was given was not taken.
pub struct Refusal {
    /// What the page says about it.
    pub error: String,
    wait: Option<Duration>,
}

/// Checks it; nothing when it is right. Whoever sits down at an open session must not be able to guess from there, so that
/// it is slowed down as signing in is.
pub async fn check(frame: &Frame, client: IpAddr, password: &str) -> Result<Option<Refusal>, Problem> {
    let (app, ui, person) = (&frame.app, &frame.ui, &frame.member.person);
    let attempt = match app.throttle.attempt(client, &person.email) {
        Ok(attempt) => attempt,
        Err(wait) => {
            return Ok(Some(Refusal {
                error: ui.t1("login-throttled", "time", ui.about(&wait)),
                wait: Some(wait),
            }));
        }
    };
    let (_, hash) = app.installation.login(&person.email).await?.unzip();
    if !app.passwords.verify(password.to_owned(), hash).await? {
        return Ok(Some(Refusal {
            error: ui.t("profile-password-wrong"),
            wait: None,
        }));
    }
    attempt.succeeded();
    Ok(None)
}

impl Refusal {
    /// The answer with this page, which says why.
    pub fn answer(&self, page: impl IntoResponse) -> Result<Response, Problem> {
        let Some(wait) = self.wait else {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        };
        let mut response = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
        let seconds = wait.as_secs().max(1);
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        Ok(response)
    }
}
