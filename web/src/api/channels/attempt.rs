//! `POST /api/channels/{channel}/test`: one message over a channel's saved configuration, which really leaves.

use super::body::{Named, found};
use crate::app::App;
use crate::channel_test::{Untried, attempt};
use crate::http::{FieldProblem, Id, Json, Member, Problem, Reader};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use relais_core::contacts::Field;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// To whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelTestOrder {
    /// An address of one's own: an email address, or a phone number for channels that write to phones.
    to: String,
}

/// What became of the message.
#[derive(Serialize, ToSchema)]
pub struct ChannelTest {
    /// The address as it was understood.
    to: String,
    /// `accepted`; `refused` by the provider; `later`: it asks to wait; `unknown`: its answer was lost, the message may have
    /// left; `unsent`: it was never handed over.
    result: &'static str,
    /// What the provider said, or the plugin when the message never came so far; empty when it was accepted.
    said: String,
}

/// Sends one test message, even while the channel is in the sandbox. 409 when no plugin serves the channel or it writes to
/// no address a member could have, 422 when its configuration is not complete, 429 after ten in a row.
#[utoipa::path(post, path = "/api/channels/{channel}/test", tag = "channels",
    params(("channel" = String, Path, description = "`email`, `sms`, `push`, `postal`, or a plugin's own")),
    request_body = ChannelTestOrder, responses((status = 200, body = ChannelTest)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Reader(ui): Reader,
    Id(Named(topic)): Id<Named>,
    Json(order): Json<ChannelTestOrder>,
) -> Result<Response, Problem> {
    found(&app, &member, topic).await?;
    match attempt(&app, &member, &ui, topic, &order.to).await {
        Ok((tried, to)) => {
            let body = ChannelTest {
                to,
                result: tried.as_str(),
                said: tried.said().to_owned(),
            };
            Ok(axum::Json(body).into_response())
        }
        Err(Untried::None) => Err(Problem::conflict("problem-test-none")),
        Err(Untried::NoAddress(field)) => {
            let key = if field == Field::Phone {
                "invalid-phone"
            } else {
                "invalid-email"
            };
            Err(Problem::invalid(vec![FieldProblem::new("to", key)]))
        }
        Err(Untried::Config(complaints)) => {
            let told = |complaint| FieldProblem::new("config", "invalid-config-refused").with("detail", complaint);
            Err(Problem::invalid(complaints.into_iter().map(told).collect()))
        }
        Err(Untried::Busy(wait)) => {
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "problem-test-busy");
            let retry = [(header::RETRY_AFTER, wait.as_secs().max(1).to_string())];
            Ok((retry, problem.into_response()).into_response())
        }
        Err(Untried::Failed(problem)) => Err(problem),
    }
}
