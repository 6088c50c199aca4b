//! `GET /track/click/{token}`: to the link the message was written with, and nowhere else.

use super::pixel::NEVER_KEPT;
use super::visit::Visit;
use crate::app::App;
use crate::http::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use relais_core::tracking::Followed;

/// Leads on. A click is recorded if the message was sent tracked and its recipient's consent to that stands.
pub async fn get(State(app): State<App>, visit: Visit) -> Result<Response, Problem> {
    let Visit { tenant, token, request } = visit;
    let Followed::To(url) = app.recorder.click(&tenant, &token, request).await? else {
        return Err(Problem::not_found());
    };
    let location = HeaderValue::from_str(&url).map_err(Problem::internal)?;
    Ok((StatusCode::FOUND, NEVER_KEPT, [(header::LOCATION, location)]).into_response())
}
