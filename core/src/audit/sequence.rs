//! Giving staged entries their place in the log.
//!
//! Who acts only ever inserts a staged row and waits for nobody here. A round reads up to [`BATCH`] of them and hashes outside of any
//! writing transaction; one short transaction then moves the counter from where it was read, gives the entries their numbers, stores
//! the tiles and the signed checkpoint. Whoever was slower finds the counter moved and reads again: no lease is needed, two nodes
//! cannot do the same round twice, and a kill leaves either all of a round or nothing.

use super::entries::commitment_of;
use super::store::{COUNTER, Signed, end, made, newest_in, signed};
use super::tiles::{Tile, pack};
use super::tree::{TreeHash, leaf_hash};
use super::{AuditError, Result};
use relais_tenants::Tenant;
use relais_tenants::audit::leaf;
use relais_tenants::clock::Millis;
use relais_tenants::database::{self, Tx};
use relais_tenants::keys::Sealed;
use uuid::Uuid;

/// Entries of a round: bounds how long its transaction lasts, which on SQLite keeps writers waiting.
const BATCH: i64 = 500;

/// A staged entry.
#[derive(sqlx::FromRow)]
pub(super) struct Staged {
    pub id: Uuid,
    pub at: Millis,
    pub actor: String,
    pub action: String,
    pub object: String,
    pub request: Option<String>,
    pub salt: Vec<u8>,
    pub details: Sealed,
    pub commitment: Option<Vec<u8>>,
}

/// Gives every staged entry its place, while `go_on` says so; returns the newest checkpoint.
///
/// # Errors
/// [`AuditError::Damaged`] when the log does not fit its newest checkpoint: then nothing is added to it.
pub async fn sequence(tenant: &Tenant, go_on: &(dyn Fn() -> bool + Sync)) -> Result<Option<Signed>> {
    while go_on() {
        let mut tx = tenant.read().await?;
        let staged: Vec<Staged> = tx
            .all(
                "SELECT id, at, actor, action, object, request, salt, details, commitment
                 FROM audit_entries WHERE tenant_id = $1 AND seq IS NULL ORDER BY id LIMIT $2",
                (tenant.id(), BATCH),
            )
            .await?;
        if staged.is_empty() {
            return Ok(newest_in(&mut tx, tenant).await?);
        }
        let mut edge = end(&mut tx, tenant).await?;
        drop(tx);
        let start = edge.size();
        let mut commitments = Vec::with_capacity(staged.len());
        for entry in &staged {
            let commitment = commitment_of(tenant, entry)?;
            edge.push(leaf_hash(&leaf::leaf(entry.id, entry.at, &entry.action, &commitment)));
            commitments.push(commitment);
        }
        let checkpoint = made(tenant, &edge);
        let mut tx = tenant.write().await?;
        if !move_counter(&mut tx, tenant, start, edge.size()).await? {
            continue;
        }
        number(&mut tx, tenant, start, &staged, &commitments).await?;
        for (tile, hashes) in edge.take_filled() {
            store(&mut tx, tenant, tile, &hashes).await?;
        }
        for (tile, hashes) in edge.partial() {
            store(&mut tx, tenant, tile, hashes).await?;
        }
        tx.exec(
            "INSERT INTO audit_checkpoints (tenant_id, size, note, at) VALUES ($1, $2, $3, $4)",
            (
                tenant.id(),
                signed(checkpoint.size),
                checkpoint.sign(tenant.keys().audit()),
                tenant.now(),
            ),
        )
        .await?;
        tx.commit().await?;
    }
    super::newest(tenant).await
}

/// The same for whoever is about to look at the log. One that was damaged is looked at as it is.
///
/// # Errors
/// The database layer's.
pub async fn catch_up(tenant: &Tenant) -> database::Result<()> {
    match sequence(tenant, &|| true).await {
        Ok(_) => Ok(()),
        Err(AuditError::Damaged(what)) => {
            tracing::error!(tenant = %tenant.id(), %what, "the audit log cannot be continued");
            Ok(())
        }
        Err(AuditError::Database(error)) => Err(error),
    }
}

/// Moves the counter, if it is where the round began.
async fn move_counter(tx: &mut Tx, tenant: &Tenant, from: u64, to: u64) -> database::Result<bool> {
    tx.exec(
        "INSERT INTO counters (tenant_id, name, value) VALUES ($1, $2, 0) ON CONFLICT (tenant_id, name) DO NOTHING",
        (tenant.id(), COUNTER),
    )
    .await?;
    let moved = tx
        .exec(
            "UPDATE counters SET value = $4 WHERE tenant_id = $1 AND name = $2 AND value = $3",
            (tenant.id(), COUNTER, signed(from), signed(to)),
        )
        .await?;
    Ok(moved == 1)
}

/// Gives the entries of a round their places.
async fn number(tx: &mut Tx, tenant: &Tenant, start: u64, staged: &[Staged], commitments: &[leaf::Hash]) -> Result<()> {
    let mut query = tx.query(
        "UPDATE audit_entries SET seq = v.column2, commitment = COALESCE(audit_entries.commitment, v.column3) FROM (VALUES ",
    );
    let rows = (start..).zip(staged).zip(commitments);
    query.separated(rows, |query, ((seq, entry), commitment)| {
        query.push("(").bind(entry.id).push(",").bind(signed(seq));
        query.push(",").bind(commitment.to_vec()).push(")");
    });
    query.push(") AS v WHERE audit_entries.tenant_id = ").bind(tenant.id());
    query.push(" AND ").key("audit_entries.id", "v.column1");
    query.push(" AND audit_entries.seq IS NULL");
    let numbered = tx.exec_query(query).await?;
    if numbered == staged.len() as u64 {
        Ok(())
    } else {
        Err(AuditError::Damaged(
            "entries went away before they had their place".into(),
        ))
    }
}

async fn store(tx: &mut Tx, tenant: &Tenant, tile: Tile, hashes: &[TreeHash]) -> database::Result<()> {
    tx.exec(
        "INSERT INTO audit_tiles (tenant_id, level, number, hashes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, level, number) DO UPDATE SET hashes = excluded.hashes",
        (tenant.id(), i64::from(tile.level), signed(tile.number), pack(hashes)),
    )
    .await?;
    Ok(())
}
