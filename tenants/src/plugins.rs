//! Which channel plugins are installed for whom, and their components: the rows, and nothing of what they mean.
//!
//! The rows are control tables, since a plugin of the operator's serves every company. Each statement here names the
//! scopes it sees: a company's own and the operator's, never another company's. What may be installed, granted or removed
//! is decided by `relais_core::plugins`; the change and its audit entry are committed as those of members are.

use crate::audit::{self, Entry};
use crate::clock::Millis;
use crate::database::{Result, Tx};
use crate::ids::TenantId;
use crate::registry::Installation;
use crate::tenant::Tenant;
use uuid::Uuid;

/// Whose a plugin is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The operator's, for all companies.
    Operator,
    /// One company's.
    Tenant(TenantId),
}

impl Scope {
    /// As stored.
    fn stored(self) -> Uuid {
        match self {
            Self::Operator => Uuid::nil(),
            Self::Tenant(id) => id.uuid(),
        }
    }
}

impl From<Uuid> for Scope {
    fn from(stored: Uuid) -> Self {
        if stored.is_nil() {
            Self::Operator
        } else {
            Self::Tenant(TenantId(stored))
        }
    }
}

/// A plugin, and the version of it that is in use.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PluginRow {
    /// Whose it is.
    #[sqlx(try_from = "Uuid")]
    pub scope: Scope,
    /// Its name there.
    pub name: String,
    /// The version in use.
    pub serving: Option<i64>,
}

/// One version of a plugin, as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VersionRow {
    /// Whose it is.
    #[sqlx(try_from = "Uuid")]
    pub scope: Scope,
    /// The plugin's name there.
    pub name: String,
    /// Its number, from 1.
    pub version: i64,
    /// Of the component.
    pub sha256: Vec<u8>,
    /// Bytes of the component.
    pub size: i64,
    /// The channel it serves.
    pub channel: String,
    /// Its title in French.
    pub title_fr: String,
    /// Its title in English.
    pub title_en: String,
    /// What it wants, as words.
    pub capabilities: String,
    /// What it was granted, as words.
    pub granted: Option<String>,
    /// The publisher's public key.
    pub publisher: Option<Vec<u8>>,
    /// The publisher's signature.
    pub signature: Option<Vec<u8>>,
    /// When it was installed.
    pub installed_at: Millis,
    /// By whom: an [`Actor`](audit::Actor) as text.
    pub installed_by: String,
    /// When it was granted what it wants.
    pub granted_at: Option<Millis>,
    /// By whom.
    pub granted_by: Option<String>,
}

/// The version in use, as far as it takes to run it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ServingRow {
    /// Whose it is.
    #[sqlx(try_from = "Uuid")]
    pub scope: Scope,
    /// Its name there.
    pub name: String,
    /// Of the component.
    pub sha256: Vec<u8>,
    /// What it was granted, as words.
    pub granted: Option<String>,
}

/// What the log of a company says of a change; the operator's own plugins are in no company's log.
pub type Told<'a> = Option<(&'a Tenant, Entry<'a>)>;

const VERSIONS: &str = "SELECT scope, name, version, sha256, size, channel, title_fr, title_en, capabilities, granted,
    publisher, signature, installed_at, installed_by, granted_at, granted_by FROM plugin_versions
    WHERE scope IN ($1, $2) ORDER BY name, version DESC";

impl Installation {
    /// The plugins that a company sees, its own and the operator's, each with its versions, the newest first; without a
    /// company the operator's alone.
    pub async fn plugins(&self, of: Option<TenantId>) -> Result<Vec<(PluginRow, Vec<VersionRow>)>> {
        let operator = Scope::Operator.stored();
        let own = of.map_or(operator, TenantId::uuid);
        let mut tx = self.control_read().await?;
        let plugins: Vec<PluginRow> = tx
            .all(
                "SELECT scope, name, serving FROM plugins WHERE scope IN ($1, $2) ORDER BY name",
                (own, operator),
            )
            .await?;
        let mut versions: Vec<VersionRow> = tx.all(VERSIONS, (own, operator)).await?;
        let with_versions = plugins.into_iter().map(|plugin| {
            let is_its = |row: &VersionRow| (row.scope, &row.name) == (plugin.scope, &plugin.name);
            let (its, rest) = std::mem::take(&mut versions).into_iter().partition(is_its);
            versions = rest;
            (plugin, its)
        });
        Ok(with_versions.collect())
    }

    /// The versions in use that a company sees under this name: its own and the operator's.
    pub async fn plugin_in_use(&self, tenant: TenantId, name: &str) -> Result<Vec<ServingRow>> {
        let mut tx = self.control_read().await?;
        tx.all(
            "SELECT v.scope, v.name, v.sha256, v.granted FROM plugins p
             JOIN plugin_versions v ON v.scope = p.scope AND v.name = p.name AND v.version = p.serving
             WHERE p.scope IN ($1, $2) AND p.name = $3",
            (tenant.uuid(), Scope::Operator.stored(), name),
        )
        .await
    }

    /// The versions in use that a company sees for a channel: its own and the operator's, by name.
    pub async fn plugins_serving(&self, tenant: TenantId, channel: &str) -> Result<Vec<ServingRow>> {
        let mut tx = self.control_read().await?;
        tx.all(
            "SELECT v.scope, v.name, v.sha256, v.granted FROM plugins p
             JOIN plugin_versions v ON v.scope = p.scope AND v.name = p.name AND v.version = p.serving
             WHERE p.scope IN ($1, $2) AND v.channel = $3 ORDER BY p.name",
            (tenant.uuid(), Scope::Operator.stored(), channel),
        )
        .await
    }

    /// The channels that the plugins a company sees serve, its own and the operator's.
    pub async fn plugin_channels(&self, tenant: TenantId) -> Result<Vec<String>> {
        let mut tx = self.control_read().await?;
        let rows: Vec<(String,)> = tx
            .all(
                "SELECT DISTINCT v.channel FROM plugins p
                 JOIN plugin_versions v ON v.scope = p.scope AND v.name = p.name AND v.version = p.serving
                 WHERE p.scope IN ($1, $2) ORDER BY v.channel",
                (tenant.uuid(), Scope::Operator.stored()),
            )
            .await?;
        Ok(rows.into_iter().map(|(channel,)| channel).collect())
    }

    /// The bytes of a component.
    pub async fn component(&self, sha256: &[u8]) -> Result<Option<Vec<u8>>> {
        let mut tx = self.control_read().await?;
        let row: Option<(Vec<u8>,)> = tx
            .opt(
                "SELECT component FROM plugin_components WHERE sha256 = $1",
                (sha256.to_vec(),),
            )
            .await?;
        Ok(row.map(|(component,)| component))
    }

    /// Keeps a new version and forgets those before `oldest`, but not the one in use. With `serve` it is in use from now
    /// on. `false`, and nothing is kept, when somebody installed another version meanwhile.
    pub async fn add_plugin_version(
        &self,
        version: &VersionRow,
        component: &[u8],
        serve: bool,
        oldest: i64,
        told: Told<'_>,
    ) -> Result<bool> {
        let (scope, name) = (version.scope.stored(), version.name.as_str());
        let mut tx = self.control_write().await?;
        alone(&mut tx).await?;
        tx.exec(
            "INSERT INTO plugins (scope, name, serving) VALUES ($1, $2, NULL) ON CONFLICT (scope, name) DO NOTHING",
            (scope, name),
        )
        .await?;
        let added = tx
            .exec(
                "INSERT INTO plugin_versions (scope, name, version, sha256, size, channel, title_fr, title_en, capabilities,
                     granted, publisher, signature, installed_at, installed_by, granted_at, granted_by)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                 ON CONFLICT (scope, name, version) DO NOTHING",
                (
                    scope,
                    name,
                    version.version,
                    version.sha256.clone(),
                    version.size,
                    version.channel.as_str(),
                    version.title_fr.as_str(),
                    version.title_en.as_str(),
                    version.capabilities.as_str(),
                    version.granted.clone(),
                    version.publisher.clone(),
                    version.signature.clone(),
                    version.installed_at,
                    version.installed_by.as_str(),
                    version.granted_at,
                    version.granted_by.clone(),
                ),
            )
            .await?;
        if added == 0 {
            return Ok(false);
        }
        keep(&mut tx, &version.sha256, component).await?;
        if serve {
            serve_version(&mut tx, version.scope, name, Some(version.version)).await?;
        }
        tx.exec(
            "DELETE FROM plugin_versions WHERE scope = $1 AND name = $2 AND version < $3 AND version <> COALESCE(
                 (SELECT serving FROM plugins WHERE scope = $1 AND name = $2), 0)",
            (scope, name, oldest),
        )
        .await?;
        drop_orphans(&mut tx).await?;
        conclude(tx, told).await?;
        Ok(true)
    }

    /// Keeps a component that is installed already once more: what was altered is as it was.
    pub async fn repair_component(&self, sha256: &[u8], component: &[u8]) -> Result<()> {
        let mut tx = self.control_write().await?;
        alone(&mut tx).await?;
        keep(&mut tx, sha256, component).await?;
        tx.commit().await
    }

    /// Notes what a version was granted, and which version is in use from now on. `false` when there is no such version.
    pub async fn grant_plugin_version(
        &self,
        (scope, name, version): (Scope, &str, i64),
        granted: &str,
        by: &str,
        serving: Option<i64>,
        told: Told<'_>,
    ) -> Result<bool> {
        let mut tx = self.control_write().await?;
        let changed = tx
            .exec(
                "UPDATE plugin_versions SET granted = $4, granted_at = $5, granted_by = $6
                 WHERE scope = $1 AND name = $2 AND version = $3",
                (scope.stored(), name, version, granted, self.now(), by),
            )
            .await?;
        if changed == 0 {
            return Ok(false);
        }
        serve_version(&mut tx, scope, name, serving).await?;
        conclude(tx, told).await?;
        Ok(true)
    }

    /// Puts another version into use, if `before` still is. `false` when it is not.
    pub async fn use_plugin_version(
        &self,
        scope: Scope,
        name: &str,
        before: i64,
        version: i64,
        told: Told<'_>,
    ) -> Result<bool> {
        let mut tx = self.control_write().await?;
        let changed = tx
            .exec(
                "UPDATE plugins SET serving = $4 WHERE scope = $1 AND name = $2 AND serving = $3",
                (scope.stored(), name, before, version),
            )
            .await?;
        if changed == 0 {
            return Ok(false);
        }
        conclude(tx, told).await?;
        Ok(true)
    }

    /// Forgets a plugin with all its versions; `false` when there is none such.
    pub async fn remove_plugin(&self, scope: Scope, name: &str, told: Told<'_>) -> Result<bool> {
        let mut tx = self.control_write().await?;
        alone(&mut tx).await?;
        tx.exec(
            "DELETE FROM plugin_versions WHERE scope = $1 AND name = $2",
            (scope.stored(), name),
        )
        .await?;
        let gone = tx
            .exec(
                "DELETE FROM plugins WHERE scope = $1 AND name = $2",
                (scope.stored(), name),
            )
            .await?;
        if gone == 0 {
            return Ok(false);
        }
        drop_orphans(&mut tx).await?;
        conclude(tx, told).await?;
        Ok(true)
    }
}

/// One change at a time: what keeps a component and what deletes those that nobody needs must see each other. SQLite's
/// write lock sees to that.
async fn alone(tx: &mut Tx) -> Result<()> {
    if !tx.is_sqlite() {
        tx.exec("SELECT pg_advisory_xact_lock(7264252)", ()).await?;
    }
    Ok(())
}

async fn keep(tx: &mut Tx, sha256: &[u8], component: &[u8]) -> Result<()> {
    tx.exec(
        "INSERT INTO plugin_components (sha256, component) VALUES ($1, $2)
         ON CONFLICT (sha256) DO UPDATE SET component = excluded.component",
        (sha256.to_vec(), component.to_vec()),
    )
    .await?;
    Ok(())
}

async fn serve_version(tx: &mut Tx, scope: Scope, name: &str, version: Option<i64>) -> Result<()> {
    tx.exec(
        "UPDATE plugins SET serving = $3 WHERE scope = $1 AND name = $2",
        (scope.stored(), name, version),
    )
    .await?;
    Ok(())
}

/// Deletes components that no version needs any more.
pub(crate) async fn drop_orphans(tx: &mut Tx) -> Result<()> {
    tx.exec(
        "DELETE FROM plugin_components WHERE NOT EXISTS (
             SELECT 1 FROM plugin_versions v WHERE v.sha256 = plugin_components.sha256)",
        (),
    )
    .await?;
    Ok(())
}

/// Commits a change and what the company's log says of it. The entry first: an act on record that then fails is better than
/// one that is not on record.
async fn conclude(control: Tx, told: Told<'_>) -> Result<()> {
    if let Some((tenant, entry)) = told {
        let mut tx = tenant.write().await?;
        audit::append(&mut tx, tenant, entry).await?;
        tx.commit().await?;
    }
    control.commit().await
}
