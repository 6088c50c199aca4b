//! `POST /channels/{channel}/mode`: to people, or back into the sandbox.

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

/// Changes the mode, if the channel is fit for it.
pub async fn post(frame: Frame, Id(Named(topic)): Id<Named>, Form(form): Form) -> Result<Response, Problem> {
    let tenant = frame.tenant();
    let mode = Mode::parse(form.get("mode")).ok_or_else(|| Problem::malformed("mode"))?;
    frame.channel(topic).await?;
    let change = Change {
        mode: Some(mode),
        ..Change::default()
    };
    let errors = match channels::save(
        tenant,
        &frame.app.plugins,
        frame.member.actor(),
        topic,
        &change,
        frame.ui.lang(),
    )
    .await
    {
        Ok(_) => {
            let told = match mode {
                Mode::Live => Flash::ChannelLive,
                Mode::Sandbox => Flash::ChannelSandbox,
            };
            return Ok(told.redirect(&frame.app, &format!("/channels/{topic}")));
        }
        Err(ChannelError::Database(error)) => return Err(error.into()),
        Err(error) => sentences(&frame.ui, error),
    };
    let channel = channels::get(tenant, topic).await?;
    let page = page(&frame, &channel, None, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
