//! A campaign on its way: what its page shows that changes while one looks.

use std::time::Duration;

use askama::Template;
use jiff::Timestamp;

use crate::view::{CampaignStatus, Ui};

/// Everything of a campaign's page that the server keeps current: the head with its acts, progress, figures, messages.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The campaign's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its state.
    pub status: CampaignStatus,
    /// Where the changes come from; nowhere when there will be none.
    pub stream: Option<String>,
    /// The days it is about, its network, its channels.
    pub facts: Facts,
    /// Whether everything it sends ends in the outbox, as was decided when it was launched.
    pub sandbox: bool,
    /// Whether its message is written, for every channel that can be.
    pub written: bool,
    /// People in the frozen audience.
    pub audience: u64,
    /// Of these, those whom one of its channels reaches now; everybody where that does not matter any more.
    pub reachable: u64,
    /// Segments of the audience.
    pub segments: usize,
    /// How far its messages are; none before it is launched.
    pub progress: Option<SendingProgress>,
    /// Why it stopped by itself.
    pub stopped: Option<String>,
    /// What came back; none before it is launched.
    pub figures: Option<Figures>,
    /// The same channel by channel; none where there is one.
    pub by_channel: Vec<ChannelFigures>,
    /// Where everybody of the audience ended up, by channel.
    pub accounts: Vec<Account>,
    /// Message by message.
    pub messages: Option<MessageTable>,
    /// What the reader may do now.
    pub acts: Acts,
}

impl Sending {
    /// What is asked before it is sent: to how many, and whether it leaves the house.
    pub fn launch_question(&self, ui: &Ui) -> String {
        let key = if self.sandbox {
            "act-launch-sandbox-confirm"
        } else {
            "act-launch-confirm"
        };
        let question = ui.t2(key, "title", &self.title, "count", self.reachable);
        match self.audience.saturating_sub(self.reachable) {
            0 => question,
            left_out => format!("{question} {}", ui.t1("act-launch-left-out", "count", left_out)),
        }
    }

    /// What giving it up is called: it names what is given up and how large it is.
    pub fn cancel_words(&self, ui: &Ui) -> String {
        match self.rest() {
            Some(rest) => ui.t1("act-cancel-sending", "count", rest),
            None => ui.t("page-cancel"),
        }
    }

    /// What is asked before it is given up.
    pub fn cancel_question(&self, ui: &Ui) -> String {
        match self.rest() {
            Some(rest) => ui.t1("act-cancel-sending-confirm", "count", rest),
            None => ui.t1("page-cancel-confirm", "count", self.audience),
        }
    }

    /// How many have not left, once it is launched.
    fn rest(&self) -> Option<u64> {
        let progress = self.progress.as_ref()?;
        Some(progress.total.saturating_sub(progress.done))
    }
}

/// What does not change about a campaign, in its head.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The day of the event.
    pub event_date: Option<jiff::civil::Date>,
    /// The last day.
    pub end_date: Option<jiff::civil::Date>,
    /// When it leaves, if that is decided.
    pub scheduled_at: Option<Timestamp>,
    /// The social network, or none for «Multi-canal».
    pub social_network: Option<String>,
    /// Its channels.
    pub channels: Vec<String>,
    /// Those whose messages end in the outbox, where others reach people.
    pub in_sandbox: Vec<String>,
    /// Whether each person gets it over the first of these that reaches them.
    pub fallback: bool,
    /// Where its file is, once it is there.
    pub file: Option<String>,
}

/// What may be done to a campaign, by this reader, now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Acts {
    /// Choose its audience: it is a draft.
    pub choose: bool,
    /// Send it.
    pub launch: bool,
    /// Hold it.
    pub pause: bool,
    /// Take it up again.
    pub resume: bool,
    /// Give it up.
    pub cancel: bool,
    /// Change what is said of it.
    pub edit: bool,
    /// Write what it says.
    pub write: bool,
    /// Delete it.
    pub delete: bool,
    /// Look at what the sandbox took.
    pub outbox: bool,
}

impl Acts {
    /// Whether there is anything in the menu of the lesser ones.
    pub const fn more(&self) -> bool {
        self.edit || self.cancel || self.delete
    }
}

/// How far the messages are.
#[derive(Clone, Debug)]
pub struct SendingProgress {
    /// Messages that need nothing more.
    pub done: u64,
    /// Messages that may leave.
    pub total: u64,
    /// Messages per minute, while it sends.
    pub per_minute: Option<u64>,
    /// How long it will go on.
    pub left: Option<Duration>,
    /// When text messages leave again that wait for the hours in which people may be written to.
    pub quiet: Option<Timestamp>,
    /// While all that is left waits for another try: how many messages, and when the first is tried.
    pub retries: Option<(u64, Timestamp)>,
    /// Whether it moves.
    pub moving: bool,
}

impl SendingProgress {
    /// The end of its bar, which cannot be 0.
    pub fn full(&self) -> u64 {
        self.total.max(1)
    }
}

/// What came back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Messages that were taken.
    pub sent: u64,
    /// Messages in all, those that must not leave among them.
    pub total: u64,
    /// Opens by people: every one, and messages opened.
    pub opens: (u64, u64),
    /// Clicks by people: every one, and messages clicked in.
    pub clicks: (u64, u64),
    /// Messages opened by those tracked; none when nobody is.
    pub open_rate: Option<f64>,
    /// Messages clicked in by those tracked.
    pub click_rate: Option<f64>,
    /// Opens and clicks by machines.
    pub machines: (u64, u64),
    /// Seconds, where they could be measured.
    pub reading: Option<f64>,
    /// What part of the messages the figures stand on.
    pub tracked_share: Option<f64>,
    /// People who unsubscribed.
    pub unsubscribed: u64,
    /// Failed ÷ tried.
    pub failure_rate: Option<f64>,
}

/// What came back over one channel.
#[derive(Clone, Debug, Default)]
pub struct ChannelFigures {
    /// The channel.
    pub channel: String,
    /// Messages in all, those that must not leave among them.
    pub total: u64,
    /// Messages that were taken.
    pub sent: u64,
    /// Messages that must not leave.
    pub skipped: u64,
    /// Messages opened; none where that cannot be known.
    pub opened: Option<u64>,
    /// Messages clicked in; none where nobody is tracked.
    pub clicked: Option<u64>,
    /// Failed ÷ tried.
    pub failure_rate: Option<f64>,
    /// People who unsubscribed.
    pub unsubscribed: u64,
}

/// Where the people of one channel ended up.
#[derive(Clone, Debug)]
pub struct Account {
    /// The channel.
    pub channel: String,
    /// Everybody.
    pub total: u64,
    /// By outcome; the counts add up to `total`.
    pub lines: Vec<AccountLine>,
}

/// One outcome.
#[derive(Clone, Debug)]
pub struct AccountLine {
    /// What, in the reader's language.
    pub label: String,
    /// How many.
    pub count: u64,
    /// Where they are listed.
    pub href: String,
    /// The class of its dot.
    pub tone: &'static str,
}

/// One page of the messages.
#[derive(Clone, Debug)]
pub struct MessageTable {
    /// The filters, the chosen one among them.
    pub filters: Vec<MessageFilter>,
    /// The heads that sort.
    pub sorts: MessageSorts,
    /// The messages of this page.
    pub rows: Vec<MessageRow>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
    /// Whether there are several channels.
    pub several_channels: bool,
    /// Where these messages are saved as a file; nowhere for who may not.
    pub file: Option<String>,
}

/// A filter over the messages.
#[derive(Clone, Debug)]
pub struct MessageFilter {
    /// What it is called, in the reader's language.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the one applied.
    pub chosen: bool,
}

/// The heads that sort.
#[derive(Clone, Debug)]
pub struct MessageSorts {
    /// By where messages stand.
    pub status: SortLink,
    /// By how often they were opened.
    pub opens: SortLink,
    /// By how often they were clicked.
    pub clicks: SortLink,
    /// By when they were sent.
    pub sent_at: SortLink,
}

impl MessageSorts {
    /// All of them, where there is no room for heads.
    pub fn all(&self) -> [&SortLink; 4] {
        [&self.sent_at, &self.opens, &self.clicks, &self.status]
    }
}

/// A head that sorts.
#[derive(Clone, Debug)]
pub struct SortLink {
    /// The key of what the column is called.
    pub label: &'static str,
    /// Where it leads.
    pub href: String,
    /// `ascending` or `descending`, when this is what the table is sorted by.
    pub order: Option<&'static str>,
}

impl SortLink {
    /// The icon that shows the direction.
    pub fn icon(&self) -> &'static str {
        match self.order {
            None => "selector",
            Some("ascending") => "chevron-up",
            Some(_) => "chevron-down",
        }
    }
}

/// A message of the ledger: T6's columns.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// The person's sheet; none once they were deleted.
    pub contact: Option<String>,
    /// The person's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their company.
    pub company: String,
    /// The channel.
    pub channel: String,
    /// Where it stands, in the reader's language.
    pub status: String,
    /// Why, in the reader's language.
    pub reason: Option<String>,
    /// The class of its dot.
    pub tone: &'static str,
    /// Opens, those by machines included.
    pub opens: u64,
    /// Clicks, those by machines included.
    pub clicks: u64,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// The last open by a person.
    pub last_open: Option<Timestamp>,
}

/// What the stream sends.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/sending.html")]
pub struct SendingFragment {
    /// The reader.
    pub ui: Ui,
    /// The campaign.
    pub sending: Sending,
}
