//! `POST /callbacks/{tenant}/{channel}/{key}`: what a provider reports of messages. Whoever holds the address may speak;
//! whether the words are the provider's is for the channel's plugin to say. No session is looked at.
//!
//! Does not live here: reading reports (the plugins), what they mean (`relais_core::delivery::callbacks`).

use crate::app::App;
use crate::http::{Access, Problem, Route};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, OriginalUri, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use relais_channels::Callback;
use relais_core::channels::{self, Channel};
use relais_core::consent::Topic;
use relais_core::delivery::callbacks::{self, CallbackError, Inside};
use relais_tenants::Tenant;

/// A provider's largest batch of reports has some hundred kilobytes.
const MAX_BODY: usize = 1024 * 1024;
/// The longest that any part of the address may be.
const MAX_PIECE: usize = 64;
/// When a report that came too early, or to a busy house, is worth telling again, in seconds.
const AGAIN: &str = "5";

/// The routes providers call.
pub fn routes() -> Vec<Route> {
    vec![Route::post("/callbacks/{tenant}/{channel}/{key}", Access::Link, post).body_limit(MAX_BODY)]
}

/// Somebody who has shown a channel's key, and their place inside. Known before their body is read.
struct Provider {
    tenant: Tenant,
    channel: Channel,
    /// The address as they called it, below the one they were given.
    uri: Uri,
    inside: Option<Inside>,
}

impl FromRequestParts<App> for Provider {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = Path::<(String, String, String)>::from_request_parts(parts, app).await;
        let Path((code, channel, key)) = path.map_err(|_| Problem::not_found())?;
        if [&code, &channel, &key].into_iter().any(|piece| piece.len() > MAX_PIECE) {
            return Err(Problem::not_found());
        }
        let topic = Topic::channel(&channel).ok_or_else(Problem::not_found)?;
        let tenant = app.installation.tenant_by_code(&code).await?;
        let tenant = tenant.ok_or_else(Problem::not_found)?;
        let channel = channels::get(&tenant, topic).await?;
        if !channel.takes_reports_under(&key) {
            return Err(Problem::not_found());
        }
        let uri = match OriginalUri::from_request_parts(parts, app).await {
            Ok(OriginalUri(uri)) => uri,
            Err(never) => match never {},
        };
        Ok(Self {
            inside: app.door.enter(tenant.id()),
            tenant,
            channel,
            uri,
        })
    }
}

/// Takes a report. Answered 200 when all of it is applied, known already, or about nobody here; 503 when it is worth telling
/// again.
async fn post(
    State(app): State<App>,
    provider: Provider,
    method: Method,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let Provider {
        tenant, channel, uri, ..
    } = &provider;
    if provider.inside.is_none() {
        return Ok(later());
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large"),
        _ => Problem::malformed(rejection.body_text()),
    })?;
    let asked = uri.path_and_query().map_or("/", |asked| asked.as_str());
    let request = Callback {
        method: method.to_string(),
        url: format!("{}{asked}", app.public_url),
        path: uri.query().map(|query| format!("?{query}")).unwrap_or_default(),
        headers: headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
        body: body.into(),
    };
    match callbacks::receive(tenant, &app.plugins, &app.public_url, channel, request).await {
        Ok(taken) if taken.too_early > 0 => Ok(later()),
        Ok(taken) => {
            tracing::debug!(channel = %channel.topic, ?taken, "a report was taken");
            // Twilio would send what it reads here as an answer: nothing.
            Ok((StatusCode::OK, [(header::CONTENT_TYPE, "text/plain")], "").into_response())
        }
        Err(CallbackError::Refused(reason)) => {
            tracing::debug!(channel = %channel.topic, reason, "a report was refused");
            Err(Problem::new(StatusCode::FORBIDDEN, "problem-callback-refused"))
        }
        Err(CallbackError::NoPlugin) => Err(Problem::not_found()),
        Err(CallbackError::TooMany(_)) => Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large")),
        // The plugin failed: what it could not read may be read by a better one.
        Err(CallbackError::Fault(_)) => Ok(later()),
        Err(CallbackError::Database(error)) => Err(error.into()),
    }
}

/// Asks for the same again.
fn later() -> Response {
    let again: [(HeaderName, HeaderValue); 1] = [(header::RETRY_AFTER, HeaderValue::from_static(AGAIN))];
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "problem-busy");
    let mut response = problem.into_response();
    response.headers_mut().extend(again);
    response
}
