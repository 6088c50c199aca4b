//! The plugin host: channels as sandboxed WebAssembly components, and the capabilities they may be granted.
//!
//! Floors, top first: `conformance` (what `relais plugin check` looks at) · `registry` (plugins that were installed) · `host` (engine, instances, limits, one batch from start to end) · `interface` (the versions of
//! `plugins-sdk/wit`, behind one trait) · `capabilities` (a file or folder each) · `artifact` (compiled code on disk) ·
//! `message`, `fault`, `settings` (what goes in and comes out).

mod artifact;
mod builtin;
pub mod capabilities;
pub mod conformance;
mod description;
mod fault;
mod host;
mod interface;
mod message;
pub mod registry;
mod settings;
mod text;

pub use capabilities::Capability;
pub use capabilities::spool::File;
pub use description::{AddressKind, ContentField, Description, FieldKind, SecretWanted};
pub use fault::{Fault, LoadError};
pub use host::{CacheKey, Figures, Host, HostError, HostOptions, LARGEST_COMPONENT, Limits, Line, Plugin, Rehearsal};
pub use message::{Callback, Event, EventKind, EventSubject, Message, Outcome, Rendered, Report, Sink, Usage};
pub use settings::{Grants, Secrets, Settings};
