//! Ready messages that one begins with.

use askama::Template;

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
