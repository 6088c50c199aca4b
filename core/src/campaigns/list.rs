//! Pages of campaigns, newest first.

use super::store::{CampaignRow, columns};
use super::{Campaign, CampaignId, Status};
use relais_tenants::Tenant;
use relais_tenants::database::Result;

/// Some campaigns, and where the next page starts.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The campaigns of this page.
    pub items: Vec<Campaign>,
    /// The campaign before which the next page starts; `None` on the last.
    pub next: Option<CampaignId>,
}

/// Campaigns created before `before`, newest first, `limit` at most.
pub async fn list(tenant: &Tenant, before: Option<CampaignId>, limit: usize) -> Result<Page> {
    list_in(tenant, None, before, limit).await
}

/// The same, of one state only if `status` names one.
pub async fn list_in(
    tenant: &Tenant,
    status: Option<Status>,
    before: Option<CampaignId>,
    limit: usize,
) -> Result<Page> {
    let before = before.unwrap_or(CampaignId(uuid::Uuid::max()));
    let mut tx = tenant.read().await?;
    let rows: Vec<CampaignRow> = tx
        .all(
            concat!(
                "SELECT ",
                columns!(),
                " FROM campaigns WHERE tenant_id = $1 AND id < $2 AND (CAST($4 AS TEXT) IS NULL OR status = $4)
                 ORDER BY id DESC LIMIT $3"
            ),
            (
                tenant.id(),
                before,
                i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1),
                status.map(Status::as_str),
            ),
        )
        .await?;
    let mut items = rows
        .into_iter()
        .map(|row| row.open(tenant))
        .collect::<Result<Vec<_>>>()?;
    let more = items.len() > limit;
    items.truncate(limit);
    Ok(Page {
        next: items.last().filter(|_| more).map(|campaign| campaign.id),
        items,
    })
}

/// The latest campaigns, for the menu.
pub async fn recent(tenant: &Tenant, limit: usize) -> Result<Vec<Campaign>> {
    Ok(list(tenant, None, limit).await?.items)
}

/// How many campaigns there are, in all states.
pub async fn count(tenant: &Tenant) -> Result<u64> {
    let mut tx = tenant.read().await?;
    let (count,): (i64,) = tx
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM campaigns WHERE tenant_id = $1",
            (tenant.id(),),
        )
        .await?;
    Ok(count.unsigned_abs())
}
