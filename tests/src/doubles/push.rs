//! A push service, and the browsers that it serves (RFC 8030, 8188, 8291, 8292).

use super::serve;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Nonce};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A browser that has subscribed: only it can read what it is sent.
#[derive(Clone)]
pub struct Browser {
    name: String,
    key: SecretKey,
    auth: [u8; 16],
}

impl Browser {
    /// The browser of this name; the same name is the same browser.
    pub fn named(name: &str) -> Self {
        let key: [u8; 32] = Sha256::digest(format!("key of {name}")).into();
        let auth: [u8; 32] = Sha256::digest(format!("secret of {name}")).into();
        let mut short = [0; 16];
        short.copy_from_slice(auth.split_at(16).0);
        Self {
            name: name.to_owned(),
            key: SecretKey::from_slice(&key).unwrap_or_else(|error| panic!("{error}")),
            auth: short,
        }
    }

    fn public(&self) -> Vec<u8> {
        p256::Sec1Point::from(self.key.public_key()).as_bytes().to_vec()
    }

    /// What it gives out when its owner subscribes at this service.
    pub fn subscription(&self, service: &str) -> Value {
        json!({
            "endpoint": format!("{service}/push/{}", self.name),
            "keys": { "p256dh": BASE64.encode(self.public()), "auth": BASE64.encode(self.auth) },
        })
    }

    /// Reads a notification (RFC 8291 §3, from the other side).
    fn decrypt(&self, body: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = body.split_at_checked(16)?;
        let (size, rest) = rest.split_at_checked(4)?;
        let (length, rest) = rest.split_first()?;
        let (sender, sealed) = rest.split_at_checked(usize::from(*length))?;
        let size = u32::from_be_bytes(size.try_into().ok()?);
        if body.len() > 4096 || sealed.len() > size as usize {
            return None;
        }
        let theirs = PublicKey::from_sec1_bytes(sender).ok()?;
        let shared = self.key.diffie_hellman(&theirs);
        let info = [b"WebPush: info\0".as_slice(), &self.public(), sender].concat();
        let material: [u8; 32] = derive(&self.auth, shared.raw_secret_bytes(), &info)?;
        let key: [u8; 16] = derive(salt, &material, b"Content-Encoding: aes128gcm\0")?;
        let nonce: [u8; 12] = derive(salt, &material, b"Content-Encoding: nonce\0")?;
        let cipher = Aes128Gcm::new(&key.into());
        let mut text = cipher.decrypt(&Nonce::from(nonce), sealed).ok()?;
        // Padding, and the mark of the last record.
        while text.last() == Some(&0) {
            text.pop();
        }
        (text.pop() == Some(2)).then_some(text)
    }
}

fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), material).expand(info, &mut out).ok()?;
    Some(out)
}

/// What one browser was shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The notification as the page's service worker reads it.
    pub notification: Value,
    /// How long it would have waited, in seconds.
    pub ttl: u32,
    /// The public key of whoever sent it.
    pub sender: String,
}

#[derive(Default)]
struct Books {
    shown: BTreeMap<String, Vec<Shown>>,
    refused: Vec<String>,
}

/// The service. A browser whose name begins with `gone` has ended its subscription; one that begins with `busy` is
/// turned away once.
#[derive(Clone)]
pub struct PushService {
    url: Arc<str>,
    books: Arc<Mutex<Books>>,
}

impl PushService {
    /// Starts it.
    pub async fn start() -> Self {
        let books: Arc<Mutex<Books>> = Arc::default();
        let router = Router::new()
            .route("/push/{browser}", post(take))
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

    /// What a browser was shown, in order.
    pub fn shown(&self, browser: &str) -> Vec<Shown> {
        let books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        books.shown.get(browser).cloned().unwrap_or_default()
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

async fn take(
    State(books): State<Arc<Mutex<Books>>>,
    Path(browser): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
    let host = headers
        .get("host")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let shown = match read(&browser, &format!("http://{host}"), &headers, &body) {
        Ok(shown) => shown,
        Err(why) => {
            books.refused.push(format!("{browser}: {why}"));
            return (StatusCode::BAD_REQUEST, why).into_response();
        }
    };
    if browser.starts_with("gone") {
        return StatusCode::GONE.into_response();
    }
    let known = books.shown.contains_key(&browser);
    let times = books.shown.entry(browser.clone()).or_default();
    if browser.starts_with("busy") && !known {
        return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response();
    }
    times.push(shown);
    let location = format!("http://{host}/message/{browser}/{}", times.len());
    (StatusCode::CREATED, [("location", location)]).into_response()
}

/// What a push service checks before it takes a notification; the browser's part is done here too.
fn read(browser: &str, origin: &str, headers: &HeaderMap, body: &[u8]) -> Result<Shown, String> {
    let header = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.ok_or_else(|| format!("no {name}"))
    };
    if header("content-encoding")? != "aes128gcm" {
        return Err("another content encoding".to_owned());
    }
    let ttl = header("ttl")?.parse().map_err(|_| "the TTL is no number")?;
    let (token, key) = header("authorization")?
        .strip_prefix("vapid t=")
        .and_then(|rest| rest.split_once(", k="))
        .ok_or("no VAPID")?;
    let public = BASE64.decode(key).map_err(|_| "the key is no base64")?;
    let (signed, signature) = token.rsplit_once('.').ok_or("no token")?;
    let signature = BASE64.decode(signature).map_err(|_| "the signature is no base64")?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public)
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| "the signature is another's")?;
    let claims = signed
        .split_once('.')
        .and_then(|(_, claims)| BASE64.decode(claims).ok());
    let claims: Value = serde_json::from_slice(&claims.ok_or("no claims")?).map_err(|_| "the claims are no JSON")?;
    if claims["aud"] != origin {
        return Err(format!("the token is for {}", claims["aud"]));
    }
    if !claims["exp"].is_u64() || !claims["sub"].as_str().is_some_and(|sub| sub.starts_with("mailto:")) {
        return Err(format!("the claims lack something: {claims}"));
    }
    let text = Browser::named(browser).decrypt(body).ok_or("it cannot be decrypted")?;
    Ok(Shown {
        notification: serde_json::from_slice(&text).map_err(|_| "it is no JSON")?,
        ttl,
        sender: key.to_owned(),
    })
}
