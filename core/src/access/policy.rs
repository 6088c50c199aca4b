//! From casbin's policy to a set of permissions per role.

use std::collections::HashMap;

use casbin::{CoreApi as _, DefaultModel, Enforcer, MgmtApi as _, RbacApi as _, StringAdapter};

use super::{Permission, PermissionSet, Role, UnknownPermission};

const MODEL: &str = include_str!("model.conf");
const POLICY: &str = include_str!("policy.csv");

/// Why a policy is refused as a whole: a policy that is half understood grants half of what was meant.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// casbin cannot read the model or the policy.
    #[error("access policy")]
    Casbin(#[from] casbin::Error),
    /// A line names an object or an action that no route asks for.
    #[error("access policy: {0}")]
    Permission(#[from] UnknownPermission),
    /// A line names a role that does not exist, or a tenant's role takes the name of a built-in one.
    #[error("access policy: role {0:?} is unknown here or already taken")]
    Role(String),
    /// A line is malformed, of an unknown kind, or stands there twice.
    #[error("access policy: {0} lines were not understood or stand there twice")]
    Lines(usize),
}

/// A role that a tenant defined for itself.
#[derive(Clone, Debug)]
pub struct CustomRole {
    /// Name, unique in the tenant and different from the built-in roles.
    pub name: String,
    /// Built-in roles whose permissions it has.
    pub inherits: Vec<Role>,
    /// Further permissions.
    pub permissions: PermissionSet,
}

/// The permissions of the built-in roles, computed once.
#[derive(Clone, Debug)]
pub struct Policy {
    sets: [PermissionSet; Role::ALL.len()],
}

impl Policy {
    /// Reads the policy that is part of the program.
    ///
    /// # Errors
    /// [`PolicyError`], which a test rules out for the embedded files.
    pub async fn load() -> Result<Self, PolicyError> {
        Self::from_text(POLICY).await
    }

    async fn from_text(policy: &str) -> Result<Self, PolicyError> {
        let enforcer = enforcer(policy).await?;
        let mut sets = [PermissionSet::EMPTY; Role::ALL.len()];
        for role in Role::ALL {
            sets[role as usize] = implied(&enforcer, role.as_str())?;
        }
        Ok(Self { sets })
    }

    /// What a built-in role allows.
    #[must_use]
    pub fn permissions(&self, role: Role) -> PermissionSet {
        self.sets[role as usize]
    }

    /// What the roles of one tenant allow. They are loaded beside the built-in ones and dropped again, so one
    /// tenant's roles never meet another's; the caller keeps the result for as long as the tenant's
    /// policy version stays.
    ///
    /// # Errors
    /// [`PolicyError::Role`] for a name that is empty, doubled or built in.
    pub async fn custom(roles: &[CustomRole]) -> Result<HashMap<String, PermissionSet>, PolicyError> {
        let mut enforcer = enforcer(POLICY).await?;
        let mut sets = HashMap::with_capacity(roles.len());
        // Rules go in as values, never as text: a name cannot smuggle a line in.
        for role in roles {
            let taken = sets.insert(role.name.clone(), PermissionSet::EMPTY).is_some();
            if taken || role.name.is_empty() || role.name.parse::<Role>().is_ok() {
                return Err(PolicyError::Role(role.name.clone()));
            }
            for parent in &role.inherits {
                let rule = vec![role.name.clone(), parent.as_str().to_owned()];
                enforcer.add_grouping_policy(rule).await?;
            }
            for permission in role.permissions.iter() {
                let (object, action) = (permission.object().to_owned(), permission.action().to_owned());
                enforcer.add_policy(vec![role.name.clone(), object, action]).await?;
            }
        }
        for (name, set) in &mut sets {
            *set = implied(&enforcer, name)?;
        }
        Ok(sets)
    }
}

/// Reads a policy of built-in roles, whole or not at all.
async fn enforcer(policy: &str) -> Result<Enforcer, PolicyError> {
    let model = DefaultModel::from_str(MODEL).await?;
    let mut enforcer = Enforcer::new(model, StringAdapter::new(policy)).await?;
    // Rules of a tenant are added in memory only.
    enforcer.enable_auto_save(false);

    // casbin passes over what it does not understand; here that is an error.
    let written = policy
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (rules, groups) = (enforcer.get_policy(), enforcer.get_grouping_policy());
    let lost = written.count().abs_diff(rules.len() + groups.len());
    let malformed =
        rules.iter().filter(|rule| rule.len() != 3).count() + groups.iter().filter(|rule| rule.len() != 2).count();
    if lost + malformed > 0 {
        return Err(PolicyError::Lines(lost + malformed));
    }
    let subjects = rules
        .iter()
        .filter_map(|rule| rule.first())
        .chain(groups.iter().flatten());
    for name in subjects {
        name.parse::<Role>().map_err(|unknown| PolicyError::Role(unknown.0))?;
    }
    for rule in &rules {
        permission(rule)?;
    }
    Ok(enforcer)
}

fn implied(enforcer: &Enforcer, role: &str) -> Result<PermissionSet, PolicyError> {
    let rules = enforcer.get_implicit_permissions_for_user(role, None);
    Ok(rules.iter().map(|rule| permission(rule)).collect::<Result<_, _>>()?)
}

fn permission(rule: &[String]) -> Result<Permission, UnknownPermission> {
    rule.get(1..).unwrap_or_default().join(":").parse()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    // R: O2
    #[tokio::test]
    async fn who_may_do_what() {
        let policy = Policy::load().await.unwrap();
        let mut table =
            String::from("permission         admin contributor reader compliance_officer plugin_developer\n");
        for &permission in Permission::ALL {
            let _ = write!(table, "{permission:<18}");
            for role in Role::ALL {
                let mark = if policy.permissions(role).allows(permission) {
                    "x"
                } else {
                    "."
                };
                let _ = write!(table, " {mark:^width$}", width = role.as_str().len());
            }
            table.truncate(table.trim_end().len());
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
permission         admin contributor reader compliance_officer plugin_developer
contacts:read        x        x        x            x                 .
contacts:write       x        x        .            .                 .
contacts:delete      x        x        .            x                 .
contacts:import      x        x        .            .                 .
contacts:export      x        x        .            x                 .
audience:read        x        x        x            x                 .
campaigns:read       x        x        x            x                 .
campaigns:write      x        x        .            .                 .
campaigns:delete     x        x        .            .                 .
campaigns:launch     x        x        .            .                 .
campaigns:export     x        x        .            .                 .
consent:read         x        x        .            x                 .
consent:write        x        .        .            x                 .
audit:read           x        .        .            x                 .
audit:manage         x        .        .            x                 .
channels:read        x        x        x            x                 x
channels:manage      x        .        .            .                 .
plugins:install      x        .        .            .                 x
members:read         x        .        .            x                 .
members:manage       x        .        .            .                 .
tokens:manage        x        x        x            x                 x
settings:read        x        x        x            x                 x
settings:manage      x        .        .            .                 .
");
    }

    #[tokio::test]
    async fn the_sets_are_what_casbin_enforces() {
        let enforcer = enforcer(POLICY).await.unwrap();
        let policy = Policy::load().await.unwrap();
        for role in Role::ALL {
            for &permission in Permission::ALL {
                let request = (role.as_str(), permission.object(), permission.action());
                let allowed = enforcer.enforce(request).unwrap();
                assert_eq!(
                    policy.permissions(role).allows(permission),
                    allowed,
                    "{role} {permission}"
                );
            }
        }
    }

    #[tokio::test]
    async fn every_permission_is_granted_to_somebody_and_all_to_the_admin() {
        let policy = Policy::load().await.unwrap();
        assert_eq!(
            policy.permissions(Role::Admin),
            Permission::ALL.iter().copied().collect()
        );
    }

    #[tokio::test]
    async fn a_policy_with_anything_unknown_is_refused() {
        let refused =
            |line: &'static str| async move { Policy::from_text(&format!("{POLICY}\n{line}\n")).await.unwrap_err() };
        assert!(matches!(
            refused("p, reader, contacts, fly").await,
            PolicyError::Permission(_)
        ));
        assert!(matches!(
            refused("p, reader, pigeons, read").await,
            PolicyError::Permission(_)
        ));
        assert!(matches!(
            refused("p, intern, contacts, read").await,
            PolicyError::Role(_)
        ));
        assert!(matches!(refused("g, intern, admin").await, PolicyError::Role(_)));
        assert!(matches!(
            refused("x, reader, contacts, read").await,
            PolicyError::Lines(1)
        ));
        assert!(
            matches!(refused("p, reader, contacts, read").await, PolicyError::Lines(1)),
            "twice"
        );
        for short_or_long in ["p, reader, contacts", "p, reader, contacts, read, deny", "g, admin"] {
            let error = refused(short_or_long).await;
            assert!(
                matches!(error, PolicyError::Lines(_) | PolicyError::Casbin(_)),
                "{short_or_long}: {error}"
            );
        }
    }

    #[tokio::test]
    async fn a_tenants_role_adds_to_what_it_inherits() {
        let roles = [
            CustomRole {
                name: "Chargée de relecture".into(),
                inherits: vec![Role::Reader],
                permissions: [Permission::CampaignsWrite].into_iter().collect(),
            },
            CustomRole {
                name: "rien".into(),
                inherits: vec![],
                permissions: PermissionSet::EMPTY,
            },
        ];
        let sets = Policy::custom(&roles).await.unwrap();
        let reader = Policy::load().await.unwrap().permissions(Role::Reader);
        assert_eq!(sets["Chargée de relecture"], reader.with(Permission::CampaignsWrite));
        assert_eq!(sets["rien"], PermissionSet::EMPTY);
    }

    #[tokio::test]
    async fn a_tenants_role_cannot_take_a_built_in_name_nor_smuggle_lines() {
        let role = |name: &str| CustomRole {
            name: name.into(),
            inherits: vec![],
            permissions: [Permission::ContactsRead].into_iter().collect(),
        };
        for name in ["reader", ""] {
            assert!(
                matches!(Policy::custom(&[role(name)]).await, Err(PolicyError::Role(_))),
                "{name}"
            );
        }
        assert!(matches!(
            Policy::custom(&[role("a"), role("a")]).await,
            Err(PolicyError::Role(_))
        ));
        let sets = Policy::custom(&[role("a, b\np, a, audit, read")]).await.unwrap();
        let only: PermissionSet = [Permission::ContactsRead].into_iter().collect();
        assert_eq!(sets.into_values().collect::<Vec<_>>(), [only]);
    }
}
