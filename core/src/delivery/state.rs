//! Where a message stands, and the codes that say why.

use serde::Serialize;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn, or for another try.
    Queued,
    /// A worker holds it and has not handed it over.
    Claimed,
    /// Being handed over.
    Transmitting,
    /// The provider, or the sandbox, took it.
    Accepted,
    /// The provider reported that it arrived.
    Delivered,
    /// The provider reported that it came back.
    Bounced,
    /// It will not leave any more.
    Failed,
    /// It was being handed over when the answer was lost: it may have left.
    Unknown,
    /// It must not leave.
    Skipped,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Claimed,
        Self::Transmitting,
        Self::Accepted,
        Self::Delivered,
        Self::Bounced,
        Self::Failed,
        Self::Unknown,
        Self::Skipped,
    ];

    /// As stored and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Claimed => "claimed",
            Self::Transmitting => "transmitting",
            Self::Accepted => "accepted",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Skipped => "skipped",
        }
    }

    /// The state with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the message may still leave.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Claimed | Self::Transmitting)
    }
}

/// Why a message stands where it stands: the codes that are counted. What the provider said is the message's detail.
pub mod reason {
    /// Nothing to say.
    pub const NONE: &str = "";
    /// Skipped: no ground allows this channel.
    pub const NO_BASIS: &str = "no_basis";
    /// Skipped: the person withdrew or objected.
    pub const WITHDRAWN: &str = "withdrawn";
    /// Skipped: the address is on the suppression list.
    pub const SUPPRESSED: &str = "suppressed";
    /// Skipped: no address for this channel.
    pub const NO_ADDRESS: &str = "no_address";
    /// Skipped: the contact was deleted.
    pub const GONE: &str = "gone";
    /// Skipped: the campaign was cancelled.
    pub const CANCELLED: &str = "cancelled";
    /// Failed: the provider refuses it for good.
    pub const REFUSED: &str = "refused";
    /// Failed: tried as often as is sensible.
    pub const RETRIES_EXHAUSTED: &str = "retries_exhausted";
    /// Failed: the content asks for something that is not known of this person.
    pub const CONTENT: &str = "content";
    /// Failed: the plugin fails whenever it is given this message alone.
    pub const PLUGIN_FAULT: &str = "plugin_fault";
    /// Bounced: it came back for good.
    pub const BOUNCED: &str = "bounced";
    /// Bounced: it came back for now; the address may be used again.
    pub const BOUNCED_SOFT: &str = "bounced_soft";
    /// Unknown: the program ended while the message was being handed over.
    pub const INTERRUPTED: &str = "interrupted";
    /// Queued, as the detail: nobody may be written to at this hour.
    pub const QUIET_HOURS: &str = "quiet_hours";
    /// Unknown: the provider's answer was lost.
    pub const NO_ANSWER: &str = "no_answer";
}
