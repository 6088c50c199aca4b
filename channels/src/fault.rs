//! What a plugin can do wrong.

use crate::Capability;

/// What a plugin did wrong, for its channel's page. What it says never quotes a message's content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It crashed.
    #[error("the plugin crashed: {0}")]
    Crashed(String),
    /// It computed, or waited, for too long.
    #[error("the plugin took too long and was stopped")]
    OutOfTime,
    /// It wanted more memory than it may have.
    #[error("the plugin wanted more memory than it may have and was stopped")]
    OutOfMemory,
    /// It tried to reach what the administrator has not allowed.
    #[error("the plugin tried to reach {0}, which is not allowed")]
    Forbidden(String),
    /// It used a capability in a way that has no meaning.
    #[error("the plugin misused {capability}: {reason}")]
    Misuse {
        /// Which.
        capability: Capability,
        /// How.
        reason: String,
    },
    /// What it returned is not an answer.
    #[error("the plugin's answer makes no sense: {0}")]
    BadAnswer(String),
    /// The host is at fault, not the plugin.
    #[error("the plugin could not be started: {0}")]
    Host(String),
}

/// Why a plugin is not loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Not a component, or not a valid one.
    #[error("this is not a WebAssembly component: {0}")]
    NotAComponent(String),
    /// More than a plugin may have.
    #[error("the component has {0} bytes, which is more than a plugin may have")]
    TooLarge(usize),
    /// It offers no channel interface that this program knows.
    #[error("this component offers no channel interface that this program knows (relais:channel/channel@1.0.0)")]
    NoInterface,
    /// It wants what no plugin is given.
    #[error("the plugin wants {0}, which this program does not have")]
    UnknownImport(String),
    /// It wants a capability that was not granted.
    #[error("the plugin wants the capability {0}, which was not granted")]
    NotGranted(Capability),
    /// Its interface is not what it says.
    #[error("the plugin's interface does not fit: {0}")]
    Mismatch(String),
    /// Its bytes changed after it was installed.
    #[error("the component is not the one that was installed: its bytes have changed")]
    Altered,
    /// It cannot say what it is.
    #[error("the plugin cannot describe itself: {0}")]
    Describe(#[from] Fault),
}
