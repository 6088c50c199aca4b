//! Looking an uploaded file through: what would become of each row, with nothing entered.

use super::draft::Outcome;
use super::record::{Import, LineProblem, Summary};
use super::scan::{BATCH, Batch, scan};
use crate::contacts::Field;
use crate::contacts::store::Indexes;
use relais_tenants::database::{Error, Result};
use relais_tenants::keys::BlindIndex;
use relais_tenants::{BlobId, Tenant};
use std::collections::HashSet;

/// Problems kept with the preview; all of them are counted.
const FIRST: usize = 200;

/// What the preview needs of a row.
struct Look {
    email: Option<BlindIndex>,
    rejected: bool,
    problems: Vec<LineProblem>,
}

/// Reads the whole file once as its mapping says, and counts what would become of its rows.
pub(super) async fn look_through(tenant: &Tenant, import: &Import, blob: BlobId) -> Result<Summary> {
    let indexes = Indexes::new(tenant);
    let mut batches = scan(tenant, import, blob, move |outcome, _| match outcome {
        Outcome::Draft(draft) => Look {
            email: draft.details.get(Field::Email).map(|email| indexes.email(email)),
            rejected: false,
            problems: draft.problems.iter().map(LineProblem::of_value).collect(),
        },
        Outcome::Rejected(rejected) => Look {
            email: None,
            rejected: true,
            problems: rejected.problems.iter().map(LineProblem::of_value).collect(),
        },
        Outcome::Blank => Look {
            email: None,
            rejected: false,
            problems: Vec::new(),
        },
    });
    let mut summary = Summary::default();
    // Eight bytes a row tell whether an address came before; a false alarm needs billions of rows.
    let mut seen: HashSet<u64> = HashSet::new();
    let mut whole = false;
    while let Some(batch) = batches.recv().await {
        let Batch { rows, blank, .. } = batch?;
        whole = rows.len() < BATCH;
        summary.blank += blank;
        summary.rows += rows.len() as u64;
        let emails: Vec<BlindIndex> = rows.iter().filter_map(|row| row.email).collect();
        let known = known_emails(tenant, &emails).await?;
        for row in rows {
            summary.rejected += u64::from(row.rejected);
            if let Some(email) = row.email {
                let [a, b, c, d, e, f, g, h, ..] = *email.as_bytes();
                let first = seen.insert(u64::from_le_bytes([a, b, c, d, e, f, g, h]));
                if known.contains(&email) {
                    summary.duplicates_in_base += 1;
                } else if !first {
                    summary.duplicates_in_file += 1;
                }
            }
            for problem in row.problems {
                *summary.counts.entry(problem.reason.clone()).or_default() += 1;
                if summary.first.len() < FIRST {
                    summary.first.push(problem);
                }
            }
        }
    }
    if !whole {
        return Err(Error::Setup("reading the file ended early".into()));
    }
    Ok(summary)
}

async fn known_emails(tenant: &Tenant, emails: &[BlindIndex]) -> Result<HashSet<BlindIndex>> {
    if emails.is_empty() {
        return Ok(HashSet::new());
    }
    let mut tx = tenant.read().await?;
    let mut query = tx.query("SELECT email_index FROM contacts WHERE tenant_id = ");
    query
        .bind(tenant.id())
        .push(" AND email_index IN ")
        .list(emails.iter().copied());
    let rows: Vec<(BlindIndex,)> = tx.all_query(query).await?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}
