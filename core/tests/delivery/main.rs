//! From a launch to the last message, with a carrier that does what a test tells it: every message accounted for, whatever
//! happens on the way.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test reports by failing: the exemption of tests does not reach its helpers"
)]

mod channels;
mod counted;
mod crash;
mod forgotten;
mod house;
mod modes;
mod outcomes;
mod plan;
mod put_off;
mod quiet;
mod reports;
mod stopping;
mod tried;
mod withdrawal;
