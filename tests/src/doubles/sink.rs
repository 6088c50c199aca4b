//! A provider that takes whatever it is given and says so at once, for measurements: what it costs is next to nothing.

use super::serve;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The provider.
#[derive(Clone, Debug)]
pub struct HttpSink {
    url: Arc<str>,
    taken: Arc<AtomicU64>,
}

impl HttpSink {
    /// Starts one. Its answers are such that each of our plugins finds in them what it looks for.
    pub async fn start() -> Self {
        let taken = Arc::new(AtomicU64::new(0));
        let counted = taken.clone();
        let router = Router::new().fallback(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            async { answer() }
        });
        Self {
            url: serve(router).await.into(),
            taken,
        }
    }

    /// Its origin.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many requests it has taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

fn answer() -> Response {
    let headers = [("x-message-id", "1"), ("location", "http://sink.invalid/message/1")];
    let body = r#"{"id":"<1@sink.invalid>","sid":"SM1","status":"queued","message":"Queued."}"#;
    (StatusCode::CREATED, headers, body).into_response()
}
