//! Proofs out of the stored tree: that an entry is in the log, and that a longer log begins with a shorter one.

use super::store::{tiles, unsigned};
use super::tiles::{Tile, Tiles, hash_of, tile_of};
use super::tree::{Node, Span, TreeHash, consistency, fold, inclusion};
use super::{AuditError, Result, newest};
use relais_tenants::Tenant;
use relais_tenants::database::Tx;
use std::collections::BTreeSet;

/// That the leaf at `index` is in the log of `size` entries whose root is `root`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The entry's place, from 0.
    pub index: u64,
    /// How many entries that log has.
    pub size: u64,
    /// The entry's leaf hash.
    pub leaf: TreeHash,
    /// Leaf to root (RFC 6962, §2.1.1).
    pub hashes: Vec<TreeHash>,
    /// The log's root.
    pub root: TreeHash,
}

/// That the log of `to` entries begins with the log of `from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// The shorter log.
    pub from: u64,
    /// The longer one.
    pub to: u64,
    /// As RFC 6962, §2.1.2, orders them.
    pub hashes: Vec<TreeHash>,
    /// The root of the shorter log.
    pub from_root: TreeHash,
    /// The root of the longer one.
    pub to_root: TreeHash,
}

/// Proves an entry by its place, in the log of `size` entries, or in that of the newest checkpoint. `None` when the log is shorter,
/// or the entry not in it.
///
/// # Errors
/// [`AuditError::Damaged`] when hashes are missing.
pub async fn of_entry(tenant: &Tenant, index: u64, size: Option<u64>) -> Result<Option<Inclusion>> {
    let Some(size) = size_of(tenant, size).await? else {
        return Ok(None);
    };
    let Some(path) = inclusion(index, size) else {
        return Ok(None);
    };
    let leaf = Span {
        start: index,
        end: index + 1,
    };
    let mut spans = vec![leaf, whole(size)];
    spans.extend(path);
    let mut hashes = hashes(tenant, &spans).await?.into_iter();
    let (Some(leaf), Some(root)) = (hashes.next(), hashes.next()) else {
        return Ok(None);
    };
    Ok(Some(Inclusion {
        index,
        size,
        leaf,
        hashes: hashes.collect(),
        root,
    }))
}

/// Proves that the log of `to` entries, or of the newest checkpoint, begins with that of `from`. `None` when it cannot.
///
/// # Errors
/// [`AuditError::Damaged`] when hashes are missing.
pub async fn of_growth(tenant: &Tenant, from: u64, to: Option<u64>) -> Result<Option<Consistency>> {
    let Some(to) = size_of(tenant, to).await? else {
        return Ok(None);
    };
    let Some(path) = consistency(from, to) else {
        return Ok(None);
    };
    let mut spans = vec![whole(from), whole(to)];
    spans.extend(path);
    let mut hashes = hashes(tenant, &spans).await?.into_iter();
    let (Some(from_root), Some(to_root)) = (hashes.next(), hashes.next()) else {
        return Ok(None);
    };
    Ok(Some(Consistency {
        from,
        to,
        hashes: hashes.collect(),
        from_root,
        to_root,
    }))
}

fn whole(size: u64) -> Span {
    Span { start: 0, end: size }
}

/// The size asked for, if the log is that long; that of the newest checkpoint, if none is.
async fn size_of(tenant: &Tenant, asked: Option<u64>) -> Result<Option<u64>> {
    let covered = newest(tenant).await?.map_or(0, |signed| unsigned(signed.size));
    let size = asked.unwrap_or(covered);
    Ok((size <= covered).then_some(size))
}

/// The hash of each span.
async fn hashes(tenant: &Tenant, spans: &[Span]) -> Result<Vec<TreeHash>> {
    let mut tx = tenant.read().await?;
    let tiles = read(&mut tx, tenant, spans).await?;
    let hash = |span: &Span| -> Option<TreeHash> {
        let nodes = span.nodes().into_iter().map(|node| hash_of(&tiles, node));
        Some(fold(nodes.collect::<Option<Vec<_>>>()?.into_iter()))
    };
    let hashes: Option<Vec<TreeHash>> = spans.iter().map(hash).collect();
    hashes.ok_or_else(|| AuditError::Damaged("hashes of the tree are missing".into()))
}

async fn read(tx: &mut Tx, tenant: &Tenant, spans: &[Span]) -> Result<Tiles> {
    let nodes = spans.iter().flat_map(|span| span.nodes());
    let wanted: BTreeSet<Tile> = nodes.map(|node: Node| tile_of(node)).collect();
    let wanted: Vec<Tile> = wanted.into_iter().collect();
    Ok(tiles(tx, tenant, &wanted).await?)
}
