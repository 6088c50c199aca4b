//! `POST /channels/push/keys`: the pair of keys with which notifications are signed.

use super::configure::sentences;
use super::show::page;
use crate::http::Problem;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::channels::{self, ChannelError};
use relais_core::consent::Topic;

/// Makes the keys, unless there are some.
pub async fn post(frame: Frame) -> Result<Response, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let made = channels::create_keys(tenant, &frame.app.plugins, frame.member.actor(), ui.lang()).await;
    let errors = match made {
        Ok(_) => return Ok(Flash::ChannelSaved.redirect(&frame.app, "/channels/push")),
        Err(ChannelError::Database(error)) => return Err(error.into()),
        Err(error) => sentences(ui, error),
    };
    let channel = channels::get(tenant, Topic::Push).await?;
    let page = page(&frame, &channel, None, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}
