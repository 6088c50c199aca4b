//! Ordering that a previewed import be entered.

use super::record::{Import, ImportId, Order, find};
use crate::consent::{Declaration, Topic, insert_source};
use crate::contacts::attributes;
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::Error;
use serde_json::json;

/// The longest evidence, in characters.
pub const MAX_EVIDENCE: usize = 2_000;

/// Why an import cannot be entered.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// It was committed already.
    #[error("the import was committed already")]
    Committed,
    /// No ground was declared for any channel.
    #[error("say on what ground these people may be written to")]
    NoBasis,
    /// A ground was declared without proof.
    #[error("say what proves the ground for {0}")]
    NoEvidence(Topic),
    /// A proof is too long.
    #[error("the proof of the ground for {0} is too long")]
    LongEvidence(Topic),
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// The column whose cells prove the ground of each row, if the evidence names one; else the evidence is the same for all.
pub(super) fn evidence_column(import: &Import, declaration: &Declaration) -> Option<usize> {
    import.mapping.named(&declaration.evidence).map(|column| column.column)
}

/// Orders that a previewed import be entered; workers do it. `None` when there is no such import.
pub async fn commit(tenant: &Tenant, actor: Actor, id: ImportId, order: &Order) -> Result<Option<Import>, CommitError> {
    if !order.lawful_basis.keys().any(Topic::is_channel) {
        return Err(CommitError::NoBasis);
    }
    for (topic, declaration) in &order.lawful_basis {
        if declaration.evidence.trim().is_empty() {
            return Err(CommitError::NoEvidence(*topic));
        }
        if declaration.evidence.chars().count() > MAX_EVIDENCE {
            return Err(CommitError::LongEvidence(*topic));
        }
    }
    let mut tx = tenant.write().await?;
    // The status goes first: the mapping read after it can no longer be corrected.
    let started = tx
        .exec(
            "UPDATE imports SET status = 'running', options = $3, started_at = $4, lease_until = 0
             WHERE tenant_id = $1 AND id = $2 AND status = 'previewed'",
            (tenant.id(), id, order.seal(tenant, &id)?, tenant.now()),
        )
        .await?;
    let Some(import) = find(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    if started == 0 {
        return Err(CommitError::Committed);
    }
    for attribute in import.mapping.own() {
        attributes::declare(&mut tx, tenant, &attribute).await?;
    }
    for (topic, declaration) in &order.lawful_basis {
        if evidence_column(&import, declaration).is_none() {
            insert_source(&mut tx, tenant, id.0, *topic, declaration).await?;
        }
    }
    let grounds: serde_json::Map<_, _> = order
        .lawful_basis
        .iter()
        .map(|(topic, declaration)| (topic.to_string(), json!(declaration.kind)))
        .collect();
    let details = json!({ "rows": import.summary.rows, "on_conflict": order.on_conflict, "lawful_basis": grounds });
    audit::append(
        &mut tx,
        tenant,
        Entry {
            actor,
            action: "import.commit",
            object: &id.to_string(),
            details,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(Some(import))
}
