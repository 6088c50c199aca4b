//! Delivery: from a launched campaign to messages that have left, every one accounted for.
//!
//! Lives here: the message ledger and how it is planned, the verdict on each message, claiming, handing over, retrying, what
//! stops a campaign and what ends it, the sandbox's outbox, the figures of all this. Does not live here: what a message says
//! (`content`), what comes back (`tracking`), how it travels (`relais_channels`).
//!
//! The ledger is the truth: one row per campaign, person, channel and step. `delivery_counts` is moved by the transactions
//! that move the rows, and always equals counting them.

pub mod callbacks;
mod channel_test;
mod counts;
mod courier;
mod dispatch;
mod estimate;
mod forget;
mod lifecycle;
mod messages;
mod modes;
mod outbox;
mod plan;
mod preview;
mod progress;
mod quiet;
mod returns;
mod senders;
mod spool;
mod state;
mod test_send;
pub mod verdict;

pub use channel_test::{Tried, TryError, try_channel};
pub use counts::Count;
pub use courier::{Carrier, Carriers, Courier, Finding, Measuring, Sending};
pub use dispatch::TooLong;
pub use estimate::{Estimate, estimate};
pub use forget::delete_contact;
pub use lifecycle::is_launched;
pub use messages::{Direction, Filter, Listing, MessageLine, Place, Sort, messages};
pub use modes::{Modes, modes_now};
pub use outbox::{Kept, KeptWhole, outbox, outbox_item};
pub use preview::{Preview, preview};
pub use progress::{Progress, Retries, Stopped, Summary, progress, summaries};
pub use returns::returned_to;
pub use spool::{Spooled, SpooledFile, spooled, spooled_after};
pub use state::{State, reason};
pub use test_send::{TestError, TestTo, test_content, test_send};

pub(crate) use dispatch::{ComposeError, Composer};
pub(crate) use lifecycle::{begin, forget, running};
pub(crate) use senders::Senders;
