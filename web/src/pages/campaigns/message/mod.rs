//! What a campaign says: written in the panel's third step, or on a page of its own while nothing has left.
//!
//! Previews show the very message that would leave, with a real person of the audience. The mail itself loads into a
//! frame under a content policy of its own (`mail`), since it brings its styles with it and must run nothing.
//! Does not live here: reading templates and rendering them (`relais_core::content`), sending (`relais_core::delivery`).

mod empties;
mod estimate;
mod fields;
mod mail;
mod page;
mod people;
mod preview;
mod ready;
mod sentences;
mod step;
mod test;
mod writers;

pub use fields::{contents, is_begun, is_carried, merged, store};
pub use mail::{Images, document};
pub use people::{Audience, Ways};
pub use ready::{Facts, write as ready};
pub use sentences::sentence;
pub use step::{Writing, apply};

use crate::http::{Access, Route};
use relais_core::access::Permission;

/// The largest form: a mail is carried in it up to three times.
pub const FORM: usize = 4 * 1024 * 1024;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let write = Access::Member(Permission::CampaignsWrite);
    let send = Access::Member(Permission::CampaignsLaunch);
    let routes = vec![
        Route::post("/campaigns/new/preview", write, preview::of_new),
        Route::post("/campaigns/new/preview/mail", write, mail::of_new),
        Route::post("/campaigns/new/preview/document", write, mail::pages_of_new),
        Route::post("/campaigns/new/estimate", write, estimate::of_new),
        Route::post("/campaigns/new/test", send, test::of_new),
        Route::post("/campaigns/{id}/message", write, page::post),
        Route::post("/campaigns/{id}/message/preview", write, preview::of_campaign),
        Route::post("/campaigns/{id}/message/preview/mail", write, mail::of_campaign),
        Route::post(
            "/campaigns/{id}/message/preview/document",
            write,
            mail::pages_of_campaign,
        ),
        Route::post("/campaigns/{id}/message/estimate", write, estimate::of_campaign),
        Route::post("/campaigns/{id}/message/test", send, test::of_campaign),
    ];
    let mut routes: Vec<Route> = routes.into_iter().map(|route| route.body_limit(FORM)).collect();
    routes.push(Route::get("/campaigns/{id}/message", write, page::get));
    routes
}
