//! The five roles that every tenant has.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A role of a member in a tenant; what it may do stands in `policy.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Decides on members, channels and settings, and may do what all others may.
    Admin,
    /// Works on prospects and campaigns, up to sending.
    Contributor,
    /// Looks, changes nothing.
    Reader,
    /// Answers for consent, requests of data subjects and the audit log.
    ComplianceOfficer,
    /// Builds and installs channel plugins, sees no prospect.
    PluginDeveloper,
}

/// A stored or requested role that does not exist.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown role {0:?}")]
pub struct UnknownRole(pub String);

impl Role {
    /// All roles, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Admin,
        Self::Contributor,
        Self::Reader,
        Self::ComplianceOfficer,
        Self::PluginDeveloper,
    ];

    /// As stored, in the policy and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Contributor => "contributor",
            Self::Reader => "reader",
            Self::ComplianceOfficer => "compliance_officer",
            Self::PluginDeveloper => "plugin_developer",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_json_agree_and_read_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
        }
        assert_eq!("Admin".parse::<Role>(), Err(UnknownRole("Admin".into())));
    }
}
