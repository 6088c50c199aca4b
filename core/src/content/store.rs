//! Contents and links as they are stored: sealed, bound to their campaign and channel.

use super::{Content, Contents};
use crate::consent::Topic;
use crate::sealed::{open_json, seal_json};
use relais_tenants::Tenant;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use uuid::Uuid;

fn row(campaign: Uuid, channel: Topic) -> Vec<u8> {
    [campaign.as_bytes().as_slice(), channel.as_str().as_bytes()].concat()
}

fn link_row(campaign: Uuid, channel: Topic, number: u32) -> Vec<u8> {
    [row(campaign, channel).as_slice(), &number.to_be_bytes()].concat()
}

fn aad(row: &[u8]) -> Aad<'_> {
    Aad {
        table: "campaign_contents",
        column: "content",
        row,
    }
}

fn aad_link(row: &[u8]) -> Aad<'_> {
    Aad {
        table: "campaign_links",
        column: "url",
        row,
    }
}

/// Stores what a campaign says over the channels named; an empty content is forgotten. Check it first: [`super::check`].
pub async fn save(tx: &mut Tx, tenant: &Tenant, campaign: Uuid, contents: &Contents) -> Result<()> {
    for (channel, content) in contents {
        if content.0.values().all(String::is_empty) {
            tx.exec(
                "DELETE FROM campaign_contents WHERE tenant_id = $1 AND campaign_id = $2 AND channel = $3",
                (tenant.id(), campaign, channel.as_str()),
            )
            .await?;
            continue;
        }
        let sealed = seal_json(tenant, aad(&row(campaign, *channel)), content)?;
        tx.exec(
            "INSERT INTO campaign_contents (tenant_id, campaign_id, channel, content, updated_at)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, campaign_id, channel)
             DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
            (tenant.id(), campaign, channel.as_str(), sealed, tenant.now()),
        )
        .await?;
    }
    Ok(())
}

/// What a campaign says over one channel.
pub async fn load(tx: &mut Tx, tenant: &Tenant, campaign: Uuid, channel: Topic) -> Result<Option<Content>> {
    Ok(all(tx, tenant, campaign).await?.remove(&channel))
}

/// Everything a campaign says.
pub async fn all(tx: &mut Tx, tenant: &Tenant, campaign: Uuid) -> Result<Contents> {
    let rows: Vec<(String, Sealed)> = tx
        .all(
            "SELECT channel, content FROM campaign_contents WHERE tenant_id = $1 AND campaign_id = $2",
            (tenant.id(), campaign),
        )
        .await?;
    rows.into_iter()
        .map(|(channel, sealed)| {
            let channel = Topic::parse(&channel)
                .ok_or_else(|| Error::Setup(format!("campaign {campaign} has a content for «{channel}»")))?;
            let content = open_json(tenant, aad(&row(campaign, channel)), &sealed)?;
            Ok((channel, content))
        })
        .collect()
}

/// Stores where tracked links lead, numbered from 1 in the order of [`super::Template::links`]. Called at the launch; what
/// is there already stays, since mail that carries those numbers may have left.
pub async fn save_links(tx: &mut Tx, tenant: &Tenant, campaign: Uuid, channel: Topic, links: &[String]) -> Result<()> {
    for (number, url) in (1_u32..).zip(links) {
        let sealed = tenant
            .keys()
            .seal(aad_link(&link_row(campaign, channel, number)), url.as_bytes());
        tx.exec(
            "INSERT INTO campaign_links (tenant_id, campaign_id, channel, number, url) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tenant_id, campaign_id, channel, number) DO NOTHING",
            (tenant.id(), campaign, channel.as_str(), i64::from(number), sealed),
        )
        .await?;
    }
    Ok(())
}

/// Opens the address of a stored link.
pub(crate) fn open_link(
    tenant: &Tenant,
    campaign: Uuid,
    channel: Topic,
    number: u32,
    sealed: &Sealed,
) -> Result<String> {
    tenant
        .keys()
        .open_string(aad_link(&link_row(campaign, channel, number)), sealed)
        .map_err(|error| {
            Error::Setup(format!(
                "link {number} of campaign {campaign} cannot be opened: {error}"
            ))
        })
}
