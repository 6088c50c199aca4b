//! `POST /push/{tenant}/{token}/leave`: no more notifications.

use super::{Subscriber, page};
use crate::http::{Problem, Reader};
use axum::response::Response;
use relais_core::tracking;

/// Withdraws the person's consent to notifications. Asking again changes nothing and is answered the same.
pub async fn post(Reader(ui): Reader, subscriber: Subscriber) -> Result<Response, Problem> {
    let done = tracking::unsubscribe_push(&subscriber.0.tenant, subscriber.token(), &subscriber.source()).await?;
    done.ok_or_else(Problem::not_found)?;
    page::show(ui, &subscriber).await
}
