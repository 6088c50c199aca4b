//! The REST API: a folder per area, a file per route. A handler takes what the guard let through, asks one function of the
//! domain and writes its answer as JSON.
//!
//! What areas share (cursors, lists, three-state fields, schemas) is in `wire`; how a refusal of the domain is told is in
//! `crate::refusal`, for pages too. The document of all this, generated from it, is `openapi`.

mod account;
mod attributes;
mod audiences;
mod audit;
mod campaigns;
mod channels;
mod contacts;
mod health;
mod imports;
mod openapi;
mod outbox;
mod plugins;
mod tracking;
mod wire;

use crate::http::{Access, Route};

/// The routes of the API.
pub fn routes() -> Vec<Route> {
    let mut routes = worker_routes();
    routes.push(Route::get("/api/openapi.json", Access::Public, openapi::get));
    routes.extend(imports::routes());
    routes.extend(contacts::routes());
    routes.extend(attributes::routes());
    routes.extend(audiences::routes());
    routes.extend(campaigns::routes());
    routes.extend(channels::routes());
    routes.extend(plugins::routes());
    routes.extend(outbox::routes());
    routes.extend(tracking::routes());
    routes.extend(audit::routes());
    routes.extend(account::routes());
    routes
}

/// What a process that only works in the background still answers.
pub fn worker_routes() -> Vec<Route> {
    vec![Route::get("/api/health", Access::Public, health::get)]
}
