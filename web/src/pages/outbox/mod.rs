//! «Boîte d'envoi»: the sandbox's messages, looked at as their readers would.
//!
//! Does not live here: how they got there (`relais_core::delivery`), the mail's own content policy (`campaigns::message`).

mod list;
mod show;
mod text;

use crate::http::{Access, Route};
use crate::view::outbox::OutboxRow;
use relais_core::access::Permission;
use relais_core::delivery::Kept;

/// Letters of a text shown where it has no subject.
const BEGINNING: usize = 80;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::CampaignsRead);
    vec![
        Route::get("/outbox", read, list::get),
        Route::get("/outbox/{id}", read, show::get),
        Route::get("/outbox/{id}/mail", read, show::mail),
        Route::get("/outbox/{id}/source", read, show::source),
        Route::get("/outbox/{id}/letter", read, show::letter),
    ]
}

/// A message as a line.
fn row(kept: &Kept) -> OutboxRow {
    let subject = if kept.subject.is_empty() && kept.channel != "email" {
        kept.rendered.chars().take(BEGINNING).collect()
    } else {
        kept.subject.clone()
    };
    OutboxRow {
        href: format!("/outbox/{}", kept.id),
        channel: kept.channel.clone(),
        to: kept.to.clone(),
        subject,
        test: kept.message.is_none(),
        at: kept.at.timestamp(),
    }
}
