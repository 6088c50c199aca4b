//! «Vue d'ensemble»: the base, the last campaigns, what needs the reader today.

use askama::Template;
use jiff::civil::Date;

use super::campaigns::Panel;
use super::{CampaignStatus, Shell, Ui};

/// `GET /`, and `GET /campaigns/new` with the panel open.
#[derive(Clone, Debug, Template)]
#[template(path = "overview/page.html")]
pub struct OverviewPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// Prospects in the base; 0 shows the way to the import instead of figures.
    pub contacts: u64,
    /// How many can be reached by each channel, channels in their usual order.
    pub reach: Vec<Reach>,
    /// Campaigns by now (all states).
    pub campaign_count: u64,
    /// What waits for the reader.
    pub tasks: Vec<Task>,
    /// The last campaigns, newest first.
    pub campaigns: Vec<CampaignRow>,
    /// Whether the reader may create campaigns.
    pub can_create: bool,
    /// Whether the reader may import prospects.
    pub can_import: bool,
    /// The side panel, open at `/campaigns/new`.
    pub panel: Option<Panel>,
}

/// How many prospects a channel reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The channel: `email`, `sms`, `push`, `postal` or a plugin's own.
    pub channel: String,
    /// Prospects.
    pub count: u64,
}

/// Something to do.
#[derive(Clone, Debug)]
pub struct Task {
    /// An icon of the sprite.
    pub icon: &'static str,
    /// What it is, in the reader's language.
    pub text: String,
    /// Where it is done.
    pub href: String,
    /// What the link says.
    pub action: String,
}

/// A campaign in a table: O8's columns.
#[derive(Clone, Debug)]
pub struct CampaignRow {
    /// Its id, for `/campaigns/{id}`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its state.
    pub status: CampaignStatus,
    /// The day of the event.
    pub event_date: Option<Date>,
    /// People in the frozen audience; none while it is a draft.
    pub audience: Option<u64>,
    /// Messages that left.
    pub sent: u64,
    /// People who opened, where opening is measured.
    pub opened: u64,
    /// Failed ÷ (sent + failed), from 0 to 1.
    pub failure_rate: f64,
}

impl CampaignRow {
    /// Whether no message has been tried yet, so that there is nothing to count.
    pub fn untried(&self) -> bool {
        self.sent == 0 && self.failure_rate == 0.0
    }
}

/// `part` of `whole`, from 0 to 1; of nothing, 0.
pub fn share(part: &u64, whole: &u64) -> f64 {
    if *whole == 0 { 0.0 } else { *part as f64 / *whole as f64 }
}
