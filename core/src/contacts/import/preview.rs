//! Looking an uploaded file through: what would become of each row, with nothing entered.

use super::draft::Outcome;
use super::record::{Import, LineProblem, LineReason, Summary};
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
#[derive(Default)]
struct Look {
    line: u64,
    email: Option<BlindIndex>,
    phone: Option<BlindIndex>,
    rejected: bool,
    problems: Vec<LineProblem>,
}

/// Reads the whole file once as its mapping says, and counts what would become of its rows.
pub(super) async fn look_through(tenant: &Tenant, import: &Import, blob: BlobId) -> Result<Summary> {
    let indexes = Indexes::new(tenant);
    let mut batches = scan(tenant, import, blob, move |outcome, _| match outcome {
        Outcome::Draft(draft) => Look {
            line: draft.line,
            phone: draft.details.get(Field::Phone).map(|phone| indexes.phone(phone)),
            email: draft.details.get(Field::Email).map(|email| indexes.email(email)),
            rejected: false,
            problems: draft.problems.iter().map(LineProblem::of_value).collect(),
        },
        Outcome::Rejected(rejected) => Look {
            rejected: true,
            problems: rejected.problems.iter().map(LineProblem::of_value).collect(),
            ..Look::default()
        },
        Outcome::Blank => Look::default(),
    });
    let mut summary = Summary::default();
    let (mut emails_before, mut phones_before) = (Seen::default(), Seen::default());
    let mut whole = false;
    while let Some(batch) = batches.recv().await {
        let Batch { rows, blank, .. } = batch?;
        whole = rows.len() < BATCH;
        summary.blank += blank;
        summary.rows += rows.len() as u64;
        let known_emails = known(
            tenant,
            "SELECT email_index FROM contacts WHERE tenant_id = ",
            " AND email_index IN ",
            rows.iter().filter_map(|row| row.email).collect(),
        )
        .await?;
        let known_phones = known(
            tenant,
            "SELECT DISTINCT phone_index FROM contacts WHERE tenant_id = ",
            " AND phone_index IN ",
            rows.iter().filter_map(|row| row.phone).collect(),
        )
        .await?;
        for mut row in rows {
            summary.rejected += u64::from(row.rejected);
            let mut duplicate = false;
            if let Some(email) = row.email {
                let first = emails_before.add(&email);
                duplicate = true;
                if known_emails.contains(&email) {
                    summary.duplicates_in_base += 1;
                } else if !first {
                    summary.duplicates_in_file += 1;
                } else {
                    duplicate = false;
                }
            }
            // As when it is entered: the phone of a duplicate is no news.
            if let Some(phone) = row.phone.filter(|_| !duplicate) {
                let first = phones_before.add(&phone);
                if !first || known_phones.contains(&phone) {
                    let warning = LineProblem::of_line(row.line, Field::Phone.as_str(), LineReason::SamePhone);
                    row.problems.push(warning);
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

/// What came before in the file: eight bytes a row tell; a false alarm needs billions of rows.
#[derive(Default)]
struct Seen(HashSet<u64>);

impl Seen {
    /// Whether it comes for the first time.
    fn add(&mut self, index: &BlindIndex) -> bool {
        let [a, b, c, d, e, f, g, h, ..] = *index.as_bytes();
        self.0.insert(u64::from_le_bytes([a, b, c, d, e, f, g, h]))
    }
}

/// Which of `indexes` the base has.
async fn known(
    tenant: &Tenant,
    select: &'static str,
    among: &'static str,
    indexes: Vec<BlindIndex>,
) -> Result<HashSet<BlindIndex>> {
    if indexes.is_empty() {
        return Ok(HashSet::new());
    }
    let mut tx = tenant.read().await?;
    let mut query = tx.query(select);
    query.bind(tenant.id()).push(among).list(indexes);
    let rows: Vec<(BlindIndex,)> = tx.all_query(query).await?;
    Ok(rows.into_iter().map(|(index,)| index).collect())
}
