//! `/api/contacts`: the base of prospects, one contact at a time or page by page, and what each agreed to.
//!
//! Does not live here: many at once (`imports`), figures without persons (`audiences`).

mod body;
pub mod change;
pub mod consents;
pub mod create;
pub mod list;
pub mod record_consent;
pub mod remove;
pub mod show;
pub mod subscriptions;
pub mod unsubscribe;
mod values;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::ContactsRead);
    let write = Access::Member(Permission::ContactsWrite);
    vec![
        Route::get("/api/contacts", read, list::get),
        Route::post("/api/contacts", write, create::post),
        Route::get("/api/contacts/{id}", read, show::get),
        Route::patch("/api/contacts/{id}", write, change::patch),
        Route::delete(
            "/api/contacts/{id}",
            Access::Member(Permission::ContactsDelete),
            remove::delete,
        ),
        Route::get(
            "/api/contacts/{id}/consents",
            Access::Member(Permission::ConsentRead),
            consents::get,
        ),
        Route::post(
            "/api/contacts/{id}/consents",
            Access::Member(Permission::ConsentWrite),
            record_consent::post,
        ),
        Route::get("/api/contacts/{id}/push-subscriptions", read, subscriptions::get),
        Route::post("/api/contacts/{id}/push-subscriptions", write, subscriptions::post),
        Route::delete(
            "/api/contacts/{id}/push-subscriptions/{subscription}",
            write,
            unsubscribe::delete,
        ),
    ]
}
