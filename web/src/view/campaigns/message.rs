//! Writing what a campaign says: step 3 of the panel, and a page of its own while nothing has left.

use askama::Template;

use crate::view::{Choice, Field, Shell, Ui};

/// The message step: a tab per channel, when and how fast it leaves.
#[derive(Clone, Debug)]
pub struct MessageStep {
    /// The channels of the campaign, in their order.
    pub channels: Vec<String>,
    /// The mail, where email is among them.
    pub email: Option<EmailWriter>,
    /// `YYYY-MM-DDTHH:MM` on the clock of `time_zone`; empty: when somebody says so.
    pub scheduled_at: Field,
    /// Time zones one may choose.
    pub time_zone: Vec<Choice>,
    /// Seconds between two messages.
    pub delay_s: Field,
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
    /// Where a test goes.
    pub test_to: String,
    /// Whether the reader may send a test.
    pub can_test: bool,
    /// Whether what is sent ends in the outbox.
    pub sandbox: bool,
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

/// The preview with one person of the audience: everything around the mail, which loads into a frame of its own.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/message/preview.html")]
pub struct PreviewFragment {
    /// The reader.
    pub ui: Ui,
    /// What is seen.
    pub preview: MailPreview,
}

/// A mail as one person would get it.
#[derive(Clone, Debug, Default)]
pub struct MailPreview {
    /// Where this is asked for again.
    pub again: String,
    /// The person it is seen with; nobody when the audience reaches nobody.
    pub person: Option<PreviewPerson>,
    /// The subject as that person reads it.
    pub subject: String,
    /// The sender.
    pub from: String,
    /// What is wrong with the message, in the reader's words; nothing of it is shown then.
    pub problems: Vec<String>,
    /// Merge fields that are empty for this person.
    pub missing: Vec<String>,
    /// Whether nothing is written yet.
    pub empty: bool,
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
    /// What is wrong with the whole.
    pub errors: Vec<String>,
}
