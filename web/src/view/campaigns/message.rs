//! Writing what a campaign says: step 3 of the panel, and a page of its own while nothing has left.

use askama::Template;

use super::writer::{EmailWriter, Writer, WrittenField};
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
