//! `POST /channels/{channel}/callback`: another address for the provider's reports.

use super::Named;
use super::configure::sentences;
use super::show::page;
use crate::http::{Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::channels::{self, Change, ChannelError};

/// Makes a new address; the one there was is nobody's any more.
pub async fn post(frame: Frame, Id(Named(topic)): Id<Named>) -> Result<Response, Problem> {
    frame.channel(topic).await?;
    let change = Change {
        renew_callback: true,
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
        Ok(_) => return Ok(Flash::ChannelCallback.redirect(&frame.app, &format!("/channels/{topic}#channel-callback"))),
        Err(ChannelError::Database(error)) => return Err(error.into()),
        Err(error) => sentences(&frame.ui, error),
    };
    let channel = channels::get(frame.tenant(), topic).await?;
    let page = page(&frame, &channel, None, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
