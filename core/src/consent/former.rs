//! People whose contact was deleted, and who may still hold messages: their word must count all the same.
//!
//! Kept are the keyed hashes of the suppression list, no address. Unsubscribing moves them onto that list.

use super::suppression::{Identity, Reason};
use super::{Others, Topic};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Result, Tx};
use relais_tenants::keys::SuppressionHash;
use serde_json::json;
use uuid::Uuid;

/// Remembers a contact that is being deleted, with the channels of plugins on which they ever said something.
pub(crate) async fn remember(
    tx: &mut Tx,
    tenant: &Tenant,
    contact: Uuid,
    identity: Identity<'_>,
    others: &Others,
) -> Result<()> {
    let hashes = identity.hashes(tenant);
    let topics: Vec<Topic> = Topic::ALL.into_iter().chain(others.channels()).collect();
    for topic in topics {
        for hash in hashes.of_topic(topic) {
            tx.exec(
                "INSERT INTO former_contacts (tenant_id, contact_id, channel, hash) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tenant_id, contact_id, channel, hash) DO NOTHING",
                (tenant.id(), contact, topic.as_str(), hash),
            )
            .await?;
        }
    }
    Ok(())
}

/// Puts a former contact on the suppression list for `topic`; `false` when they are on it already, or were never known.
pub(crate) async fn withdraw(tx: &mut Tx, tenant: &Tenant, contact: Uuid, topic: Topic) -> Result<bool> {
    let moved = tx
        .exec(
            "INSERT INTO suppressions (tenant_id, channel, hash, reason, at)
             SELECT tenant_id, channel, hash, $4, $5 FROM former_contacts
             WHERE tenant_id = $1 AND contact_id = $2 AND channel = $3
             ON CONFLICT (tenant_id, channel, hash) DO NOTHING",
            (
                tenant.id(),
                contact,
                topic.as_str(),
                Reason::Withdrawn.as_str(),
                tenant.now(),
            ),
        )
        .await?;
    if moved > 0 {
        let entry = Entry {
            actor: Actor::Subject,
            action: "consent.record",
            object: &contact.to_string(),
            details: json!({ "channel": topic, "kind": "withdrawn", "former": true }),
        };
        audit::append(tx, tenant, entry).await?;
    }
    Ok(moved > 0)
}

/// Whether a former contact is on the suppression list for `topic`.
pub(crate) async fn has_withdrawn(tx: &mut Tx, tenant: &Tenant, contact: Uuid, topic: Topic) -> Result<bool> {
    let left: Option<(SuppressionHash,)> = tx
        .opt(
            "SELECT f.hash FROM former_contacts f WHERE f.tenant_id = $1 AND f.contact_id = $2 AND f.channel = $3
               AND NOT EXISTS (SELECT 1 FROM suppressions s
                               WHERE s.tenant_id = $1 AND s.channel = f.channel AND s.hash = f.hash) LIMIT 1",
            (tenant.id(), contact, topic.as_str()),
        )
        .await?;
    Ok(left.is_none())
}
