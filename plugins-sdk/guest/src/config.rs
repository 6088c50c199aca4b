//! Reading the configuration.

use crate::{Problem, Settings};

/// The configuration as a type of the plugin's own, or what is wrong with it.
pub fn parse<T: serde::de::DeserializeOwned>(settings: &Settings) -> Result<T, Problem> {
    serde_json::from_str(&settings.config).map_err(|error| Problem {
        field: None,
        message: error.to_string(),
    })
}
