//! Why a plugin stays as it is.

use relais_channels::registry::BadKey;
use relais_channels::{Capability, LoadError};
use relais_tenants::database::Error;
use relais_tenants::registry::RegistryError;

/// Why a plugin stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum PluginError {
    /// A name is 1 to 40 lower-case letters, digits and dashes, a letter first.
    #[error("the name {0:?} may hold 1 to 40 lower-case letters, digits and dashes, and starts with a letter")]
    Name(String),
    /// A plugin of the program, or of the operator, is called so.
    #[error("a plugin of this installation is called «{0}» already: choose another name")]
    Taken(String),
    /// The component is no plugin.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// It says that it serves what is no channel.
    #[error("«{0}» is no name for a channel")]
    Channel(String),
    /// Another version of it serves another channel.
    #[error("the installed version serves the channel «{0}», this one does not: install it under another name")]
    OtherChannel(String),
    /// As many are installed as may be.
    #[error("{0} plugins are installed, which is as many as may be: remove one first")]
    TooMany(usize),
    /// The signature is not right.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// There is no such plugin here.
    #[error("no such plugin is installed")]
    Unknown,
    /// It is the operator's: a company cannot change it.
    #[error("this plugin was installed by the operator for all companies")]
    Operators,
    /// It has no such version.
    #[error("the plugin has no version {0}")]
    NoVersion(i64),
    /// No version before the one in use could be in use.
    #[error("there is no earlier version to go back to")]
    NoEarlier,
    /// It does not want what is to be granted.
    #[error("the plugin does not ask for {0}")]
    NotWanted(Capability),
    /// A channel goes to people by it.
    #[error(
        "the channel «{channel}» of «{company}» is live with it: put it into the sandbox or choose another plugin first"
    )]
    Live {
        /// The channel.
        channel: String,
        /// Whose: the company's short name.
        company: String,
    },
    /// A campaign needs it.
    #[error("the campaign «{campaign}» of «{company}» still needs it: let it finish or cancel it first")]
    Campaign {
        /// The campaign's title.
        campaign: String,
        /// Whose: the company's short name.
        company: String,
    },
    /// Somebody else changed it meanwhile.
    #[error("somebody else changed the plugin meanwhile: look again")]
    Changed,
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The publisher's key is none.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// A key, and nothing that it signed.
    #[error("a publisher is named and there is no signature")]
    Missing,
    /// A signature of nobody.
    #[error("the component is signed: say by whose key")]
    NoKey,
    /// The publisher did not sign these bytes.
    #[error("the signature is not the publisher's over this component")]
    Wrong,
    /// The installed version was published by somebody else, or by somebody.
    #[error(
        "the installed version was signed by another publisher, or this one is not signed: say so if that is meant"
    )]
    OtherPublisher,
}

impl From<RegistryError> for PluginError {
    fn from(error: RegistryError) -> Self {
        Self::Database(match error {
            RegistryError::Database(error) => error,
            other => Error::Setup(other.to_string()),
        })
    }
}
