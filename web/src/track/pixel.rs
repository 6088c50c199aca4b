//! `GET /track/pixel/{token}`: one transparent point, and perhaps an open.

use super::visit::Visit;
use crate::app::App;
use crate::http::Problem;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;

/// A transparent GIF of one point.
const GIF: &[u8] =
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xf9\x04\x01\x00\x00\x00\x00\x2c\x00\x00\
    \x00\x00\x01\x00\x01\x00\x00\x02\x01\x44\x00\x3b";

/// Nothing between here and the reader may keep it: a copy would hide the next open.
pub const NEVER_KEPT: [(HeaderName, HeaderValue); 4] = [
    (
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-store, no-cache, must-revalidate, private, max-age=0"),
    ),
    (header::PRAGMA, HeaderValue::from_static("no-cache")),
    (header::EXPIRES, HeaderValue::from_static("0")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// The point. An open is recorded if the message was sent tracked and its recipient's consent to that stands.
pub async fn get(State(app): State<App>, visit: Visit) -> Result<impl IntoResponse, Problem> {
    let Visit { tenant, token, request } = visit;
    if !app.recorder.open(&tenant, &token, request).await? {
        return Err(Problem::not_found());
    }
    Ok((NEVER_KEPT, [(header::CONTENT_TYPE, "image/gif")], GIF))
}
