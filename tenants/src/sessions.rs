//! Who is at the other end: browser sessions and API tokens, stored as hashes of what the client holds.

use crate::audit::{self, Actor, Entry};
use crate::clock::Millis;
use crate::database::Result;
use crate::ids::{PersonId, TenantId, TokenId};
use crate::keys::Sealed;
use crate::line::line;
use crate::people::Person;
use crate::registry::{Installation, RegistryError};
use crate::secret::Secret;
use crate::tenant::{Company, Tenant};
use serde_json::json;
use std::time::Duration;

/// How long a session lasts from sign-in, whatever happens (ASVS 5.0, 7.3.2).
pub const SESSION_LIFE: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a session lasts without a request (ASVS 5.0, 7.3.1).
pub const SESSION_IDLE: Duration = Duration::from_secs(2 * 24 * 3600);
/// `seen_at` is written at most this often: a page must not cost a durable write.
const SEEN_EVERY: Duration = Duration::from_secs(300);

/// Somebody who is signed in, and for which company they are working.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// For whom; `None` once they belong to no company any more.
    pub company: Option<(Company, String)>,
}

/// An API token as it is listed: never the token itself.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ApiToken {
    /// Its identifier.
    pub id: TokenId,
    /// What its owner calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last used, to within some minutes.
    pub used_at: Option<Millis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    person_id: PersonId,
    email: Sealed,
    name: Sealed,
    language: String,
    seen_at: Option<Millis>,
    tenant_id: Option<TenantId>,
    slug: Option<String>,
    code: Option<String>,
    company: Option<String>,
    country: Option<String>,
    time_zone: Option<String>,
    role: Option<String>,
}

impl Installation {
    /// Begins a session; it works for `tenant`, else for the company the person joined first, whose log says so.
    pub async fn start_session(&self, person: PersonId, tenant: Option<TenantId>) -> Result<Secret, RegistryError> {
        let tenant = match tenant {
            None => self.first_company(person).await?,
            named => named,
        };
        if let Some(tenant) = tenant {
            self.record_session(tenant, person).await?;
        }
        let secret = Secret::generate(self.rng());
        let mut tx = self.control_write().await?;
        tx.exec("DELETE FROM sessions WHERE created_at < $1", (self.ago(SESSION_LIFE),))
            .await?;
        tx.exec(
            "INSERT INTO sessions (token_hash, person_id, tenant_id, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)",
            (secret.hash(), person, tenant, self.now()),
        )
        .await?;
        tx.commit().await?;
        Ok(secret)
    }

    async fn first_company(&self, person: PersonId) -> Result<Option<TenantId>> {
        let row: Option<(TenantId,)> = self
            .control_read()
            .await?
            .opt(
                "SELECT tenant_id FROM memberships WHERE person_id = $1 ORDER BY created_at LIMIT 1",
                (person,),
            )
            .await?;
        Ok(row.map(|(tenant,)| tenant))
    }

    /// Who holds this session, while it lasts and while they are still a member.
    pub async fn session(&self, secret: &Secret) -> Result<Option<SignedIn>> {
        let row: Option<Row> = self
            .control_read()
            .await?
            .opt(
                "SELECT p.id AS person_id, p.email, p.name, p.language, s.seen_at,
                        t.id AS tenant_id, t.slug, t.code, t.name AS company, t.country, t.time_zone, m.role
                 FROM sessions s JOIN people p ON p.id = s.person_id
                 LEFT JOIN memberships m ON m.person_id = s.person_id AND m.tenant_id = s.tenant_id
                 LEFT JOIN tenants t ON t.id = m.tenant_id
                 WHERE s.token_hash = $1 AND s.created_at > $2 AND s.seen_at > $3",
                (secret.hash(), self.ago(SESSION_LIFE), self.ago(SESSION_IDLE)),
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.seen_at.is_none_or(|seen| seen < self.ago(SEEN_EVERY)) {
            self.touch("UPDATE sessions SET seen_at = $2 WHERE token_hash = $1", secret)
                .await?;
        }
        self.signed_in(row).map(Some)
    }

    /// Who holds this API token, while they are a member of its company.
    pub async fn token(&self, secret: &Secret) -> Result<Option<SignedIn>> {
        let row: Option<Row> = self
            .control_read()
            .await?
            .opt(
                "SELECT p.id AS person_id, p.email, p.name, p.language, a.used_at AS seen_at,
                        t.id AS tenant_id, t.slug, t.code, t.name AS company, t.country, t.time_zone, m.role
                 FROM api_tokens a JOIN people p ON p.id = a.person_id
                 JOIN memberships m ON m.person_id = a.person_id AND m.tenant_id = a.tenant_id
                 JOIN tenants t ON t.id = a.tenant_id
                 WHERE a.token_hash = $1",
                (secret.hash(),),
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.seen_at.is_none_or(|seen| seen < self.ago(SEEN_EVERY)) {
            self.touch("UPDATE api_tokens SET used_at = $2 WHERE token_hash = $1", secret)
                .await?;
        }
        self.signed_in(row).map(Some)
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &Secret) -> Result<()> {
        let mut tx = self.control_write().await?;
        tx.exec("DELETE FROM sessions WHERE token_hash = $1", (secret.hash(),))
            .await?;
        tx.commit().await
    }

    /// Lets a session work for another company of the same person; `false` if they are no member there.
    pub async fn switch_company(&self, secret: &Secret, tenant: TenantId) -> Result<bool> {
        let mut tx = self.control_write().await?;
        let switched = tx
            .exec(
                "UPDATE sessions SET tenant_id = $2 WHERE token_hash = $1 AND EXISTS
                 (SELECT 1 FROM memberships m WHERE m.tenant_id = $2 AND m.person_id = sessions.person_id)",
                (secret.hash(), tenant),
            )
            .await?;
        tx.commit().await?;
        Ok(switched > 0)
    }

    /// The companies somebody belongs to, by name.
    pub async fn companies_of(&self, person: PersonId) -> Result<Vec<(TenantId, String)>> {
        self.control_read()
            .await?
            .all(
                "SELECT t.id, t.name FROM memberships m JOIN tenants t ON t.id = m.tenant_id
                 WHERE m.person_id = $1 ORDER BY t.name, t.id",
                (person,),
            )
            .await
    }

    /// Makes an API token that acts for a member; the secret is shown once.
    pub async fn create_token(&self, tenant: &Tenant, actor: Actor, person: PersonId, label: &str) -> Result<Secret> {
        let id = TokenId(self.new_id());
        let secret = Secret::generate(self.rng());
        let mut control = self.control_write().await?;
        control
            .exec(
                "INSERT INTO api_tokens (id, token_hash, tenant_id, person_id, label, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                (id, secret.hash(), tenant.id(), person, line(label), self.now()),
            )
            .await?;
        let mut tx = tenant.write().await?;
        let details = json!({ "person": person });
        audit::append(
            &mut tx,
            tenant,
            Entry {
                actor,
                action: "token.create",
                object: &id.to_string(),
                details,
            },
        )
        .await?;
        tx.commit().await?;
        control.commit().await?;
        Ok(secret)
    }

    /// A member's own tokens for a tenant, newest first.
    pub async fn tokens(&self, tenant: &Tenant, person: PersonId) -> Result<Vec<ApiToken>> {
        self.control_read()
            .await?
            .all(
                "SELECT id, label, created_at, used_at FROM api_tokens
                 WHERE tenant_id = $1 AND person_id = $2 ORDER BY created_at DESC",
                (tenant.id(), person),
            )
            .await
    }

    /// Revokes one of a member's own tokens; `false` if there is none such.
    pub async fn revoke_token(&self, tenant: &Tenant, person: PersonId, id: TokenId) -> Result<bool> {
        let mut control = self.control_write().await?;
        let gone = control
            .exec(
                "DELETE FROM api_tokens WHERE tenant_id = $1 AND person_id = $2 AND id = $3",
                (tenant.id(), person, id),
            )
            .await?;
        if gone > 0 {
            let mut tx = tenant.write().await?;
            let actor = Actor::Person(person);
            let entry = Entry {
                actor,
                action: "token.revoke",
                object: &id.to_string(),
                details: json!({}),
            };
            audit::append(&mut tx, tenant, entry).await?;
            tx.commit().await?;
        }
        control.commit().await?;
        Ok(gone > 0)
    }

    fn ago(&self, age: Duration) -> Millis {
        Millis(self.now().0 - i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
    }

    async fn touch(&self, sql: &'static str, secret: &Secret) -> Result<()> {
        let mut tx = self.control_write().await?;
        tx.exec(sql, (secret.hash(), self.now())).await?;
        tx.commit().await
    }

    fn signed_in(&self, row: Row) -> Result<SignedIn> {
        let person = self.open_person(&row.email, &row.name, row.person_id, row.language)?;
        let company = match (
            row.tenant_id,
            row.slug,
            row.code,
            row.company,
            row.country,
            row.time_zone,
            row.role,
        ) {
            (Some(id), Some(slug), Some(code), Some(name), Some(country), Some(time_zone), Some(role)) => Some((
                Company {
                    id,
                    slug,
                    code,
                    name,
                    country,
                    time_zone,
                },
                role,
            )),
            _ => None,
        };
        Ok(SignedIn { person, company })
    }
}
