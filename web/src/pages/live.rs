//! Long work seen from a page: looked at now and then, sent when it changed (server-sent events, HTML Living Standard §9.2).

use crate::http::Problem;
use crate::view::Ui;
use crate::view::work::{Work, WorkFragment};
use askama::Template;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::time::Duration;

/// Between two looks.
const EVERY: Duration = Duration::from_millis(300);

/// What one look finds.
pub enum Look {
    /// It goes on.
    Working(Box<Work>),
    /// It is over: where to go.
    Over(String),
}

/// Where a stream stands.
struct Watch<F> {
    ui: Ui,
    look: F,
    last: String,
    over: bool,
}

/// The stream that tells the page: the component whenever it changed, then where to go.
pub fn stream<F, L>(ui: Ui, look: F) -> Response
where
    F: Fn() -> L + Send + 'static,
    L: Future<Output = Result<Look, Problem>> + Send,
{
    let watch = Watch {
        ui,
        look,
        last: String::new(),
        over: false,
    };
    let events = stream::unfold(watch, |mut watch| async move {
        if watch.over {
            return None;
        }
        loop {
            if !watch.last.is_empty() {
                tokio::time::sleep(EVERY).await;
            }
            match (watch.look)().await {
                Ok(Look::Over(address)) => {
                    watch.over = true;
                    return Some((Ok::<_, Infallible>(Event::default().event("done").data(address)), watch));
                }
                Ok(Look::Working(work)) => {
                    let fragment = WorkFragment {
                        ui: watch.ui.clone(),
                        work: *work,
                    };
                    // A fragment that does not render is logged where pages are; the stream ends, and the browser asks again.
                    let html = fragment
                        .render()
                        .inspect_err(|error| tracing::error!(%error, "progress"))
                        .ok()?;
                    if html != watch.last {
                        watch.last.clone_from(&html);
                        return Some((
                            Ok(Event::default().event("progress").data(html.replace('\r', ""))),
                            watch,
                        ));
                    }
                }
                Err(_) => return None,
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
