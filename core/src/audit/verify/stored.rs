//! The rows of a tenant, checked by the tenant's own key. Reads only, beside whoever writes.

use super::{Fault, Finding, Record, Report, Said, Verifier};
use crate::audit::Result;
use crate::audit::acts::ERASE;
use crate::audit::entries::{Entry, in_order, of_act};
use crate::audit::export::erased_by;
use crate::audit::note::LogKey;
use crate::audit::store::{COUNTER, Signed, checkpoints, signed, tiles, unsigned};
use crate::audit::tiles::{Tile, WIDTH};
use crate::audit::tree::TreeHash;
use relais_tenants::Tenant;
use relais_tenants::audit::leaf;
use relais_tenants::database;
use std::collections::{HashSet, VecDeque};
use uuid::Uuid;

/// Rows read at a time.
const PAGE: usize = 512;

/// Checks the log of a tenant, and whether checkpoints that were kept outside are of it.
///
/// # Errors
/// [`AuditError`](crate::audit::AuditError) when it cannot be read. What is wrong with the log is the inner result.
pub async fn verify(tenant: &Tenant, known: &[String]) -> Result<Result<Report, Finding>> {
    let verifier = match Verifier::new(LogKey::of(tenant), known) {
        Ok(verifier) => verifier,
        Err(finding) => return Ok(Err(finding)),
    };
    let extent = extent(tenant).await?;
    let mut walk = Walk {
        tenant,
        verifier,
        extent,
        forgiven: forgiven(tenant).await?,
        ahead: VecDeque::new(),
        read: 0,
        stored: Vec::new(),
    };
    Ok(match walk.all().await {
        Ok(()) => walk.verifier.end(),
        Err(Stop::Finding(finding)) => Err(finding),
        Err(Stop::Database(error)) => return Err(error.into()),
    })
}

/// How far the log is, by three accounts that agree in a whole one.
struct Extent {
    /// The counter.
    counted: u64,
    /// The newest checkpoint.
    covered: u64,
    /// The last entry with a place.
    numbered: u64,
}

/// Asked for at once, so that a round of sequencing is in all of them or in none.
async fn extent(tenant: &Tenant) -> database::Result<Extent> {
    let mut tx = tenant.read().await?;
    let (counted, covered, last): (Option<i64>, Option<i64>, Option<i64>) = tx
        .one(
            "SELECT (SELECT value FROM counters WHERE tenant_id = $1 AND name = $2),
                    (SELECT MAX(size) FROM audit_checkpoints WHERE tenant_id = $1),
                    (SELECT MAX(seq) FROM audit_entries WHERE tenant_id = $1)",
            (tenant.id(), COUNTER),
        )
        .await?;
    Ok(Extent {
        counted: unsigned(counted.unwrap_or(0)),
        covered: unsigned(covered.unwrap_or(0)),
        numbered: last.map_or(0, |last| unsigned(last).saturating_add(1)),
    })
}

/// Why a walk stops early.
enum Stop {
    Finding(Finding),
    Database(database::Error),
}

impl From<Finding> for Stop {
    fn from(finding: Finding) -> Self {
        Self::Finding(finding)
    }
}

impl From<database::Error> for Stop {
    fn from(error: database::Error) -> Self {
        Self::Database(error)
    }
}

struct Walk<'a> {
    tenant: &'a Tenant,
    verifier: Verifier,
    extent: Extent,
    /// Entries whose erasure is on record.
    forgiven: HashSet<Uuid>,
    /// Checkpoints to come that were read.
    ahead: VecDeque<Signed>,
    /// Up to this size checkpoints were read.
    read: u64,
    /// The stored hashes beside the entries under way.
    stored: Vec<TreeHash>,
}

impl Walk<'_> {
    async fn all(&mut self) -> Result<(), Stop> {
        let covered = self.extent.covered;
        while self.verifier.size() < covered {
            let start = self.verifier.size();
            let entries = in_order(self.tenant, start, PAGE).await?;
            let within = entries
                .iter()
                .filter(|entry| entry.index.is_some_and(|index| index < covered));
            for entry in within {
                self.entry(entry).await?;
            }
            if self.verifier.size() == start {
                return Err(Finding::span(Fault::Missing, start, covered).into());
            }
        }
        let partial: Vec<(Tile, Vec<TreeHash>)> = self
            .verifier
            .partial()
            .map(|(tile, hashes)| (tile, hashes.to_vec()))
            .collect();
        for (tile, hashes) in partial {
            self.compare(tile, &hashes).await?;
        }
        let Extent { counted, numbered, .. } = self.extent;
        if numbered > covered {
            return Err(Finding::span(Fault::Unsigned, covered, numbered).into());
        }
        if counted != covered {
            return Err(Finding::span(Fault::Unsigned, covered.min(counted), covered.max(counted)).into());
        }
        Ok(())
    }

    async fn entry(&mut self, entry: &Entry) -> Result<(), Stop> {
        let index = self.verifier.size();
        if index.is_multiple_of(WIDTH) {
            let tile = Tile {
                level: 0,
                number: index / WIDTH,
            };
            self.stored = self.tile(tile).await?;
        }
        let altered = || Finding::entry(Fault::Altered, index, entry.id);
        let record = record(self.tenant, entry).ok_or_else(altered)?;
        if record.said.is_none() && !self.forgiven.contains(&entry.id) {
            // It may have been erased while the log was read.
            self.forgiven = forgiven(self.tenant).await?;
        }
        let leaf = self.verifier.entry(&record, self.forgiven.contains(&entry.id))?;
        let place = usize::try_from(index % WIDTH).unwrap_or_default();
        if self.stored.get(place) != Some(&leaf) {
            return Err(Finding::entry(Fault::Hashes, index, entry.id).into());
        }
        for (tile, hashes) in self.verifier.take_filled() {
            self.compare(tile, &hashes).await?;
        }
        if let Some(signed) = self.checkpoint_at(index + 1).await? {
            self.verifier.checkpoint(&signed.note)?;
        }
        Ok(())
    }

    async fn tile(&self, tile: Tile) -> database::Result<Vec<TreeHash>> {
        let mut tx = self.tenant.read().await?;
        Ok(tiles(&mut tx, self.tenant, &[tile])
            .await?
            .remove(&tile)
            .unwrap_or_default())
    }

    /// Those of level 0 were compared entry by entry.
    async fn compare(&self, tile: Tile, hashes: &[TreeHash]) -> Result<(), Stop> {
        if tile.level == 0 {
            return Ok(());
        }
        let stored = self.tile(tile).await?;
        // It may have grown since.
        let same = |(place, hash): (usize, &TreeHash)| stored.get(place) == Some(hash);
        match hashes.iter().enumerate().position(|pair| !same(pair)) {
            None => Ok(()),
            Some(place) => {
                let height = tile.level * WIDTH.ilog2();
                let start = (tile.number * WIDTH + place as u64) << height;
                Err(Finding::span(Fault::Hashes, start, start + (1 << height)).into())
            }
        }
    }

    async fn checkpoint_at(&mut self, size: u64) -> database::Result<Option<Signed>> {
        if self.ahead.is_empty() && self.read < self.extent.covered {
            let mut tx = self.tenant.read().await?;
            let page = checkpoints(&mut tx, self.tenant, self.read, PAGE as i64).await?;
            self.read = page.last().map_or(self.extent.covered, |signed| unsigned(signed.size));
            self.ahead.extend(page);
        }
        let due = self.ahead.front().is_some_and(|next| next.size == signed(size));
        Ok(if due { self.ahead.pop_front() } else { None })
    }
}

/// An entry as it is checked; nothing when it cannot be opened, or has lost its commitment.
fn record(tenant: &Tenant, entry: &Entry) -> Option<Record> {
    let said = match &entry.content {
        None => None,
        Some(content) => {
            let details = entry.details(tenant).ok()??;
            let salt = content.salt.for_details();
            Some(Said {
                actor: content.actor.clone(),
                object: content.object.clone(),
                request: content.request.clone().unwrap_or_default(),
                salt: content.salt.for_event(),
                details_hash: leaf::details_hash(&salt, &details),
                details: Some((salt, details)),
            })
        }
    };
    Some(Record {
        index: entry.index?,
        id: entry.id,
        at: entry.at,
        action: entry.action.clone(),
        commitment: entry.commitment?,
        said,
    })
}

/// The entries whose erasure is on record. A record that cannot be opened forgives nothing, and is found altered in its turn.
async fn forgiven(tenant: &Tenant) -> database::Result<HashSet<Uuid>> {
    let records = of_act(tenant, ERASE).await?;
    let details = records
        .iter()
        .filter_map(|record| record.details(tenant).ok().flatten());
    Ok(details.flat_map(|details| erased_by(&details)).collect())
}
