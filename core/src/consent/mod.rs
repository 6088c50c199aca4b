//! On what ground a person may be written to or tracked, and who must not be.
//!
//! Lives here: the kinds of lawful basis and which of them allow a channel, the append-only ledger of what each person
//! agreed to or withdrew, and the suppression list. Does not live here: the decision whether one message may leave, which
//! belongs to delivery.

mod basis;
mod channel_name;
mod grounds;
mod ledger;
mod suppression;

pub(crate) mod former;
pub(crate) mod others;

pub use basis::{Bases, BasisKind, Standing, Topic, Topics};
pub use channel_name::ChannelName;
pub use grounds::grounds;
pub use ledger::{Consent, Declaration, Evidence, Method, ON_THE_LIST, history, record, withdraw, withdrew_themselves};
pub use others::Others;
pub use suppression::{
    Identity, IdentityHashes, Reason, Suppressed, check, is_barred, lookup, nobody_listed, suppress, suppress_identity,
};

pub(crate) use ledger::{ConsentRow, aad_row, insert_source, inserts, still_withdrawn};
