//! `GET /campaigns`.

use askama::Template;

use crate::view::overview::CampaignRow;
use crate::view::{CampaignStatus, Shell, Ui};

/// `GET /campaigns?status=…&cursor=…`: newest first, cursor pages.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/list.html")]
pub struct CampaignListPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// One page of campaigns.
    pub campaigns: Vec<CampaignRow>,
    /// The only state shown, if the reader asked for one.
    pub status: Option<CampaignStatus>,
    /// The address of the next page, if there is more.
    pub next: Option<String>,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
    /// Whether the base has prospects: without them the way leads to the import.
    pub has_contacts: bool,
    /// Whether the reader may create campaigns.
    pub can_create: bool,
}
