//! Storing one batch of an import in one transaction.

use super::reader::Position;
use super::record::{Counts, Import, ImportId, LineProblem, LineReason, OnConflict, Order};
use crate::consent::{self, BasisKind, ConsentRow, IdentityHashes, Standing, Suppressed, Topic, aad_row, others};
use crate::contacts::store::{self, ContactRow, Filled, Indexes};
use crate::contacts::{ContactId, Details, NUMBERS, by_numbers, journal};
use crate::work::Lease;
use relais_tenants::Tenant;
use relais_tenants::database::{Result, Tx};
use relais_tenants::keys::{BlindIndex, SuppressionHash};
use roaring::RoaringBitmap;
use serde::Serialize;
use sqlx::types::Json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Report lines kept of one import. All of them are counted.
const KEPT_PROBLEMS: u64 = 200_000;

/// What became of one row before the base was looked at.
pub(super) enum Prepared {
    /// A contact to be.
    Row(Box<Row>),
    /// No contact.
    Rejected(Vec<LineProblem>),
}

/// A row ready to be inserted.
pub(super) struct Row {
    pub line: u64,
    pub row: ContactRow,
    pub hashes: IdentityHashes,
    /// The grounds that stand for it; with its own evidence where a column gives it.
    pub grounds: Vec<(Topic, BasisKind, Option<String>)>,
    /// What it says in clear, kept when duplicates are overwritten.
    pub details: Option<Details>,
    pub problems: Vec<LineProblem>,
}

/// How many rows ended how.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Totals {
    pub created: u64,
    pub updated: u64,
    pub skipped: u64,
    pub rejected: u64,
    pub suppressed: u64,
}

/// An import being stored.
pub(super) struct Storing {
    tenant: Tenant,
    id: ImportId,
    lease: Lease,
    order: Order,
    indexes: Indexes,
    totals: Totals,
    counts: Counts,
    /// Columns that rows of this import have filled so far.
    filled: Filled,
    /// Report lines kept so far.
    kept: u64,
}

/// What the base knows about the rows of a batch.
struct Known {
    /// Emails in the base, and whether this very import entered them.
    emails: HashMap<BlindIndex, bool>,
    phones: HashSet<BlindIndex>,
    suppressed: HashMap<SuppressionHash, Suppressed>,
}

/// What a batch changes.
#[derive(Default)]
struct Changes {
    rows: Vec<ContactRow>,
    consents: Vec<ConsentRow>,
    updates: Vec<(BlindIndex, Box<Row>, Suppressed)>,
    problems: Vec<LineProblem>,
}

impl Storing {
    pub fn new(tenant: &Tenant, import: &Import, order: Order, lease: Lease) -> Self {
        Self {
            tenant: tenant.clone(),
            id: import.id,
            lease,
            order,
            indexes: Indexes::new(tenant),
            totals: Totals {
                created: import.created,
                updated: import.updated,
                skipped: import.skipped,
                rejected: import.rejected,
                suppressed: import.suppressed,
            },
            kept: import.counts.values().sum::<u64>().min(KEPT_PROBLEMS),
            counts: import.counts.clone(),
            filled: Filled::default(),
        }
    }

    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Stores a batch and moves the import on to `end`; `false` once the claim is lost.
    pub async fn store(&mut self, tx: &mut Tx, rows: Vec<Prepared>, end: Position) -> Result<bool> {
        let known = self.look_up(tx, &rows).await?;
        let mut changes = self.judge(rows, &known);
        let mut touched = RoaringBitmap::new();
        let first = self
            .tenant
            .take_numbers(tx, NUMBERS, i64::try_from(changes.rows.len()).unwrap_or(0))
            .await?;
        for (number, row) in (first..).zip(&mut changes.rows) {
            row.number = number;
            touched.insert(store::number(number)?);
        }
        let rows = std::mem::take(&mut changes.rows);
        self.filled.add(&rows);
        let fresh = store::inserts(tx.kind(), self.tenant.id(), self.filled, rows);
        let grounds = consent::inserts(tx.kind(), &self.tenant, std::mem::take(&mut changes.consents));
        tx.exec_each(fresh.chain(grounds)).await?;
        for (email, row, suppressed) in std::mem::take(&mut changes.updates) {
            touched.insert(
                self.overwrite(tx, email, *row, suppressed, &mut changes.consents)
                    .await?,
            );
        }
        let grounds = consent::inserts(tx.kind(), &self.tenant, changes.consents);
        tx.exec_each(grounds).await?;
        journal::record(tx, &self.tenant, &touched).await?;
        self.report(tx, changes.problems).await?;
        self.move_on(tx, end).await
    }

    async fn look_up(&self, tx: &mut Tx, rows: &[Prepared]) -> Result<Known> {
        let rows = || {
            rows.iter()
                .filter_map(|row| if let Prepared::Row(row) = row { Some(row) } else { None })
        };
        let emails: Vec<BlindIndex> = rows().filter_map(|row| row.row.email_index).collect();
        let phones: Vec<BlindIndex> = rows().filter_map(|row| row.row.phone_index).collect();
        let hashes: Vec<SuppressionHash> = rows().flat_map(|row| row.hashes.all()).collect();
        let mut known = Known {
            emails: HashMap::new(),
            phones: HashSet::new(),
            suppressed: consent::lookup(tx, &self.tenant, &hashes).await?,
        };
        if !emails.is_empty() {
            let mut query = tx.query("SELECT email_index, import_id FROM contacts WHERE tenant_id = ");
            query.bind(self.tenant.id()).push(" AND email_index IN ").list(emails);
            let found: Vec<(BlindIndex, Option<Uuid>)> = tx.all_query(query).await?;
            let ours = |import: Option<Uuid>| import == Some(self.id.0);
            known.emails = found.into_iter().map(|(email, import)| (email, ours(import))).collect();
        }
        if !phones.is_empty() {
            let mut query = tx.query("SELECT DISTINCT phone_index FROM contacts WHERE tenant_id = ");
            query.bind(self.tenant.id()).push(" AND phone_index IN ").list(phones);
            known.phones = tx
                .all_query::<(BlindIndex,)>(query)
                .await?
                .into_iter()
                .map(|(phone,)| phone)
                .collect();
        }
        Ok(known)
    }

    /// Decides what becomes of each row.
    fn judge(&mut self, rows: Vec<Prepared>, known: &Known) -> Changes {
        let mut changes = Changes::default();
        let mut in_batch: HashSet<BlindIndex> = HashSet::new();
        let mut phones: HashSet<BlindIndex> = HashSet::new();
        for prepared in rows {
            let mut row = match prepared {
                Prepared::Row(row) => row,
                Prepared::Rejected(problems) => {
                    self.totals.rejected += 1;
                    changes.problems.extend(problems);
                    continue;
                }
            };
            changes.problems.append(&mut row.problems);
            let line = row.line;
            let mut tell = |field, reason| changes.problems.push(LineProblem::of_line(line, field, reason));
            let suppressed = row.hashes.judge(&known.suppressed);
            if suppressed.erased {
                self.totals.rejected += 1;
                tell("", LineReason::Erased);
                continue;
            }
            if let Some(email) = row.row.email_index {
                let in_base = known.emails.get(&email).copied();
                // What this import entered in an earlier batch stands earlier in the file; the base tells so even
                // after a restart.
                let repeated = in_batch.contains(&email) || in_base == Some(true);
                if repeated || in_base.is_some() {
                    tell(
                        "email",
                        if repeated {
                            LineReason::DuplicateInFile
                        } else {
                            LineReason::DuplicateEmail
                        },
                    );
                    match self.order.on_conflict {
                        OnConflict::Skip => self.totals.skipped += 1,
                        OnConflict::Overwrite => {
                            self.totals.updated += 1;
                            if !suppressed.is_empty() {
                                self.totals.suppressed += 1;
                                tell("", LineReason::Suppressed);
                            }
                            changes.updates.push((email, row, suppressed));
                        }
                    }
                    continue;
                }
                in_batch.insert(email);
            }
            if let Some(phone) = row.row.phone_index
                && (known.phones.contains(&phone) || !phones.insert(phone))
            {
                tell("phone", LineReason::SamePhone);
            }
            if !suppressed.is_empty() {
                self.totals.suppressed += 1;
                tell("", LineReason::Suppressed);
            }
            self.totals.created += 1;
            row.row.suppressed = suppressed.topics;
            for topic in suppressed.all() {
                row.row.bases = row.row.bases.with(topic, Standing::Withdrawn);
            }
            let id = row.row.id;
            let source = Some(self.id.0);
            let listed = consent::still_withdrawn(&self.tenant, id.uuid(), suppressed.all(), source);
            changes.consents.extend(listed);
            for (topic, kind, own) in row.grounds {
                if !suppressed.contains(topic) {
                    row.row.bases = row.row.bases.declared(topic, kind);
                    changes.consents.push(self.consent(id, topic, kind, own));
                }
            }
            changes.rows.push(row.row);
        }
        changes
    }

    fn consent(&self, contact: ContactId, topic: Topic, kind: BasisKind, own: Option<String>) -> ConsentRow {
        let id = self.tenant.new_id();
        let evidence = own.map(|own| self.tenant.keys().seal(aad_row(&id), own.as_bytes()));
        let source = Some(self.id.0);
        ConsentRow {
            id,
            contact: contact.uuid(),
            topic,
            standing: Standing::Basis(kind),
            source,
            evidence,
            method: None,
        }
    }

    /// Lets a row's values replace those of the contact with the same email. Returns the contact's number.
    async fn overwrite(
        &self,
        tx: &mut Tx,
        email: BlindIndex,
        row: Row,
        suppressed: Suppressed,
        consents: &mut Vec<ConsentRow>,
    ) -> Result<u32> {
        // Locked, so that what the person withdraws meanwhile is not written over.
        let sql = if tx.is_sqlite() {
            "SELECT number FROM contacts WHERE tenant_id = $1 AND email_index = $2"
        } else {
            "SELECT number FROM contacts WHERE tenant_id = $1 AND email_index = $2 FOR UPDATE"
        };
        let (number,): (i64,) = tx.one(sql, (self.tenant.id(), email)).await?;
        let mut rows = by_numbers(tx, &self.tenant, vec![number]).await?;
        let Some(old) = rows.pop() else {
            return store::number(number);
        };
        let mut contact = store::open(&self.tenant, old.clone())?;
        contact.details.merge(row.details.unwrap_or_default());
        let mut new = store::seal(&self.tenant, &self.indexes, old.id, &contact.details);
        new.number = number;
        new.bases = old.bases;
        new.suppressed = old.suppressed.union(suppressed.topics);
        new.import_id = old.import_id;
        new.created_at = old.created_at;
        let others = others::of_one(tx, &self.tenant, old.id.uuid()).await?;
        let standing = |topic: Topic| topic.other().map_or(old.bases.get(topic), |name| others.get(name));
        // What the file adds to a person (a phone) may be on the list already.
        let listed: Vec<Topic> = suppressed
            .all()
            .filter(|topic| standing(*topic) != Standing::Withdrawn)
            .collect();
        for topic in &listed {
            new.bases = new.bases.with(*topic, Standing::Withdrawn);
        }
        consents.extend(consent::still_withdrawn(
            &self.tenant,
            old.id.uuid(),
            listed,
            Some(self.id.0),
        ));
        for (topic, kind, own) in row.grounds {
            // A withdrawal beats an import, whichever of ledger and list it is found in.
            let barred = new.suppressed.contains(topic) || topic.other().is_some_and(|name| others.is_barred(name));
            if standing(topic) != Standing::Withdrawn && !barred && !suppressed.contains(topic) {
                new.bases = new.bases.declared(topic, kind);
                consents.push(self.consent(old.id, topic, kind, own));
            }
        }
        store::replace(tx, &self.tenant, new).await?;
        store::number(number)
    }

    async fn report(&mut self, tx: &mut Tx, problems: Vec<LineProblem>) -> Result<()> {
        for problem in &problems {
            *self.counts.entry(problem.reason.clone()).or_default() += 1;
        }
        let room = usize::try_from(KEPT_PROBLEMS - self.kept).unwrap_or(0);
        let mut problems = problems.into_iter().take(room).peekable();
        let (database, tenant, import, kept) = (tx.kind(), self.tenant.id(), self.id, &mut self.kept);
        let statements = std::iter::from_fn(|| {
            problems.peek()?;
            let mut query =
                database.query("INSERT INTO import_problems (tenant_id, import_id, seq, line, field, reason) VALUES ");
            query.separated(problems.by_ref().take(2_000), |query, problem| {
                query.push("(").bind(tenant).push(",").bind(import).push(",");
                query.bind(i64::try_from(*kept).unwrap_or(i64::MAX)).push(",");
                query.bind(i64::try_from(problem.line).unwrap_or(i64::MAX)).push(",");
                query.bind(problem.field).push(",").bind(problem.reason).push(")");
                *kept += 1;
            });
            Some(query)
        });
        tx.exec_each(statements).await
    }

    async fn move_on(&self, tx: &mut Tx, end: Position) -> Result<bool> {
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let held = tx
            .exec(
                "UPDATE imports SET position = $4, line = $5, created = $6, updated = $7, skipped = $8, rejected = $9,
                     suppressed = $10, counts = $11, lease_until = $12
                 WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND status = 'running'",
                (
                    self.tenant.id(),
                    self.id,
                    self.lease.0,
                    whole(end.byte),
                    whole(end.line),
                    whole(self.totals.created),
                    whole(self.totals.updated),
                    whole(self.totals.skipped),
                    whole(self.totals.rejected),
                    whole(self.totals.suppressed),
                    Json(&self.counts),
                    Lease::until(&self.tenant),
                ),
            )
            .await?;
        Ok(held == 1)
    }
}
