//! What a plugin may be granted, a file or folder each. A capability knows nothing of plugins: it takes plain values and
//! gives plain values back, so that it can be tested and measured alone. Binding it to the plugin interface is the
//! business of `interface`; `reach` is the rule of which hosts may be reached, shared by those that have a network.

pub mod cache;
pub mod email;
pub mod http;
pub mod random;
pub mod reach;
pub mod signatures;
pub mod spool;

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a plugin may import. What is not granted is not linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// Mail by SMTP.
    EmailTransport,
    /// Requests to web services.
    Http,
    /// Signatures with keys that stay with the host.
    Signatures,
    /// Files for the tenant.
    Spool,
    /// The tenant's secrets for the channel, readable.
    Secrets,
    /// A small memory that outlives a call.
    Cache,
    /// What time it is.
    Clock,
    /// Chance.
    Random,
    /// Lines for the channel's page.
    Log,
}

impl Capability {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::EmailTransport,
        Self::Http,
        Self::Signatures,
        Self::Spool,
        Self::Secrets,
        Self::Cache,
        Self::Clock,
        Self::Random,
        Self::Log,
    ];

    /// Its name in the interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EmailTransport => "email-transport",
            Self::Http => "http",
            Self::Signatures => "signatures",
            Self::Spool => "spool",
            Self::Secrets => "secrets",
            Self::Cache => "cache",
            Self::Clock => "clock",
            Self::Random => "random",
            Self::Log => "log",
        }
    }

    /// The capability of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|capability| capability.name() == name)
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
