//! The log's rows: tiles, checkpoints, and how far it is.

use super::note::{Checkpoint, LogKey};
use super::outlet::{self, Outlet};
use super::tiles::{Edge, Tile, Tiles, unpack};
use super::{AuditError, Result};
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{self, Tx};

/// The counter that every round of sequencing moves: two cannot.
pub(super) const COUNTER: &str = "audit_log";

/// A checkpoint as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Signed {
    /// How many entries it covers.
    pub size: i64,
    /// The note.
    pub note: String,
    /// When it was signed.
    pub at: Millis,
}

/// How the log is.
#[derive(Clone, Debug)]
pub struct Status {
    /// By which checkpoints are checked.
    pub key: LogKey,
    /// Entries in the log.
    pub size: u64,
    /// Entries that wait for their place.
    pub staged: u64,
    /// The newest checkpoint.
    pub newest: Option<Signed>,
    /// Why the log is not continued, if it is not.
    pub damage: Option<String>,
    /// Where checkpoints are sent.
    pub outlet: Option<Outlet>,
}

/// How the log is, from a few rows: its entries are not looked at.
///
/// # Errors
/// [`AuditError::Database`].
pub async fn status(tenant: &Tenant) -> Result<Status> {
    let mut tx = tenant.read().await?;
    let (staged,): (i64,) = tx
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_entries WHERE tenant_id = $1 AND seq IS NULL",
            (tenant.id(),),
        )
        .await?;
    let newest = newest_in(&mut tx, tenant).await?;
    let damage = match end(&mut tx, tenant).await {
        Ok(_) => None,
        Err(AuditError::Damaged(what)) => Some(what),
        Err(error) => return Err(error),
    };
    let outlet = outlet::find(&mut tx, tenant).await?;
    Ok(Status {
        key: LogKey::of(tenant),
        size: newest.as_ref().map_or(0, |signed| unsigned(signed.size)),
        staged: unsigned(staged),
        newest,
        damage,
        outlet,
    })
}

/// The newest checkpoint; none before the first entry has its place.
///
/// # Errors
/// [`AuditError::Database`].
pub async fn newest(tenant: &Tenant) -> Result<Option<Signed>> {
    let mut tx = tenant.read().await?;
    Ok(newest_in(&mut tx, tenant).await?)
}

/// The checkpoint over just `size` entries, if one was signed.
///
/// # Errors
/// The database layer's.
pub async fn checkpoint_of(tenant: &Tenant, size: u64) -> database::Result<Option<Signed>> {
    let mut tx = tenant.read().await?;
    tx.opt(
        "SELECT size, note, at FROM audit_checkpoints WHERE tenant_id = $1 AND size = $2",
        (tenant.id(), signed(size)),
    )
    .await
}

pub(super) async fn newest_in(tx: &mut Tx, tenant: &Tenant) -> database::Result<Option<Signed>> {
    tx.opt(
        "SELECT size, note, at FROM audit_checkpoints WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1",
        (tenant.id(),),
    )
    .await
}

/// Checkpoints of more than `after` entries, oldest first.
pub(super) async fn checkpoints(tx: &mut Tx, tenant: &Tenant, after: u64, limit: i64) -> database::Result<Vec<Signed>> {
    tx.all(
        "SELECT size, note, at FROM audit_checkpoints WHERE tenant_id = $1 AND size > $2 ORDER BY size LIMIT $3",
        (tenant.id(), signed(after), limit),
    )
    .await
}

/// How far the counter and the newest checkpoint say the log is: asked for at once, so that a round that ends in between is in both.
pub(super) async fn extent(tx: &mut Tx, tenant: &Tenant) -> database::Result<(u64, u64)> {
    let (counted, covered): (Option<i64>, Option<i64>) = tx
        .one(
            "SELECT (SELECT value FROM counters WHERE tenant_id = $1 AND name = $2),
                    (SELECT MAX(size) FROM audit_checkpoints WHERE tenant_id = $1)",
            (tenant.id(), COUNTER),
        )
        .await?;
    Ok((unsigned(counted.unwrap_or(0)), unsigned(covered.unwrap_or(0))))
}

/// The growing end of the log, once it is sure that the newest checkpoint was signed by this log's key over just these hashes:
/// nothing is signed on top of anything else.
pub(super) async fn end(tx: &mut Tx, tenant: &Tenant) -> Result<Edge> {
    let damaged = |what: String| AuditError::Damaged(what);
    let (counted, size) = extent(tx, tenant).await?;
    if counted != size {
        return Err(damaged(format!(
            "it counts {counted} entries and its newest checkpoint {size}"
        )));
    }
    let wanted: Vec<Tile> = Edge::tiles(size).map(|(tile, _)| tile).collect();
    let tiles = tiles(tx, tenant, &wanted).await?;
    let edge = Edge::read(size, &tiles).ok_or_else(|| damaged("hashes of its newest entries are missing".into()))?;
    let newest: Option<(String,)> = tx
        .opt(
            "SELECT note FROM audit_checkpoints WHERE tenant_id = $1 AND size = $2",
            (tenant.id(), signed(size)),
        )
        .await?;
    if let Some((note,)) = newest {
        let checkpoint = LogKey::of(tenant)
            .open(&note)
            .map_err(|error| damaged(format!("its newest checkpoint: {error}")))?;
        if checkpoint != made(tenant, &edge) {
            return Err(damaged("its newest checkpoint was signed over other hashes".into()));
        }
    }
    Ok(edge)
}

/// What a checkpoint at this end says.
pub(super) fn made(tenant: &Tenant, edge: &Edge) -> Checkpoint {
    Checkpoint {
        origin: super::note::origin(tenant),
        size: edge.size(),
        root: edge.root(),
    }
}

/// Reads tiles; those that are not there are absent.
pub(super) async fn tiles(tx: &mut Tx, tenant: &Tenant, wanted: &[Tile]) -> database::Result<Tiles> {
    let mut found = Tiles::with_capacity(wanted.len());
    for tile in wanted {
        let row: Option<(Vec<u8>,)> = tx
            .opt(
                "SELECT hashes FROM audit_tiles WHERE tenant_id = $1 AND level = $2 AND number = $3",
                (tenant.id(), i64::from(tile.level), signed(tile.number)),
            )
            .await?;
        if let Some((hashes,)) = row {
            found.insert(*tile, unpack(&hashes));
        }
    }
    Ok(found)
}

/// A count as the databases keep it.
pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as it was kept.
pub(super) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
