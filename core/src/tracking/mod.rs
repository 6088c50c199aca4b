//! What comes back: opens, clicks and unsubscriptions, as far as each person allows it.
//!
//! Lives here: the tokens messages carry, telling machines from humans, recording events in groups, withdrawing by a link,
//! and the figures made of it all. Does not live here: writing links and pixels into mail (`content`), answering HTTP
//! (`relais_web`), whether a message may leave (`delivery`).
//!
//! **What is recorded.** An open is a pixel that was fetched, a click a link that was followed, each only of a message that
//! was sent tracked and only while the person's consent to tracking stands: it is read once more in the transaction that
//! writes the event, so that a withdrawal also ends recording for mail sent before it. Address and user agent are sealed.
//!
//! **Machines and humans.** Every event is kept; one that no human did says why in `events.machine` ([`Machine`]), and all
//! figures come for both and for humans alone. See `machines` for the signs.
//!
//! **Reading time** of a message is the longest time from a human's open to a human's click no more than half an hour
//! later. It is a lower bound, since nobody tells when reading ends, and null without such a click.

mod figures;
mod group;
mod machines;
mod recorder;
mod reply;
mod standing;
mod statistics;
mod token;
mod unsubscribe;
mod write;

pub use machines::Machine;
pub use recorder::{Followed, Recorder, Request, TrackError};
pub use standing::Standing;
pub use statistics::{Counted, Figures, Statistics, statistics};
pub use token::{Presented, Token, TokenHash, token};
pub use unsubscribe::{Recipient, Source, recipient, unsubscribe};

pub(crate) use reply::keep_reply;
pub(crate) use unsubscribe::mark as mark_unsubscribed;
pub(crate) use write::{Visit, record_in};

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The pixel was fetched.
    Open,
    /// A link was followed.
    Click,
    /// The person unsubscribed by the message's link, or by writing back.
    Unsubscribe,
    /// The person wrote back.
    Reply,
}

impl Kind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Click => "click",
            Self::Unsubscribe => "unsubscribe",
            Self::Reply => "reply",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Click, Self::Unsubscribe, Self::Reply]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}
