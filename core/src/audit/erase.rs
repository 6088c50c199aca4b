//! Erasing what the log says of a person: content and salt go, the leaf stays, and the tree with it.

use super::Result;
use super::acts::ERASE;
use super::entries::commitment_of;
use super::sequence::Staged;
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::Tx;
use serde_json::json;
use uuid::Uuid;

/// Entries named by one record of an erasure.
const TOGETHER: usize = 500;

/// Drops who, on whom, why and the salt of every entry about `object`, in `tx`; returns how many there were. When, and what kind of
/// act it was, stays provable; anything else cannot be guessed from what is left, not even by who kept a copy of the leaf.
///
/// That it was done is recorded, naming the entries: verifying takes for erased what such a record names, and for tampered with
/// what none does.
///
/// # Errors
/// [`AuditError`](super::AuditError).
pub async fn erase(tx: &mut Tx, tenant: &Tenant, actor: Actor, object: &str) -> Result<u64> {
    let entries: Vec<Staged> = tx
        .all(
            "SELECT id, at, actor, action, object, request, salt, details, commitment FROM audit_entries
             WHERE tenant_id = $1 AND object = $2 AND action <> $3 ORDER BY id",
            (tenant.id(), object, ERASE),
        )
        .await?;
    for entry in &entries {
        tx.exec(
            "UPDATE audit_entries SET actor = '', object = '', request = NULL, salt = $3, details = $3, commitment = $4
             WHERE tenant_id = $1 AND id = $2",
            (
                tenant.id(),
                entry.id,
                Vec::<u8>::new(),
                commitment_of(tenant, entry)?.to_vec(),
            ),
        )
        .await?;
    }
    for part in entries.chunks(TOGETHER) {
        let ids: Vec<Uuid> = part.iter().map(|entry| entry.id).collect();
        let record = Entry {
            actor,
            action: ERASE,
            object: "log",
            details: json!({ "entries": ids }),
        };
        audit::append(tx, tenant, record).await?;
    }
    Ok(entries.len() as u64)
}
