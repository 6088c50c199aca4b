//! Writing what a campaign says: step 3 of the panel, and a page of its own while nothing has left.

use askama::Template;

use crate::view::{Choice, Field, Shell, Ui};

/// The message step: a tab per channel, when and how fast it leaves.
#[derive(Clone, Debug)]
pub struct MessageStep {
    /// The channels of the campaign, in their order.
    pub tabs: Vec<ChannelTab>,
    /// Whether each person gets it over the first channel that reaches them.
    pub fallback: bool,
    /// `YYYY-MM-DDTHH:MM` on the clock of `time_zone`; empty: when somebody says so.
    pub scheduled_at: Field,
    /// Time zones one may choose.
    pub time_zone: Vec<Choice>,
    /// Seconds between two messages.
    pub delay_s: Field,
}

impl MessageStep {
    /// The names of the fields that are written in it.
    pub fn written(&self) -> Vec<String> {
        let names = self.tabs.iter().flat_map(|tab| match &tab.writer {
            Writer::Email(_) => EmailWriter::NAMES.map(str::to_owned).to_vec(),
            Writer::Fields(writer) => writer.fields.iter().map(WrittenField::form_name).collect(),
            Writer::Missing => Vec::new(),
        });
        names.collect()
    }

    /// The tab that is shown first: where something is wrong, else the first.
    pub fn shown(&self) -> usize {
        self.tabs.iter().position(|tab| tab.wrong).unwrap_or(0)
    }
}

/// One channel of the message step.
#[derive(Clone, Debug)]
pub struct ChannelTab {
    /// The channel.
    pub channel: String,
    /// How many of the audience get the message over it.
    pub count: u64,
    /// Whether something in it must be mended.
    pub wrong: bool,
    /// Where it is written.
    pub writer: Writer,
}

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

/// The form that sends a test.
#[derive(Clone, Debug)]
pub struct TestForm {
    /// The kind of address asked for; none where nobody has one at hand: the test goes to the outbox.
    pub asks: Option<TestAddress>,
    /// The address.
    pub to: String,
    /// Whether the reader may send one.
    pub allowed: bool,
    /// Whether what is sent ends in the outbox.
    pub sandbox: bool,
}

/// What is asked for a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestAddress {
    /// `name@domain`.
    Email,
    /// A telephone number.
    Phone,
}

impl TestAddress {
    /// The type of its input.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "tel",
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

/// The ready messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyKind {
    /// Come to something.
    Invitation,
    /// Here is something new.
    Announcement,
    /// A second word to whoever did not answer the first.
    Reminder,
}

impl ReadyKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Invitation, Self::Announcement, Self::Reminder];

    /// As forms send it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Announcement => "announcement",
            Self::Reminder => "reminder",
        }
    }

    /// The sentence key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Invitation => "ready-invitation",
            Self::Announcement => "ready-announcement",
            Self::Reminder => "ready-reminder",
        }
    }

    /// The sentence key that says what it is for.
    pub const fn note(self) -> &'static str {
        match self {
            Self::Invitation => "ready-invitation-note",
            Self::Announcement => "ready-announcement-note",
            Self::Reminder => "ready-reminder-note",
        }
    }

    /// The sentence keys of its subject, of what it says, and of its button.
    pub const fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Invitation => [
                "ready-invitation-subject",
                "ready-invitation-text",
                "ready-invitation-button",
            ],
            Self::Announcement => [
                "ready-announcement-subject",
                "ready-announcement-text",
                "ready-announcement-button",
            ],
            Self::Reminder => ["ready-reminder-subject", "ready-reminder-text", "ready-reminder-button"],
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The HTML of a ready message. Values that stand as they are in it are markup already; the merge fields in it are for the message's own engine.
#[derive(Template)]
#[template(path = "ready/mail.html")]
pub struct ReadyMail {
    /// Its language.
    pub lang: &'static str,
    /// The campaign's name.
    pub title: String,
    /// Who writes.
    pub company: String,
    /// The days it is about.
    pub when: Option<String>,
    /// What it says.
    pub paragraphs: Vec<String>,
    /// Where the button leads, and what it says.
    pub button: Option<(String, String)>,
    /// The end.
    pub closing: String,
    /// Why the reader gets this.
    pub footer: String,
    /// Where one unsubscribes.
    pub unsubscribe: String,
    /// What that link says.
    pub unsubscribe_label: String,
}

/// The preview with one person of the audience. Mails and letters load into a frame of their own.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/message/preview.html")]
pub struct PreviewFragment {
    /// The reader.
    pub ui: Ui,
    /// What is seen.
    pub preview: Preview,
}

/// A message as one person would get it.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// The channel.
    pub channel: String,
    /// Where this is asked for again.
    pub again: String,
    /// The person it is seen with; nobody when the audience reaches nobody.
    pub person: Option<PreviewPerson>,
    /// What is seen of it.
    pub shown: Shown,
    /// What it would be charged for with this person: how many, of what.
    pub units: Option<(u32, String)>,
    /// What is wrong with the message, in the reader's words; nothing of it is shown then.
    pub problems: Vec<String>,
    /// Merge fields that are empty for this person.
    pub missing: Vec<String>,
    /// Whether nothing is written yet.
    pub empty: bool,
}

impl Preview {
    /// The `id` of the place this is shown in.
    pub fn place(&self) -> String {
        match self.channel.as_str() {
            "email" => "mail-seen".to_owned(),
            other => format!("{other}-seen"),
        }
    }

    /// The name of the field that says with whom it is seen.
    pub fn field(&self) -> String {
        seen_field(&self.channel)
    }
}

/// The name of the field that says with which person of the audience a channel is seen.
pub fn seen_field(channel: &str) -> String {
    match channel {
        "email" => "seen".to_owned(),
        other => format!("seen.{other}"),
    }
}

/// What is seen of a message.
#[derive(Clone, Debug, Default)]
pub enum Shown {
    /// Nothing.
    #[default]
    Nothing,
    /// What is around a mail.
    Mail {
        /// The subject as that person reads it.
        subject: String,
        /// The sender.
        from: String,
    },
    /// A text message.
    Text {
        /// Its text.
        text: String,
        /// How many characters it has.
        length: usize,
    },
    /// A notification.
    Notification {
        /// Who writes.
        from: String,
        /// Its title.
        title: String,
        /// Its text.
        body: String,
        /// Where it leads; maybe nowhere.
        url: String,
    },
    /// Pages as they will be printed.
    Document {
        /// Where they come from, by the form.
        src: String,
    },
    /// Fields as they would be handed over: name and text.
    Fields(Vec<(String, String)>),
}

/// About how much a channel costs, over everybody it goes to.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/message/estimate.html")]
pub struct EstimateFragment {
    /// The reader.
    pub ui: Ui,
    /// Nothing where nothing can be said.
    pub estimate: Option<EstimateLine>,
}

/// Units over an audience.
#[derive(Clone, Debug)]
pub struct EstimateLine {
    /// How many units.
    pub units: u64,
    /// Of what, in the plugin's words.
    pub unit: String,
    /// To how many people.
    pub people: u64,
    /// How many messages were measured.
    pub sampled: u64,
}

impl EstimateLine {
    /// Whether everybody was measured.
    pub fn exact(&self) -> bool {
        self.sampled == self.people
    }
}

/// Whom a preview is seen with.
#[derive(Clone, Debug)]
pub struct PreviewPerson {
    /// Their name.
    pub name: String,
    /// Their place in the audience, from 0.
    pub position: u64,
    /// How many there are.
    pub count: u64,
}

/// What became of a test.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/message/tested.html")]
pub struct TestedFragment {
    /// The reader.
    pub ui: Ui,
    /// Whether it left.
    pub sent: bool,
    /// What to say.
    pub text: String,
    /// Where it can be looked at.
    pub href: Option<String>,
}

/// `GET|POST /campaigns/{id}/message`.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/message/page.html")]
pub struct MessagePage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The campaign's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What is written.
    pub step: MessageStep,
    /// The campaign as the reader sees it, so that somebody else's change meanwhile is noticed.
    pub as_of: String,
    /// What is wrong with the whole.
    pub errors: Vec<String>,
}
