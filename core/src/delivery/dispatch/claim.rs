//! Whose turn it is, and taking a batch.

use super::{CLAIMED, State};
use crate::campaigns::CampaignId;
use crate::delivery::counts::Deltas;
use crate::delivery::state::reason;
use crate::work::Lease;
use relais_tenants::Tenant;
use relais_tenants::database::Result;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Messages claimed at a time: a campaign's slice before the next campaign has its turn.
const BATCH: i64 = 500;

/// A message in this worker's hands.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::delivery) struct Claimed {
    pub id: Uuid,
    pub contact_number: i64,
    pub channel: String,
    pub attempts: i64,
}

/// A batch in this worker's hands.
pub(super) struct Claim {
    pub campaign: CampaignId,
    pub lease: Lease,
    pub delay: Duration,
    pub rows: Vec<Claimed>,
}

impl Claim {
    pub fn empty(campaign: CampaignId, lease: Lease, delay: Duration) -> Self {
        Self {
            campaign,
            lease,
            delay,
            rows: Vec::new(),
        }
    }
}

/// Which campaign is next, in turn. One with a delay between messages has one worker at a time.
#[derive(Default)]
pub(in crate::delivery) struct Turns(Mutex<Order>);

#[derive(Default)]
struct Order {
    last: Option<CampaignId>,
    slow: HashSet<CampaignId>,
}

/// A worker's turn with a campaign.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    pub campaign: CampaignId,
    pub delay: Duration,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.delay.is_zero() {
            let mut state = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.slow.remove(&self.campaign);
        }
    }
}

#[derive(sqlx::FromRow)]
struct Sending {
    id: CampaignId,
    delay_ms: i64,
}

/// The campaigns that have something to send now.
async fn sending(tenant: &Tenant) -> Result<Vec<Sending>> {
    let mut tx = tenant.read().await?;
    tx.all(
        "SELECT c.id, c.delay_ms FROM campaigns c JOIN deliveries d ON d.tenant_id = c.tenant_id AND d.campaign_id = c.id
         WHERE c.tenant_id = $1 AND c.status = 'sending' AND d.next_at <= $2 AND EXISTS
           (SELECT 1 FROM messages m
            WHERE m.tenant_id = $1 AND m.campaign_id = c.id AND m.state = 'queued' AND m.due_at <= $2)
         ORDER BY c.id LIMIT 1000",
        (tenant.id(), tenant.now()),
    )
    .await
}

/// Whether some campaign has something to send now.
pub(in crate::delivery) async fn is_due(tenant: &Tenant) -> Result<bool> {
    Ok(!sending(tenant).await?.is_empty())
}

impl Turns {
    pub(super) async fn take(&self, tenant: &Tenant) -> Result<Option<Turn<'_>>> {
        let waiting = sending(tenant).await?;
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free: Vec<&Sending> = waiting.iter().filter(|one| !state.slow.contains(&one.id)).collect();
        let after = free.iter().find(|one| state.last.is_none_or(|last| one.id > last));
        let Some(next) = after.or_else(|| free.first()) else {
            return Ok(None);
        };
        state.last = Some(next.id);
        let delay = Duration::from_millis(next.delay_ms.unsigned_abs());
        if !delay.is_zero() {
            state.slow.insert(next.id);
        }
        Ok(Some(Turn {
            turns: self,
            campaign: next.id,
            delay,
        }))
    }
}

/// Takes a batch of a campaign; `None` when others were faster.
pub(super) async fn claim(tenant: &Tenant, campaign: CampaignId, delay: Duration) -> Result<Option<Claim>> {
    let mut claim = Claim::empty(campaign, Lease::new(tenant), delay);
    let limit = if delay.is_zero() { BATCH } else { 1 };
    let mut tx = tenant.write().await?;
    let sql = if tx.is_sqlite() {
        "UPDATE messages SET state = 'claimed', lease = $3, lease_until = $4, updated_at = $5
         WHERE tenant_id = $1 AND id IN
           (SELECT id FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND state = 'queued' AND due_at <= $5
            ORDER BY due_at LIMIT $6)
         RETURNING id, contact_number, channel, attempts"
    } else {
        // Picked once: as a part of the condition they would be picked anew, and others, for each row looked at.
        "WITH picked AS MATERIALIZED
           (SELECT id FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND state = 'queued' AND due_at <= $5
            ORDER BY due_at LIMIT $6 FOR UPDATE SKIP LOCKED)
         UPDATE messages SET state = 'claimed', lease = $3, lease_until = $4, updated_at = $5
         FROM picked WHERE messages.tenant_id = $1 AND messages.id = picked.id
         RETURNING messages.id, contact_number, channel, attempts"
    };
    claim.rows = tx
        .all(
            sql,
            (
                tenant.id(),
                campaign,
                claim.lease.0,
                Lease::until(tenant),
                tenant.now(),
                limit,
            ),
        )
        .await?;
    if claim.rows.is_empty() {
        return Ok(None);
    }
    let mut deltas = Deltas::default();
    for row in &claim.rows {
        deltas.shift(&row.channel, (State::Queued, reason::NONE), CLAIMED, 1);
    }
    deltas.apply(&mut tx, tenant, campaign).await?;
    tx.commit().await?;
    // In the order of contacts, which is the order in which windows lock them.
    claim.rows.sort_unstable_by_key(|row| row.contact_number);
    Ok(Some(claim))
}
