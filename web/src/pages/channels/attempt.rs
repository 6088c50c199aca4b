//! `POST /channels/{channel}/test`: one message to an address of one's own, which really leaves.

use super::Named;
use super::show::page;
use crate::channel_test::{Untried, attempt};
use crate::http::{Form, Id, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Ui;
use crate::view::channels::{TriedFragment, TriedView};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use relais_core::contacts::Field;
use relais_core::delivery::Tried;

/// Tries it, and says beside the button what came of it.
pub async fn post(
    frame: Frame,
    Id(Named(topic)): Id<Named>,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let channel = frame.channel(topic).await?;
    let ui = &frame.ui;
    let typed = form.get("to");
    let (status, tried) = match attempt(&frame.app, &frame.member, ui, topic, typed).await {
        Ok((tried, address)) => (StatusCode::OK, told(ui, &tried, &address)),
        Err(Untried::Failed(problem)) => return Err(problem),
        Err(untried) => refused(ui, untried),
    };
    // htmx puts what comes back in its place, whatever it says.
    if headers.contains_key("hx-request") {
        return Ok(html(&TriedFragment { ui: ui.clone(), tried })?.into_response());
    }
    let mut page = page(&frame, &channel, None, Vec::new()).await?;
    if let Some(test) = &mut page.test {
        test.to = typed.to_owned();
        test.tried = Some(tried);
    }
    Ok((status, html(&page)?).into_response())
}

fn told(ui: &Ui, tried: &Tried, address: &str) -> TriedView {
    let key = match tried {
        Tried::Accepted => "channel-tested-accepted",
        Tried::Refused(_) => "channel-tested-refused",
        Tried::Later(_) => "channel-tested-later",
        Tried::Unknown(_) => "channel-tested-unknown",
        Tried::Unsent(_) => "channel-tested-unsent",
    };
    TriedView {
        good: *tried == Tried::Accepted,
        text: ui.t2(key, "to", address, "said", tried.said()),
    }
}

fn refused(ui: &Ui, untried: Untried) -> (StatusCode, TriedView) {
    let (status, text) = match untried {
        Untried::NoAddress(Field::Phone) => (StatusCode::UNPROCESSABLE_ENTITY, ui.t("invalid-phone")),
        Untried::NoAddress(_) => (StatusCode::UNPROCESSABLE_ENTITY, ui.t("email-invalid")),
        Untried::Config(complaints) => {
            let told = complaints
                .into_iter()
                .map(|complaint| ui.t1("check-config", "detail", complaint));
            (StatusCode::UNPROCESSABLE_ENTITY, told.collect::<Vec<_>>().join(" "))
        }
        Untried::Busy(wait) => (
            StatusCode::TOO_MANY_REQUESTS,
            ui.t1("channel-test-busy", "time", ui.about(&wait)),
        ),
        Untried::None | Untried::Failed(_) => (StatusCode::CONFLICT, ui.t("channel-test-none")),
    };
    (status, TriedView { good: false, text })
}
