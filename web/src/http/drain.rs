//! The rest of a body that nobody read, when a request was answered early.
//!
//! Closing the connection while the client is still sending makes it lose the answer: «too large» would arrive as a
//! broken connection. So a while is spent reading on, and then the connection is closed all the same.

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// Bytes read on at most.
const MOST: usize = 32 * 1024 * 1024;
/// Time spent at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// Lets a request through, then reads what is left of its body.
pub(super) async fn rest(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body.into_data_stream()));
    let read = stream::unfold(body.clone(), |body| async move {
        let chunk = body.lock().await.next().await?;
        Some((chunk, body))
    });
    let response = next.run(Request::from_parts(parts, Body::from_stream(read))).await;
    if response.status().is_client_error() {
        let mut left = body.lock().await;
        drop(tokio::time::timeout(PATIENCE, discard(&mut left)).await);
    }
    response
}

async fn discard(left: &mut BodyDataStream) {
    let mut read = 0;
    while let Some(Ok(chunk)) = left.next().await {
        read += chunk.len();
        if read > MOST {
            return;
        }
    }
}
