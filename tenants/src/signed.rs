//! What a company's log says of people at its door: who came in, who was refused, that the company was made at all.

use crate::audit::{self, Actor, Entry};
use crate::database::Result;
use crate::ids::{PersonId, TenantId};
use crate::registry::{Installation, RegistryError};
use serde_json::{Value, json};

/// What was wrong at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The password.
    Password,
    /// The code of the second factor.
    Code,
}

impl Installation {
    /// Somebody whose address is known could not prove who they are. Told to each company they belong to: whose door it was
    /// shows only once somebody is in. Throttling bounds how often.
    pub async fn record_refusal(&self, person: PersonId, what: Refused) -> Result<(), RegistryError> {
        let details = json!({ "wrong": match what { Refused::Password => "password", Refused::Code => "code" } });
        for (tenant, _) in self.companies_of(person).await? {
            self.record(tenant, Actor::Person(person), "session.refuse", person, details.clone())
                .await?;
        }
        Ok(())
    }

    /// Somebody signed in and works for this company now.
    pub(crate) async fn record_session(&self, tenant: TenantId, person: PersonId) -> Result<(), RegistryError> {
        self.record(tenant, Actor::Person(person), "session.begin", person, json!({}))
            .await
    }

    /// A company was made, with its first administrator. Its log begins with this, once its row has committed: before
    /// that there is no log to write to.
    pub(crate) async fn record_company(
        &self,
        tenant: TenantId,
        actor: Actor,
        admin: PersonId,
    ) -> Result<(), RegistryError> {
        self.record(tenant, actor, "company.create", admin, json!({ "role": "admin" }))
            .await
    }

    async fn record(
        &self,
        tenant: TenantId,
        actor: Actor,
        action: &'static str,
        person: PersonId,
        details: Value,
    ) -> Result<(), RegistryError> {
        let Some(tenant) = self.tenant(tenant).await? else {
            return Ok(());
        };
        let mut tx = tenant.write().await?;
        let entry = Entry {
            actor,
            action,
            object: &person.to_string(),
            details,
        };
        audit::append(&mut tx, &tenant, entry).await?;
        Ok(tx.commit().await?)
    }
}
