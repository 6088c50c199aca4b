//! Creating, finding, listing, opening and erasing tenants.

use super::{Installation, RegistryError};
use crate::audit::{self, Actor, Entry};
use crate::clock::{Clock, Rng};
use crate::database::{Db, Error, Result, Tx};
use crate::ids::TenantId;
use crate::keys::{INSTALLATION, KeyError, MasterKey, Purpose, TenantKeys, WrappedKey};
use crate::line::line;
use crate::plugins;
use crate::tenant::{Company, Tenant};
use serde_json::json;
use std::sync::PoisonError;

/// What a new tenant needs.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Short name in commands and addresses.
    pub slug: String,
    /// Name as people write it.
    pub name: String,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// IANA name of its time zone.
    pub time_zone: String,
}

#[derive(sqlx::FromRow)]
struct CompanyRow {
    id: TenantId,
    slug: String,
    code: String,
    name: String,
    country: String,
    time_zone: String,
}

impl From<CompanyRow> for Company {
    fn from(row: CompanyRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            code: row.code,
            name: row.name,
            country: row.country,
            time_zone: row.time_zone,
        }
    }
}

impl Installation {
    /// Creates a tenant and its keys in `tx`; its tables appear when it is first opened.
    pub(crate) async fn insert_tenant(&self, tx: &mut Tx, new: &NewTenant) -> Result<TenantId, RegistryError> {
        if !is_slug(&new.slug) {
            return Err(RegistryError::BadSlug(new.slug.clone()));
        }
        let id = TenantId(self.new_id());
        let code = self.free_code(tx).await?;
        let inserted = tx
            .exec(
                "INSERT INTO tenants (id, slug, code, name, country, time_zone, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                (
                    id,
                    new.slug.as_str(),
                    code.as_str(),
                    line(&new.name),
                    new.country.as_str(),
                    new.time_zone.as_str(),
                    self.now(),
                ),
            )
            .await;
        match inserted {
            Err(error) if error.violates_unique("tenants", "slug") => {
                return Err(RegistryError::SlugTaken(new.slug.clone()));
            }
            other => other?,
        };
        let (_, wrapped) = TenantKeys::generate(id.uuid(), &self.0.master, &self.0.rng);
        store_keys(tx, id, wrapped, &self.0.clock).await?;
        Ok(id)
    }

    /// The tenant with this identifier, opened.
    pub async fn tenant(&self, id: TenantId) -> Result<Option<Tenant>, RegistryError> {
        if let Some(tenant) = self.cached(id) {
            return Ok(Some(tenant));
        }
        let _turn = self.0.opening.lock().await;
        if let Some(tenant) = self.cached(id) {
            return Ok(Some(tenant));
        }
        let Some(company) = self.company(id).await? else {
            return Ok(None);
        };
        let Some(keys) = self.keys(id).await? else {
            return Ok(None);
        };
        let db = self.0.storage.tenant(id).await?;
        let inner = &self.0;
        let tenant = Tenant::new(
            company,
            db,
            keys,
            inner.clock.clone(),
            inner.rng.clone(),
            inner.ids.clone(),
        );
        self.cache(tenant.clone());
        Ok(Some(tenant))
    }

    /// A tenant's keys. One that was made before there were signed logs gets the key for that now.
    async fn keys(&self, id: TenantId) -> Result<Option<TenantKeys>, RegistryError> {
        let mut tx = self.control_read().await?;
        let loaded = load_keys(&mut tx, id, &self.0.master, &self.0.rng).await;
        drop(tx);
        if !matches!(loaded, Err(RegistryError::Key(KeyError::Missing(Purpose::Audit)))) {
            return loaded;
        }
        let mut tx = self.control_write().await?;
        add_audit_key(&mut tx, id, &self.0.master, &self.0.clock, &self.0.rng).await?;
        let keys = load_keys(&mut tx, id, &self.0.master, &self.0.rng).await?;
        tx.commit().await?;
        Ok(keys)
    }

    /// Which of the open tenants had acts recorded since this was last asked.
    pub fn take_staged(&self) -> Vec<TenantId> {
        let open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let staged = open.iter().filter(|(_, tenant)| tenant.take_staged());
        staged.map(|(id, _)| *id).collect()
    }

    /// The tenant with this short name, opened.
    pub async fn tenant_by_slug(&self, slug: &str) -> Result<Option<Tenant>, RegistryError> {
        let row: Option<(TenantId,)> = self
            .control_read()
            .await?
            .opt("SELECT id FROM tenants WHERE slug = $1", (slug,))
            .await?;
        match row {
            Some((id,)) => self.tenant(id).await,
            None => Ok(None),
        }
    }

    /// The tenant whose tracking links begin so, opened.
    pub async fn tenant_by_code(&self, code: &str) -> Result<Option<Tenant>, RegistryError> {
        if !is_code(code) {
            return Ok(None);
        }
        // Links are followed thousands of times a second, and the tenants they lead to are open.
        let open = self.open_with_code(code);
        if open.is_some() {
            return Ok(open);
        }
        let row: Option<(TenantId,)> = self
            .control_read()
            .await?
            .opt("SELECT id FROM tenants WHERE code = $1", (code,))
            .await?;
        match row {
            Some((id,)) => self.tenant(id).await,
            None => Ok(None),
        }
    }

    fn open_with_code(&self, code: &str) -> Option<Tenant> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, _) = open.iter().find(|(_, tenant)| tenant.company().code == code)?;
        let id = *id;
        open.get(&id).cloned()
    }

    /// A code no tenant has. Two creations at once could still draw the same: the second then fails, once in millions.
    async fn free_code(&self, tx: &mut Tx) -> Result<String> {
        loop {
            let code = draw_code(&self.0.rng);
            let taken: Option<(TenantId,)> = tx
                .opt("SELECT id FROM tenants WHERE code = $1", (code.as_str(),))
                .await?;
            if taken.is_none() {
                return Ok(code);
            }
        }
    }

    /// The public facts of a tenant.
    pub async fn company(&self, id: TenantId) -> Result<Option<Company>> {
        let row: Option<CompanyRow> = self
            .control_read()
            .await?
            .opt(
                "SELECT id, slug, code, name, country, time_zone FROM tenants WHERE id = $1",
                (id,),
            )
            .await?;
        Ok(row.map(Company::from))
    }

    /// Every tenant, by short name.
    pub async fn tenants(&self) -> Result<Vec<Company>> {
        let rows: Vec<CompanyRow> = self
            .control_read()
            .await?
            .all(
                "SELECT id, slug, code, name, country, time_zone FROM tenants ORDER BY slug",
                (),
            )
            .await?;
        Ok(rows.into_iter().map(Company::from).collect())
    }

    /// Lets go of tenants that another process has erased: `left` are those there still are. Their files close with the
    /// last handle.
    pub fn forget_others(&self, left: &[Company]) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |id: TenantId| left.iter().any(|company| company.id == id);
        let gone: Vec<TenantId> = open.iter().map(|(id, _)| *id).filter(|id| !known(*id)).collect();
        for id in gone {
            open.pop(&id);
        }
    }

    /// Changes what a tenant is called and where it is.
    pub async fn update_company(&self, tenant: &Tenant, actor: Actor, company: &Company) -> Result<()> {
        let mut control = self.control_write().await?;
        control
            .exec(
                "UPDATE tenants SET name = $2, country = $3, time_zone = $4 WHERE id = $1",
                (
                    tenant.id(),
                    line(&company.name),
                    company.country.as_str(),
                    company.time_zone.as_str(),
                ),
            )
            .await?;
        let mut tx = tenant.write().await?;
        let entry = Entry {
            actor,
            action: "company.update",
            object: &tenant.id().to_string(),
            details: json!({ "country": company.country, "time_zone": company.time_zone }),
        };
        audit::append(&mut tx, tenant, entry).await?;
        tx.commit().await?;
        control.commit().await?;
        // The next request opens it afresh; requests under way finish with the old facts.
        self.forget(tenant.id());
        Ok(())
    }

    /// Notes that a tenant has work at `at` (milliseconds). Lossy on purpose: a sweep finds what a hint missed.
    pub async fn hint_due(&self, id: TenantId, at: crate::clock::Millis) -> Result<()> {
        let mut tx = self.control_write().await?;
        tx.exec(
            "INSERT INTO due (tenant_id, at) VALUES ($1, $2)
             ON CONFLICT (tenant_id) DO UPDATE SET at = CASE WHEN due.at < excluded.at THEN due.at ELSE excluded.at END",
            (id, at),
        )
        .await?;
        tx.commit().await
    }

    /// Takes the hints that are due.
    pub async fn take_due(&self) -> Result<Vec<TenantId>> {
        let mut tx = self.control_write().await?;
        let rows: Vec<(TenantId,)> = tx
            .all("DELETE FROM due WHERE at <= $1 RETURNING tenant_id", (self.now(),))
            .await?;
        tx.commit().await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Erases a tenant: its keys first, so that nothing sealed can be read again, then its rows and members.
    pub async fn erase_tenant(&self, id: TenantId) -> Result<(), RegistryError> {
        let tenant = self.tenant(id).await?;
        let mut tx = self.control_write().await?;
        for sql in [
            "DELETE FROM tenant_keys WHERE tenant_id = $1",
            "DELETE FROM api_tokens WHERE tenant_id = $1",
            "DELETE FROM sessions WHERE tenant_id = $1",
            "DELETE FROM invitations WHERE tenant_id = $1",
            "DELETE FROM memberships WHERE tenant_id = $1",
            "DELETE FROM due WHERE tenant_id = $1",
            "DELETE FROM plugin_versions WHERE scope = $1",
            "DELETE FROM plugins WHERE scope = $1",
            "DELETE FROM tenants WHERE id = $1",
        ] {
            tx.exec(sql, (id,)).await?;
        }
        plugins::drop_orphans(&mut tx).await?;
        // Somebody who belongs to no tenant any more has no reason to stay on file.
        tx.exec(
            "DELETE FROM people WHERE id NOT IN (SELECT person_id FROM memberships)",
            (),
        )
        .await?;
        tx.commit().await?;
        self.forget(id);
        if let Some(tenant) = tenant {
            self.erase_rows(&tenant).await?;
            tenant.close().await;
        }
        self.0.storage.remove(id)?;
        Ok(())
    }

    async fn erase_rows(&self, tenant: &Tenant) -> Result<()> {
        if self.is_embedded() {
            return Ok(());
        }
        let mut tx = tenant.write().await?;
        for sql in ERASE_ROWS {
            tx.exec(sql, (tenant.id(),)).await?;
        }
        tx.commit().await
    }
}

/// Every table of a tenant. A test compares the list with the catalog. What workers claim goes first: a batch under
/// way either is committed and goes with the rest, or finds its claim gone and is undone.
const ERASE_ROWS: &[&str] = &[
    "DELETE FROM imports WHERE tenant_id = $1",
    "DELETE FROM campaigns WHERE tenant_id = $1",
    "DELETE FROM counters WHERE tenant_id = $1",
    "DELETE FROM settings WHERE tenant_id = $1",
    "DELETE FROM audit_entries WHERE tenant_id = $1",
    "DELETE FROM audit_tiles WHERE tenant_id = $1",
    "DELETE FROM audit_checkpoints WHERE tenant_id = $1",
    "DELETE FROM audit_outlets WHERE tenant_id = $1",
    "DELETE FROM blob_chunks WHERE tenant_id = $1",
    "DELETE FROM blobs WHERE tenant_id = $1",
    "DELETE FROM contacts WHERE tenant_id = $1",
    "DELETE FROM changes WHERE tenant_id = $1",
    "DELETE FROM attributes WHERE tenant_id = $1",
    "DELETE FROM import_problems WHERE tenant_id = $1",
    "DELETE FROM consents WHERE tenant_id = $1",
    "DELETE FROM consent_sources WHERE tenant_id = $1",
    "DELETE FROM suppressions WHERE tenant_id = $1",
    "DELETE FROM former_contacts WHERE tenant_id = $1",
    "DELETE FROM plugin_figures WHERE tenant_id = $1",
    "DELETE FROM plugin_times WHERE tenant_id = $1",
    "DELETE FROM plugin_lines WHERE tenant_id = $1",
    "DELETE FROM standings WHERE tenant_id = $1",
    "DELETE FROM clusters WHERE tenant_id = $1",
    "DELETE FROM idempotency_keys WHERE tenant_id = $1",
    "DELETE FROM channels WHERE tenant_id = $1",
    "DELETE FROM campaign_contents WHERE tenant_id = $1",
    "DELETE FROM campaign_links WHERE tenant_id = $1",
    "DELETE FROM deliveries WHERE tenant_id = $1",
    "DELETE FROM delivery_counts WHERE tenant_id = $1",
    "DELETE FROM messages WHERE tenant_id = $1",
    "DELETE FROM events WHERE tenant_id = $1",
    "DELETE FROM tracking_counts WHERE tenant_id = $1",
    "DELETE FROM outbox WHERE tenant_id = $1",
    "DELETE FROM push_subscriptions WHERE tenant_id = $1",
    "DELETE FROM spool_files WHERE tenant_id = $1",
    "DELETE FROM callback_reports WHERE tenant_id = $1",
];

/// The keys of the installation itself, kept under the nil tenant and made when they are first needed.
pub(super) async fn house_keys(
    control: &Db,
    master: &MasterKey,
    clock: &Clock,
    rng: &Rng,
) -> Result<TenantKeys, RegistryError> {
    let house = TenantId(INSTALLATION);
    let mut tx = control.write().await?;
    let loaded = match load_keys(&mut tx, house, master, rng).await {
        Err(RegistryError::Key(KeyError::Missing(Purpose::Audit))) => {
            add_audit_key(&mut tx, house, master, clock, rng).await?;
            let keys = load_keys(&mut tx, house, master, rng).await?;
            tx.commit().await?;
            return keys.ok_or_else(|| KeyError::Missing(Purpose::Audit).into());
        }
        loaded => loaded?,
    };
    if let Some(keys) = loaded {
        return Ok(keys);
    }
    let (keys, wrapped) = TenantKeys::generate(INSTALLATION, master, rng);
    store_keys(&mut tx, house, wrapped, clock).await?;
    tx.commit().await?;
    Ok(keys)
}

/// Stores keys that there are not yet: what another node was quicker to store stands.
async fn store_keys(
    tx: &mut Tx,
    id: TenantId,
    keys: impl IntoIterator<Item = WrappedKey>,
    clock: &Clock,
) -> Result<()> {
    for key in keys {
        tx.exec(
            "INSERT INTO tenant_keys (tenant_id, purpose, version, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, purpose, version) DO NOTHING",
            (
                id,
                key.purpose.as_str(),
                i64::from(key.version),
                key.wrapped,
                clock.now(),
            ),
        )
        .await?;
    }
    Ok(())
}

async fn add_audit_key(tx: &mut Tx, id: TenantId, master: &MasterKey, clock: &Clock, rng: &Rng) -> Result<()> {
    store_keys(tx, id, [TenantKeys::audit_key(id.uuid(), master, rng)], clock).await
}

async fn load_keys(
    tx: &mut Tx,
    id: TenantId,
    master: &MasterKey,
    rng: &Rng,
) -> Result<Option<TenantKeys>, RegistryError> {
    let rows: Vec<(String, i64, Vec<u8>)> = tx
        .all(
            "SELECT purpose, version, wrapped FROM tenant_keys WHERE tenant_id = $1",
            (id,),
        )
        .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut wrapped = Vec::with_capacity(rows.len());
    for (purpose, version, bytes) in rows {
        let version = i32::try_from(version).map_err(|_| Error::Setup("a key version is out of range".into()))?;
        wrapped.push(WrappedKey {
            purpose: purpose.parse()?,
            version,
            wrapped: bytes,
        });
    }
    Ok(Some(TenantKeys::open(id.uuid(), master, &wrapped, rng)?))
}

/// Base 32 without letters that look like digits (Crockford's), in lower case.
const CODE_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters of a code: 33 million of them.
const CODE_LENGTH: usize = 5;

fn draw_code(rng: &Rng) -> String {
    let letters = rng.bytes::<CODE_LENGTH>();
    letters
        .iter()
        .map(|byte| char::from(CODE_ALPHABET[usize::from(byte % 32)]))
        .collect()
}

fn is_code(code: &str) -> bool {
    code.len() == CODE_LENGTH && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte))
}

fn is_slug(slug: &str) -> bool {
    (2..=40).contains(&slug.len())
        && slug.starts_with(|c: char| c.is_ascii_lowercase())
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
