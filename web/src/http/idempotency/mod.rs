//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a POST that is repeated under the same key, because its
//! answer got lost, is answered as the first time and does nothing more.
//!
//! A key is its sender's own, for one route. Only successes are kept: what was refused did nothing and may be corrected
//! and sent again under the same key. The work goes on when the client hangs up, or its answer could never be kept.

mod content;

use super::{Member, Problem};
use crate::app::App;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use content::Content;
use relais_tenants::Tenant;
use relais_tenants::idempotency::{Answer, Claim, Fingerprint, Held, KeyHash, claim};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::Instrument;

const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key, in characters.
const MAX_KEY: usize = 255;
/// The largest answer kept, in bytes; far above any.
const MAX_ANSWER: u64 = 4 * 1024 * 1024;

/// Answers a repeated request as the first time, or lets a new one through and keeps its answer.
pub(super) async fn honour(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get(KEY) else {
        return next.run(request).await;
    };
    let Some(member) = request.extensions().get::<Member>().cloned() else {
        return next.run(request).await;
    };
    let usable = |text: &[u8]| (1..=MAX_KEY).contains(&text.len()) && text.iter().all(u8::is_ascii_graphic);
    if !usable(key.as_bytes()) {
        return Problem::new(StatusCode::BAD_REQUEST, "problem-key-unusable").into_response();
    }
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let key = KeyHash::of(&[member.person.id.uuid().as_bytes(), route.as_bytes(), key.as_bytes()]);
    match answer(&app, member.tenant, key, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn answer(app: &App, tenant: Tenant, key: KeyHash, request: Request, next: Next) -> Result<Response, Problem> {
    let address = request
        .uri()
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let sent = match content::boundary(request.headers()) {
        Some(boundary) => Sent::Streamed(Arc::new(Mutex::new(Content::new(&boundary)))),
        None => Sent::Whole,
    };
    let (request, sent) = sent.of(app, request).await?;
    let fingerprint = move |sent: &Known| {
        sent.content()
            .map(|content| Fingerprint::of(&[address.as_bytes(), &content]))
    };
    match claim(&tenant, key).await? {
        Claim::Busy => Err(Problem::conflict("problem-key-busy")),
        Claim::Answered(first, kept) => {
            drain(request.into_body()).await?;
            if fingerprint(&sent) == Some(first) {
                replay(kept)
            } else {
                Err(reused())
            }
        }
        Claim::Granted(held) => {
            let work = async move {
                let response = next.run(request).await;
                keep(held, response, || fingerprint(&sent)).await
            };
            tokio::spawn(work.in_current_span()).await.map_err(Problem::internal)?
        }
    }
}

fn reused() -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-key-reused")
}

/// How the content of a request is looked at.
enum Sent {
    /// It is small: read first.
    Whole,
    /// It may be large: looked at as it passes by.
    Streamed(Arc<Mutex<Content>>),
}

/// What is known of the content of a request.
enum Known {
    Whole(Bytes),
    Streamed(Arc<Mutex<Content>>),
}

impl Sent {
    async fn of(self, app: &App, request: Request) -> Result<(Request, Known), Problem> {
        let (parts, body) = request.into_parts();
        match self {
            Self::Whole => {
                let whole = Request::from_parts(parts.clone(), body);
                let bytes = super::body::bytes(whole, app).await?;
                Ok((
                    Request::from_parts(parts, Body::from(bytes.clone())),
                    Known::Whole(bytes),
                ))
            }
            Self::Streamed(content) => {
                let seen = content.clone();
                let passing = futures_util::StreamExt::inspect(body.into_data_stream(), move |chunk| {
                    if let Ok(chunk) = chunk {
                        seen.lock().unwrap_or_else(PoisonError::into_inner).feed(chunk);
                    }
                });
                Ok((
                    Request::from_parts(parts, Body::from_stream(passing)),
                    Known::Streamed(content),
                ))
            }
        }
    }
}

impl Known {
    /// What identifies the content; `None` before it has wholly passed by.
    fn content(&self) -> Option<Vec<u8>> {
        match self {
            Self::Whole(bytes) => Some(bytes.to_vec()),
            Self::Streamed(content) => content.lock().unwrap_or_else(PoisonError::into_inner).digest(),
        }
    }
}

/// Reads what nobody else will, so that its fingerprint is known.
async fn drain(body: Body) -> Result<(), Problem> {
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = futures_util::StreamExt::next(&mut chunks).await {
        chunk.map_err(Problem::malformed)?;
    }
    Ok(())
}

/// Keeps the answer, if something was done.
async fn keep(
    held: Held,
    response: Response,
    fingerprint: impl FnOnce() -> Option<Fingerprint>,
) -> Result<Response, Problem> {
    let small = response
        .body()
        .size_hint()
        .exact()
        .is_some_and(|size| size <= MAX_ANSWER);
    let request = fingerprint().filter(|_| response.status().is_success() && small);
    let Some(request) = request else {
        held.release().await?;
        return Ok(response);
    };
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .map_err(Problem::internal)?;
    let mut content = Vec::with_capacity(bytes.len() + 128);
    for name in [header::CONTENT_TYPE, header::LOCATION] {
        if let Some(value) = parts.headers.get(&name) {
            content.extend_from_slice(name.as_str().as_bytes());
            content.push(b':');
            content.extend_from_slice(value.as_bytes());
            content.push(b'\n');
        }
    }
    content.push(b'\n');
    content.extend_from_slice(&bytes);
    held.keep(
        request,
        &Answer {
            status: parts.status.as_u16(),
            content,
        },
    )
    .await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replay(kept: Answer) -> Result<Response, Problem> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(kept.status).map_err(Problem::internal)?;
    response
        .headers_mut()
        .insert(REPLAYED, HeaderValue::from_static("true"));
    let mut rest = kept.content.as_slice();
    loop {
        let end = memchr::memchr(b'\n', rest).ok_or_else(|| Problem::internal("a kept answer is damaged"))?;
        let line = &rest[..end];
        rest = &rest[end + 1..];
        if line.is_empty() {
            break;
        }
        let colon = memchr::memchr(b':', line).unwrap_or(line.len());
        let value = line.get(colon + 1..).unwrap_or_default();
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    *response.body_mut() = Body::from(rest.to_vec());
    Ok(response)
}
