//! Signing up, in and out; accepting an invitation; switching company and language.
//!
//! Does not live here: what the administrator decides about members and companies (`settings`).

mod code;
mod invitation;
mod language;
mod login;
mod logout;
mod next;
pub mod password;
mod signup;
mod slug;
mod switch;

use crate::app::App;
use crate::http::{Access, Problem, Route};
use crate::session;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::contacts::Field;
use relais_core::contacts::import::normalise::{self, Country};
use relais_tenants::{PersonId, TenantId};

/// Longest name of a person or a company, in characters.
const MAX_NAME: usize = 120;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/login", Access::Public, login::get),
        Route::post("/login", Access::Public, login::post),
        Route::get("/login/code", Access::Public, code::get),
        Route::post("/login/code", Access::Public, code::post),
        Route::post("/logout", Access::Public, logout::post),
        Route::get("/signup", Access::Public, signup::get),
        Route::post("/signup", Access::Public, signup::post),
        Route::get("/invitation/{token}", Access::Public, invitation::get),
        Route::post("/invitation/{token}", Access::Public, invitation::post),
        Route::post("/language", Access::Public, language::post),
        Route::post("/switch", Access::SignedIn, switch::post),
    ]
}

/// Begins a session in this browser and goes to `path`. The session the browser had, if any, ends: nobody can hand
/// somebody else a session to sign in to.
async fn enter(
    app: &App,
    headers: &HeaderMap,
    person: PersonId,
    company: Option<TenantId>,
    path: &str,
) -> Result<Response, Problem> {
    if let Some(old) = session::secret(app, headers) {
        app.installation.end_session(&old).await?;
    }
    let secret = app.installation.start_session(person, company).await?;
    Ok(([(header::SET_COOKIE, session::begin(app, &secret))], Redirect::to(path)).into_response())
}

/// Whether a text is an address one can sign in with.
pub(super) fn is_email(text: &str) -> bool {
    text.len() <= 254
        && matches!(normalise::field(Field::Email, text, Country::FRANCE), Ok(Some(normal)) if normal.note.is_none())
}
