//! The plugin host through its public interface: the email plugin, and a plugin that does what plugins must not.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test reports by failing: the exemption of tests does not reach its helpers"
)]

mod bounds;
mod conformance;
mod email;
mod files;
mod grants;
mod hostile;
mod http;
mod interface;
mod support;
