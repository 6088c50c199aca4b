//! What the calls of plugins come to, added up over all processes that run them, and kept for a day.
//!
//! Each process counts in memory and writes what it counted every few seconds: sums by plugin and hour, and the last lines
//! logged, sealed, since a plugin may write there what it should not. What a killed process had not written yet is lost.

use super::Plugins;
use relais_channels::{Figures, Line};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use relais_tenants::{Tenant, TenantId};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// How often figures are written.
const EVERY: Duration = Duration::from_secs(3);
/// How long they are kept: what people want to know is how a plugin does now.
const KEPT: Duration = Duration::from_secs(24 * 3600);
const HOUR: i64 = 3_600_000;

#[derive(sqlx::FromRow)]
struct Sums {
    calls: Option<i64>,
    failures: Option<i64>,
    memory: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Uuid,
    words: Sealed,
    failure: bool,
    at: Millis,
}

impl Plugins {
    /// Writes figures every few seconds, for as long as the process runs.
    pub async fn keep_figures(self) {
        loop {
            tokio::time::sleep(EVERY).await;
            self.write_figures().await;
        }
    }

    /// Writes what was counted since this was last done. What cannot be written now is written next time.
    pub async fn write_figures(&self) {
        let _turn = self.0.counting.lock().await;
        self.write_all().await;
    }

    /// What the calls of a plugin have come to for this company within a day, over all processes.
    pub async fn figures(&self, tenant: &Tenant, name: &str) -> Result<Figures> {
        // Nothing is between this process's memory and the table while somebody looks.
        let _turn = self.0.counting.lock().await;
        self.write_all().await;
        let since = tenant.now().minus(KEPT);
        let mut tx = tenant.read().await?;
        let sums: Sums = tx
            .one(
                "SELECT CAST(SUM(calls) AS BIGINT) AS calls, CAST(SUM(failures) AS BIGINT) AS failures,
                     CAST(MAX(memory) AS BIGINT) AS memory
                 FROM plugin_figures WHERE tenant_id = $1 AND plugin = $2 AND hour > $3",
                (tenant.id(), name, hour(since)),
            )
            .await?;
        let times: Vec<(i64, i64)> = tx
            .all(
                "SELECT within_ms, CAST(SUM(calls) AS BIGINT) FROM plugin_times
                 WHERE tenant_id = $1 AND plugin = $2 AND hour > $3 GROUP BY within_ms",
                (tenant.id(), name, hour(since)),
            )
            .await?;
        let lines: Vec<LineRow> = tx
            .all(
                "SELECT id, words, failure, at FROM plugin_lines WHERE tenant_id = $1 AND plugin = $2
                 ORDER BY at DESC, id DESC LIMIT $3",
                (tenant.id(), name, most_lines()),
            )
            .await?;
        let count = |count: Option<i64>| count.unwrap_or_default().unsigned_abs();
        Ok(Figures {
            calls: count(sums.calls),
            failures: count(sums.failures),
            memory: usize::try_from(count(sums.memory)).unwrap_or(usize::MAX),
            times: times
                .into_iter()
                .map(|(within, calls)| (within.unsigned_abs(), calls.unsigned_abs()))
                .collect(),
            lines: lines
                .into_iter()
                .rev()
                .map(|row| row.open(tenant))
                .collect::<Result<_>>()?,
        })
    }

    /// Whoever calls this holds the lock `counting`.
    async fn write_all(&self) {
        let mut by_tenant: BTreeMap<String, Vec<(String, Figures)>> = BTreeMap::new();
        for ((tenant, plugin), figures) in self.0.host.take_figures() {
            by_tenant.entry(tenant).or_default().push((plugin, figures));
        }
        for (id, figures) in by_tenant {
            if let Err(error) = self.write(&id, &figures).await {
                tracing::warn!(tenant = %id, %error, "the figures of plugins wait to be written");
                for (plugin, figures) in figures {
                    self.0.host.put_back_figures((id.clone(), plugin), figures);
                }
            }
        }
    }

    async fn write(&self, id: &str, figures: &[(String, Figures)]) -> Result<()> {
        let Ok(id) = id.parse::<Uuid>() else { return Ok(()) };
        let opened = self.0.installation.tenant(TenantId(id)).await;
        let opened = opened.map_err(|error| Error::Setup(error.to_string()))?;
        // Who was erased meanwhile has no figures any more.
        let Some(tenant) = opened else { return Ok(()) };
        let mut tx = tenant.write().await?;
        for (plugin, figures) in figures {
            add(&mut tx, &tenant, plugin, figures).await?;
            forget(&mut tx, &tenant, plugin).await?;
        }
        tx.commit().await
    }
}

/// Lines that are kept of a plugin.
fn most_lines() -> i64 {
    i64::try_from(Figures::LINES).unwrap_or(i64::MAX)
}

/// The hour that a moment is in, as a moment.
fn hour(at: Millis) -> i64 {
    at.0 - at.0.rem_euclid(HOUR)
}

async fn add(tx: &mut Tx, tenant: &Tenant, plugin: &str, figures: &Figures) -> Result<()> {
    let now = hour(tenant.now());
    let stored = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    tx.exec(
        "INSERT INTO plugin_figures (tenant_id, plugin, hour, calls, failures, memory) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id, plugin, hour) DO UPDATE SET
             calls = plugin_figures.calls + excluded.calls,
             failures = plugin_figures.failures + excluded.failures,
             memory = CASE WHEN plugin_figures.memory > excluded.memory THEN plugin_figures.memory ELSE excluded.memory END",
        (
            tenant.id(),
            plugin,
            now,
            stored(figures.calls),
            stored(figures.failures),
            stored(figures.memory as u64),
        ),
    )
    .await?;
    for (within, calls) in &figures.times {
        tx.exec(
            "INSERT INTO plugin_times (tenant_id, plugin, hour, within_ms, calls) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, plugin, hour, within_ms) DO UPDATE SET calls = plugin_times.calls + excluded.calls",
            (tenant.id(), plugin, now, stored(*within), stored(*calls)),
        )
        .await?;
    }
    for line in &figures.lines {
        let id = tenant.new_id();
        tx.exec(
            "INSERT INTO plugin_lines (tenant_id, id, plugin, words, failure, at) VALUES ($1, $2, $3, $4, $5, $6)",
            (
                tenant.id(),
                id,
                plugin,
                tenant.keys().seal(aad(&id), line.text.as_bytes()),
                line.failure,
                Millis(stored(line.at)),
            ),
        )
        .await?;
    }
    Ok(())
}

/// Forgets what is older than a day, and all lines but the last.
async fn forget(tx: &mut Tx, tenant: &Tenant, plugin: &str) -> Result<()> {
    let before = tenant.now().minus(KEPT);
    tx.exec(
        "DELETE FROM plugin_figures WHERE tenant_id = $1 AND plugin = $2 AND hour <= $3",
        (tenant.id(), plugin, hour(before)),
    )
    .await?;
    tx.exec(
        "DELETE FROM plugin_times WHERE tenant_id = $1 AND plugin = $2 AND hour <= $3",
        (tenant.id(), plugin, hour(before)),
    )
    .await?;
    tx.exec(
        "DELETE FROM plugin_lines WHERE tenant_id = $1 AND plugin = $2 AND (at < $3 OR id NOT IN (
             SELECT id FROM plugin_lines WHERE tenant_id = $1 AND plugin = $2 ORDER BY at DESC, id DESC LIMIT $4))",
        (tenant.id(), plugin, before, most_lines()),
    )
    .await?;
    Ok(())
}

fn aad(id: &Uuid) -> Aad<'_> {
    Aad {
        table: "plugin_lines",
        column: "words",
        row: id.as_bytes(),
    }
}

impl LineRow {
    fn open(self, tenant: &Tenant) -> Result<Line> {
        let words = tenant.keys().open_bytes(aad(&self.id), &self.words);
        let words = words.map_err(|error| Error::Setup(format!("a line of a plugin cannot be opened: {error}")))?;
        Ok(Line {
            at: self.at.0.unsigned_abs(),
            text: String::from_utf8_lossy(&words).into_owned(),
            failure: self.failure,
        })
    }
}
