//! What goes to a plugin and what is known afterwards.

use crate::capabilities::spool::File;
use std::time::Duration;

/// One rendered message for one person. `fields` are what the channel's schema names: an email's `subject`, `html`, `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its stable identity, the same at every attempt: Message-ID and idempotency key are made of it.
    pub key: String,
    /// The address, of the kind the channel declares.
    pub to: String,
    /// The person's name, where one is known.
    pub to_name: Option<String>,
    /// Content, by field.
    pub fields: Vec<(String, String)>,
    /// Headers beyond those the content makes, such as `List-Unsubscribe`.
    pub headers: Vec<(String, String)>,
    /// The address that a mail is returned to, where that is not its sender. Only the transport is told: no plugin can
    /// choose another, or learn those of other messages.
    pub return_path: Option<String>,
}

/// What became of one message, as far as the host could see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it, perhaps under an identifier of its own.
    Accepted {
        /// The provider's identifier.
        provider_id: Option<String>,
    },
    /// Not now: worth another try.
    Transient {
        /// What the provider said.
        reason: String,
        /// How long it asked to wait.
        retry_after: Option<Duration>,
    },
    /// Never.
    Permanent {
        /// What the provider said.
        reason: String,
        /// Whether the address itself is at fault and must not be used again.
        suppress: bool,
    },
    /// The provider wants fewer messages; nothing was tried.
    Throttled {
        /// How long to wait.
        retry_after: Duration,
    },
    /// It was being handed over when the answer was lost: it may have left.
    Unknown {
        /// What happened.
        reason: String,
    },
    /// It was never handed over.
    Unsent {
        /// What happened.
        reason: String,
    },
}

/// A message as a person would see it, kept for the sandbox's outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The message's key.
    pub key: String,
    /// Where it would have gone.
    pub to: String,
    /// Its subject or title; empty where the channel has none.
    pub subject: String,
    /// What is looked at: a mail's HTML, a text message's text.
    pub body: String,
    /// The bytes that would have left, such as the whole mail or letter. Empty when a batch made more of them than are
    /// kept.
    pub source: Vec<u8>,
    /// What these bytes are: `message/rfc822`, `application/json`, `application/pdf`, …
    pub media_type: String,
}

/// Where the transports lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// To the providers.
    Live,
    /// Nowhere: messages are rendered and returned, and count as accepted.
    Sandbox,
    /// Nowhere at all: for measuring what everything else costs.
    Null,
}

/// What is known after a batch.
#[derive(Debug, Default)]
pub struct Report {
    /// One outcome per message, in the batch's order.
    pub outcomes: Vec<Outcome>,
    /// What the plugin itself did wrong, if anything: trap, time, memory, a forbidden host.
    pub fault: Option<crate::Fault>,
    /// In the sandbox, the messages as rendered.
    pub rendered: Vec<Rendered>,
    /// Files for the tenant, to be stored in the transaction that records the outcomes: their messages are accepted by
    /// being stored.
    pub files: Vec<File>,
    /// What the plugin wrote to its log.
    pub logs: Vec<String>,
    /// What it cost.
    pub usage: Usage,
}

/// What the calls of a plugin cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Instructions executed, all together; 0 when they are not counted.
    pub instructions: u64,
    /// Bytes of memory of the largest call.
    pub memory: usize,
}

impl Usage {
    /// Counts another call.
    pub fn add(&mut self, other: &Self) {
        self.instructions = self.instructions.saturating_add(other.instructions);
        self.memory = self.memory.max(other.memory);
    }
}

/// A request that a provider made to a channel's callback address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callback {
    /// `POST`, usually.
    pub method: String,
    /// The whole address as it was called.
    pub url: String,
    /// Path and query below the callback's address.
    pub path: String,
    /// As they came.
    pub headers: Vec<(String, String)>,
    /// As it came.
    pub body: Vec<u8>,
}

/// One thing that a provider reports of an earlier message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Of which message or person.
    pub subject: EventSubject,
    /// What.
    pub kind: EventKind,
    /// When, in milliseconds since 1970, where the provider says so.
    pub at: Option<u64>,
    /// The provider's identifier of this report: the same report twice counts once.
    pub id: Option<String>,
}

/// Which message or person an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventSubject {
    /// The message with this key; or, behind a `+`, the mark in the address that its mail was returned to.
    Key(String),
    /// The message that was accepted under this identifier.
    ProviderId(String),
    /// Whoever has this address.
    Address(String),
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It arrived.
    Delivered,
    /// It came back for now, and why.
    BouncedSoft(String),
    /// It came back for good, and why: the address is not to be used again.
    BouncedHard(String),
    /// The person complained.
    Complained,
    /// It was opened.
    Opened,
    /// A link was followed: which.
    Clicked(String),
    /// The person wants no more.
    Unsubscribed,
    /// The person wants messages again.
    Resubscribed,
    /// The person wrote back: what.
    Replied(String),
}
