//! The session cookie, and the one of a login that waits for its code.

use crate::app::App;
use axum::http::{HeaderMap, HeaderValue, header};
use relais_tenants::pending::PENDING_LIFE;
use relais_tenants::secret::Secret;
use relais_tenants::sessions::SESSION_LIFE;

/// `__Host-` ties the cookie to this host over TLS. Browsers refuse that name on plain HTTP, which only loopback uses.
fn name(app: &App) -> &'static str {
    if app.is_secure() { "__Host-relais" } else { "relais" }
}

/// The session secret a request carries.
pub fn secret(app: &App, headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(&cookie(headers, name(app))?)
}

/// The value of a cookie of the request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The header that begins a session in the browser.
pub fn begin(app: &App, secret: &Secret) -> HeaderValue {
    set(app, name(app), &secret.text(), SESSION_LIFE.as_secs())
}

/// The header that ends it.
pub fn end(app: &App) -> HeaderValue {
    set(app, name(app), "", 0)
}

/// What a login that waits for its code is known by; opens nothing by itself.
fn pending_name(app: &App) -> &'static str {
    if app.is_secure() {
        "__Host-relais-login"
    } else {
        "relais-login"
    }
}

/// The secret of the login that waits for its code.
pub fn pending(app: &App, headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(&cookie(headers, pending_name(app))?)
}

/// The header that lets a browser give a code.
pub fn begin_pending(app: &App, secret: &Secret) -> HeaderValue {
    set(app, pending_name(app), &secret.text(), PENDING_LIFE.as_secs())
}

/// The header that ends it.
pub fn end_pending(app: &App) -> HeaderValue {
    set(app, pending_name(app), "", 0)
}

fn set(app: &App, name: &str, value: &str, seconds: u64) -> HeaderValue {
    let secure = if app.is_secure() { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
}
