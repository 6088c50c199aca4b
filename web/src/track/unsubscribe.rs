//! `GET|POST /unsubscribe/{token}`: the way out. The page changes nothing; its button, or a mail program's one click
//! (RFC 8058), withdraws at once.

use super::visit::Visit;
use crate::http::{Form, Problem, Reader};
use crate::pages::html;
use crate::view::track::UnsubscribePage;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use relais_core::consent::Topic;
use relais_core::tracking::{self, Recipient, Source};
use relais_tenants::Tenant;

/// A mail program sends 26 bytes, the page's own form a few more.
pub const MAX_BODY: usize = 4 * 1024;

/// What a mail program sends (RFC 8058 §3.1).
const ONE_CLICK: (&str, &str) = ("List-Unsubscribe", "One-Click");

/// The page with its one button. Looking at it, HEAD or a link checker change nothing.
pub async fn get(Reader(ui): Reader, visit: Visit) -> Result<Response, Problem> {
    let token = plain(&visit)?;
    let recipient = tracking::recipient(&visit.tenant, token).await?;
    let recipient = recipient.ok_or_else(Problem::not_found)?;
    let action = format!("/unsubscribe/{}", token.text());
    page(ui, &visit.tenant, recipient, action)
}

/// Withdraws the recipient's consent to this channel. Asking again changes nothing and is answered the same.
pub async fn post(Reader(ui): Reader, visit: Visit, Form(form): Form) -> Result<Response, Problem> {
    let token = plain(&visit)?;
    let source = Source {
        one_click: form.get(ONE_CLICK.0) == ONE_CLICK.1,
        address: visit.request.address,
        agent: visit.request.agent.clone(),
    };
    let done = tracking::unsubscribe(&visit.tenant, token, &source).await?;
    let recipient = done.ok_or_else(Problem::not_found)?;
    let action = format!("/unsubscribe/{}", token.text());
    page(ui, &visit.tenant, recipient, action)
}

/// The token of a message, not of one of its links.
fn plain(visit: &Visit) -> Result<&tracking::Token, Problem> {
    match visit.token.link {
        None => Ok(&visit.token.token),
        Some(_) => Err(Problem::not_found()),
    }
}

fn page(ui: crate::view::Ui, tenant: &Tenant, recipient: Recipient, action: String) -> Result<Response, Problem> {
    let channel = match recipient.channel {
        Topic::Sms => ui.t("unsubscribe-sms"),
        Topic::Push => ui.t("unsubscribe-push"),
        Topic::Postal => ui.t("unsubscribe-postal"),
        Topic::Email | Topic::Tracking => ui.t("unsubscribe-email"),
        Topic::Other(name) => ui.t1("unsubscribe-other", "channel", name.as_str()),
    };
    let page = UnsubscribePage {
        company: tenant.company().name.clone(),
        address: recipient.address,
        channel,
        done: recipient.done,
        action,
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
