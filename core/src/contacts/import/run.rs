//! Entering an import: batch by batch, each batch with its contacts, grounds, report lines and the place where the next
//! one starts in one transaction. A kill costs the batch under way and nothing else.

use super::commit::evidence_column;
use super::draft::Outcome;
use super::found::seal_former;
use super::record::{Import, ImportId, LineProblem, LineReason, OnConflict, Order, find};
use super::scan::{BATCH, Batch, scan};
use super::store_batch::{Prepared, Row, Storing};
use crate::consent::{BasisKind, Topic};
use crate::contacts::ContactId;
use crate::contacts::contact::identity;
use crate::contacts::store::{Indexes, seal};
use crate::work::Lease;
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::{BlobId, blobs};
use serde_json::json;

/// Enters every committed import of the tenant, while `go_on` says so.
pub async fn work(tenant: &Tenant, go_on: &(dyn Fn() -> bool + Sync)) -> Result<()> {
    if let Err(error) = seal_former(tenant).await {
        tracing::error!(%error, "what former imports are called is still in clear; it will be sealed later");
    }
    while go_on() {
        let Some((import, lease)) = claim(tenant).await? else {
            break;
        };
        if let Err(error) = enter(tenant, &import, lease, go_on).await {
            tracing::error!(import = %import.id, %error, "the import stopped; it will be tried again");
            let_go(tenant, import.id, lease, Lease::until(tenant)).await?;
        }
    }
    Ok(())
}

async fn claim(tenant: &Tenant) -> Result<Option<(Import, Lease)>> {
    let lease = Lease::new(tenant);
    let mut tx = tenant.write().await?;
    let row: Option<(ImportId,)> = tx
        .opt(
            "UPDATE imports SET lease = $2, lease_until = $3
             WHERE tenant_id = $1 AND status = 'running' AND lease_until < $4 AND id =
               (SELECT id FROM imports WHERE tenant_id = $1 AND status = 'running' AND lease_until < $4
                ORDER BY id LIMIT 1)
             RETURNING id",
            (tenant.id(), lease.0, Lease::until(tenant), tenant.now()),
        )
        .await?;
    let Some((id,)) = row else { return Ok(None) };
    let import = find(&mut tx, tenant, id).await?;
    tx.commit().await?;
    Ok(import.map(|import| (import, lease)))
}

async fn enter(tenant: &Tenant, import: &Import, lease: Lease, go_on: &(dyn Fn() -> bool + Sync)) -> Result<()> {
    let (Some(blob), Some(order)) = (import.blob, import.order.clone()) else {
        return Err(Error::Setup("its file or its order is missing".into()));
    };
    let mut batches = scan(tenant, import, blob, preparer(tenant, import, &order));
    let mut storing = Storing::new(tenant, import, order, lease);
    let (mut stored, mut next_count) = (0, 2 * BATCH);
    while let Some(batch) = batches.recv().await {
        let Batch { rows, end, blank: _ } = match batch {
            Ok(batch) => batch,
            // The file itself is damaged; anything else may have passed at the next try.
            Err(error @ Error::Setup(_)) => return fail(tenant, import, lease, &error).await,
            Err(error) => return Err(error),
        };
        let last = rows.len() < BATCH;
        let mut tx = tenant.write().await?;
        if !storing.store(&mut tx, rows, end).await? {
            return Ok(());
        }
        if last {
            finish(&mut tx, tenant, import.id, blob, &storing).await?;
        }
        tx.commit().await?;
        // Each time that there are twice as many, and at the end: whoever looks things up next knows how many there are.
        stored += BATCH;
        if stored >= next_count || (last && stored > BATCH) {
            tenant.has_grown().await;
            next_count = 2 * stored;
        }
        if last {
            return Ok(());
        }
        if !go_on() {
            return let_go(tenant, import.id, lease, relais_tenants::clock::Millis(0)).await;
        }
    }
    Err(Error::Setup("reading the file ended early".into()))
}

/// Makes each row ready to be inserted: sealed, indexed, hashed. Runs on the reading thread.
fn preparer(
    tenant: &Tenant,
    import: &Import,
    order: &Order,
) -> impl FnMut(Outcome, &dyn Fn(usize) -> Option<String>) -> Prepared + Send + use<> {
    let tenant = tenant.clone();
    let import_id = import.id.0;
    let indexes = Indexes::new(&tenant);
    let overwrite = order.on_conflict == OnConflict::Overwrite;
    let grounds: Vec<(Topic, BasisKind, Option<usize>)> = order
        .lawful_basis
        .iter()
        .map(|(topic, declaration)| (*topic, declaration.kind, evidence_column(import, declaration)))
        .collect();
    move |outcome, cell| match outcome {
        Outcome::Draft(draft) => {
            let mut problems: Vec<LineProblem> = draft.problems.iter().map(LineProblem::of_value).collect();
            let mut row = seal(&tenant, &indexes, ContactId(tenant.new_id()), &draft.details);
            row.import_id = Some(import_id);
            let postal = draft.details.postal_line();
            let hashes = identity(&draft.details, postal.as_deref()).hashes(&tenant);
            let mut kept = Vec::with_capacity(grounds.len());
            for (topic, kind, column) in &grounds {
                let own = column.map(|column| cell(column).unwrap_or_default());
                match own {
                    Some(own) if own.is_empty() => {
                        problems.push(LineProblem::of_line(
                            draft.line,
                            topic.as_str(),
                            LineReason::MissingEvidence,
                        ));
                    }
                    own => kept.push((*topic, *kind, own)),
                }
            }
            let line = draft.line;
            // In clear only where it may have to be merged with what is in the base.
            let details = overwrite.then_some(draft.details);
            Prepared::Row(Box::new(Row {
                line,
                row,
                hashes,
                grounds: kept,
                details,
                problems,
            }))
        }
        Outcome::Rejected(rejected) => {
            Prepared::Rejected(rejected.problems.iter().map(LineProblem::of_value).collect())
        }
        Outcome::Blank => Prepared::Rejected(Vec::new()),
    }
}

async fn finish(tx: &mut Tx, tenant: &Tenant, id: ImportId, blob: BlobId, storing: &Storing) -> Result<()> {
    tx.exec(
        "UPDATE imports SET status = 'done', blob_id = NULL, lease = NULL, lease_until = 0, finished_at = $3
         WHERE tenant_id = $1 AND id = $2",
        (tenant.id(), id, tenant.now()),
    )
    .await?;
    // The rows are contacts now; a second copy of them in clear columns serves nobody.
    blobs::delete(tx, tenant, blob).await?;
    let details = json!(storing.totals());
    let entry = Entry {
        actor: Actor::System,
        action: "import.done",
        object: &id.to_string(),
        details,
    };
    audit::append(tx, tenant, entry).await
}

/// The file itself cannot be read to its end: trying again would end the same way.
async fn fail(tenant: &Tenant, import: &Import, lease: Lease, error: &Error) -> Result<()> {
    tracing::error!(import = %import.id, %error, "the import failed");
    let mut tx = tenant.write().await?;
    let failed = tx
        .exec(
            "UPDATE imports SET status = 'failed', error = $4, lease = NULL, finished_at = $5
             WHERE tenant_id = $1 AND id = $2 AND lease = $3",
            (tenant.id(), import.id, lease.0, error.to_string(), tenant.now()),
        )
        .await?;
    if failed > 0 {
        let entry = Entry {
            actor: Actor::System,
            action: "import.fail",
            object: &import.id.to_string(),
            details: json!({}),
        };
        audit::append(&mut tx, tenant, entry).await?;
    }
    tx.commit().await
}

async fn let_go(tenant: &Tenant, id: ImportId, lease: Lease, until: relais_tenants::clock::Millis) -> Result<()> {
    let mut tx = tenant.write().await?;
    tx.exec(
        "UPDATE imports SET lease_until = $4 WHERE tenant_id = $1 AND id = $2 AND lease = $3",
        (tenant.id(), id, lease.0, until),
    )
    .await?;
    tx.commit().await
}
