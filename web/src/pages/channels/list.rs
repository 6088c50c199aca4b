//! `GET /channels`.

use super::card;
use crate::http::Problem;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Place;
use crate::view::channels::ChannelListPage;
use axum::response::Html;
use relais_core::channels;

/// Every channel, with its mode and its health.
pub async fn get(frame: Frame) -> Result<Html<String>, Problem> {
    let mut cards = Vec::new();
    for channel in channels::list(frame.tenant(), &frame.app.plugins).await? {
        cards.push(card(&frame, &channel).await?);
    }
    html(&ChannelListPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Channels).await?,
        channels: cards,
    })
}
