//! `/api/plugins`: what is installed for the company, by its plugin developer and by the operator.
//!
//! Does not live here: which plugin serves a channel and how it is configured (`channels`).

mod body;
pub mod grant;
pub mod install;
pub mod list;
pub mod remove;
pub mod rollback;
pub mod show;

use crate::http::{Access, Route};
use crate::plugins::MAX_BYTES;
use relais_core::access::Permission;

pub(super) fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::ChannelsRead);
    let develop = Access::Member(Permission::PluginsInstall);
    let manage = Access::Member(Permission::ChannelsManage);
    vec![
        Route::get("/api/plugins", read, list::get),
        Route::post("/api/plugins", develop, install::post).body_limit(MAX_BYTES),
        Route::get("/api/plugins/{name}", read, show::get),
        Route::delete("/api/plugins/{name}", develop, remove::delete),
        Route::post("/api/plugins/{name}/grant", manage, grant::post),
        Route::post("/api/plugins/{name}/rollback", develop, rollback::post),
    ]
}
