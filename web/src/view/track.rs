//! The pages that messages lead to: the way out, and the way to notifications.

use super::Ui;
use askama::Template;

/// `GET|POST /unsubscribe/{token}`.
#[derive(Clone, Debug, Template)]
#[template(path = "track/unsubscribe.html")]
pub struct UnsubscribePage {
    /// The reader.
    pub ui: Ui,
    /// The company that writes.
    pub company: String,
    /// The address, most of it hidden; empty when it is no longer known.
    pub address: String,
    /// What they would not get any more, in the reader's words.
    pub channel: String,
    /// Whether they are unsubscribed already.
    pub done: bool,
    /// Where the button leads.
    pub action: String,
}

/// `GET /push/{tenant}/{token}`.
#[derive(Clone, Debug, Template)]
#[template(path = "track/push.html")]
pub struct PushPage {
    /// The reader.
    pub ui: Ui,
    /// The company that would notify.
    pub company: String,
    /// What the person agrees to.
    pub notice: String,
    /// With what browsers subscribe; empty while the company offers no notifications.
    pub public_key: String,
    /// Whether they are subscribed already.
    pub subscribed: bool,
    /// The service worker.
    pub worker: String,
    /// The folder it serves.
    pub scope: String,
    /// Where a subscription is posted.
    pub action: String,
}
