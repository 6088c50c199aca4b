//! The side panel that creates a campaign, step by step.
//!
//! One form goes back and forth: `POST /campaigns/new` with `step=audience|campaign|review|
//! validate` naming where the reader wants to go. The answers of the steps not shown travel in
//! hidden fields.

use askama::Template;
use jiff::civil::Date;

use super::{Audience, CampaignForm, Chip, MessageStep};
use crate::view::Ui;

/// The panel.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The step shown.
    pub step: Step,
    /// The answers of the other steps.
    pub carried: Vec<Carried>,
    /// What is wrong with the whole, as a sentence.
    pub error: Option<String>,
}

/// One answer of another step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The field's name: `title`, `f.type`.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A step of the panel.
#[derive(Clone, Debug)]
pub enum Step {
    /// 1: who.
    Audience(Audience),
    /// 2: what and when.
    Campaign(Box<CampaignForm>),
    /// 3: what it says, when and how fast it leaves.
    Message(Box<MessageStep>),
    /// The last: look at it all, then validate.
    Review(Box<Review>),
}

impl Step {
    /// Its name in the form and in the address.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Audience(_) => "audience",
            Self::Campaign(_) => "campaign",
            Self::Message(_) => "message",
            Self::Review(_) => "review",
        }
    }

    /// Its place among [`Panel::PATH`].
    pub const fn index(&self) -> usize {
        match self {
            Self::Audience(_) => 0,
            Self::Campaign(_) => 1,
            Self::Message(_) => 2,
            Self::Review(_) => 3,
        }
    }
}

impl Panel {
    /// Sentence keys of the steps that exist, in order.
    pub const PATH: [&'static str; 4] = [
        "panel-step-audience",
        "panel-step-campaign",
        "panel-step-message",
        "panel-step-review",
    ];
}

/// What the reader confirms.
#[derive(Clone, Debug)]
pub struct Review {
    /// The campaign's name.
    pub title: String,
    /// The day of the event.
    pub event_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
    /// The social network, or none for «Multi-canal».
    pub social_network: Option<String>,
    /// The filters in words.
    pub filters: Vec<Chip>,
    /// People in the audience.
    pub count: u64,
    /// What is said over each channel that can be written, by its first line; none where nothing is said yet.
    pub messages: Vec<MessageReview>,
    /// When it is to leave; none when somebody will say so.
    pub scheduled_at: Option<jiff::Timestamp>,
    /// Seconds between two messages; 0 as fast as the channel allows.
    pub delay_s: f64,
    /// Each channel chosen.
    pub channels: Vec<ChannelReview>,
    /// Where channels stand in for each other: how many none of them reaches.
    pub nobody: Option<u64>,
    /// Whether everything delivered stays in the sandbox outbox.
    pub sandbox: bool,
    /// Why validating is not possible, if it is not; the sentence names the field.
    pub blocked: Vec<String>,
}

/// What is said over a channel.
#[derive(Clone, Debug)]
pub struct MessageReview {
    /// The channel.
    pub channel: String,
    /// Its subject or its beginning; none when nothing is written yet.
    pub subject: Option<String>,
}

/// Who a channel reaches, and who not.
#[derive(Clone, Debug)]
pub struct ChannelReview {
    /// The channel.
    pub channel: String,
    /// People who will get the message over it.
    pub receive: u64,
    /// People it reaches whom a channel before it has already, where channels stand in for each other.
    pub before: u64,
    /// Whether a plugin serves it.
    pub served: bool,
    /// Whether what it costs is counted in units, and estimated.
    pub counted: bool,
    /// People who will not, by reason, the largest first.
    pub left_out: Vec<LeftOut>,
    /// The lawful bases behind those who will.
    pub basis: Vec<BasisShare>,
}

impl ChannelReview {
    /// How many it leaves out.
    pub fn left_out_count(&self) -> u64 {
        self.left_out.iter().map(|one| one.count).sum()
    }
}

/// People left out of a channel.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Why, in the reader's language: «sans adresse e-mail», «désinscrits».
    pub reason: String,
    /// How many.
    pub count: u64,
    /// Where they are listed; nowhere for who may not see people.
    pub href: Option<String>,
}

/// People who stand on one lawful basis.
#[derive(Clone, Debug)]
pub struct BasisShare {
    /// `consent`, `existing_customer`, `b2b_information`, `legitimate_interest`.
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// The panel alone: the answer to htmx. Without it the panel stands in the overview
/// ([`crate::view::overview::OverviewPage::panel`]).
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/panel.html")]
pub struct PanelFragment {
    /// The reader.
    pub ui: Ui,
    /// The panel.
    pub panel: Panel,
}
