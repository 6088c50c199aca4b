//! `GET /push/{tenant}/worker.js`: what shows notifications while no page is open. The same for every company; its address
//! is what keeps them apart.

use axum::http::header;
use axum::response::IntoResponse;

const WORKER: &str = include_str!("worker.js");

/// The script. Browsers ask for it again before they trust an old one.
pub async fn get() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        WORKER,
    )
}
