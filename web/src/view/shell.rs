//! The frame around every page of a signed-in member: menu, top bar, toasts.

use super::CampaignStatus;

/// An entry of the menu. To add one: a variant, a line in [`Place::MENU`] and in its methods,
/// and a sentence in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The figures of the base and of the last campaigns.
    Overview,
    /// Campaigns.
    Campaigns,
    /// Prospects and imports.
    Contacts,
    /// Channels and their plugins.
    Channels,
    /// What the sandbox took.
    Outbox,
    /// The audit log, and what else the compliance officer answers for.
    Compliance,
    /// Company, members, tokens, language.
    Settings,
}

impl Place {
    /// The entries, in their order.
    pub const MENU: [Self; 7] = [
        Self::Overview,
        Self::Campaigns,
        Self::Contacts,
        Self::Channels,
        Self::Outbox,
        Self::Compliance,
        Self::Settings,
    ];

    /// Where it leads.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::Campaigns => "/campaigns",
            Self::Contacts => "/contacts",
            Self::Channels => "/channels",
            Self::Outbox => "/outbox",
            Self::Compliance => "/audit",
            Self::Settings => "/settings",
        }
    }

    /// The sentence key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Overview => "nav-overview",
            Self::Campaigns => "nav-campaigns",
            Self::Contacts => "nav-contacts",
            Self::Channels => "nav-channels",
            Self::Outbox => "nav-outbox",
            Self::Compliance => "nav-compliance",
            Self::Settings => "nav-settings",
        }
    }

    /// Its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Overview => "layout-dashboard",
            Self::Campaigns => "speakerphone",
            Self::Contacts => "users",
            Self::Channels => "broadcast",
            Self::Outbox => "inbox",
            Self::Compliance => "shield-check",
            Self::Settings => "settings",
        }
    }
}

/// Everything the frame shows.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Which entry of the menu the page belongs to.
    pub place: Place,
    /// The entries of the menu that the member may open.
    pub menu: Vec<Place>,
    /// The company the member works for now.
    pub company: String,
    /// The member's companies; the switch appears when there are two or more.
    pub companies: Vec<Company>,
    /// Whether the company delivers into the sandbox outbox only.
    pub sandbox: bool,
    /// The member's name.
    pub member: String,
    /// The member's address.
    pub email: String,
    /// The latest campaigns, newest first; five to eight of them.
    pub recent: Vec<RecentCampaign>,
    /// Sentences to show once, in the reader's language.
    pub toasts: Vec<String>,
    /// The address of this page (path and query): language and company switches come back to it.
    pub here: String,
}

impl Shell {
    /// Whether the page belongs to this entry of the menu.
    pub fn is_at(&self, place: &Place) -> bool {
        self.place == *place
    }

    /// The member's initials: at most two letters.
    pub fn initials(&self) -> String {
        let mut words = self.member.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }
}

/// A company of the member.
#[derive(Clone, Debug)]
pub struct Company {
    /// What the switch sends: `tenant` of `POST /switch`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the one at work now.
    pub current: bool,
}

/// A campaign in the menu.
#[derive(Clone, Debug)]
pub struct RecentCampaign {
    /// Its id, for `/campaigns/{id}`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its state.
    pub status: CampaignStatus,
    /// Whether the page shown is its page.
    pub current: bool,
}
