//! What messages lead to: the pixel, the links, the way out. Whoever holds the token is served; no session is looked at, no
//! cookie read or set, and nobody is sent anywhere but to a link of that campaign.
//!
//! Does not live here: what is recorded and of whom (`relais_core::tracking`), figures (`api::tracking`).

mod click;
mod pixel;
mod push;
mod unsubscribe;
mod visit;

use crate::http::{Access, Route};

/// The routes messages carry.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/track/pixel/{token}", Access::Link, pixel::get),
        Route::get("/track/click/{token}", Access::Link, click::get),
        Route::get("/unsubscribe/{token}", Access::Link, unsubscribe::get),
        Route::post("/unsubscribe/{token}", Access::Link, unsubscribe::post).body_limit(unsubscribe::MAX_BODY),
    ];
    routes.extend(push::routes());
    routes
}
