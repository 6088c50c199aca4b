//! One tenant's use of a plugin.

use std::collections::BTreeMap;
use std::fmt;

/// Values that a plugin's capabilities may use, by name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(pub BTreeMap<String, String>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// What the tenant's administrator lets a plugin reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// `scheme://host[:port]`.
    pub hosts: Vec<String>,
}

/// One tenant's use of a plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whose: connections and the plugin's cache are kept apart by it. Nobody's when empty: nothing is kept.
    pub tenant: String,
    /// Configuration, JSON.
    pub config: String,
    /// Secrets.
    pub secrets: Secrets,
    /// What it may reach.
    pub grants: Grants,
    /// Where this tenant's channel takes its provider's reports; nowhere when nobody is to report anything.
    pub callback_url: Option<String>,
    /// The language in which a configuration's problems are told (BCP 47); English when empty.
    pub language: String,
}
