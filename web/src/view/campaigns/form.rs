//! What one says about a campaign: step 2 of the panel, the edit form, the live check of the name.

use askama::Template;

use crate::view::{CampaignStatus, Choice, Field, Shell, Ui};

/// The fields of a campaign, as they come back to the reader. Names in the form are those of
/// the API: `title`, `event_date`, `end_date`, `duration_days`, `social_network`,
/// `description`, `channels` (repeated).
#[derive(Clone, Debug, Default)]
pub struct CampaignForm {
    /// The name, unique in the tenant.
    pub title: Field,
    /// What the database says of the name.
    pub verdict: Verdict,
    /// The campaign whose own name is not a duplicate, when editing.
    pub campaign: Option<String>,
    /// `YYYY-MM-DD`.
    pub event_date: Field,
    /// `YYYY-MM-DD`: what an earlier event date is told to be beside. One may be given, for the record.
    pub today: String,
    /// `YYYY-MM-DD`, strictly after the event date.
    pub end_date: Field,
    /// Whole days, instead of an end date.
    pub duration_days: Field,
    /// The networks one may choose; none chosen is «Multi-canal».
    pub social_network: Vec<Choice>,
    /// Free text.
    pub description: Field,
    /// The channels; those chosen stand first, in their order.
    pub channels: Vec<ChannelChoice>,
    /// Whether each person gets it over the first channel that reaches them.
    pub fallback: bool,
    /// What is wrong with the choice of channels.
    pub channels_error: Option<String>,
}

impl CampaignForm {
    /// Whether the event is over. Dates written this way stand in the order of their text.
    pub fn is_past(&self) -> bool {
        !self.event_date.value.is_empty() && self.event_date.error.is_none() && self.event_date.value < self.today
    }
}

/// A channel one may choose.
#[derive(Clone, Debug)]
pub struct ChannelChoice {
    /// `email`, `sms`, `push`, `postal`, or a plugin's own.
    pub channel: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// How many of the audience it reaches; unknown in the edit form of a draft.
    pub count: Option<u64>,
}

/// What the database says of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Not asked yet, or nothing to ask about.
    #[default]
    Unasked,
    /// Nobody has it.
    Free,
    /// Another campaign has it.
    Taken,
    /// Longer than a name may be.
    TooLong,
}

impl Verdict {
    /// The word the page's script reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Free => "free",
            Self::Taken => "taken",
            Self::TooLong => "too-long",
        }
    }
}

/// `GET /campaigns/name-check?title=…[&campaign=ID]`, asked for while the name is typed.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/name_check.html")]
pub struct NameCheckFragment {
    /// The reader.
    pub ui: Ui,
    /// The name asked about, trimmed.
    pub title: String,
    /// The answer.
    pub verdict: Verdict,
}

/// `GET|POST /campaigns/{id}/edit`.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/edit.html")]
pub struct CampaignEditPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The campaign's id.
    pub id: String,
    /// Its name as it is stored.
    pub title: String,
    /// Its state.
    pub status: CampaignStatus,
    /// The fields.
    pub form: CampaignForm,
    /// The campaign as the reader sees it, so that somebody else's change meanwhile is noticed.
    pub as_of: String,
    /// Publication, `YYYY-MM-DDTHH:MM` on the clock of `time_zone`.
    pub scheduled_at: Field,
    /// Time zones one may choose (`time_zone`).
    pub time_zone: Vec<Choice>,
    /// What is wrong with the whole («modifiée entre-temps par …»).
    pub error: Option<String>,
}
