//! `POST /plugins/{name}/grant`: an administrator grants a version what it wants.

use super::refused;
use crate::http::{Form, Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use axum::response::Response;
use relais_core::plugins::{Grant, Seen};

/// Grants the version that the page showed, all that it wants.
pub async fn post(frame: Frame, Id(name): Id<String>, Form(form): Form) -> Result<Response, Problem> {
    let seen = Seen {
        version: form.get("version").parse().unwrap_or_default(),
        sha256: Some(form.get("sha256").to_owned()),
    };
    let (tenant, actor) = (frame.tenant(), frame.member.actor());
    match frame
        .app
        .plugins
        .grant(Some(tenant), actor, &name, &seen, Grant::All)
        .await
    {
        Ok(_) => Ok(Flash::PluginGranted.redirect(&frame.app, &format!("/plugins/{name}"))),
        Err(error) => refused(&frame, &name, error).await,
    }
}
