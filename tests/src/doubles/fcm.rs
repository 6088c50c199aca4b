//! A web service of the shape of FCM v1 with its token service (RFC 7523).

use super::serve;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};

/// The private key of the service account, made for these tests.
pub const ACCOUNT_KEY: &str = include_str!("account.pem");
const TOKEN: &str = "ya29.a-token";

#[derive(Default)]
struct Books {
    taken: Vec<Value>,
    tokens: u32,
    refused: Vec<String>,
}

/// The web service of one project, `p-1`. A device token that begins with `gone` belongs to an app that was removed.
#[derive(Clone)]
pub struct Fcm {
    url: Arc<str>,
    books: Arc<Mutex<Books>>,
}

impl Fcm {
    /// Starts it.
    pub async fn start() -> Self {
        let books: Arc<Mutex<Books>> = Arc::default();
        let router = Router::new()
            .route("/token", post(token))
            .route("/v1/projects/{project}/{verb}", post(send))
            .with_state(books.clone());
        Self {
            url: serve(router).await.into(),
            books,
        }
    }

    /// Its origin.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The messages it took.
    pub fn taken(&self) -> Vec<Value> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner).taken.clone()
    }

    /// How many access tokens it gave.
    pub fn tokens(&self) -> u32 {
        self.books.lock().unwrap_or_else(PoisonError::into_inner).tokens
    }

    /// What was refused because it was not as it must be.
    pub fn refused(&self) -> Vec<String> {
        self.books
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .refused
            .clone()
    }
}

async fn token(State(books): State<Arc<Mutex<Books>>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
    let host = headers
        .get("host")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match check(&body, &format!("http://{host}/token")) {
        Ok(()) => {
            books.tokens += 1;
            Json(json!({ "access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer" })).into_response()
        }
        Err(why) => {
            books.refused.push(why.clone());
            (
                StatusCode::BAD_REQUEST,
                Json(json!({ "error": "invalid_grant", "error_description": why })),
            )
                .into_response()
        }
    }
}

fn check(body: &[u8], audience: &str) -> Result<(), String> {
    let body = String::from_utf8_lossy(body).into_owned();
    let value = |name: &str| {
        let found = body
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        found.ok_or_else(|| format!("no {name}"))
    };
    if value("grant_type")? != "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer" {
        return Err("another grant".to_owned());
    }
    let (signed, signature) = value("assertion")?.rsplit_once('.').ok_or("no assertion")?;
    let der: String = ACCOUNT_KEY.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(der).map_err(|error| error.to_string())?;
    let key = RsaKeyPair::from_pkcs8(&der).map_err(|error| error.to_string())?;
    let signature = BASE64.decode(signature).map_err(|error| error.to_string())?;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref())
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| "the signature is another's")?;
    let claims = signed
        .split_once('.')
        .and_then(|(_, claims)| BASE64.decode(claims).ok());
    let claims: Value = serde_json::from_slice(&claims.ok_or("no claims")?).map_err(|error| error.to_string())?;
    let good = claims["iss"] == "sender@p-1.iam.test"
        && claims["aud"] == audience
        && claims["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
        && claims["exp"].as_u64() == claims["iat"].as_u64().map(|issued| issued + 3600);
    if good {
        Ok(())
    } else {
        Err(format!("the claims are {claims}"))
    }
}

async fn send(
    State(books): State<Arc<Mutex<Books>>>,
    Path((project, verb)): Path<(String, String)>,
    headers: HeaderMap,
    Json(order): Json<Value>,
) -> Response {
    let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
    let error = |status: StatusCode, code: &str, detail: &str| {
        let error = json!({ "error": { "code": status.as_u16(), "status": code, "message": "refused", "details": [
            { "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": detail } ] } });
        (status, Json(error)).into_response()
    };
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok());
    if bearer != Some(&format!("Bearer {TOKEN}")) || (project.as_str(), verb.as_str()) != ("p-1", "messages:send") {
        books.refused.push(format!("{project}/{verb} with {bearer:?}"));
        return error(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR");
    }
    let message = order["message"].clone();
    match message["token"].as_str() {
        None | Some("") => {
            books.refused.push(order.to_string());
            error(StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", "INVALID_ARGUMENT")
        }
        Some(token) if token.starts_with("gone") => error(StatusCode::NOT_FOUND, "NOT_FOUND", "UNREGISTERED"),
        Some(_) => {
            books.taken.push(message);
            Json(json!({ "name": format!("projects/p-1/messages/{}", books.taken.len()) })).into_response()
        }
    }
}
