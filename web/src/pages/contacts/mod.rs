//! Prospects: the list with its search and filters, one sheet, the forms that add, edit and delete one.
//!
//! Does not live here: imports (`imports`), groups of filters (`audience`), what a contact is (`relais_core::contacts`).

mod add;
mod delete;
mod edit;
mod form;
mod grounds;
mod list;
mod sheet;

use super::audience::values;
use crate::http::{Access, Route};
use crate::pages::audience::number_in_words;
use crate::view::Ui;
use relais_core::access::Permission;
use relais_core::contacts::{Contact, Value};

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::ContactsRead);
    let write = Access::Member(Permission::ContactsWrite);
    vec![
        Route::get("/contacts", read, list::get),
        Route::get("/contacts/values", read, values::get),
        Route::get("/contacts/new", write, add::get),
        Route::post("/contacts/new", write, add::post),
        Route::get("/contacts/{id}", read, sheet::get),
        Route::get("/contacts/{id}/edit", write, edit::get),
        Route::post("/contacts/{id}/edit", write, edit::post),
        Route::post(
            "/contacts/{id}/delete",
            Access::Member(Permission::ContactsDelete),
            delete::post,
        ),
    ]
}

/// What to call a contact: never empty.
pub fn name(ui: &Ui, contact: &Contact) -> String {
    match contact.details.display_name() {
        name if name.is_empty() => ui.t("contact-nameless"),
        name => name,
    }
}

/// A value of the company's own attributes, as the reader writes it.
fn own_value(ui: &Ui, value: &Value) -> String {
    match value {
        Value::Number(number) => number_in_words(ui, *number),
        Value::Date(day) => ui.date(day),
        Value::Text(text) => text.clone(),
    }
}
