//! The pages: one file per route or per form.
//!
//! A handler is short: the guard has authorised, it calls one function of the core, it fills a view and renders.
//! Does not live here: what is true (`relais_core`), what pages look like (`view`, `templates/`), the API (`api`).

mod account;
mod assets;
mod audience;
mod audit;
pub(crate) mod campaigns;
mod channels;
mod contacts;
mod flash;
mod frame;
mod imports;
mod live;
mod outbox;
mod overview;
mod plugins;
mod settings;
mod words;
mod zones;

use crate::http::{Access, Problem, Route};
use askama::Template;
use axum::response::Html;

/// The routes of the pages.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/assets/{file}", Access::Public, assets::get),
        Route::get("/", Access::SignedIn, overview::get),
    ];
    routes.extend(account::routes());
    routes.extend(campaigns::routes());
    routes.extend(contacts::routes());
    routes.extend(channels::routes());
    routes.extend(plugins::routes());
    routes.extend(outbox::routes());
    routes.extend(imports::routes());
    routes.extend(audit::routes());
    routes.extend(settings::routes());
    routes
}

/// A rendered page.
pub(crate) fn html(page: &impl Template) -> Result<Html<String>, Problem> {
    Ok(Html(page.render()?))
}
