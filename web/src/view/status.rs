//! The states of a campaign, in words and tones.

/// State of a campaign (the names are those of the API).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignStatus {
    /// Not validated yet.
    Draft,
    /// The audience is being frozen, clustered and exported.
    Preparing,
    /// Validated; nothing is sent yet.
    Ready,
    /// Waits for its date.
    Scheduled,
    /// Messages are leaving.
    Sending,
    /// Held by a member or by the error breaker.
    Paused,
    /// Every message has an outcome.
    Finished,
    /// Over, and some messages could not be sent.
    PartiallyFailed,
    /// Given up.
    Cancelled,
}

impl CampaignStatus {
    /// Every state, in the order a campaign goes through them.
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

    /// The name used by the API and in addresses.
    pub const fn name(self) -> &'static str {
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

    /// The sentence key of its label.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "status-draft",
            Self::Preparing => "status-preparing",
            Self::Ready => "status-ready",
            Self::Scheduled => "status-scheduled",
            Self::Sending => "status-sending",
            Self::Paused => "status-paused",
            Self::Finished => "status-finished",
            Self::PartiallyFailed => "status-partially-failed",
            Self::Cancelled => "status-cancelled",
        }
    }

    /// The class that gives its dot a colour; the word always stands beside it.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Draft | Self::Cancelled => "state-idle",
            Self::Preparing | Self::Sending => "state-busy",
            Self::Ready | Self::Scheduled => "state-ready",
            Self::Finished => "state-good",
            Self::Paused => "state-warn",
            Self::PartiallyFailed => "state-bad",
        }
    }
}
