//! Preparing a campaign: population → segments → export → page.
//!
//! Each step commits its result and the next step's name at once, under the lease. A kill between two commits costs
//! the step under way, which starts again; what was committed stays.

use super::store::{self, Cluster, find, insert_cluster};
use super::{Board, Campaign, CampaignId, Step, export, launch};
use crate::audience::{Audiences, reach_flag};
use crate::channels;
use crate::delivery;
use crate::insight::{self, Segmentation};
use crate::sealed::seal_json;
use crate::work::Lease;
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Error, Result, Tx};
use roaring::RoaringBitmap;
use serde_json::json;
use sqlx::types::Json;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How often a long step tells how far it is and renews its lease.
const SIGN_OF_LIFE: Duration = Duration::from_millis(500);
/// Progress of the clustering is told in thousandths.
const THOUSAND: u64 = 1_000;

/// One campaign under preparation by this worker.
pub(super) struct Job<'a> {
    pub tenant: &'a Tenant,
    pub id: CampaignId,
    lease: Lease,
}

/// Prepares every campaign of the tenant that waits for it, while `go_on` says so.
pub async fn prepare(tenant: &Tenant, audiences: &Audiences, go_on: &(dyn Fn() -> bool + Sync)) -> Result<()> {
    while go_on() {
        let Some(job) = claim(tenant).await? else { break };
        if let Err(error) = job.run(audiences, go_on).await {
            tracing::error!(campaign = %job.id, %error, "the preparation stopped; it will be tried again");
            job.fail(&error).await?;
        }
    }
    Ok(())
}

async fn claim(tenant: &Tenant) -> Result<Option<Job<'_>>> {
    let lease = Lease::new(tenant);
    let mut tx = tenant.write().await?;
    let row: Option<(CampaignId,)> = tx
        .opt(
            "UPDATE campaigns SET lease = $2, lease_until = $3
             WHERE tenant_id = $1 AND status = 'preparing' AND lease_until < $4 AND id =
               (SELECT id FROM campaigns WHERE tenant_id = $1 AND status = 'preparing' AND lease_until < $4
                ORDER BY id LIMIT 1)
             RETURNING id",
            (tenant.id(), lease.0, Lease::until(tenant), tenant.now()),
        )
        .await?;
    tx.commit().await?;
    Ok(row.map(|(id,)| Job { tenant, id, lease }))
}

impl Job<'_> {
    async fn run(&self, audiences: &Audiences, go_on: &(dyn Fn() -> bool + Sync)) -> Result<()> {
        while go_on() {
            let mut tx = self.tenant.read().await?;
            let Some(campaign) = find(&mut tx, self.tenant, self.id).await? else {
                return Ok(());
            };
            drop(tx);
            let Some(progress) = campaign.progress else {
                return Ok(());
            };
            let goes_on = match progress.step {
                Step::Population => self.population(&campaign, audiences).await?,
                Step::Segments => self.segments(audiences).await?,
                Step::Export => export::write(self, &campaign).await?,
                Step::Page => self.page(&campaign).await?,
            };
            if !goes_on {
                return Ok(());
            }
        }
        // Told to stop: hand the campaign back at once instead of letting the lease run out.
        let mut tx = self.tenant.write().await?;
        tx.exec(
            "UPDATE campaigns SET lease_until = 0 WHERE tenant_id = $1 AND id = $2 AND lease = $3",
            (self.tenant.id(), self.id, self.lease.0),
        )
        .await?;
        tx.commit().await
    }

    /// Freezes who the filter lets in now.
    async fn population(&self, campaign: &Campaign, audiences: &Audiences) -> Result<bool> {
        let filter = campaign.filters.clone().unwrap_or_default();
        let offered = channels::offered(self.tenant).await?;
        let (audience, reach) = audiences
            .ask(self.tenant, |index| {
                let audience = index.select(&filter);
                let flags = index.reach(&audience);
                let reach: BTreeMap<String, u64> = offered
                    .channels()
                    .map(|topic| {
                        let count = flags.get(&reach_flag(topic)).copied().unwrap_or_default();
                        (topic.to_string(), count)
                    })
                    .collect();
                (audience, reach)
            })
            .await?;
        let mut tx = self.tenant.write().await?;
        if !self.advance(&mut tx, Step::Segments, THOUSAND).await? {
            return Ok(false);
        }
        tx.exec(
            "UPDATE campaigns SET audience = $3, audience_size = $4, reach = $5 WHERE tenant_id = $1 AND id = $2",
            (
                self.tenant.id(),
                self.id,
                store::bytes(&audience)?,
                i64::try_from(audience.len()).unwrap_or(i64::MAX),
                Json(&reach),
            ),
        )
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Clusters the frozen audience, away from the async threads, telling how far it is.
    async fn segments(&self, audiences: &Audiences) -> Result<bool> {
        let mut tx = self.tenant.read().await?;
        let audience = store::audience(&mut tx, self.tenant, self.id)
            .await?
            .unwrap_or_default();
        drop(tx);
        // Who was deleted since is in the frozen audience but no longer in the index.
        let (present, profile) = audiences
            .ask(self.tenant, |index| {
                let present = &audience & index.live();
                let profile = index.profile(&present);
                (present, profile)
            })
            .await?;
        let done = Arc::new(AtomicU64::new(0));
        let cancelled = Arc::new(AtomicBool::new(false));
        let (tell, stop) = (done.clone(), cancelled.clone());
        let mut clustering = tokio::task::spawn_blocking(move || {
            let result = insight::segment(&profile, &mut |progress| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1")]
                tell.store((f64::from(progress.done) * 1_000.0) as u64, Ordering::Relaxed);
                if stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            result.map(|segmentation| (profile, segmentation))
        });
        let result = loop {
            match tokio::time::timeout(SIGN_OF_LIFE, &mut clustering).await {
                Ok(finished) => break finished,
                Err(_) => {
                    if !self.sign_of_life(done.load(Ordering::Relaxed), THOUSAND).await? {
                        cancelled.store(true, Ordering::Relaxed);
                        return Ok(false);
                    }
                }
            }
        };
        let (profile, segmentation) = result
            .map_err(|error| Error::Setup(format!("clustering ended early: {error}")))?
            .map_err(|error| Error::Setup(format!("clustering: {error}")))?;
        let board = Board::count(
            &profile,
            &segmentation.assignments,
            segmentation.clusters.len(),
            segmentation.silhouette,
        );
        let mut tx = self.tenant.write().await?;
        if !self.advance(&mut tx, Step::Export, audience.len()).await? {
            return Ok(false);
        }
        tx.exec(
            "DELETE FROM clusters WHERE tenant_id = $1 AND campaign_id = $2",
            (self.tenant.id(), self.id),
        )
        .await?;
        for cluster in members(&present, segmentation) {
            insert_cluster(&mut tx, self.tenant, self.id, &cluster).await?;
        }
        tx.exec(
            "UPDATE campaigns SET board = $3 WHERE tenant_id = $1 AND id = $2",
            (
                self.tenant.id(),
                self.id,
                seal_json(self.tenant, store::aad("board", &self.id), &board)?,
            ),
        )
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Everything is there: the campaign is ready.
    async fn page(&self, campaign: &Campaign) -> Result<bool> {
        let mut tx = self.tenant.write().await?;
        let ready = tx
            .exec(
                "UPDATE campaigns SET status = 'ready', step = NULL, lease = NULL, lease_until = 0, error = NULL,
                     updated_at = $4
                 WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND status = 'preparing'",
                (self.tenant.id(), self.id, self.lease.0, self.tenant.now()),
            )
            .await?;
        if ready == 0 {
            return Ok(false);
        }
        // Launched while it was being prepared: it follows by itself.
        if delivery::is_launched(&mut tx, self.tenant, self.id).await? {
            launch::go(&mut tx, self.tenant, campaign).await?;
        }
        let details = json!({ "audience": campaign.audience_size });
        let entry = Entry {
            actor: Actor::System,
            action: "campaign.prepared",
            object: &self.id.to_string(),
            details,
        };
        audit::append(&mut tx, self.tenant, entry).await?;
        tx.commit().await?;
        Ok(false)
    }

    /// Moves to the next step in `tx`, if the claim still stands.
    pub(super) async fn advance(&self, tx: &mut Tx, step: Step, total: u64) -> Result<bool> {
        let moved = tx
            .exec(
                "UPDATE campaigns SET step = $4, step_done = 0, step_total = $5, lease_until = $6, updated_at = $7
                 WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND status = 'preparing'",
                (
                    self.tenant.id(),
                    self.id,
                    self.lease.0,
                    step.as_str(),
                    i64::try_from(total).unwrap_or(i64::MAX),
                    Lease::until(self.tenant),
                    self.tenant.now(),
                ),
            )
            .await?;
        Ok(moved == 1)
    }

    /// Tells how far the step is and renews the claim; `false` once it is lost (cancelled, deleted, taken over).
    pub(super) async fn sign_of_life(&self, done: u64, total: u64) -> Result<bool> {
        let mut tx = self.tenant.write().await?;
        let held = tx
            .exec(
                "UPDATE campaigns SET step_done = $4, step_total = $5, lease_until = $6
                 WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND status = 'preparing'",
                (
                    self.tenant.id(),
                    self.id,
                    self.lease.0,
                    i64::try_from(done).unwrap_or(i64::MAX),
                    i64::try_from(total).unwrap_or(i64::MAX),
                    Lease::until(self.tenant),
                ),
            )
            .await?;
        tx.commit().await?;
        Ok(held == 1)
    }

    /// Notes why it stopped and lets go; it is taken up again after a lease's time, not at once.
    async fn fail(&self, error: &Error) -> Result<()> {
        let mut tx = self.tenant.write().await?;
        tx.exec(
            "UPDATE campaigns SET error = $4, lease_until = $5 WHERE tenant_id = $1 AND id = $2 AND lease = $3",
            (
                self.tenant.id(),
                self.id,
                self.lease.0,
                error.to_string(),
                Lease::until(self.tenant),
            ),
        )
        .await?;
        tx.commit().await
    }
}

/// Who is in each cluster. Clusters are numbered from 1 wherever people and files see them.
fn members(audience: &RoaringBitmap, segmentation: Segmentation) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = segmentation
        .clusters
        .into_iter()
        .map(|cluster| Cluster {
            number: u32::from(cluster.id) + 1,
            label: cluster.label,
            size: 0,
            members: RoaringBitmap::new(),
        })
        .collect();
    for (number, cluster) in audience.iter().zip(segmentation.assignments) {
        if let Some(cluster) = clusters.get_mut(usize::from(cluster)) {
            cluster.members.insert(number);
        }
    }
    for cluster in &mut clusters {
        cluster.size = cluster.members.len();
    }
    clusters
}
