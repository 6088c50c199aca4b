//! «Plugins»: what is installed for the company, what each may do, how it does.
//!
//! Does not live here: which plugin serves a channel and how it is configured (`channels`).

mod grant;
mod install;
mod list;
mod remove;
mod rollback;
mod show;

use super::frame::Frame;
use crate::http::{Access, Problem, Route};
use crate::plugins::MAX_BYTES;
use axum::http::StatusCode;
use relais_core::access::Permission;
use relais_core::plugins::PluginError;

/// The routes of this room.
pub fn routes() -> Vec<Route> {
    let read = Access::Member(Permission::ChannelsRead);
    let develop = Access::Member(Permission::PluginsInstall);
    let manage = Access::Member(Permission::ChannelsManage);
    vec![
        Route::get("/plugins", read, list::get),
        Route::post("/plugins", develop, install::post).body_limit(MAX_BYTES),
        Route::get("/plugins/{name}", read, show::get),
        Route::post("/plugins/{name}/grant", manage, grant::post),
        Route::post("/plugins/{name}/rollback", develop, rollback::post),
        Route::post("/plugins/{name}/remove", develop, remove::post),
    ]
}

/// A refusal as sentences for the page it came from; what is nobody's fault there is told as everywhere.
fn sentences(frame: &Frame, refused: Problem) -> Result<(StatusCode, Vec<String>), Problem> {
    let known = matches!(
        refused.status(),
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::PAYLOAD_TOO_LARGE
    );
    if known {
        Ok((refused.status(), refused.sentences(&frame.ui)))
    } else {
        Err(refused)
    }
}

/// The page of a plugin that stays as it is, and why.
async fn refused(frame: &Frame, name: &str, error: PluginError) -> Result<axum::response::Response, Problem> {
    use axum::response::IntoResponse;
    let (status, errors) = sentences(frame, error.into())?;
    let page = show::page(frame, name, errors).await?;
    Ok((status, super::html(&page)?).into_response())
}
