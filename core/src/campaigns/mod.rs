//! Campaigns: from a draft to a frozen, clustered, exported audience.
//!
//! Lives here: what a campaign is, checking a draft, its preparation in resumable steps, its board and its file, launching and
//! stopping it. Does not live here: choosing contacts (`audience`), clustering (`insight`), sending (`delivery`).

mod board;
mod campaign;
mod counted;
mod draft;
mod export;
mod launch;
mod list;
mod plugin;
mod prepare;
mod seen;
mod store;

pub use board::{Board, Spread, SpreadValue};
pub use campaign::{CampaignError, contents, create, delete, get, title_taken, update, version};
pub use counted::{Unknown, reachable, unknown_of};
pub use draft::{Beside, Draft, FieldError, MAX_DURATION, MAX_TITLE, Reason, Schedule};
pub use export::{export_name, read_export, record_letters_export, record_messages_export};
pub use launch::{cancel, launch, pause, resume};
pub use list::{Page, count, list, list_in, recent};
pub use plugin::remove_plugin;
pub use prepare::prepare;
pub use seen::{People, SeenPerson, person_at, population};
pub use store::{Cluster, clusters};

pub(crate) use store::audience;

use crate::audience::Filter;
use jiff::civil::Date;
use relais_tenants::clock::Millis;
use relais_tenants::{BlobId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

relais_tenants::id! {
    /// A campaign.
    CampaignId
}

/// What an empty social network means.
pub const MULTI_CHANNEL: &str = "Multi-canal";

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No audience chosen yet.
    Draft,
    /// The audience is being frozen, clustered, exported.
    Preparing,
    /// Everything is there; nothing was sent.
    Ready,
    /// Waits for its date.
    Scheduled,
    /// Messages are leaving.
    Sending,
    /// Somebody stopped it for now.
    Paused,
    /// Everything that could leave has left.
    Finished,
    /// Finished, and some messages ended unknown or ran out of retries.
    PartiallyFailed,
    /// Given up.
    Cancelled,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Preparing,
        Self::Ready,
        Self::Scheduled,
        Self::Sending,
        Self::Paused,
        Self::Finished,
        Self::PartiallyFailed,
        Self::Cancelled,
    ];

    /// As stored and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Preparing => "preparing",
            Self::Ready => "ready",
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::PartiallyFailed => "partially_failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// The steps of a preparation, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The filters become a fixed set of people.
    Population,
    /// They are clustered.
    Segments,
    /// Their file is written.
    Export,
    /// The page's figures are put together.
    Page,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Population, Self::Segments, Self::Export, Self::Page];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Segments => "segments",
            Self::Export => "export",
            Self::Page => "page",
        }
    }

    /// The step with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// How far a preparation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The step under way.
    pub step: Step,
    /// How much of it is done, of `total`.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// A campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its identifier.
    pub id: CampaignId,
    /// Its name, unique in the tenant.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Where it stands.
    pub status: Status,
    /// The channels it goes out over, in the order chosen.
    pub channels: Vec<String>,
    /// Whether each person gets it over the first of these that reaches them, instead of over all of them.
    pub fallback: bool,
    /// The social network it accompanies, or [`MULTI_CHANNEL`].
    pub social_network: String,
    /// The day it is about.
    pub event_date: Option<Date>,
    /// The last day.
    pub end_date: Option<Date>,
    /// When it is to be sent.
    pub scheduled_at: Option<Millis>,
    /// The zone its dates are meant in.
    pub time_zone: String,
    /// Pause between two messages, in milliseconds.
    pub delay_ms: u64,
    /// Whom it is for; `None` while it is a draft without audience.
    pub filters: Option<Filter>,
    /// How many people the frozen audience has.
    pub audience_size: Option<u64>,
    /// How many of them each channel reaches.
    pub reach: BTreeMap<String, u64>,
    /// How far its preparation is.
    pub progress: Option<Progress>,
    /// The figures of its page.
    pub board: Option<Board>,
    /// Its file.
    pub export: Option<BlobId>,
    /// Why its preparation stopped, for the log and the operator.
    pub error: Option<String>,
    /// Who created it.
    pub created_by: PersonId,
    /// When.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
}
