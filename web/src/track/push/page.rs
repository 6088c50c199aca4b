//! `GET /push/{tenant}/{token}`: explains, and changes nothing.

use super::Subscriber;
use crate::http::{Problem, Reader};
use crate::pages::html;
use crate::view::Ui;
use crate::view::track::PushPage;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use relais_core::tracking;

/// The page with its button.
pub async fn get(Reader(ui): Reader, subscriber: Subscriber) -> Result<Response, Problem> {
    show(ui, &subscriber).await
}

/// The page as it is now.
pub(super) async fn show(ui: Ui, subscriber: &Subscriber) -> Result<Response, Problem> {
    let tenant = &subscriber.0.tenant;
    let invitation = tracking::invitation(tenant, subscriber.token()).await?;
    let invitation = invitation.ok_or_else(Problem::not_found)?;
    let page = PushPage {
        company: tenant.company().name.clone(),
        notice: subscriber.notice(&ui).text,
        public_key: invitation.public_key.unwrap_or_default(),
        subscribed: invitation.subscribed,
        worker: format!("/push/{}/worker.js", tenant.company().code),
        scope: format!("/push/{}/", tenant.company().code),
        action: subscriber.href(),
        ui,
    };
    // The address of the page is the key to it.
    let headers = [
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex, nofollow"),
        ),
    ];
    Ok((headers, html(&page)?).into_response())
}
