//! Requests forged from other sites: a change must come from our own pages.
//!
//! `Sec-Fetch-Site` says where a request comes from and cannot be set by a page (W3C Fetch Metadata); browsers without
//! it send `Origin`. A request with neither was not made by a browser, so nobody's cookies were borrowed for it.

use super::Problem;
use crate::app::App;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses changes that another site's page asks for.
pub(super) async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A bearer token is no ambient authority: no other site can make a browser send it.
    let bearer = request.headers().contains_key(header::AUTHORIZATION);
    // Whoever holds a message's link may unsubscribe with it from anywhere (RFC 8058): that borrows nobody's cookies.
    // Providers report with the key in the address, from whatever they are made of.
    let path = request.uri().path();
    let link = path.starts_with("/unsubscribe/") || path.starts_with("/callbacks/");
    if safe || bearer || link || same_origin(&app, &request) {
        next.run(request).await
    } else {
        Problem::cross_site().into_response()
    }
}

fn same_origin(app: &App, request: &Request) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == app.public_url || (host.is_some() && host == text("host"))
        }
        (None, None) => true,
    }
}
