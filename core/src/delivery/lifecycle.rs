//! From a launch to its end: what is remembered of it, when it starts, what stops it, when it is over.

use super::counts::Deltas;
use super::state::reason;
use super::{Modes, State};
use crate::campaigns::CampaignId;
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};
use serde_json::json;
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Messages of a cancelled campaign put aside by one transaction.
const TOGETHER: i64 = 5_000;

/// Remembers that a campaign was launched, and where its messages go. Its ledger is written as soon as its audience is
/// frozen.
pub(crate) async fn begin(tx: &mut Tx, tenant: &Tenant, actor: Actor, id: CampaignId, modes: &Modes) -> Result<()> {
    tx.exec(
        "INSERT INTO deliveries (tenant_id, campaign_id, planned, next_at, launched_by, launched_at, running_from, lease_until,
             modes)
         VALUES ($1, $2, 0, 0, $3, $4, 0, 0, $5) ON CONFLICT (tenant_id, campaign_id) DO NOTHING",
        (tenant.id(), id, actor.to_string(), tenant.now(), Json(modes.clone())),
    )
    .await?;
    Ok(())
}

/// Whether a campaign was launched, be it that it is still being prepared.
pub async fn is_launched(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<bool> {
    let row: Option<(CampaignId,)> = tx
        .opt(
            "SELECT campaign_id FROM deliveries WHERE tenant_id = $1 AND campaign_id = $2",
            (tenant.id(), id),
        )
        .await?;
    Ok(row.is_some())
}

/// Notes in the transaction that makes a campaign `sending` that it runs from now on.
pub(crate) async fn running(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<()> {
    tx.exec(
        "UPDATE deliveries SET started_at = COALESCE(started_at, $3), running_at = $3, next_at = 0, error = NULL
         WHERE tenant_id = $1 AND campaign_id = $2",
        (tenant.id(), id, tenant.now()),
    )
    .await?;
    Ok(())
}

/// Starts the campaigns whose date has come.
pub(super) async fn start_due(tenant: &Tenant) -> Result<()> {
    let mut tx = tenant.read().await?;
    let due: Vec<(CampaignId,)> = tx
        .all(
            "SELECT id FROM campaigns WHERE tenant_id = $1 AND status = 'scheduled' AND COALESCE(scheduled_at, 0) <= $2
             ORDER BY id LIMIT 100",
            (tenant.id(), tenant.now()),
        )
        .await?;
    drop(tx);
    for (id,) in due {
        let mut tx = tenant.write().await?;
        let started = tx
            .exec(
                "UPDATE campaigns SET status = 'sending', updated_at = $3
                 WHERE tenant_id = $1 AND id = $2 AND status = 'scheduled' AND COALESCE(scheduled_at, 0) <= $3",
                (tenant.id(), id, tenant.now()),
            )
            .await?;
        if started == 1 {
            running(&mut tx, tenant, id).await?;
            record(&mut tx, tenant, "campaign.start", id, json!({})).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Ends the campaigns in which nothing is left to be sent.
pub(super) async fn finish(tenant: &Tenant) -> Result<()> {
    let mut tx = tenant.read().await?;
    let over: Vec<(CampaignId,)> = tx
        .all(
            "SELECT c.id FROM campaigns c JOIN deliveries d ON d.tenant_id = c.tenant_id AND d.campaign_id = c.id
             WHERE c.tenant_id = $1 AND c.status IN ('sending', 'cancelled') AND d.planned_at IS NOT NULL
               AND d.finished_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM messages m
                               WHERE m.tenant_id = $1 AND m.campaign_id = c.id AND m.state = 'queued')
               AND NOT EXISTS (SELECT 1 FROM messages m
                               WHERE m.tenant_id = $1 AND m.campaign_id = c.id AND m.state IN ('claimed', 'transmitting'))
             LIMIT 100",
            (tenant.id(),),
        )
        .await?;
    drop(tx);
    for (id,) in over {
        let mut tx = tenant.write().await?;
        let now = tenant.now();
        // Once everything is planned and nothing is left, no message comes back into the queue: asking again is not needed.
        let status: Option<(String,)> = tx
            .opt(
                "UPDATE campaigns SET updated_at = $3, status =
                     CASE WHEN EXISTS (SELECT 1 FROM delivery_counts
                                       WHERE tenant_id = $1 AND campaign_id = $2 AND count > 0
                                         AND (state = 'unknown' OR reason IN ('retries_exhausted', 'plugin_fault')))
                          THEN 'partially_failed' ELSE 'finished' END
                 WHERE tenant_id = $1 AND id = $2 AND status = 'sending' RETURNING status",
                (tenant.id(), id, now),
            )
            .await?;
        // A cancelled one keeps its status; that nothing of it is on its way any more is told all the same.
        let ended = tx
            .exec(
                "UPDATE deliveries SET finished_at = $3, error = NULL
                 WHERE tenant_id = $1 AND campaign_id = $2 AND finished_at IS NULL
                   AND EXISTS (SELECT 1 FROM campaigns c WHERE c.tenant_id = $1 AND c.id = $2
                                 AND c.status IN ('finished', 'partially_failed', 'cancelled'))",
                (tenant.id(), id, now),
            )
            .await?;
        if ended == 0 {
            continue;
        }
        if let Some((status,)) = status {
            record(&mut tx, tenant, "campaign.finish", id, json!({ "status": status })).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Stops a campaign by itself, with the reason for people to read. `false` when it was not sending any more.
pub(super) async fn stop(tenant: &Tenant, id: CampaignId, code: &str, detail: &str) -> Result<bool> {
    let mut tx = tenant.write().await?;
    let stopped = tx
        .exec(
            "UPDATE campaigns SET status = 'paused', updated_at = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'sending'",
            (tenant.id(), id, tenant.now()),
        )
        .await?;
    if stopped == 0 {
        return Ok(false);
    }
    tx.exec(
        "UPDATE deliveries SET error = $3 WHERE tenant_id = $1 AND campaign_id = $2",
        (tenant.id(), id, format!("{code}\n{detail}")),
    )
    .await?;
    record(&mut tx, tenant, "campaign.stop", id, json!({ "reason": code })).await?;
    tx.commit().await?;
    tracing::warn!(campaign = %id, code, "the campaign was paused by itself");
    Ok(true)
}

#[derive(sqlx::FromRow)]
struct Moved {
    campaign_id: CampaignId,
    channel: String,
}

/// Puts aside what is queued of cancelled campaigns; `true` while there may be more.
pub(super) async fn put_aside(tenant: &Tenant) -> Result<bool> {
    let mut tx = tenant.read().await?;
    let row: Option<(CampaignId,)> = tx
        .opt(
            "SELECT c.id FROM campaigns c WHERE c.tenant_id = $1 AND c.status = 'cancelled' AND EXISTS
               (SELECT 1 FROM messages m WHERE m.tenant_id = $1 AND m.campaign_id = c.id AND m.state = 'queued') LIMIT 1",
            (tenant.id(),),
        )
        .await?;
    drop(tx);
    let Some((id,)) = row else { return Ok(false) };
    let mut tx = tenant.write().await?;
    let sql = if tx.is_sqlite() {
        "UPDATE messages SET state = 'skipped', reason = 'cancelled', updated_at = $3
         WHERE tenant_id = $1 AND state = 'queued' AND id IN
           (SELECT id FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND state = 'queued' LIMIT $4)
         RETURNING campaign_id, channel"
    } else {
        "WITH picked AS MATERIALIZED
           (SELECT id FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND state = 'queued' LIMIT $4
            FOR UPDATE SKIP LOCKED)
         UPDATE messages SET state = 'skipped', reason = 'cancelled', updated_at = $3
         FROM picked WHERE messages.tenant_id = $1 AND messages.id = picked.id
         RETURNING campaign_id, channel"
    };
    let moved: Vec<Moved> = tx.all(sql, (tenant.id(), id, tenant.now(), TOGETHER)).await?;
    let mut deltas = Deltas::default();
    for row in &moved {
        deltas.shift(
            &row.channel,
            (State::Queued, reason::NONE),
            (State::Skipped, reason::CANCELLED),
            1,
        );
    }
    deltas.apply(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(!moved.is_empty())
}

/// Takes back what workers that are gone held. Claimed messages wait again; those being handed over may have left, and
/// are never sent again by themselves. `all` when this process is alone and has just begun: then every worker is gone.
pub(super) async fn recover(tenant: &Tenant, all: bool) -> Result<()> {
    let before = if all { Millis(i64::MAX) } else { tenant.now() };
    if all {
        forget_holds(tenant).await?;
    }
    let mut tx = tenant.read().await?;
    let any: Option<(Uuid,)> = tx
        .opt(
            "SELECT id FROM messages WHERE tenant_id = $1 AND state IN ('claimed', 'transmitting') AND lease_until < $2 LIMIT 1",
            (tenant.id(), before),
        )
        .await?;
    drop(tx);
    if any.is_none() {
        return Ok(());
    }
    let mut tx = tenant.write().await?;
    let mut deltas: BTreeMap<CampaignId, Deltas> = BTreeMap::new();
    let moves = [
        (
            "UPDATE messages SET state = 'queued', lease = NULL, lease_until = 0, updated_at = $3
             WHERE tenant_id = $1 AND state IN ('claimed', 'transmitting') AND state = 'claimed' AND lease_until < $2
             RETURNING campaign_id, channel",
            State::Claimed,
            (State::Queued, reason::NONE),
        ),
        (
            "UPDATE messages SET state = 'unknown', reason = 'interrupted', lease = NULL, lease_until = 0, updated_at = $3
             WHERE tenant_id = $1 AND state IN ('claimed', 'transmitting') AND state = 'transmitting' AND lease_until < $2
             RETURNING campaign_id, channel",
            State::Transmitting,
            (State::Unknown, reason::INTERRUPTED),
        ),
    ];
    for (sql, from, to) in moves {
        let moved: Vec<Moved> = tx.all(sql, (tenant.id(), before, tenant.now())).await?;
        for row in moved {
            let deltas = deltas.entry(row.campaign_id).or_default();
            deltas.shift(&row.channel, (from, reason::NONE), to, 1);
        }
    }
    for (campaign, deltas) in deltas {
        deltas.apply(&mut tx, tenant, campaign).await?;
    }
    tx.commit().await
}

/// A process that has just begun knows of no provider in trouble.
async fn forget_holds(tenant: &Tenant) -> Result<()> {
    let mut tx = tenant.read().await?;
    let held: Option<(CampaignId,)> = tx
        .opt(
            "SELECT campaign_id FROM deliveries WHERE tenant_id = $1 AND error LIKE 'held%' LIMIT 1",
            (tenant.id(),),
        )
        .await?;
    drop(tx);
    if held.is_none() {
        return Ok(());
    }
    let mut tx = tenant.write().await?;
    tx.exec(
        "UPDATE deliveries SET error = NULL WHERE tenant_id = $1 AND error LIKE 'held%'",
        (tenant.id(),),
    )
    .await?;
    tx.commit().await
}

/// What somebody has opened has arrived, though its answer was lost.
pub(super) async fn resolve(tenant: &Tenant) -> Result<()> {
    let mut tx = tenant.read().await?;
    let any: Option<(Uuid,)> = tx
        .opt(
            "SELECT id FROM messages WHERE tenant_id = $1 AND state = 'unknown'
               AND opens + machine_opens + clicks + machine_clicks > 0 LIMIT 1",
            (tenant.id(),),
        )
        .await?;
    drop(tx);
    if any.is_none() {
        return Ok(());
    }
    let mut tx = tenant.write().await?;
    let mut deltas: BTreeMap<CampaignId, Deltas> = BTreeMap::new();
    for reason in [reason::INTERRUPTED, reason::NO_ANSWER] {
        let moved: Vec<Moved> = tx
            .all(
                "UPDATE messages SET state = 'delivered', reason = '', updated_at = $2
                 WHERE tenant_id = $1 AND state = 'unknown' AND reason = $3
                   AND opens + machine_opens + clicks + machine_clicks > 0
                 RETURNING campaign_id, channel",
                (tenant.id(), tenant.now(), reason),
            )
            .await?;
        for row in moved {
            let deltas = deltas.entry(row.campaign_id).or_default();
            deltas.shift(
                &row.channel,
                (State::Unknown, reason),
                (State::Delivered, reason::NONE),
                1,
            );
        }
    }
    for (campaign, deltas) in deltas {
        deltas.apply(&mut tx, tenant, campaign).await?;
    }
    tx.commit().await
}

/// When something has to be done next: a date comes, a retry falls due, a claim ends. `None` when nothing waits.
pub(super) async fn next_at(tenant: &Tenant) -> Result<Option<Millis>> {
    let mut tx = tenant.read().await?;
    let (at,): (Option<Millis>,) = tx
        .one(
            "SELECT MIN(at) FROM (
                 SELECT COALESCE(scheduled_at, 0) AS at FROM campaigns WHERE tenant_id = $1 AND status = 'scheduled'
                 UNION ALL
                 SELECT CASE WHEN d.next_at > q.due_at THEN d.next_at ELSE q.due_at END
                   FROM deliveries d
                   JOIN (SELECT c.id, (SELECT MIN(m.due_at) FROM messages m
                                       WHERE m.tenant_id = $1 AND m.campaign_id = c.id AND m.state = 'queued') AS due_at
                           FROM campaigns c WHERE c.tenant_id = $1 AND c.status = 'sending') q ON q.id = d.campaign_id
                  WHERE d.tenant_id = $1 AND q.due_at IS NOT NULL
                 UNION ALL
                 SELECT lease_until FROM messages WHERE tenant_id = $1 AND state IN ('claimed', 'transmitting')
                 UNION ALL
                 SELECT d.lease_until FROM deliveries d JOIN campaigns c ON c.tenant_id = d.tenant_id AND c.id = d.campaign_id
                  WHERE d.tenant_id = $1 AND d.planned_at IS NULL AND c.status NOT IN ('draft', 'preparing')) AS waiting",
            (tenant.id(),),
        )
        .await?;
    Ok(at)
}

/// Deletes what a campaign sent, with the campaign. `false` while messages of it are in a worker's hands.
pub(crate) async fn forget(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<bool> {
    let held: Option<(Uuid,)> = tx
        .opt(
            "SELECT id FROM messages WHERE tenant_id = $1 AND campaign_id = $2 AND state IN ('claimed', 'transmitting') LIMIT 1",
            (tenant.id(), id),
        )
        .await?;
    if held.is_some() {
        return Ok(false);
    }
    for sql in [
        "DELETE FROM deliveries WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM delivery_counts WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM outbox WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM tracking_counts WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM events WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM tracking_counts WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM messages WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM campaign_links WHERE tenant_id = $1 AND campaign_id = $2",
        "DELETE FROM campaign_contents WHERE tenant_id = $1 AND campaign_id = $2",
    ] {
        tx.exec(sql, (tenant.id(), id)).await?;
    }
    Ok(true)
}

pub(super) async fn record(
    tx: &mut Tx,
    tenant: &Tenant,
    action: &'static str,
    id: CampaignId,
    details: serde_json::Value,
) -> Result<()> {
    let entry = Entry {
        actor: Actor::System,
        action,
        object: &id.to_string(),
        details,
    };
    audit::append(tx, tenant, entry).await
}
