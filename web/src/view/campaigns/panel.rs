//! The side panel that creates a campaign, step by step.
//!
//! One form goes back and forth: `POST /campaigns/new` with `step=audience|campaign|review|
//! validate` naming where the reader wants to go. The answers of the steps not shown travel in
//! hidden fields.

use askama::Template;
use jiff::civil::Date;

use super::{Audience, CampaignForm, Chip};
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
    /// The last: look at it all, then validate.
    Review(Box<Review>),
}

impl Step {
    /// Its name in the form and in the address.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Audience(_) => "audience",
            Self::Campaign(_) => "campaign",
            Self::Review(_) => "review",
        }
    }

    /// Its place among [`Panel::PATH`].
    pub const fn index(&self) -> usize {
        match self {
            Self::Audience(_) => 0,
            Self::Campaign(_) => 1,
            Self::Review(_) => 2,
        }
    }
}

impl Panel {
    /// Sentence keys of the steps that exist, in order.
    pub const PATH: [&'static str; 3] = ["panel-step-audience", "panel-step-campaign", "panel-step-review"];
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
    /// Each channel chosen.
    pub channels: Vec<ChannelReview>,
    /// Whether everything delivered stays in the sandbox outbox.
    pub sandbox: bool,
    /// Why validating is not possible, if it is not; the sentence names the field.
    pub blocked: Vec<String>,
}

/// Who a channel reaches, and who not.
#[derive(Clone, Debug)]
pub struct ChannelReview {
    /// The channel.
    pub channel: String,
    /// People who will get the message.
    pub receive: u64,
    /// People who will not, by reason, the largest first.
    pub left_out: Vec<LeftOut>,
    /// The lawful bases behind those who will.
    pub basis: Vec<BasisShare>,
}

/// People left out of a channel.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Why, in the reader's language: «sans adresse e-mail», «désinscrits».
    pub reason: String,
    /// How many.
    pub count: u64,
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
