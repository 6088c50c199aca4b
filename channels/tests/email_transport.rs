//! The email transport against a real SMTP server that fails on demand.
//!
//! Every test ends with its books balanced: each message has exactly one fate, what the sink took is what was told as
//! accepted (or, when a reply was lost, as unknown), and the sink saw no breach of SMTP.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test reports by failing: the exemption of tests does not reach its helpers"
)]

mod email {
    pub mod support;

    mod connections;
    mod faults;
    mod messages;
    mod security;
    mod signatures;
}
