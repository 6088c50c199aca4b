//! What a plugin says of itself.

use crate::Capability;

/// What an address of a channel is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressKind {
    /// `name@domain`.
    Email,
    /// A telephone number in E.164 form.
    Phone,
    /// A device token, or a web push subscription as JSON.
    PushSubscription,
    /// Lines of a postal address.
    Postal,
    /// None: the configuration says where messages go.
    #[default]
    None,
}

impl AddressKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Email,
        Self::Phone,
        Self::PushSubscription,
        Self::Postal,
        Self::None,
    ];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::PushSubscription => "push_subscription",
            Self::Postal => "postal",
            Self::None => "none",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How a content field is written and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// Text of several lines.
    Text,
    /// HTML.
    Html,
    /// An absolute http or https address.
    Url,
    /// `name@domain`, or `Name <name@domain>`.
    EmailAddress,
}

impl FieldKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Line, Self::Text, Self::Html, Self::Url, Self::EmailAddress];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Text => "text",
            Self::Html => "html",
            Self::Url => "url",
            Self::EmailAddress => "email_address",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A field of a message's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentField {
    /// By which messages carry it.
    pub name: String,
    /// What people read beside it.
    pub label: String,
    /// How it is written.
    pub kind: FieldKind,
    /// Whether a message must have it.
    pub required: bool,
    /// In characters.
    pub max_length: Option<u32>,
}

/// A secret that the administrator is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretWanted {
    /// By which it is stored and used.
    pub name: String,
    /// What people read beside it.
    pub label: String,
    /// Whether the channel cannot work without it.
    pub required: bool,
}

/// What a plugin says of itself, in one language, and what the host sees of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The channel it serves.
    pub channel: String,
    /// Its name.
    pub name: String,
    /// What its addresses are.
    pub address: AddressKind,
    /// Messages per call; larger batches are cut.
    pub max_batch: usize,
    /// What a message is made of.
    pub content: Vec<ContentField>,
    /// JSON Schema of its configuration.
    pub config_schema: String,
    /// Names of the secrets it wants.
    pub secrets: Vec<String>,
    /// The same, as the administrator reads them.
    pub secrets_wanted: Vec<SecretWanted>,
    /// Whether its provider takes a message with the same key only once.
    pub idempotent: bool,
    /// What its provider charges by, where a message is not simply a message: `SMS`, `page`.
    pub unit: Option<String>,
    /// The capabilities it uses: not what it says, but what it imports.
    pub capabilities: Vec<Capability>,
}
