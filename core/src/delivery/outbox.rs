//! The sandbox's outbox: messages as rendered, newest first.

use crate::campaigns::CampaignId;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result};
use relais_tenants::keys::{Aad, Sealed};
use uuid::Uuid;

/// A message that the sandbox took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its identifier in the outbox.
    pub id: Uuid,
    /// The campaign it belongs to.
    pub campaign: Option<CampaignId>,
    /// Its row in the ledger; `None` for a test.
    pub message: Option<Uuid>,
    /// The channel.
    pub channel: String,
    /// Where it would have gone.
    pub to: String,
    /// Its subject or title; empty where the channel has none.
    pub subject: String,
    /// What is looked at: a mail's HTML, a text message's text.
    pub rendered: String,
    /// When it would have left.
    pub at: Millis,
}

/// The same with the bytes that would have left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptWhole {
    /// The message.
    pub kept: Kept,
    /// Such as the whole mail, or the letter.
    pub source: Vec<u8>,
    /// What these bytes are: `message/rfc822`, `application/json`, `application/pdf`, …
    pub media_type: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    campaign_id: Option<CampaignId>,
    message_id: Option<Uuid>,
    channel: String,
    recipient: Sealed,
    subject: Sealed,
    rendered: Sealed,
    source: Option<Sealed>,
    media_type: Option<String>,
    at: Millis,
}

impl Row {
    fn open(self, tenant: &Tenant) -> Result<KeptWhole> {
        let id = self.id;
        let open = |column: &'static str, sealed: &Sealed| {
            let at = Aad {
                table: "outbox",
                column,
                row: id.as_bytes(),
            };
            let opened = tenant.keys().open_bytes(at, sealed);
            opened.map_err(|error| Error::Setup(format!("{column} of {id} in the outbox cannot be opened: {error}")))
        };
        let text = |column, sealed: &Sealed| -> Result<String> {
            let bytes = open(column, sealed)?;
            Ok(String::from_utf8(bytes).unwrap_or_default())
        };
        let source = self.source.as_ref().map(|sealed| open("source", sealed)).transpose()?;
        Ok(KeptWhole {
            kept: Kept {
                id,
                campaign: self.campaign_id,
                message: self.message_id,
                channel: self.channel,
                to: text("recipient", &self.recipient)?,
                subject: text("subject", &self.subject)?,
                rendered: text("rendered", &self.rendered)?,
                at: self.at,
            },
            source: source.unwrap_or_default(),
            // Only mails were kept before it was written down.
            media_type: self.media_type.unwrap_or_else(|| "message/rfc822".to_owned()),
        })
    }
}

/// Messages of the outbox before `before`, newest first, `limit` at most, and before which one the next page starts.
pub async fn outbox(
    tenant: &Tenant,
    campaign: Option<CampaignId>,
    before: Option<Uuid>,
    limit: usize,
) -> Result<(Vec<Kept>, Option<Uuid>)> {
    let mut tx = tenant.read().await?;
    let mut query = tx.query(
        "SELECT id, campaign_id, message_id, channel, recipient, subject, rendered, CAST(NULL AS BYTEA) AS source, media_type, at
         FROM outbox WHERE tenant_id = ",
    );
    query
        .bind(tenant.id())
        .push(" AND id < ")
        .bind(before.unwrap_or(Uuid::max()));
    if let Some(campaign) = campaign {
        query.push(" AND campaign_id = ").bind(campaign);
    }
    query.push(" ORDER BY id DESC LIMIT ");
    query.bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    let mut rows: Vec<Row> = tx.all_query(query).await?;
    drop(tx);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let items: Result<Vec<Kept>> = rows.into_iter().map(|row| Ok(row.open(tenant)?.kept)).collect();
    Ok((items?, next))
}

/// One message of the outbox, whole.
pub async fn outbox_item(tenant: &Tenant, id: Uuid) -> Result<Option<KeptWhole>> {
    let mut tx = tenant.read().await?;
    let row: Option<Row> = tx
        .opt(
            "SELECT id, campaign_id, message_id, channel, recipient, subject, rendered, source, media_type, at
             FROM outbox WHERE tenant_id = $1 AND id = $2",
            (tenant.id(), id),
        )
        .await?;
    row.map(|row| row.open(tenant)).transpose()
}
