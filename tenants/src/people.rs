//! Those who sign in: their sealed name and address, found by a keyed hash of the address.

use crate::audit::{self, Actor, Entry};
use crate::clock::Millis;
use crate::database::{Error, Result, Tx};
use crate::ids::{PersonId, TenantId};
use crate::keys::{Aad, Sealed};
use crate::line::line;
use crate::registry::{Installation, NewTenant, RegistryError};
use crate::secret::Secret;
use crate::tenant::Tenant;
use serde_json::json;

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its identifier.
    pub id: PersonId,
    /// Address, lower-cased.
    pub email: String,
    /// Name as they gave it.
    pub name: String,
    /// Language of their pages: `fr` or `en`.
    pub language: String,
}

/// What is needed to enter somebody.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Address; compared without regard to case.
    pub email: String,
    /// Name as they give it.
    pub name: String,
    /// Password hash (argon2id, PHC string).
    pub password_hash: String,
    /// Language of their pages.
    pub language: String,
}

/// Why somebody cannot be entered.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Somebody signs in with this address already.
    #[error("this address has an account already")]
    EmailTaken,
    /// The tenant cannot be created.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl From<Error> for SignUpError {
    fn from(error: Error) -> Self {
        Self::Registry(error.into())
    }
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: PersonId,
    email: Sealed,
    name: Sealed,
    language: String,
}

/// The address as it is compared.
pub(crate) fn normal(email: &str) -> String {
    email.trim().to_lowercase()
}

impl Installation {
    /// Creates a company and its first administrator, both or neither.
    pub async fn sign_up(&self, company: &NewTenant, admin: &NewPerson) -> Result<(TenantId, PersonId), SignUpError> {
        let mut tx = self.control_write().await?;
        let tenant = self.insert_tenant(&mut tx, company).await?;
        let person = self.insert_person(&mut tx, admin).await?;
        self.insert_membership(&mut tx, tenant, person, "admin").await?;
        tx.commit().await?;
        self.record_company(tenant, Actor::Person(person), person).await?;
        Ok((tenant, person))
    }

    /// Creates a company for somebody who signs in already, or is entered now; for the operator, who may.
    pub async fn create_company(
        &self,
        company: &NewTenant,
        admin: &NewPerson,
    ) -> Result<(TenantId, PersonId), SignUpError> {
        let mut tx = self.control_write().await?;
        let tenant = self.insert_tenant(&mut tx, company).await?;
        let person = match self.person_id(&mut tx, &admin.email).await? {
            Some(person) => person,
            None => self.insert_person(&mut tx, admin).await?,
        };
        self.insert_membership(&mut tx, tenant, person, "admin").await?;
        tx.commit().await?;
        self.record_company(tenant, Actor::Operator, person).await?;
        Ok((tenant, person))
    }

    /// Who signs in with this address, and the hash their password must match.
    pub async fn login(&self, email: &str) -> Result<Option<(PersonId, String)>> {
        let index = self.house().blind_index("people.email", &normal(email));
        self.control_read()
            .await?
            .opt("SELECT id, password_hash FROM people WHERE email_index = $1", (index,))
            .await
    }

    /// Somebody by identifier.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>> {
        let row: Option<PersonRow> = self
            .control_read()
            .await?
            .opt("SELECT id, email, name, language FROM people WHERE id = $1", (id,))
            .await?;
        row.map(|row| self.open_person(&row.email, &row.name, row.id, row.language))
            .transpose()
    }

    /// Gives somebody another password, hashed already, and ends every session of theirs but `kept`, the one they do it
    /// in (ASVS 5.0, 7.4.3). Recorded with the company they work for.
    pub async fn change_password(&self, tenant: &Tenant, id: PersonId, hash: &str, kept: &Secret) -> Result<()> {
        let mut tx = tenant.write().await?;
        let entry = Entry {
            actor: Actor::Person(id),
            action: "password.change",
            object: &id.to_string(),
            details: json!({}),
        };
        audit::append(&mut tx, tenant, entry).await?;
        tx.commit().await?;
        let mut control = self.control_write().await?;
        control
            .exec("UPDATE people SET password_hash = $2 WHERE id = $1", (id, hash))
            .await?;
        control
            .exec(
                "DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2",
                (id, kept.hash()),
            )
            .await?;
        // A login that waits for its code was begun with the password that no longer counts.
        control
            .exec("DELETE FROM pending_logins WHERE person_id = $1", (id,))
            .await?;
        control.commit().await
    }

    /// Changes what somebody is called. Recorded with the company they work for.
    pub async fn set_name(&self, tenant: &Tenant, id: PersonId, name: &str) -> Result<()> {
        let sealed = self.house().seal(
            Aad {
                table: "people",
                column: "name",
                row: id.uuid().as_bytes(),
            },
            line(name).as_bytes(),
        );
        let mut control = self.control_write().await?;
        control
            .exec("UPDATE people SET name = $2 WHERE id = $1", (id, sealed))
            .await?;
        let mut tx = tenant.write().await?;
        let entry = Entry {
            actor: Actor::Person(id),
            action: "person.update",
            object: &id.to_string(),
            details: json!({}),
        };
        audit::append(&mut tx, tenant, entry).await?;
        tx.commit().await?;
        control.commit().await
    }

    /// Changes the language of somebody's pages.
    pub async fn set_language(&self, id: PersonId, language: &str) -> Result<()> {
        let mut tx = self.control_write().await?;
        tx.exec("UPDATE people SET language = $2 WHERE id = $1", (id, language))
            .await?;
        tx.commit().await
    }

    pub(crate) fn open_person(&self, email: &Sealed, name: &Sealed, id: PersonId, language: String) -> Result<Person> {
        Ok(Person {
            id,
            email: self.open_house("people", "email", id.uuid().as_bytes(), email)?,
            name: self.open_house("people", "name", id.uuid().as_bytes(), name)?,
            language,
        })
    }

    pub(crate) fn open_house(
        &self,
        table: &'static str,
        column: &'static str,
        row: &[u8],
        sealed: &Sealed,
    ) -> Result<String> {
        self.house()
            .open_string(Aad { table, column, row }, sealed)
            .map_err(|error| Error::Setup(format!("{table}.{column} cannot be opened: {error}")))
    }

    pub(crate) async fn person_id(&self, tx: &mut Tx, email: &str) -> Result<Option<PersonId>> {
        let index = self.house().blind_index("people.email", &normal(email));
        Ok(tx
            .opt::<(PersonId,)>("SELECT id FROM people WHERE email_index = $1", (index,))
            .await?
            .map(|(id,)| id))
    }

    pub(crate) async fn insert_person(&self, tx: &mut Tx, new: &NewPerson) -> Result<PersonId, SignUpError> {
        let id = PersonId(self.new_id());
        let email = normal(&new.email);
        let row = id.uuid();
        let inserted = tx
            .exec(
                "INSERT INTO people (id, email_index, email, name, password_hash, language, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                (
                    id,
                    self.house().blind_index("people.email", &email),
                    self.house().seal(
                        Aad {
                            table: "people",
                            column: "email",
                            row: row.as_bytes(),
                        },
                        email.as_bytes(),
                    ),
                    self.house().seal(
                        Aad {
                            table: "people",
                            column: "name",
                            row: row.as_bytes(),
                        },
                        line(&new.name).as_bytes(),
                    ),
                    new.password_hash.as_str(),
                    new.language.as_str(),
                    self.now(),
                ),
            )
            .await;
        match inserted {
            Err(error) if error.violates_unique("people", "email_index") => Err(SignUpError::EmailTaken),
            Err(error) => Err(error.into()),
            Ok(_) => Ok(id),
        }
    }

    pub(crate) async fn insert_membership(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        person: PersonId,
        role: &str,
    ) -> Result<()> {
        let now: Millis = self.now();
        tx.exec(
            "INSERT INTO memberships (tenant_id, person_id, role, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (tenant_id, person_id) DO UPDATE SET role = excluded.role",
            (tenant, person, role, now),
        )
        .await?;
        Ok(())
    }
}
