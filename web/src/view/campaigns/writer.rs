//! How a channel's message is written: a mail in its editor, everything else in the form that its plugin describes.

use super::seen::TestForm;
use crate::view::{Choice, Field};

/// How a channel's message is written.
#[derive(Clone, Debug)]
pub enum Writer {
    /// A mail, in its own editor.
    Email(Box<EmailWriter>),
    /// Whatever the channel's plugin says its messages are made of.
    Fields(Box<FieldsWriter>),
    /// Not at all: no plugin serves the channel.
    Missing,
}

/// A message made of the fields its plugin describes. Their names: `sms.text`, `push.title`, …
#[derive(Clone, Debug)]
pub struct FieldsWriter {
    /// The channel.
    pub channel: String,
    /// Where its previews and its test come from: `/campaigns/new`, `/campaigns/{id}/message`.
    pub base: String,
    /// What its messages are made of.
    pub fields: Vec<WrittenField>,
    /// What can be put in for each person.
    pub merge_fields: Vec<MergeField>,
    /// Its test.
    pub test: TestForm,
    /// Whether what it costs is counted in units.
    pub counted: bool,
}

/// One field of a message, as its plugin describes it.
#[derive(Clone, Debug)]
pub struct WrittenField {
    /// The channel.
    pub channel: String,
    /// Its name in the channel's content.
    pub name: String,
    /// What people read beside it.
    pub label: String,
    /// How it is written.
    pub shape: FieldShape,
    /// Whether a message must have it.
    pub required: bool,
    /// In characters.
    pub max: Option<u32>,
    /// What is written, and what is wrong with it.
    pub field: Field,
    /// Whether the menu of merge fields stands beside it.
    pub merges: bool,
}

/// How fields of channels that plugins bring begin in forms: no channel can be called like another field then.
pub const BROUGHT: &str = "via.";

/// The name of a field of a message in a form: `sms.text`, and `via.fax.text` where a plugin brings the channel.
pub fn field_name(channel: &str, field: &str) -> String {
    match channel {
        "email" | "sms" | "push" | "postal" => format!("{channel}.{field}"),
        other => format!("{BROUGHT}{other}.{field}"),
    }
}

impl WrittenField {
    /// Its `id` in the page.
    pub fn id(&self) -> String {
        format!("{}-{}", self.channel, self.name.replace('_', "-"))
    }

    /// Its name in the form.
    pub fn form_name(&self) -> String {
        field_name(&self.channel, &self.name)
    }

    /// How many characters are written.
    pub fn length(&self) -> usize {
        self.field.value.chars().count()
    }
}

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldShape {
    /// One line.
    Line,
    /// Several lines of text.
    Text,
    /// HTML.
    Html,
    /// A web address.
    Url,
    /// An email address.
    Address,
}

impl FieldShape {
    /// Whether it has several lines.
    pub const fn is_long(self) -> bool {
        matches!(self, Self::Text | Self::Html)
    }

    /// Lines shown.
    pub const fn rows(self) -> u8 {
        if matches!(self, Self::Html) { 14 } else { 8 }
    }

    /// The type of its input.
    pub const fn kind(self) -> &'static str {
        match self {
            // A merge field may stand for the address: the browser must not judge it.
            Self::Line | Self::Url | Self::Text | Self::Html => "text",
            Self::Address => "email",
        }
    }
}

/// Everything around a mail that is being written. Names of the fields: `email.subject`, `email.html`, `email.text`,
/// `email.from`, `email.reply_to`.
#[derive(Clone, Debug)]
pub struct EmailWriter {
    /// Where its previews and its test come from: `/campaigns/new`, `/campaigns/{id}/message`.
    pub base: String,
    /// The subject.
    pub subject: Field,
    /// The HTML.
    pub html: Field,
    /// The text part; empty: made from the HTML.
    pub text: Field,
    /// The sender.
    pub from: Field,
    /// Where answers go.
    pub reply_to: Field,
    /// Who sends when nothing is said here; empty when the channel does not say either.
    pub sender: String,
    /// What can be put in for each person.
    pub merge_fields: Vec<MergeField>,
    /// Languages a ready message can have.
    pub languages: Vec<Choice>,
    /// Where the button of a ready message leads.
    pub link: String,
    /// What was there before a ready message took its place.
    pub before: Option<Before>,
    /// Its test.
    pub test: TestForm,
}

impl EmailWriter {
    /// The names of its fields.
    pub const NAMES: [&'static str; 7] = [
        "email.subject",
        "email.html",
        "email.text",
        "email.from",
        "email.reply_to",
        "ready_link",
        "ready_lang",
    ];
}

/// A message that was replaced, kept so that it can come back.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// Its subject.
    pub subject: String,
    /// Its HTML.
    pub html: String,
    /// Its text.
    pub text: String,
}

/// Something known of each person.
#[derive(Clone, Debug)]
pub struct MergeField {
    /// As it is written: `{{ first_name }}`.
    pub tag: String,
    /// What it is called, in the reader's language.
    pub label: String,
}
