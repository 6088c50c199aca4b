//! `GET /assets/{file}`: style sheets, scripts, icons; kept for ever, since a new content has a new address.

use crate::assets;
use crate::http::Problem;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};

/// One embedded file, compressed if the browser takes it so.
pub async fn get(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = assets::by_path(uri.path()).ok_or_else(Problem::not_found)?;
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .any(|coding| coding.trim().split(';').next() == Some("br"))
        });
    let kept = [
        (header::CONTENT_TYPE, asset.mime),
        (header::CACHE_CONTROL, assets::CACHE_CONTROL),
        (header::VARY, "accept-encoding"),
    ];
    Ok(match asset.brotli {
        Some(bytes) if takes_brotli => (kept, [(header::CONTENT_ENCODING, "br")], bytes).into_response(),
        _ => (kept, asset.bytes).into_response(),
    })
}
