//! `POST /channels/{channel}/plugin`: lets another plugin serve a channel.

use super::Named;
use super::configure::sentences;
use super::show::page;
use crate::http::{Form, Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::channels::{self, Change, ChannelError, Mode};

/// Changes the plugin. What the other one needs is probably not configured yet: the channel goes back into the sandbox.
pub async fn post(frame: Frame, Id(Named(topic)): Id<Named>, Form(form): Form) -> Result<Response, Problem> {
    frame.channel(topic).await?;
    let change = Change {
        plugin: Some(form.get("plugin").to_owned()),
        mode: Some(Mode::Sandbox),
        ..Change::default()
    };
    let saved = channels::save(
        frame.tenant(),
        &frame.app.plugins,
        frame.member.actor(),
        topic,
        &change,
        frame.ui.lang(),
    );
    let errors = match saved.await {
        Ok(_) => return Ok(Flash::ChannelPlugin.redirect(&frame.app, &format!("/channels/{topic}"))),
        Err(ChannelError::Database(error)) => return Err(error.into()),
        Err(error) => sentences(&frame.ui, error),
    };
    let channel = channels::get(frame.tenant(), topic).await?;
    let page = page(&frame, &channel, None, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
