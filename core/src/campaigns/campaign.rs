//! Creating, reading, changing, cancelling and deleting a campaign.

use super::draft::{Beside, Draft, FieldError, Schedule, title_key};
use super::store::{aad, find};
use super::{Campaign, CampaignId, Status};
use crate::audience::{Audiences, Filter};
use crate::channels::{self, Offered};
use crate::consent::Topic;
use crate::contacts::attributes;
use crate::content::{self, ContentProblem, Contents};
use crate::delivery;
use crate::sealed::seal_json;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::Sealed;
use relais_tenants::{BlobId, PersonId, Tenant, blobs};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::types::Json;

/// Why a campaign cannot be created or changed.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Something is wrong with what it says.
    #[error("something is wrong with what it says")]
    Content(Vec<ContentProblem>),
    /// It is to go out over a channel and says nothing there.
    #[error("it says nothing by {0}")]
    NoContent(Topic),
    /// Nothing serves a channel it is to go out over.
    #[error("nothing serves the channel {0}")]
    NoPlugin(Topic),
    /// Another campaign of the tenant has this name.
    #[error("another campaign has this name")]
    TitleTaken,
    /// The filters let nobody in.
    #[error("the filters let nobody in")]
    EmptyAudience,
    /// What was asked does not go with where the campaign stands.
    #[error("the campaign is {0:?}")]
    Status(Status),
    /// Somebody else changed it since its author looked at it.
    #[error("somebody else changed the campaign meanwhile")]
    Changed,
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Creates a campaign. With a filter its audience starts being prepared; without one it stays a draft.
pub async fn create(
    tenant: &Tenant,
    audiences: &Audiences,
    person: PersonId,
    draft: &Draft,
    filter: Option<&Filter>,
) -> Result<CampaignId, CampaignError> {
    let offered = channels::offered(tenant).await?;
    let schedule = check(tenant, draft, None, &offered)?;
    if let Some(filter) = filter
        && audiences.ask(tenant, |index| index.count(filter)).await? == 0
    {
        return Err(CampaignError::EmptyAudience);
    }
    let id = CampaignId(tenant.new_id());
    let status = if filter.is_some() {
        Status::Preparing
    } else {
        Status::Draft
    };
    let step = filter.is_some().then_some(super::Step::Population.as_str());
    let now = tenant.now();
    let mut tx = tenant.write().await?;
    let Schedule {
        title,
        description,
        channels,
        social_network,
        fallback,
        ..
    } = &schedule;
    tx.exec(
        "INSERT INTO campaigns (tenant_id, id, title, title_key, description, status, channels, social_network,
             event_date, end_date, scheduled_at, time_zone, delay_ms, filters, step, step_done, step_total,
             lease_until, created_by, created_at, updated_at, fallback)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, 0, $16, $17, $17, $18)",
        (
            tenant.id(),
            id,
            title.as_str(),
            title_key(title),
            description.as_str(),
            status.as_str(),
            Json(channels),
            social_network.as_str(),
            schedule.event_date.to_string(),
            schedule.end_date.map(|day| day.to_string()),
            schedule.scheduled_at,
            schedule.time_zone.as_str(),
            i64::try_from(schedule.delay_ms).unwrap_or(i64::MAX),
            filter.map(|filter| sealed(tenant, &id, filter)).transpose()?,
            step,
            person,
            now,
            *fallback,
        ),
    )
    .await
    .map_err(taken)?;
    if let Some(contents) = &draft.contents {
        say(&mut tx, tenant, id, contents, &offered).await?;
    }
    let actor = Actor::Person(person);
    let entry = Entry {
        actor,
        action: "campaign.create",
        object: &id.to_string(),
        details: json!({ "status": status }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// One campaign.
pub async fn get(tenant: &Tenant, id: CampaignId) -> Result<Option<Campaign>> {
    find(&mut tenant.read().await?, tenant, id).await
}

/// Whether another campaign than `except` has this name.
pub async fn title_taken(tenant: &Tenant, title: &str, except: Option<CampaignId>) -> Result<bool> {
    let mut tx = tenant.read().await?;
    let row: Option<(CampaignId,)> = tx
        .opt(
            "SELECT id FROM campaigns WHERE tenant_id = $1 AND title_key = $2",
            (tenant.id(), title_key(title)),
        )
        .await?;
    Ok(row.is_some_and(|(id,)| Some(id) != except))
}

/// What people have said of a campaign, as a short text that differs whenever that does. Not the moment of its last change:
/// a campaign also moves by itself, while it is prepared and sent.
pub fn version(campaign: &Campaign, said: &Contents) -> String {
    let fields = json!({
        "title": campaign.title, "description": campaign.description, "channels": campaign.channels,
        "fallback": campaign.fallback, "social_network": campaign.social_network,
        "event_date": campaign.event_date.map(|day| day.to_string()),
        "end_date": campaign.end_date.map(|day| day.to_string()),
        "scheduled_at": campaign.scheduled_at.map(|at| at.0), "time_zone": campaign.time_zone, "delay_ms": campaign.delay_ms,
        "said": said,
    });
    let hash = Sha256::digest(fields.to_string().as_bytes());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Changes what is said of a campaign; a draft can also be given its audience, which starts its preparation.
/// `change` says what the campaign is to be from what it is and says: it sees both as nobody else can change them until
/// the change is committed, so that two changes of different fields both stand. `None` when there is no such campaign.
pub async fn update(
    tenant: &Tenant,
    audiences: &Audiences,
    actor: Actor,
    id: CampaignId,
    change: impl FnOnce(&Campaign, &Contents) -> Draft,
    filter: Option<&Filter>,
) -> Result<Option<Campaign>, CampaignError> {
    if let Some(filter) = filter
        && audiences.ask(tenant, |index| index.count(filter)).await? == 0
    {
        return Err(CampaignError::EmptyAudience);
    }
    let mut tx = tenant.write().await?;
    // Locks the row: what is read below is what is changed.
    tx.exec(
        "UPDATE campaigns SET updated_at = updated_at WHERE tenant_id = $1 AND id = $2",
        (tenant.id(), id),
    )
    .await?;
    let Some(old) = find(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    let said = content::all(&mut tx, tenant, id.uuid()).await?;
    let draft = change(&old, &said);
    if draft.as_of.as_ref().is_some_and(|seen| *seen != version(&old, &said)) {
        return Err(CampaignError::Changed);
    }
    let offered = Offered::load(&mut tx, tenant).await?;
    let schedule = check(tenant, &draft, old.scheduled_at, &offered)?;
    let editable = matches!(
        old.status,
        Status::Draft | Status::Preparing | Status::Ready | Status::Scheduled
    );
    if !editable || (filter.is_some() && old.status != Status::Draft) {
        return Err(CampaignError::Status(old.status));
    }
    let launched = delivery::is_launched(&mut tx, tenant, id).await?;
    // Its ledger holds a message per person and channel, or per person.
    if launched && (schedule.channels != old.channels || schedule.fallback != old.fallback) {
        return Err(CampaignError::Status(old.status));
    }
    if let Some(contents) = &draft.contents {
        // From its launch on, what a campaign says is what its people get, all of them the same.
        if launched && said != *contents {
            return Err(CampaignError::Status(old.status));
        }
        say(&mut tx, tenant, id, contents, &offered).await?;
    }
    tx.exec(
        "UPDATE campaigns SET title = $3, title_key = $4, description = $5, channels = $6, social_network = $7,
             event_date = $8, end_date = $9, scheduled_at = $10, time_zone = $11, delay_ms = $12, updated_at = $13,
             fallback = $14
         WHERE tenant_id = $1 AND id = $2",
        (
            tenant.id(),
            id,
            schedule.title.as_str(),
            title_key(&schedule.title),
            schedule.description.as_str(),
            Json(&schedule.channels),
            schedule.social_network.as_str(),
            schedule.event_date.to_string(),
            schedule.end_date.map(|day| day.to_string()),
            schedule.scheduled_at,
            schedule.time_zone.as_str(),
            i64::try_from(schedule.delay_ms).unwrap_or(i64::MAX),
            tenant.now(),
            schedule.fallback,
        ),
    )
    .await
    .map_err(taken)?;
    // The file repeats what the campaign is called, when and where: it is written again, over the same frozen audience.
    let called = (&schedule.title, &schedule.social_network, Some(schedule.event_date));
    let restated = called != (&old.title, &old.social_network, old.event_date);
    if restated && matches!(old.status, Status::Ready | Status::Preparing | Status::Scheduled) {
        tx.exec(
            "UPDATE campaigns SET status = 'preparing', lease = NULL, lease_until = 0,
                 step = CASE WHEN step IS NULL OR step = 'page' THEN 'export' ELSE step END
             WHERE tenant_id = $1 AND id = $2",
            (tenant.id(), id),
        )
        .await?;
    }
    if let Some(filter) = filter {
        tx.exec(
            "UPDATE campaigns SET status = 'preparing', step = 'population', filters = $3, lease_until = 0
             WHERE tenant_id = $1 AND id = $2",
            (tenant.id(), id, sealed(tenant, &id, filter)?),
        )
        .await?;
    }
    let entry = Entry {
        actor,
        action: "campaign.update",
        object: &id.to_string(),
        details: json!({}),
    };
    audit::append(&mut tx, tenant, entry).await?;
    let updated = find(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(updated)
}

/// Checks what a campaign says and stores it.
async fn say(
    tx: &mut Tx,
    tenant: &Tenant,
    id: CampaignId,
    contents: &Contents,
    offered: &Offered,
) -> Result<(), CampaignError> {
    let problems = content::check(contents, &attributes::all(tx, tenant).await?, offered);
    if !problems.is_empty() {
        return Err(CampaignError::Content(problems));
    }
    content::save(tx, tenant, id.uuid(), contents).await?;
    Ok(())
}

/// What a campaign says, by channel.
pub async fn contents(tenant: &Tenant, id: CampaignId) -> Result<Contents> {
    content::all(&mut tenant.read().await?, tenant, id.uuid()).await
}

/// Deletes a campaign with its clusters and its file. `false` when there is no such campaign.
pub async fn delete(tenant: &Tenant, actor: Actor, id: CampaignId) -> Result<bool, CampaignError> {
    let mut tx = tenant.write().await?;
    let Some(old) = find(&mut tx, tenant, id).await? else {
        return Ok(false);
    };
    if old.status == Status::Sending || !delivery::forget(&mut tx, tenant, id).await? {
        return Err(CampaignError::Status(old.status));
    }
    // The campaign goes before its clusters: whoever prepares it has either committed what it made, which then goes too, or finds
    // the campaign gone and undoes it.
    let gone: Option<(Option<BlobId>,)> = tx
        .opt(
            "DELETE FROM campaigns WHERE tenant_id = $1 AND id = $2 AND status <> 'sending' RETURNING export_id",
            (tenant.id(), id),
        )
        .await?;
    let Some((export,)) = gone else {
        return Err(CampaignError::Status(Status::Sending));
    };
    tx.exec(
        "DELETE FROM clusters WHERE tenant_id = $1 AND campaign_id = $2",
        (tenant.id(), id),
    )
    .await?;
    if let Some(export) = export {
        blobs::delete(&mut tx, tenant, export).await?;
    }
    let entry = Entry {
        actor,
        action: "campaign.delete",
        object: &id.to_string(),
        details: json!({}),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(true)
}

fn check(tenant: &Tenant, draft: &Draft, kept: Option<Millis>, offered: &Offered) -> Result<Schedule, CampaignError> {
    let beside = Beside {
        zone: &tenant.company().time_zone,
        now: tenant.now(),
        kept,
        offered,
    };
    draft.check(beside).map_err(CampaignError::Invalid)
}

fn sealed(tenant: &Tenant, id: &CampaignId, filter: &Filter) -> Result<Sealed> {
    seal_json(tenant, aad("filters", id), &filter.to_json())
}

fn taken(error: Error) -> CampaignError {
    if error.violates_unique("campaigns", "title_key") {
        CampaignError::TitleTaken
    } else {
        error.into()
    }
}
