//! The audit log as a file to be saved, sent while it is read.

use super::attachment::disposition;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use relais_core::audit::AuditError;
use relais_core::audit::export::Export;

/// The answer that a browser saves under `name`. Memory stays at one page of entries; a file that breaks off breaks the answer off.
pub fn log_file(export: Export, name: &str) -> Response {
    let chunks = stream::try_unfold(export, |mut export| async move {
        let chunk = export
            .next()
            .await
            .inspect_err(|error| tracing::error!(%error, "an export of the audit log breaks off"))?;
        Ok::<_, AuditError>(chunk.map(|chunk| (chunk, export)))
    });
    let mut response = ([(header::CONTENT_TYPE, "application/jsonl")], Body::from_stream(chunks)).into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition(name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
