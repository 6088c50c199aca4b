//! A provider that prints and posts letters, of the shape of Lob.

use super::serve;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What knows the tenant.
const KEY: &str = "test_0123456789";

/// A letter that was made over.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// Under which key: the same key is printed once.
    pub key: String,
    /// The provider's identifier.
    pub id: String,
    /// The form's values.
    pub fields: BTreeMap<String, String>,
    /// What is printed.
    pub pdf: Vec<u8>,
    /// How often it was handed over.
    pub times: u32,
}

type Books = Arc<Mutex<Vec<Letter>>>;

/// The provider. A letter to a town `NULLE PART` cannot be delivered.
#[derive(Clone)]
pub struct Letters {
    url: Arc<str>,
    books: Books,
}

impl Letters {
    /// Starts it.
    pub async fn start() -> Self {
        let books = Books::default();
        let router = Router::new()
            .route("/v1/letters", get(list).post(take))
            .with_state(books.clone());
        Self {
            url: format!("{}/v1", serve(router).await).into(),
            books,
        }
    }

    /// The address of its web service.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The key it knows the tenant by.
    pub fn key(&self) -> &'static str {
        KEY
    }

    /// The letters it prints.
    pub fn taken(&self) -> Vec<Letter> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn known(headers: &HeaderMap) -> bool {
    let value = headers.get("authorization").and_then(|value| value.to_str().ok());
    value == Some(&format!("Basic {}", STANDARD.encode(format!("{KEY}:"))))
}

async fn list(headers: HeaderMap) -> Response {
    if known(&headers) {
        Json(json!({ "data": [], "object": "list", "count": 0 })).into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

async fn take(State(books): State<Books>, headers: HeaderMap, mut form: Multipart) -> Response {
    let error = |status: StatusCode, code: &str| {
        (
            status,
            Json(json!({ "error": { "message": "refused", "status_code": status.as_u16(), "code": code } })),
        )
            .into_response()
    };
    if !known(&headers) {
        return error(StatusCode::UNAUTHORIZED, "invalid_api_key");
    }
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let mut letter = Letter {
        key: key.unwrap_or_default().to_owned(),
        times: 1,
        ..Letter::default()
    };
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => return error(StatusCode::BAD_REQUEST, "bad_request"),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Ok(bytes) = field.bytes().await else {
            return error(StatusCode::BAD_REQUEST, "bad_request");
        };
        if name == "file" {
            letter.pdf = bytes.to_vec();
        } else {
            letter.fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    let town = letter
        .fields
        .get("to[address_city]")
        .map(String::as_str)
        .unwrap_or_default();
    if !letter.pdf.starts_with(b"%PDF-") || letter.key.is_empty() || town.is_empty() {
        return error(StatusCode::UNPROCESSABLE_ENTITY, "invalid");
    }
    if town.contains("NULLE PART") {
        return error(StatusCode::UNPROCESSABLE_ENTITY, "undeliverable_address");
    }
    let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
    let id = match books.iter_mut().find(|other| other.key == letter.key) {
        Some(known) => {
            known.times += 1;
            known.id.clone()
        }
        None => {
            letter.id = format!("ltr_{}", books.len() + 1);
            let id = letter.id.clone();
            books.push(letter);
            id
        }
    };
    Json(json!({ "id": id, "object": "letter" })).into_response()
}
