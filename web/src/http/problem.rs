//! How a failure is told: as a page to people, as RFC 9457 problem details to programs, in the reader's language.
//!
//! Handlers return a [`Problem`]; what it says is rendered once, on the way out, where reader and request id are known.
//! An internal error leaves as a bare 500 with the request's id; its cause is in the log only.

use super::Reader;
use crate::app::App;
use crate::locale::Arg;
use crate::view::Ui;
use crate::view::error::{ErrorKind, ErrorPage};
use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use relais_core::access::Permission;
use relais_tenants::RequestId;
use relais_tenants::password::PasswordError;
use serde::Serialize;
use std::fmt;

/// Something a request cannot get, and why.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    /// Fluent key of the sentence; also the `type` of the problem.
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
    fields: Vec<FieldProblem>,
}

/// What is wrong with one field of the request.
#[derive(Clone, Debug)]
pub struct FieldProblem {
    /// The field, as the request names it.
    pub field: String,
    /// Fluent key of the sentence.
    pub key: &'static str,
    /// What the sentence needs.
    pub args: Vec<(&'static str, Arg)>,
}

impl FieldProblem {
    /// A problem that needs no more words.
    pub fn new(field: impl Into<String>, key: &'static str) -> Self {
        Self {
            field: field.into(),
            key,
            args: Vec::new(),
        }
    }

    /// The same with a variable of its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl crate::locale::IntoArg) -> Self {
        self.args.push((name, value.arg()));
        self
    }
}

impl Problem {
    /// A problem whose sentence has this key.
    pub fn new(status: StatusCode, key: &'static str) -> Self {
        Self {
            status,
            key,
            args: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// The same with a variable of its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl crate::locale::IntoArg) -> Self {
        self.args.push((name, value.arg()));
        self
    }

    /// The same, about a field of the request.
    #[must_use]
    pub fn field(mut self, name: &'static str, key: &'static str) -> Self {
        self.fields.push(FieldProblem::new(name, key));
        self
    }

    /// Its status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// What it says in a reader's words, for the page that the request came from: what is wrong with each field, or with the
    /// whole.
    pub fn sentences(&self, ui: &Ui) -> Vec<String> {
        if self.fields.is_empty() {
            return vec![ui.tn(self.key, &self.args)];
        }
        self.fields.iter().map(|field| ui.tn(field.key, &field.args)).collect()
    }

    /// Fields of the request that are wrong.
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        Self {
            fields,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-invalid")
        }
    }

    /// The request cannot be read. `detail` is in nobody's language and goes to the log only.
    pub fn malformed(detail: impl fmt::Display) -> Self {
        tracing::debug!(%detail, "malformed request");
        Self::new(StatusCode::BAD_REQUEST, "problem-malformed")
    }

    /// There is no such thing, or it is another tenant's: the answer is the same.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "problem-not-found")
    }

    /// The path exists, for other methods.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "problem-method-not-allowed")
    }

    /// An API request without a valid token.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "problem-unauthorized")
    }

    /// The role does not grant what the route asks for.
    pub fn forbidden(permission: Permission) -> Self {
        // As the sentence's variants may be called.
        let permission = permission.as_str().replace(':', "-");
        Self::new(StatusCode::FORBIDDEN, "problem-forbidden").with("permission", permission)
    }

    /// Signed in, but a member of no company any more.
    pub fn no_company() -> Self {
        Self::new(StatusCode::FORBIDDEN, "problem-no-company")
    }

    /// A change asked for by another site's page.
    pub fn cross_site() -> Self {
        Self::new(StatusCode::FORBIDDEN, "problem-cross-site")
    }

    /// A conflict with what is there.
    pub fn conflict(key: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, key)
    }

    /// Something failed inside. The cause goes to the log, never into the answer.
    pub fn internal(cause: impl fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "problem-internal")
    }
}

impl<E: Internal> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::internal(error)
    }
}

/// Errors that are nobody's fault but ours.
pub trait Internal: fmt::Display {}
impl Internal for relais_tenants::database::Error {}
impl Internal for relais_tenants::registry::RegistryError {}
impl Internal for relais_core::audit::AuditError {}
impl Internal for askama::Error {}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-busy"),
            other => Self::internal(other),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// RFC 9457.
#[derive(Serialize)]
struct Details<'a> {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldDetails<'a>>,
}

#[derive(Serialize)]
struct FieldDetails<'a> {
    field: &'a str,
    code: &'a str,
    detail: String,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives each request an id, and every problem its words.
pub(super) async fn render(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId(app.installation.rng().number());
    request.extensions_mut().insert(id);
    let id = id.to_string();
    let api = request.uri().path().starts_with("/api/");
    let fragment = request.headers().contains_key("hx-request");
    let headers = request.headers().clone();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", %id, %method, path);
    let mut response = {
        use tracing::Instrument;
        next.run(request).instrument(span).await
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let reader = Reader::of(&headers, response.extensions());
        let kept = response.headers().clone();
        response = if api {
            details(&problem, &reader, &id)
        } else {
            page(&problem, &reader, &id, fragment)
        };
        response.headers_mut().extend(
            kept.into_iter()
                .filter_map(|(name, value)| Some((name?, value)))
                .filter(|(name, _)| *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH),
        );
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn details(problem: &Problem, reader: &Reader, id: &str) -> Response {
    let ui = &reader.0;
    let body = Details {
        r#type: format!("urn:relais:{}", problem.key),
        title: problem.status.canonical_reason().unwrap_or_default().to_owned(),
        status: problem.status.as_u16(),
        detail: ui.tn(problem.key, &problem.args),
        request_id: id,
        errors: problem
            .fields
            .iter()
            .map(|field| FieldDetails {
                field: &field.field,
                code: field.key,
                detail: ui.tn(field.key, &field.args),
            })
            .collect(),
    };
    let mut response = (problem.status, Json(body)).into_response();
    let json = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    if problem.status == StatusCode::UNAUTHORIZED {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn page(problem: &Problem, reader: &Reader, id: &str, fragment: bool) -> Response {
    let ui = reader.0.clone();
    let mut sentences = vec![ui.tn(problem.key, &problem.args)];
    sentences.extend(problem.fields.iter().map(|field| ui.tn(field.key, &field.args)));
    let kind = kind(problem.status);
    if fragment {
        // A fragment's place is taken by nothing; the sentence becomes a toast.
        return (problem.status, [("hx-reswap", "none")], sentences.join(" ")).into_response();
    }
    // Pages of a frequent kind have words of their own, which say the same.
    let general = matches!(kind, ErrorKind::NotFound | ErrorKind::Internal | ErrorKind::TooLarge);
    let page = ErrorPage {
        ui,
        kind,
        detail: (!general).then(|| sentences.join(" ")),
        request_id: (kind == ErrorKind::Internal).then(|| id.to_owned()),
    };
    match page.render() {
        Ok(html) => (problem.status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page cannot be rendered");
            problem.status.into_response()
        }
    }
}

fn kind(status: StatusCode) -> ErrorKind {
    match status {
        StatusCode::FORBIDDEN => ErrorKind::Forbidden,
        StatusCode::NOT_FOUND => ErrorKind::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorKind::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => ErrorKind::TooMany,
        status if status.is_server_error() => ErrorKind::Internal,
        _ => ErrorKind::BadRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use jiff::tz::TimeZone;
    use std::collections::HashSet;

    #[test]
    fn what_a_role_does_not_allow_is_said_in_words() {
        for locale in Locale::ALL {
            let ui = Ui::new(locale, TimeZone::UTC);
            let other = ui.t1("problem-forbidden", "permission", "");
            let told: HashSet<String> = Permission::ALL
                .iter()
                .flat_map(|permission| Problem::forbidden(*permission).sentences(&ui))
                .collect();
            assert_eq!(told.len(), Permission::ALL.len(), "{told:?}");
            assert!(!told.contains(&other), "{other}");
            assert!(
                told.iter()
                    .all(|sentence| !sentence.contains("-read") && !sentence.contains(':'))
            );
        }
    }
}
