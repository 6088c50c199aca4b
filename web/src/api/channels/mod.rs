//! `/api/channels`: which plugin serves each channel, where its messages go, how it is configured.
//!
//! Does not live here: the messages themselves (`campaigns`, `outbox`).

pub mod attempt;
mod body;
pub mod change;
pub mod keys;
pub mod list;
pub mod show;

use crate::http::{Access, Route};
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::ChannelsRead);
    vec![
        Route::get("/api/channels", read, list::get),
        Route::get("/api/channels/{channel}", read, show::get),
        Route::put(
            "/api/channels/{channel}",
            Access::Member(Permission::ChannelsManage),
            change::put,
        ),
        Route::post(
            "/api/channels/push/keys",
            Access::Member(Permission::ChannelsManage),
            keys::post,
        ),
        Route::post(
            "/api/channels/{channel}/test",
            Access::Member(Permission::ChannelsManage),
            attempt::post,
        ),
    ]
}
