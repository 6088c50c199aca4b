//! `GET /campaigns/{id}/live`: what changes on a campaign's page, as it changes, as server-sent events.
//!
//! A face of the feed that programs follow as events: here each change comes as the page's own component, in the reader's
//! language, with the same filter and place in its table.

use super::sending::{Shown, show};
use crate::http::{Fields, Id, Problem};
use crate::live::{Seen, Snapshot};
use crate::pages::frame::Frame;
use crate::view::campaigns::SendingFragment;
use askama::Template;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use relais_core::campaigns::{self, CampaignId, Status};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch;

/// Where a reader is.
struct Reader {
    frame: Frame,
    id: CampaignId,
    query: Fields,
    feed: watch::Receiver<Seen>,
    /// What was sent last.
    html: String,
    /// Where the campaign stood then.
    status: Option<Status>,
    /// A sentence to say before looking again.
    toast: Option<String>,
    over: bool,
}

/// The stream: the component whenever it changed, a sentence when the campaign ends or stops.
pub async fn get(frame: Frame, Id(id): Id<CampaignId>, query: Fields) -> Result<Response, Problem> {
    campaigns::get(frame.tenant(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let feed = frame.app.feeds.follow(frame.tenant(), id);
    let reader = Reader {
        frame,
        id,
        query,
        feed,
        html: String::new(),
        status: None,
        toast: None,
        over: false,
    };
    let events = stream::unfold(reader, |mut reader| async move {
        let event = reader.next().await?;
        Some((Ok::<_, Infallible>(event), reader))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

impl Reader {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(toast) = self.toast.take() {
                return Some(Event::default().event("toast").data(toast));
            }
            if self.over {
                return None;
            }
            let seen = self.feed.borrow_and_update().clone();
            match seen {
                Seen::Gone => {
                    self.over = true;
                    return Some(Event::default().event("done").data("/campaigns"));
                }
                Seen::Campaign(snapshot) => {
                    if let Some(event) = self.see(&snapshot).await {
                        return Some(event);
                    }
                }
                Seen::Nothing => {}
            }
            self.feed.changed().await.ok()?;
        }
    }

    async fn see(&mut self, snapshot: &Arc<Snapshot>) -> Option<Event> {
        let before = self.status.replace(snapshot.status);
        // A page that is not prepared any more, or again, is another page.
        let prepared = |status: Status| status != Status::Preparing;
        if before.is_some_and(|before| prepared(before) != prepared(snapshot.status)) {
            self.over = true;
            let page = format!("/campaigns/{}", self.id);
            return Some(Event::default().event("done").data(page));
        }
        let shown = Shown {
            frame: &self.frame,
            query: &self.query,
            told: None,
        };
        let campaign = campaigns::get(self.frame.tenant(), self.id).await.ok()??;
        let sending = show(&shown, &campaign, snapshot).await;
        let sending = sending
            .inspect_err(|_| tracing::error!("a page is not kept current"))
            .ok()?;
        let ui = self.frame.ui.clone();
        if before.is_some_and(|before| before != snapshot.status) {
            let books = snapshot.delivery.as_ref();
            let sent = books.map_or(0, |books| books.sent);
            self.toast = match snapshot.status {
                Status::Finished => Some(ui.t1("toast-finished", "sent", sent)),
                Status::PartiallyFailed => Some(ui.t2(
                    "toast-partially-failed",
                    "sent",
                    sent,
                    "failed",
                    books.map_or(0, |books| books.failed + books.unknown),
                )),
                Status::Paused => sending.stopped.clone(),
                _ => None,
            };
        }
        let html = SendingFragment { ui, sending }
            .render()
            .inspect_err(|error| tracing::error!(%error, "a campaign's figures"))
            .ok()?;
        if html == self.html {
            return None;
        }
        self.html.clone_from(&html);
        Some(Event::default().event("progress").data(html.replace('\r', "")))
    }
}
