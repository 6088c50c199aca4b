//! What a channel plugin for Relais is written with.
//!
//! A plugin is a type that implements [`Channel`], and one line that makes a component of it:
//!
//! ```ignore
//! use relais_plugin::{Channel, Description, Message, Outcome, Settings};
//!
//! struct Mine;
//!
//! impl Channel for Mine {
//!     fn describe(language: &str) -> Description { … }
//!     fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> { … }
//! }
//!
//! relais_plugin::channel!(Mine);
//! ```
//!
//! It is built for `wasm32-unknown-unknown` and runs in a sandbox: no files, sockets, threads or environment, no
//! time or randomness but [`clock`] and [`random`]. What the interface means is documented in `plugins-sdk/wit`.

mod answer;
mod channel;
mod config;
mod describe;
mod request;

pub use answer::{is_pretended, outcome};
pub use channel::Channel;
pub use config::parse;
pub use serde;
pub use serde_json;

pub use bindings::exports::relais::channel::channel::{
    AddressKind, Callback, ContentField, Description, Event, EventKind, EventSubject, FieldKind, Idempotency, Limits,
    Problem, SecretWanted, Settings,
};
pub use bindings::relais::channel::types::{Field, Message, Outcome, Permanent, Transient};
pub use bindings::relais::channel::{cache, clock, email_transport, http, log, random, secrets, signatures, spool};

/// What nearly every channel needs: `use relais_plugin::prelude::*;`
pub mod prelude {
    pub use crate::http::Request;
    pub use crate::{
        AddressKind, Callback, Channel, ContentField, Description, Event, EventKind, EventSubject, FieldKind, Limits,
        Message, Outcome, Permanent, Problem, SecretWanted, Settings, Transient,
    };
    pub use crate::{http, outcome, parse};
    pub use serde_json::{Value, json};
}

/// The interface as generated from `plugins-sdk/wit`.
#[doc(hidden)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../wit/1.0",
        world: "plugin",
        pub_export_macro: true,
        default_bindings_module: "relais_plugin::bindings",
        additional_derives: [PartialEq],
    });
}

/// Makes a component of a type that implements [`Channel`].
#[macro_export]
macro_rules! channel {
    ($channel:ident) => {
        $crate::bindings::export!($channel with_types_in $crate::bindings);
    };
}
