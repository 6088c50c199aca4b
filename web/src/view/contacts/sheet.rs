//! `GET /contacts/{id}`.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::view::{CampaignStatus, Shell, Ui};

/// A prospect's sheet.
#[derive(Clone, Debug, Template)]
#[template(path = "contacts/sheet.html")]
pub struct ContactPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The prospect's id.
    pub id: String,
    /// Its name, the organisation's name, or its address: never empty.
    pub name: String,
    /// Who and where: name, organisation, address, email, phone… Only what is known.
    pub identity: Vec<Fact>,
    /// The tenant's own attributes. Only what is known.
    pub attributes: Vec<Fact>,
    /// Each channel: reachable or why not.
    pub channels: Vec<ChannelState>,
    /// What they agreed to or withdrew, newest first; empty for who may not see it.
    pub consents: Vec<ConsentLine>,
    /// Which of the latest campaigns the prospect is in, newest first.
    pub campaigns: Vec<ContactCampaign>,
    /// When it came into the base.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Whether the reader may edit it.
    pub can_edit: bool,
    /// Whether the reader may delete it.
    pub can_delete: bool,
}

/// One thing known.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is, in the reader's language or as the tenant's file called it.
    pub label: String,
    /// The value, written for the reader.
    pub value: String,
}

/// A channel seen from one prospect.
#[derive(Clone, Debug)]
pub struct ChannelState {
    /// The channel.
    pub channel: String,
    /// Whether a message could be sent today.
    pub reachable: bool,
    /// The lawful basis, if there is one: `consent`, `existing_customer`, …
    pub basis: Option<String>,
    /// Since when.
    pub since: Option<Date>,
    /// Why not, in the reader's language, when it is not reachable.
    pub why_not: Option<String>,
}

/// A campaign of the prospect.
#[derive(Clone, Debug)]
pub struct ContactCampaign {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its state.
    pub status: CampaignStatus,
    /// The cluster the prospect is in, once there is one.
    pub cluster: Option<String>,
}

/// One act of a prospect, or one ground that was declared for them.
#[derive(Clone, Debug)]
pub struct ConsentLine {
    /// When.
    pub at: Timestamp,
    /// The channel, or `tracking`.
    pub channel: String,
    /// What, in the reader's language.
    pub what: String,
    /// What proves it.
    pub evidence: String,
}
