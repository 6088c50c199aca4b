//! `POST /plugins/{name}/remove`: forgets a plugin with all its versions.

use super::refused;
use crate::http::{Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::campaigns::remove_plugin;

/// Removes it, unless something needs it.
pub async fn post(frame: Frame, Id(name): Id<String>) -> Result<Response, Problem> {
    let (tenant, actor) = (frame.tenant(), frame.member.actor());
    match remove_plugin(&frame.app.plugins, Some(tenant), actor, &name).await {
        Ok(()) => Ok(Flash::PluginRemoved.redirect(&frame.app, "/plugins")),
        Err(error) => refused(&frame, &name, error).await,
    }
}
