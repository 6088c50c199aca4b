//! What a message is before it leaves: seen with one person, measured over the audience, tried.

use askama::Template;

use crate::view::Ui;

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
