//! What people write back to a message, as their provider tells it.

use super::{Kind, write};
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};
use uuid::Uuid;

/// Replies kept of one message; whoever writes in a loop fills no disk.
const MOST: i64 = 100;
/// The most of a reply that is kept, in characters.
const MAX_WORDS: usize = 2_000;

/// Keeps a reply to a message of a campaign, sealed. `false` when that message has had as many as are kept.
pub(crate) async fn keep_reply(
    tx: &mut Tx,
    tenant: &Tenant,
    (message, campaign): (Uuid, Uuid),
    words: &str,
    at: Millis,
) -> Result<bool> {
    let (known,): (i64,) = tx
        .one(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE tenant_id = $1 AND message_id = $2 AND kind = $3",
            (tenant.id(), message, Kind::Reply.as_str()),
        )
        .await?;
    if known >= MOST {
        return Ok(false);
    }
    let id = tenant.new_id();
    let words: String = words.chars().take(MAX_WORDS).collect();
    tx.exec(
        "INSERT INTO events (tenant_id, id, message_id, campaign_id, kind, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        (
            tenant.id(),
            id,
            message,
            campaign,
            Kind::Reply.as_str(),
            write::seal(tenant, &id, "words", &words),
            at,
        ),
    )
    .await?;
    Ok(true)
}
