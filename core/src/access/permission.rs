//! Permissions: the closed list of what a route may ask for, and sets of them.

use std::fmt;
use std::str::FromStr;

/// A text that names no permission.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown permission {0:?}")]
pub struct UnknownPermission(pub String);

macro_rules! permissions {
    ($($(#[$doc:meta])+ $name:ident = $object:literal, $action:literal;)+) => {
        /// One thing that a role may allow: an action on a kind of object.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Permission { $($(#[$doc])+ $name,)+ }

        impl Permission {
            /// All permissions, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// `object:action`, as the interface and the API name it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => concat!($object, ":", $action),)+ }
            }

            /// The kind of object, as in `policy.csv`.
            #[must_use]
            pub const fn object(self) -> &'static str {
                match self { $(Self::$name => $object,)+ }
            }

            /// The action, as in `policy.csv`.
            #[must_use]
            pub const fn action(self) -> &'static str {
                match self { $(Self::$name => $action,)+ }
            }
        }
    };
}

permissions! {
    /// See prospects and their sheets.
    ContactsRead = "contacts", "read";
    /// Add and edit prospects.
    ContactsWrite = "contacts", "write";
    /// Delete prospects.
    ContactsDelete = "contacts", "delete";
    /// Import files of prospects.
    ContactsImport = "contacts", "import";
    /// Take prospects out of the product as a file.
    ContactsExport = "contacts", "export";
    /// Count and break down audiences; shows figures, no person.
    AudienceRead = "audience", "read";
    /// See campaigns and their results.
    CampaignsRead = "campaigns", "read";
    /// Create and edit campaigns.
    CampaignsWrite = "campaigns", "write";
    /// Delete campaigns.
    CampaignsDelete = "campaigns", "delete";
    /// Launch, pause, resume and cancel campaigns.
    CampaignsLaunch = "campaigns", "launch";
    /// Download the file of a campaign's audience.
    CampaignsExport = "campaigns", "export";
    /// See consents, bases and requests of data subjects.
    ConsentRead = "consent", "read";
    /// Record consents, handle requests of data subjects.
    ConsentWrite = "consent", "write";
    /// Read and verify the audit log.
    AuditRead = "audit", "read";
    /// Decide where the audit log's checkpoints are sent.
    AuditManage = "audit", "manage";
    /// See which channels exist and how they do.
    ChannelsRead = "channels", "read";
    /// Configure channels and go live.
    ChannelsManage = "channels", "manage";
    /// Install and remove channel plugins for the tenant.
    PluginsInstall = "plugins", "install";
    /// See who the members are.
    MembersRead = "members", "read";
    /// Add, change and remove members.
    MembersManage = "members", "manage";
    /// Create and revoke one's own API tokens.
    TokensManage = "tokens", "manage";
    /// See the company's name, country and time zone.
    SettingsRead = "settings", "read";
    /// Change the tenant's settings.
    SettingsManage = "settings", "manage";
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL
            .iter()
            .copied()
            .find(|permission| permission.as_str() == text)
            .ok_or_else(|| UnknownPermission(text.to_owned()))
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A set of permissions: what a role, or a member with several roles, may do.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PermissionSet(u64);

const _: () = assert!(Permission::ALL.len() <= 64, "a set has 64 bits");

impl PermissionSet {
    /// Nothing at all.
    pub const EMPTY: Self = Self(0);

    /// Whether it holds the permission.
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// With one permission more.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | bit(permission))
    }

    /// What either allows: the set of a member with two roles.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both allow: the set of a token that was given less than its owner has.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Its permissions, in order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .iter()
            .copied()
            .filter(move |&permission| self.allows(permission))
    }
}

const fn bit(permission: Permission) -> u64 {
    1 << permission as u8
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::as_str)).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        let names: HashSet<_> = Permission::ALL.iter().map(|permission| permission.as_str()).collect();
        assert_eq!(names.len(), Permission::ALL.len());
        for &permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(permission));
            assert_eq!(
                permission.as_str(),
                format!("{}:{}", permission.object(), permission.action())
            );
        }
        assert!("contacts:fly".parse::<Permission>().is_err());
    }

    #[test]
    fn sets_hold_what_was_put_in_and_nothing_else() {
        for &one in Permission::ALL {
            let set = PermissionSet::EMPTY.with(one);
            assert_eq!(set.iter().collect::<Vec<_>>(), [one]);
        }
        let all: PermissionSet = Permission::ALL.iter().copied().collect();
        assert_eq!(all.iter().count(), Permission::ALL.len());
        assert_eq!(all.intersection(PermissionSet::EMPTY), PermissionSet::EMPTY);
    }
}
