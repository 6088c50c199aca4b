//! `/push/{tenant}/{token}`: the page on which somebody subscribes to notifications. It explains; the browser is asked for
//! permission only when its button is pressed, and what it gives out is posted here with what the person was told.
//!
//! Each company has a folder of its own, since a browser keeps one subscription per folder of its service worker.

mod leave;
mod page;
mod subscribe;
mod worker;

use super::visit::{Visit, visit};
use crate::app::App;
use crate::http::{Access, Problem, Route};
use crate::view::Ui;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use relais_core::tracking::{Notice, Source, Token};

/// A subscription is a few hundred bytes.
const MAX_BODY: usize = 16 * 1024;

/// The version of what people are told: another text is another version.
const NOTICE: &str = "push-1";

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/push/{tenant}/worker.js", Access::Link, worker::get),
        Route::get("/push/{tenant}/{token}", Access::Link, page::get),
        Route::post("/push/{tenant}/{token}", Access::Link, subscribe::post).body_limit(MAX_BODY),
        Route::post("/push/{tenant}/{token}/leave", Access::Link, leave::post).body_limit(MAX_BODY),
    ]
}

/// Whoever follows a link to a page of subscription.
struct Subscriber(Visit);

impl FromRequestParts<App> for Subscriber {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, app).await;
        let Path((tenant, token)) = path.map_err(|_| Problem::not_found())?;
        let visit = visit(parts, app, &token).await?;
        // Another company's folder is another company's page.
        if visit.token.code() != tenant || visit.token.link.is_some() {
            return Err(Problem::not_found());
        }
        Ok(Self(visit))
    }
}

impl Subscriber {
    fn token(&self) -> &Token {
        &self.0.token.token
    }

    /// The address of the page.
    fn href(&self) -> String {
        format!("/push/{}/{}", self.0.token.code(), self.token().text())
    }

    fn source(&self) -> Source {
        Source {
            one_click: false,
            address: self.0.request.address,
            agent: self.0.request.agent.clone(),
        }
    }

    /// What the person is told before they agree.
    fn notice(&self, ui: &Ui) -> Notice {
        Notice {
            version: NOTICE,
            language: ui.lang().to_owned(),
            text: ui.t1("push-notice", "company", self.0.tenant.company().name.clone()),
        }
    }
}
