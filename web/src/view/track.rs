//! The page a message's way out leads to.

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
