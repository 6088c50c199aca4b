//! Who belongs to a tenant, and how somebody new is let in.
//!
//! Memberships are control rows, the audit log is the tenant's: on SQLite two files, which no transaction spans.
//! The entry is therefore committed first: an act that is on record and then fails is better than one that is not.

use crate::audit::{self, Actor, Entry};
use crate::clock::Millis;
use crate::database::{Error, Result};
use crate::ids::{InvitationId, PersonId, TenantId};
use crate::keys::{Aad, Sealed};
use crate::people::{NewPerson, Person, SignUpError, normal};
use crate::registry::Installation;
use crate::secret::Secret;
use crate::tenant::Tenant;
use serde_json::json;
use std::time::Duration;

/// How long an invitation can be accepted.
pub const INVITATION_LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// Somebody's place in a tenant.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// Name of their role.
    pub role: String,
    /// Since when.
    pub since: Millis,
}

/// An invitation that was not accepted yet.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Its identifier.
    pub id: InvitationId,
    /// The tenant it lets in to.
    pub tenant: TenantId,
    /// Whom it is for.
    pub email: String,
    /// The role they will have.
    pub role: String,
    /// Until when it can be accepted.
    pub expires_at: Millis,
}

/// Why a change of members is refused.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// A tenant needs somebody who can administer it.
    #[error("the last administrator cannot be removed or given another role")]
    LastAdministrator,
    /// No such member, or no such invitation any more.
    #[error("there is no such member")]
    Unknown,
    /// They belong to the tenant already.
    #[error("this person is a member already")]
    AlreadyMember,
    /// The new person cannot be entered.
    #[error(transparent)]
    SignUp(#[from] SignUpError),
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

enum Change<'a> {
    Role(&'a str),
    Removal,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: PersonId,
    email: Sealed,
    name: Sealed,
    language: String,
    role: String,
    created_at: Millis,
}

#[derive(sqlx::FromRow)]
struct InvitationRow {
    id: InvitationId,
    tenant_id: TenantId,
    email: Sealed,
    role: String,
    expires_at: Millis,
}

impl Installation {
    /// The members of a tenant, longest first.
    pub async fn members(&self, tenant: &Tenant) -> Result<Vec<Member>> {
        let rows: Vec<MemberRow> = self
            .control_read()
            .await?
            .all(
                "SELECT p.id, p.email, p.name, p.language, m.role, m.created_at
                 FROM memberships m JOIN people p ON p.id = m.person_id
                 WHERE m.tenant_id = $1 ORDER BY m.created_at, p.id",
                (tenant.id(),),
            )
            .await?;
        rows.into_iter()
            .map(|row| {
                let person = self.open_person(&row.email, &row.name, row.id, row.language)?;
                Ok(Member {
                    person,
                    role: row.role,
                    since: row.created_at,
                })
            })
            .collect()
    }

    /// Gives a member another role.
    pub async fn set_role(
        &self,
        tenant: &Tenant,
        actor: Actor,
        person: PersonId,
        role: &str,
    ) -> Result<(), MemberError> {
        self.change_member(tenant, actor, person, Change::Role(role)).await
    }

    /// Takes a member out of the tenant, with their sessions and tokens for it.
    pub async fn remove_member(&self, tenant: &Tenant, actor: Actor, person: PersonId) -> Result<(), MemberError> {
        self.change_member(tenant, actor, person, Change::Removal).await
    }

    async fn change_member(
        &self,
        tenant: &Tenant,
        actor: Actor,
        person: PersonId,
        change: Change<'_>,
    ) -> Result<(), MemberError> {
        let id = tenant.id();
        let mut control = self.control_write().await?;
        // PostgreSQL would let two administrators remove each other at the same moment; the tenant's row is the turnstile.
        control
            .exec("UPDATE tenants SET name = name WHERE id = $1", (id,))
            .await?;
        let admins: Vec<(PersonId,)> = control
            .all(
                "SELECT person_id FROM memberships WHERE tenant_id = $1 AND role = 'admin'",
                (id,),
            )
            .await?;
        let (action, role) = match change {
            Change::Role(role) => ("member.role", Some(role)),
            Change::Removal => ("member.remove", None),
        };
        if role != Some("admin") && admins.as_slice() == [(person,)] {
            return Err(MemberError::LastAdministrator);
        }
        let changed = match role {
            Some(role) => {
                control
                    .exec(
                        "UPDATE memberships SET role = $3 WHERE tenant_id = $1 AND person_id = $2",
                        (id, person, role),
                    )
                    .await?
            }
            None => {
                control
                    .exec(
                        "DELETE FROM sessions WHERE tenant_id = $1 AND person_id = $2",
                        (id, person),
                    )
                    .await?;
                control
                    .exec(
                        "DELETE FROM api_tokens WHERE tenant_id = $1 AND person_id = $2",
                        (id, person),
                    )
                    .await?;
                control
                    .exec(
                        "DELETE FROM memberships WHERE tenant_id = $1 AND person_id = $2",
                        (id, person),
                    )
                    .await?
            }
        };
        if changed == 0 {
            return Err(MemberError::Unknown);
        }
        let mut tx = tenant.write().await?;
        let details = json!({ "role": role });
        audit::append(
            &mut tx,
            tenant,
            Entry {
                actor,
                action,
                object: &person.to_string(),
                details,
            },
        )
        .await?;
        tx.commit().await?;
        control.commit().await?;
        Ok(())
    }

    /// Invites an address; the secret goes into the link, and is not kept.
    pub async fn invite(&self, tenant: &Tenant, actor: Actor, email: &str, role: &str) -> Result<Secret, MemberError> {
        let id = InvitationId(self.new_id());
        let secret = Secret::generate(self.rng());
        let email = normal(email);
        let mut control = self.control_write().await?;
        if let Some(person) = self.person_id(&mut control, &email).await? {
            let member: Option<(String,)> = control
                .opt(
                    "SELECT role FROM memberships WHERE tenant_id = $1 AND person_id = $2",
                    (tenant.id(), person),
                )
                .await?;
            if member.is_some() {
                return Err(MemberError::AlreadyMember);
            }
        }
        control
            .exec(
                "INSERT INTO invitations (id, token_hash, tenant_id, email, role, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                (
                    id,
                    secret.hash(),
                    tenant.id(),
                    self.house().seal(
                        Aad {
                            table: "invitations",
                            column: "email",
                            row: id.uuid().as_bytes(),
                        },
                        email.as_bytes(),
                    ),
                    role,
                    self.now(),
                    self.now().plus(INVITATION_LIFE),
                ),
            )
            .await?;
        let mut tx = tenant.write().await?;
        let entry = Entry {
            actor,
            action: "member.invite",
            object: &id.to_string(),
            details: json!({ "role": role }),
        };
        audit::append(&mut tx, tenant, entry).await?;
        tx.commit().await?;
        control.commit().await?;
        Ok(secret)
    }

    /// The invitations of a tenant that can still be accepted.
    pub async fn invitations(&self, tenant: &Tenant) -> Result<Vec<Invitation>> {
        let rows: Vec<InvitationRow> = self
            .control_read()
            .await?
            .all(
                "SELECT id, tenant_id, email, role, expires_at FROM invitations
                 WHERE tenant_id = $1 AND expires_at > $2 ORDER BY created_at",
                (tenant.id(), self.now()),
            )
            .await?;
        rows.into_iter().map(|row| self.open_invitation(row)).collect()
    }

    /// The invitation a link carries, while it can be accepted.
    pub async fn invitation(&self, secret: &Secret) -> Result<Option<Invitation>> {
        let row: Option<InvitationRow> = self
            .control_read()
            .await?
            .opt(
                "SELECT id, tenant_id, email, role, expires_at FROM invitations
                 WHERE token_hash = $1 AND expires_at > $2",
                (secret.hash(), self.now()),
            )
            .await?;
        row.map(|row| self.open_invitation(row)).transpose()
    }

    /// Takes an invitation back; `false` if there is none such.
    pub async fn revoke_invitation(&self, tenant: &Tenant, actor: Actor, id: InvitationId) -> Result<bool> {
        let mut control = self.control_write().await?;
        let gone = control
            .exec(
                "DELETE FROM invitations WHERE tenant_id = $1 AND id = $2",
                (tenant.id(), id),
            )
            .await?;
        if gone > 0 {
            let mut tx = tenant.write().await?;
            let entry = Entry {
                actor,
                action: "member.uninvite",
                object: &id.to_string(),
                details: json!({}),
            };
            audit::append(&mut tx, tenant, entry).await?;
            tx.commit().await?;
        }
        control.commit().await?;
        Ok(gone > 0)
    }

    /// Accepts an invitation: enters the person, or adds the tenant to one who signs in already. `existing` is that
    /// person, once their password has been checked.
    pub async fn accept_invitation(
        &self,
        tenant: &Tenant,
        invitation: &Invitation,
        existing: Option<PersonId>,
        new: &NewPerson,
    ) -> Result<PersonId, MemberError> {
        let mut control = self.control_write().await?;
        if control
            .exec("DELETE FROM invitations WHERE id = $1", (invitation.id,))
            .await?
            == 0
        {
            return Err(MemberError::Unknown);
        }
        let person = match existing {
            Some(person) => person,
            None => self.insert_person(&mut control, new).await?,
        };
        self.insert_membership(&mut control, tenant.id(), person, &invitation.role)
            .await?;
        let mut tx = tenant.write().await?;
        let entry = Entry {
            actor: Actor::Person(person),
            action: "member.join",
            object: &person.to_string(),
            details: json!({ "role": invitation.role }),
        };
        audit::append(&mut tx, tenant, entry).await?;
        tx.commit().await?;
        control.commit().await?;
        Ok(person)
    }

    fn open_invitation(&self, row: InvitationRow) -> Result<Invitation> {
        let email = self.open_house("invitations", "email", row.id.uuid().as_bytes(), &row.email)?;
        Ok(Invitation {
            id: row.id,
            tenant: row.tenant_id,
            email,
            role: row.role,
            expires_at: row.expires_at,
        })
    }
}
