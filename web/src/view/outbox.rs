//! «Boîte d'envoi»: what the sandbox took, as rendered.

use askama::Template;
use jiff::Timestamp;

use super::{Shell, Ui};

/// `GET /outbox`.
#[derive(Clone, Debug, Template)]
#[template(path = "outbox/list.html")]
pub struct OutboxPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// One page of messages, newest first.
    pub messages: Vec<OutboxRow>,
    /// The campaign whose messages are shown alone: its address and its name.
    pub campaign: Option<(String, String)>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
}

/// A message of the outbox.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    /// Its address.
    pub href: String,
    /// Its channel.
    pub channel: String,
    /// Where it would have gone.
    pub to: String,
    /// Its subject, or the beginning of its text.
    pub subject: String,
    /// Whether it is a test to oneself.
    pub test: bool,
    /// When it would have left.
    pub at: Timestamp,
}

/// `GET /outbox/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "outbox/message.html")]
pub struct OutboxMessagePage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The message.
    pub row: OutboxRow,
    /// Where its HTML is, for a frame of its own; none where it is text.
    pub frame: Option<String>,
    /// Where its letter is, for a frame of its own.
    pub letter: Option<String>,
    /// Its text.
    pub text: String,
    /// The bytes that would have left, as text.
    pub source: String,
    /// Where they are downloaded.
    pub download: String,
    /// The campaign it belongs to: its address and its name.
    pub campaign: Option<(String, String)>,
}
