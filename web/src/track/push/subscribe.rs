//! `POST /push/{tenant}/{token}`: what a browser gives out when its owner has agreed.

use super::Subscriber;
use crate::http::{FieldProblem, Json, Problem, Reader};
use axum::http::StatusCode;
use relais_core::contacts::subscriptions::Address;
use relais_core::tracking::{self, Subscribing};

/// Keeps the subscription, and the consent with what the person was told.
pub async fn post(
    Reader(ui): Reader,
    subscriber: Subscriber,
    Json(address): Json<Address>,
) -> Result<StatusCode, Problem> {
    let wrong = || Problem::invalid(vec![FieldProblem::new("subscription", "invalid-subscription")]);
    let address = address.check().ok_or_else(wrong)?;
    // Devices subscribe through the company's own app, not through this page.
    address.service().ok_or_else(wrong)?;
    let notice = subscriber.notice(&ui);
    let done = tracking::subscribe(
        &subscriber.0.tenant,
        subscriber.token(),
        &address,
        &notice,
        &subscriber.source(),
    )
    .await?;
    match done.ok_or_else(Problem::not_found)? {
        Subscribing::Done => Ok(StatusCode::NO_CONTENT),
        Subscribing::NotServed => Err(Problem::invalid(vec![FieldProblem::new(
            "subscription",
            "invalid-push-service",
        )])),
    }
}
