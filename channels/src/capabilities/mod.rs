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

    /// What a plugin that has it can do, for whoever decides about it.
    #[must_use]
    pub fn plainly(self) -> &'static str {
        match self {
            Self::EmailTransport => "send mail through the relays you allow; passwords and keys stay with the host",
            Self::Http => "make requests to the web addresses you allow, and to no others",
            Self::Signatures => "have data signed with the keys it asked for, without seeing them",
            Self::Spool => "leave files for you, such as letters to print",
            Self::Secrets => "read the secrets it asked for",
            Self::Cache => "remember small things for your company, such as a provider's token",
            Self::Clock => "know what time it is",
            Self::Random => "draw random numbers",
            Self::Log => "write lines to the channel's page",
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
