//! Launching a campaign, stopping it for a while, taking it up again, giving it up.

use super::store::{find, find_locked};
use super::{Campaign, CampaignError, CampaignId, Status};
use crate::channels::{self, Described};
use crate::consent::Topic;
use crate::content;
use crate::delivery::{self, ComposeError, Composer, Courier, Modes};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Result, Tx};
use serde_json::{Value, json};

/// Launches a campaign: it is sent now, or waits for its date. Whether it reaches people or the sandbox is decided here,
/// channel by channel, as these are now. One that is still being prepared is launched as soon as it is
/// ready. `None` when there is no such campaign.
///
/// # Errors
/// That it does not stand where it can be launched, that a channel has nothing to say or nobody to carry it, or what is
/// wrong with its content.
pub async fn launch(
    tenant: &Tenant,
    courier: &Courier,
    actor: Actor,
    id: CampaignId,
) -> Result<Option<Campaign>, CampaignError> {
    let mut tx = tenant.write().await?;
    let Some(campaign) = find_locked(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    let launched = delivery::is_launched(&mut tx, tenant, id).await?;
    if launched || !matches!(campaign.status, Status::Ready | Status::Preparing) {
        return Err(CampaignError::Status(campaign.status));
    }
    let mut links = Vec::new();
    let mut modes = Vec::new();
    for channel in campaign.channels.iter().filter_map(|name| Topic::parse(name)) {
        let settings = channels::load(&mut tx, tenant, channel).await?;
        let carrier = courier.carrier(tenant, &settings.plugin, channel.as_str()).await?;
        let Some(carrier) = carrier else {
            return Err(CampaignError::NoPlugin(channel));
        };
        if channel.other().is_some() {
            // The plugin may say something else than when the channel was saved.
            let described = Described::new(carrier.address(), carrier.content());
            channels::describe(&mut tx, tenant, channel, &described).await?;
        }
        let composer = Composer::load(&mut tx, tenant, courier, id, channel).await;
        let composer = composer.map_err(|error| match error {
            ComposeError::Nothing => CampaignError::NoContent(channel),
            ComposeError::Content(problems) => CampaignError::Content(problems),
            ComposeError::Database(error) => error.into(),
        })?;
        links.push((channel, composer.links().to_vec()));
        modes.push((channel.to_string(), settings.mode));
    }
    let modes: Modes = modes.into_iter().collect();
    delivery::begin(&mut tx, tenant, actor, id, &modes).await?;
    for (channel, links) in links {
        content::save_links(&mut tx, tenant, id.uuid(), channel, &links).await?;
    }
    if campaign.status == Status::Ready {
        go(&mut tx, tenant, &campaign).await?;
    }
    record(&mut tx, tenant, actor, "campaign.launch", id, json!({ "modes": modes })).await?;
    let campaign = find(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Lets a campaign that is ready run, or wait for its date.
pub(super) async fn go(tx: &mut Tx, tenant: &Tenant, campaign: &Campaign) -> Result<()> {
    let later = campaign.scheduled_at.is_some_and(|at| at > tenant.now());
    let status = if later { Status::Scheduled } else { Status::Sending };
    tx.exec(
        "UPDATE campaigns SET status = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
        (tenant.id(), campaign.id, status.as_str(), tenant.now()),
    )
    .await?;
    if status == Status::Sending {
        delivery::running(tx, tenant, campaign.id).await?;
    }
    Ok(())
}

/// Stops a campaign for now: what is being handed over is finished, nothing else leaves. `None` when there is no such campaign.
pub async fn pause(tenant: &Tenant, actor: Actor, id: CampaignId) -> Result<Option<Campaign>, CampaignError> {
    let mut tx = tenant.write().await?;
    let Some(campaign) = find(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    let paused = tx
        .exec(
            "UPDATE campaigns SET status = 'paused', updated_at = $3
             WHERE tenant_id = $1 AND id = $2 AND status IN ('scheduled', 'sending')",
            (tenant.id(), id, tenant.now()),
        )
        .await?;
    if paused == 0 {
        return Err(CampaignError::Status(campaign.status));
    }
    record(&mut tx, tenant, actor, "campaign.pause", id, json!({})).await?;
    let campaign = find(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Takes a paused campaign up again. `None` when there is no such campaign.
pub async fn resume(tenant: &Tenant, actor: Actor, id: CampaignId) -> Result<Option<Campaign>, CampaignError> {
    let mut tx = tenant.write().await?;
    let Some(campaign) = find_locked(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    if campaign.status != Status::Paused {
        return Err(CampaignError::Status(campaign.status));
    }
    go(&mut tx, tenant, &campaign).await?;
    record(&mut tx, tenant, actor, "campaign.resume", id, json!({})).await?;
    let campaign = find(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Gives a campaign up: what has not left will not leave; what was prepared and what was sent stays to be looked at. `None`
/// when there is no such campaign.
pub async fn cancel(tenant: &Tenant, actor: Actor, id: CampaignId) -> Result<Option<Campaign>, CampaignError> {
    let mut tx = tenant.write().await?;
    let Some(old) = find(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    let cancelled = tx
        .exec(
            "UPDATE campaigns SET status = 'cancelled', step = NULL, lease = NULL, updated_at = $3
             WHERE tenant_id = $1 AND id = $2 AND status NOT IN ('finished', 'partially_failed', 'cancelled')",
            (tenant.id(), id, tenant.now()),
        )
        .await?;
    if cancelled == 0 {
        return Err(CampaignError::Status(old.status));
    }
    record(&mut tx, tenant, actor, "campaign.cancel", id, json!({})).await?;
    let campaign = find(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(campaign)
}

async fn record(
    tx: &mut Tx,
    tenant: &Tenant,
    actor: Actor,
    action: &'static str,
    id: CampaignId,
    details: Value,
) -> Result<(), CampaignError> {
    let entry = Entry {
        actor,
        action,
        object: &id.to_string(),
        details,
    };
    Ok(audit::append(tx, tenant, entry).await?)
}
