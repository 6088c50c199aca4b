//! Files that a channel made for the company, such as letters for its printer: stored sealed with what became of their
//! messages, downloaded from the campaign's page.

use crate::campaigns::CampaignId;
use crate::consent::Topic;
use relais_channels::File;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use uuid::Uuid;

/// How many files of a campaign there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Spooled {
    /// Files.
    pub files: i64,
    /// Of these, letters: the others are lists of them.
    pub letters: i64,
    /// Bytes of all.
    pub bytes: i64,
}

/// One file.
#[derive(Clone, PartialEq, Eq)]
pub struct SpooledFile {
    /// Its identifier, later than those of earlier files.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// `application/pdf`, for instance.
    pub media_type: String,
    /// Bytes.
    pub content: Vec<u8>,
    /// When it was made.
    pub at: Millis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    media_type: String,
    content: Sealed,
    created_at: Millis,
}

fn aad(id: &Uuid) -> Aad<'_> {
    Aad {
        table: "spool_files",
        column: "content",
        row: id.as_bytes(),
    }
}

/// Stores a file. A later one of the same name takes the place of the earlier.
pub(super) async fn store(
    tx: &mut Tx,
    tenant: &Tenant,
    campaign: CampaignId,
    channel: Topic,
    file: &File,
) -> Result<()> {
    let id = tenant.new_id();
    let message: Option<Uuid> = file.message.as_deref().and_then(|key| key.parse().ok());
    tx.exec(
        "INSERT INTO spool_files (tenant_id, id, campaign_id, channel, message_id, name, media_type, size, content, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (tenant_id, campaign_id, channel, name) DO UPDATE SET id = excluded.id, message_id = excluded.message_id,
             media_type = excluded.media_type, size = excluded.size, content = excluded.content,
             created_at = excluded.created_at",
        (
            tenant.id(),
            id,
            campaign,
            channel.as_str(),
            message,
            file.name.as_str(),
            file.media_type.as_str(),
            i64::try_from(file.content.len()).unwrap_or(i64::MAX),
            tenant.keys().seal(aad(&id), &file.content),
            tenant.now(),
        ),
    )
    .await?;
    Ok(())
}

/// What a campaign's channels have made.
pub async fn spooled(tenant: &Tenant, campaign: CampaignId) -> Result<Spooled> {
    let mut tx = tenant.read().await?;
    tx.one(
        "SELECT CAST(COUNT(*) AS BIGINT) AS files, CAST(COUNT(message_id) AS BIGINT) AS letters,
                CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes
         FROM spool_files WHERE tenant_id = $1 AND campaign_id = $2",
        (tenant.id(), campaign),
    )
    .await
}

/// Files of a campaign made after `after`, oldest first, `limit` at most.
pub async fn spooled_after(tenant: &Tenant, campaign: CampaignId, after: Uuid, limit: i64) -> Result<Vec<SpooledFile>> {
    let mut tx = tenant.read().await?;
    let rows: Vec<Row> = tx
        .all(
            "SELECT id, name, media_type, content, created_at FROM spool_files
             WHERE tenant_id = $1 AND campaign_id = $2 AND id > $3 ORDER BY id LIMIT $4",
            (tenant.id(), campaign, after, limit),
        )
        .await?;
    drop(tx);
    let open = |row: Row| -> Result<SpooledFile> {
        let content = tenant.keys().open_bytes(aad(&row.id), &row.content);
        let content =
            content.map_err(|error| Error::Setup(format!("the file {} cannot be opened: {error}", row.id)))?;
        Ok(SpooledFile {
            id: row.id,
            name: row.name,
            media_type: row.media_type,
            content,
            at: row.created_at,
        })
    };
    rows.into_iter().map(open).collect()
}
