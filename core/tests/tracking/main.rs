//! What comes back from messages: recorded in groups, only as far as consent stands, on both databases.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test reports by failing: the exemption of tests does not reach its helpers"
)]

mod house;
mod machines;
mod recording;
mod together;
mod unsubscribing;
