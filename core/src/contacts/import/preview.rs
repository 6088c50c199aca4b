//! Looking an uploaded file through: what would become of each row, with nothing entered.

use super::draft::Outcome;
use super::record::{Duplicate, Import, LineProblem, LineReason, Summary};
use super::scan::{BATCH, Batch, scan};
use crate::consent::{self, IdentityHashes, Suppressed};
use crate::contacts::contact::identity;
use crate::contacts::store::Indexes;
use crate::contacts::{ContactId, Field};
use relais_tenants::database::{Error, Result};
use relais_tenants::keys::{BlindIndex, SuppressionHash};
use relais_tenants::{BlobId, Tenant};
use std::collections::{HashMap, HashSet};

/// Problems and duplicates kept with the preview; all of them are counted.
const FIRST: usize = 200;
/// Emails of which it is kept where they stood first: what bounds the memory, whatever the file.
const PLACED: usize = 50_000;

/// What the preview needs of a row.
#[derive(Default)]
struct Look {
    line: u64,
    email: Option<BlindIndex>,
    phone: Option<BlindIndex>,
    /// Where the person may be on the list; none when nobody is.
    hashes: IdentityHashes,
    rejected: bool,
    problems: Vec<LineProblem>,
}

/// Reads the whole file once as its mapping says, and counts what would become of its rows.
pub(super) async fn look_through(tenant: &Tenant, import: &Import, blob: BlobId) -> Result<Summary> {
    let indexes = Indexes::new(tenant);
    let hashing = tenant.clone();
    let listed = !consent::nobody_listed(&mut tenant.read().await?, tenant).await?;
    let mut batches = scan(tenant, import, blob, move |outcome, _| match outcome {
        Outcome::Draft(draft) => Look {
            line: draft.line,
            phone: draft.details.get(Field::Phone).map(|phone| indexes.phone(phone)),
            email: draft.details.get(Field::Email).map(|email| indexes.email(email)),
            hashes: if listed {
                let postal = draft.details.postal_line();
                identity(&draft.details, postal.as_deref()).hashes(&hashing)
            } else {
                IdentityHashes::default()
            },
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
    if import.dialect.guessed {
        let reason = if import.dialect.has_header {
            LineReason::HeaderGuessed
        } else {
            LineReason::HeaderMissing
        };
        tell(
            &mut summary,
            LineProblem::of_line(import.dialect.first_line, "", reason),
        );
    }
    let (mut emails_before, mut phones_before) = (Seen::default(), Seen::default());
    let mut places: HashMap<BlindIndex, u64> = HashMap::new();
    let mut whole = false;
    while let Some(batch) = batches.recv().await {
        let Batch { rows, blank, .. } = batch?;
        whole = rows.len() < BATCH;
        summary.blank += blank;
        summary.rows += rows.len() as u64;
        let known_emails = known_emails(tenant, rows.iter().filter_map(|row| row.email).collect()).await?;
        let known_phones = known_phones(tenant, rows.iter().filter_map(|row| row.phone).collect()).await?;
        let on_the_list = on_the_list(tenant, &rows).await?;
        for mut row in rows {
            let suppressed = row.hashes.judge(&on_the_list);
            if suppressed.erased {
                // As when it is entered: left out, whoever else has the same address.
                row.rejected = true;
                row.email = None;
                row.phone = None;
                row.problems
                    .push(LineProblem::of_line(row.line, "", LineReason::Erased));
            }
            summary.rejected += u64::from(row.rejected);
            let mut duplicate = false;
            if let Some(email) = row.email {
                let first = emails_before.add(&email);
                let contact = known_emails.get(&email).copied();
                duplicate = contact.is_some() || !first;
                if duplicate {
                    summary.duplicates_in_base += u64::from(contact.is_some());
                    summary.duplicates_in_file += u64::from(contact.is_none());
                    if summary.duplicates.len() < FIRST {
                        summary.duplicates.push(Duplicate {
                            line: row.line,
                            contact,
                            earlier: places.get(&email).copied(),
                        });
                    }
                } else if places.len() < PLACED {
                    places.insert(email, row.line);
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
            if !suppressed.erased && !suppressed.is_empty() {
                summary.suppressed += 1;
                if !duplicate {
                    row.problems
                        .push(LineProblem::of_line(row.line, "", LineReason::Suppressed));
                }
            }
            for problem in row.problems {
                tell(&mut summary, problem);
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

fn tell(summary: &mut Summary, problem: LineProblem) {
    *summary.counts.entry(problem.reason.clone()).or_default() += 1;
    if summary.first.len() < FIRST {
        summary.first.push(problem);
    }
}

/// What the list says of the people of these rows.
async fn on_the_list(tenant: &Tenant, rows: &[Look]) -> Result<HashMap<SuppressionHash, Suppressed>> {
    let hashes: Vec<SuppressionHash> = rows.iter().flat_map(|row| row.hashes.all()).collect();
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    consent::lookup(&mut tenant.read().await?, tenant, &hashes).await
}

/// Whose emails the base has.
async fn known_emails(tenant: &Tenant, emails: Vec<BlindIndex>) -> Result<HashMap<BlindIndex, ContactId>> {
    if emails.is_empty() {
        return Ok(HashMap::new());
    }
    let mut tx = tenant.read().await?;
    let mut query = tx.query("SELECT email_index, id FROM contacts WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND email_index IN ").list(emails);
    let rows: Vec<(BlindIndex, ContactId)> = tx.all_query(query).await?;
    Ok(rows.into_iter().collect())
}

/// Which phones the base has.
async fn known_phones(tenant: &Tenant, phones: Vec<BlindIndex>) -> Result<HashSet<BlindIndex>> {
    if phones.is_empty() {
        return Ok(HashSet::new());
    }
    let mut tx = tenant.read().await?;
    let mut query = tx.query("SELECT DISTINCT phone_index FROM contacts WHERE tenant_id = ");
    query.bind(tenant.id()).push(" AND phone_index IN ").list(phones);
    let rows: Vec<(BlindIndex,)> = tx.all_query(query).await?;
    Ok(rows.into_iter().map(|(index,)| index).collect())
}
