//! Reading what a request brings: a bad body is a clear 4xx, never a bare refusal of the framework.

use super::{FieldProblem, Problem};
use crate::app::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::str::FromStr;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let bytes = bytes(request, app).await?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(unfit)?;
        reader.end().map_err(Problem::malformed)?;
        Ok(Self(value))
    }
}

/// JSON that is none is malformed; JSON of another shape than expected is invalid, and the place is named.
fn unfit(error: serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let place = error.path().to_string();
    let cause = error.into_inner();
    match cause.classify() {
        serde_json::error::Category::Data => {
            // Where in the text means nothing to a program that has put it together.
            let detail = cause.to_string();
            let detail = detail
                .rsplit_once(" at line ")
                .map_or(detail.as_str(), |(what, _)| what);
            Problem::invalid(vec![FieldProblem::new(place, "invalid-type").with("detail", detail)])
        }
        _ => Problem::malformed(cause),
    }
}

/// The fields of a query, or inside of [`Form`] of a form, in order; a name may repeat.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=1&b=2`.
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// Fields made here.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Adds a field behind the others.
    pub fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    /// Gives a field this value, instead of any it has.
    pub fn set(&mut self, name: &str, value: String) {
        self.remove(name);
        self.push(name, value);
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| key != name);
    }

    /// Whether there is a field of this name, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The first value under `name`, trimmed; an absent field is an empty one.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// The first value under `name` as it was typed: passwords may begin and end with spaces.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// Every value under `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every pair, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// The fields of a form that was sent.
pub struct Form(pub Fields);

impl FromRequest<App> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        Ok(Self(Fields::parse(&bytes(request, app).await?)))
    }
}

impl FromRequestParts<App> for Fields {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default().as_bytes()))
    }
}

/// The query of an API request, as a type.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        query
            .map(|Query(value)| Self(value))
            .map_err(|rejection| Problem::malformed(rejection.body_text()))
    }
}

/// The one identifier in the path. One that cannot be read never existed: the same 404.
pub struct Id<T>(pub T);

impl<T: FromStr> FromRequestParts<App> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| Problem::not_found())?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

/// The body of a request, up to the limit of its route.
pub(super) async fn bytes(request: Request, app: &App) -> Result<Bytes, Problem> {
    Bytes::from_request(request, app)
        .await
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large"),
            _ => Problem::malformed(rejection.body_text()),
        })
}
