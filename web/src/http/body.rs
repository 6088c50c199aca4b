//! Reading what a request brings: a bad body is a clear 4xx, never a bare refusal of the framework.

use super::{FieldProblem, Problem, unfit};
use crate::app::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use relais_tenants::line::line;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::str::FromStr;

/// A JSON body, which is an object: the decoder would fill a struct from a list too, and `[]` would pass for one whose
/// fields were all left out.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        object(&bytes(request, app).await?).map(Self)
    }
}

fn object<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    if !text.trim_ascii_start().starts_with(b"{") {
        serde_json::from_slice::<IgnoredAny>(text).map_err(|error| unfit::not_json(&error))?;
        return Err(Problem::invalid(vec![FieldProblem::new("", "invalid-expects-object")]));
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(unfit::json)?;
    reader.end().map_err(|error| unfit::not_json(&error))?;
    Ok(value)
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

    /// The first value under `name` as one line that shows all it holds: what names and labels are read by.
    pub fn line(&self, name: &str) -> String {
        line(self.raw(name))
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

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs))
            .map(Self)
            .map_err(unfit::query)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(default)]
    struct Audience {
        filters: Option<serde_json::Value>,
    }

    #[test]
    fn a_body_is_an_object() {
        for text in ["{}", " \n{\"filters\":{}}\n"] {
            assert!(object::<Audience>(text.as_bytes()).is_ok(), "{text}");
        }
        for text in ["[]", " [{}]", "null", "1", "\"{}\""] {
            let refused = object::<Audience>(text.as_bytes()).unwrap_err();
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        }
        for text in ["", "[", "{", "{} {}", "[] []"] {
            let refused = object::<Audience>(text.as_bytes()).unwrap_err();
            assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{text}");
        }
    }
}
