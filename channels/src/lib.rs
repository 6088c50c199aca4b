//! The plugin host: channels as sandboxed WebAssembly components, and the capabilities they may be granted.

pub mod capabilities;
mod host;
mod message;

pub use host::{Description, Fault, Grants, Host, HostError, HostOptions, Plugin, Secrets, Settings};
pub use message::{Message, Outcome, Rendered, Report, Sink};
