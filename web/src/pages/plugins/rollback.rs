//! `POST /plugins/{name}/rollback`: back to the version before.

use super::refused;
use crate::http::{Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::response::Response;

/// Puts the version before the one in use back into use.
pub async fn post(frame: Frame, Id(name): Id<String>) -> Result<Response, Problem> {
    let (tenant, actor) = (frame.tenant(), frame.member.actor());
    match frame.app.plugins.roll_back(Some(tenant), actor, &name).await {
        Ok(_) => Ok(Flash::PluginRolledBack.redirect(&frame.app, &format!("/plugins/{name}"))),
        Err(error) => refused(&frame, &name, error).await,
    }
}
