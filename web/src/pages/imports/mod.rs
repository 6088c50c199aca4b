//! Importing prospects: a file is chosen, checked, entered, reported on.
//!
//! `/imports/{id}` shows one of three pages by where the import stands. Does not live here: reading files and entering
//! rows (`relais_core::contacts::import`), what pages look like (`view::imports`, `templates/imports/`).

mod basis;
mod check;
mod choose;
mod preview;
mod progress;
pub mod reasons;
mod report;
mod report_file;
mod show;
mod targets;
mod upload;

pub use basis::kinds;

use crate::http::{Access, Problem, Route};
use crate::view::Ui;
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::access::Permission;
use relais_core::contacts::Key;
use relais_core::contacts::import::Import;
use relais_tenants::clock::Millis;

/// The largest file, in bytes.
const MAX_FILE: usize = 500_000_000;
/// What the form around the file may weigh, in bytes.
const FORM: usize = 64 * 1024;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let access = Access::Member(Permission::ContactsImport);
    vec![
        Route::get("/imports", access, list),
        Route::get("/imports/new", access, choose::get),
        Route::post("/imports", access, upload::post).body_limit(MAX_FILE + FORM),
        Route::get("/imports/{id}", access, show::get),
        Route::post("/imports/{id}", access, check::post),
        Route::get("/imports/{id}/progress", access, progress::get),
        Route::get("/imports/{id}/report.csv", access, report_file::get),
    ]
}

/// `GET /imports`: the list stands below the form.
async fn list() -> Result<Response, Problem> {
    Ok(Redirect::to("/imports/new").into_response())
}

/// A moment as pages show it.
fn moment(at: Millis) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or_default()
}

/// What the file calls the attribute of this key; a channel's name where a ground is meant; nothing for the whole row.
fn column_name(ui: &Ui, import: &Import, field: &str, reason: &str) -> String {
    if reason == relais_core::contacts::import::LineReason::MissingEvidence.as_str() {
        return reasons::topic(ui, field);
    }
    let column = Key::parse(field)
        .ok()
        .and_then(|key| import.mapping.column_of(&key).map(|column| column.header.clone()));
    column.unwrap_or_else(|| field.to_owned())
}
