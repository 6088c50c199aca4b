//! `GET /api/campaigns/{id}/events`: how a campaign goes, as server-sent events, or over a WebSocket when asked to upgrade.

use crate::app::App;
use crate::http::{Id, Member, Problem};
use crate::live::{self, Told};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use relais_core::campaigns::{self, CampaignId};
use serde::Serialize;
use std::convert::Infallible;
use std::pin::pin;
use utoipa::ToSchema;

/// The data of a `campaign_progress` event. `campaign_complete` (the campaign is over) and `campaign_error` (it was stopped
/// by itself; `code` and `detail` say why) have `campaign` and `status` too.
#[derive(Serialize, ToSchema)]
pub struct ProgressEvent {
    /// Which campaign.
    campaign: uuid::Uuid,
    /// Where it stands.
    status: String,
    /// How far its preparation is; null once it is over.
    progress: Option<super::body::ProgressBody>,
    /// How many people the frozen audience has.
    audience_size: Option<u64>,
    /// Once it was launched: messages in all; those below add up to it.
    total: Option<u64>,
    /// Messages that wait or are on their way.
    queued: Option<u64>,
    /// Messages that were taken.
    sent: Option<u64>,
    /// Of those sent, the ones that have not come back.
    delivered: Option<u64>,
    /// Of those sent, the ones that came back.
    bounced: Option<u64>,
    /// Messages that were refused or given up.
    failed: Option<u64>,
    /// Messages that must not leave.
    skipped: Option<u64>,
    /// Messages of which nobody knows whether they left.
    unknown: Option<u64>,
    /// Messages taken per second over the last minute, while any can leave.
    rate_per_second: Option<f64>,
    /// How long it will go on like this.
    seconds_left: Option<u64>,
    /// While all that is left waits for another try: how many messages that are.
    retries: Option<u64>,
    /// When the first of these is tried again, RFC 3339.
    next_retry_at: Option<String>,
}

/// One `campaign_progress` event at once, then one per change, `campaign_error` when it is stopped by itself, and
/// `campaign_complete` when it is over, which ends the stream. Who follows a preparation is let go at its end.
/// Over a WebSocket each event is one text message `{"event", "data"}`.
#[utoipa::path(get, path = "/api/campaigns/{id}/events", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ProgressEvent, content_type = "text/event-stream")))]
pub async fn get(
    State(app): State<App>,
    member: Member,
    Id(id): Id<CampaignId>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    // Another company's campaign answers as one that never existed, and not with a stream.
    campaigns::get(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let events = live::events(app.feeds.follow(&member.tenant, id));
    let wanted = headers
        .get(header::UPGRADE)
        .is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket"));
    match upgrade {
        Ok(upgrade) => Ok(upgrade.on_upgrade(|socket| tell(socket, events))),
        Err(rejection) if wanted => Err(Problem::malformed(rejection.body_text())),
        Err(_) => {
            let events = events.filter_map(|told| async move { sent(&told) });
            Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
        }
    }
}

fn sent(told: &Told) -> Option<Result<Event, Infallible>> {
    let event = Event::default().event(told.event).json_data(&told.data);
    event.ok().map(Ok)
}

/// Tells the events to a socket until they end or nobody listens any more.
async fn tell(mut socket: WebSocket, events: impl Stream<Item = Told>) {
    let mut events = pin!(events);
    loop {
        tokio::select! {
            told = events.next() => {
                let Some(told) = told else { break };
                let Ok(text) = serde_json::to_string(&told) else { break };
                if socket.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
            // What the other side says means nothing here; that it is gone does. Pings are answered by the socket itself.
            heard = socket.recv() => match heard {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
    drop(socket.send(Message::Close(None)).await);
}
