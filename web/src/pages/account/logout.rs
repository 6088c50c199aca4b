//! `POST /logout`.

use crate::app::App;
use crate::http::Problem;
use crate::pages::flash::Flash;
use crate::session;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;

/// Ends the session, on the server and in the browser.
pub async fn post(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(secret) = session::secret(&app, &headers) {
        app.installation.end_session(&secret).await?;
    }
    let mut response = Flash::LoggedOut.redirect(&app, "/login");
    response.headers_mut().append(header::SET_COOKIE, session::end(&app));
    Ok(response)
}
