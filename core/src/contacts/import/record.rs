//! An import as it is kept: what was uploaded, what it was found to be, how far it is, what came of it.

use super::columns::Mapping;
use super::found::Found;
use super::normalise::ProblemCode;
use super::reader::Position;
use super::sniff::Dialect;
use crate::consent::{Declaration, Topic};
use crate::contacts::ContactId;
use crate::sealed::{open_json, seal_json};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use relais_tenants::{BlobId, PersonId, Tenant};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use std::collections::BTreeMap;

relais_tenants::id! {
    /// An import.
    ImportId
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Uploaded and looked through; nothing was entered.
    Previewed,
    /// Being entered.
    Running,
    /// Entered; every line is accounted for.
    Done,
    /// The file could not be read to its end; what was entered before stays.
    Failed,
}

impl Status {
    /// As stored and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Previewed => "previewed",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Previewed, Self::Running, Self::Done, Self::Failed]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// What happens to a row whose email is in the base already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnConflict {
    /// «Ignorer»: the contact stays as it is.
    Skip,
    /// «Forcer»: the row's values replace the contact's; what the row does not know stays.
    Overwrite,
}

/// What the commit ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What happens to duplicates.
    pub on_conflict: OnConflict,
    /// On what ground each topic stands, and its proof.
    pub lawful_basis: BTreeMap<Topic, Declaration>,
}

impl Order {
    /// As stored: whoever writes down a proof may name people in it.
    pub(super) fn seal(&self, tenant: &Tenant, id: &ImportId) -> Result<Sealed> {
        seal_json(tenant, aad_options(id), self)
    }
}

/// Why a line is in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineReason {
    /// The same email is in the base already.
    DuplicateEmail,
    /// The same email stands earlier in the file.
    DuplicateInFile,
    /// The same phone is in the base or earlier in the file: the row is entered all the same.
    SamePhone,
    /// The person asked to be erased: the row is not entered.
    Erased,
    /// The person withdrew on at least one channel: entered, but not for that channel.
    Suppressed,
    /// The cell that was to prove the ground is empty: entered, without ground.
    MissingEvidence,
    /// The first line has no title one knows and was taken for titles all the same: to be looked at.
    HeaderGuessed,
    /// The first line was taken for a row: to be looked at.
    HeaderMissing,
}

impl LineReason {
    /// As stored and as the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DuplicateEmail => "duplicate_email",
            Self::DuplicateInFile => "duplicate_in_file",
            Self::SamePhone => "same_phone",
            Self::Erased => "erased",
            Self::Suppressed => "suppressed",
            Self::MissingEvidence => "missing_evidence",
            Self::HeaderGuessed => "header_guessed",
            Self::HeaderMissing => "header_missing",
        }
    }
}

/// One line of a report: never the value itself, which may be personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineProblem {
    /// Line of the file, from 1.
    pub line: u64,
    /// Key of the attribute; empty when the whole row is meant.
    pub field: String,
    /// A code: see [`ProblemCode`] and [`LineReason`].
    pub reason: String,
}

impl LineProblem {
    /// A problem of a value or of a row.
    pub fn of_value(problem: &super::draft::Problem) -> Self {
        let field = problem.field.as_ref().map(ToString::to_string).unwrap_or_default();
        Self {
            line: problem.line,
            field,
            reason: problem.reason.as_str().to_owned(),
        }
    }

    /// A problem found beside what is in the base.
    pub fn of_line(line: u64, field: &str, reason: LineReason) -> Self {
        Self {
            line,
            field: field.to_owned(),
            reason: reason.as_str().to_owned(),
        }
    }
}

/// How often each code occurred.
pub type Counts = BTreeMap<String, u64>;

/// What the preview found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Rows of the file, without the header and blank lines.
    pub rows: u64,
    /// Blank lines.
    pub blank: u64,
    /// Rows that would be rejected.
    pub rejected: u64,
    /// Rows whose email stands earlier in the file.
    pub duplicates_in_file: u64,
    /// Rows whose email is in the base.
    pub duplicates_in_base: u64,
    /// Rows of people who withdrew on some channel, duplicates among them.
    #[serde(default)]
    pub suppressed: u64,
    /// How often each problem occurs.
    pub counts: Counts,
    /// The first problems.
    pub first: Vec<LineProblem>,
    /// The first rows whose email is in the base or earlier in the file.
    #[serde(default)]
    pub duplicates: Vec<Duplicate>,
}

/// A row that is about somebody the base or the file knows already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Line of the file, from 1.
    pub line: u64,
    /// The contact that has this email, when it is in the base.
    pub contact: Option<ContactId>,
    /// The line where this email stands first, when it is only in the file and that line is among the first.
    pub earlier: Option<u64>,
}

/// An import.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Its identifier.
    pub id: ImportId,
    /// Name of the file.
    pub file_name: String,
    /// Where it stands.
    pub status: Status,
    /// How the file is read.
    pub dialect: Dialect,
    /// What its columns mean.
    pub mapping: Mapping,
    /// What the preview found.
    pub summary: Summary,
    /// What the commit ordered.
    pub order: Option<Order>,
    /// Where the next batch starts.
    pub position: Position,
    /// Contacts entered.
    pub created: u64,
    /// Contacts replaced.
    pub updated: u64,
    /// Rows left out because the contact was there.
    pub skipped: u64,
    /// Rows that are no contact, or must not be.
    pub rejected: u64,
    /// Rows of people who withdrew on some channel.
    pub suppressed: u64,
    /// How often each code occurred.
    pub counts: Counts,
    /// Why it failed.
    pub error: Option<String>,
    /// The uploaded file, until it is done.
    pub(super) blob: Option<BlobId>,
    /// Who uploaded it.
    pub created_by: PersonId,
    /// When.
    pub created_at: Millis,
    /// When it was committed.
    pub started_at: Option<Millis>,
    /// When it ended.
    pub finished_at: Option<Millis>,
}

impl Import {
    /// Rows dealt with so far.
    pub fn done(&self) -> u64 {
        self.created + self.updated + self.skipped + self.rejected
    }
}

macro_rules! columns {
    () => {
        "id, file_name, blob_id, status, dialect, mapping, summary, options, position, line, created, updated, skipped, \
         rejected, suppressed, counts, error, created_by, created_at, started_at, finished_at, found"
    };
}

#[derive(sqlx::FromRow)]
pub(super) struct ImportRow {
    id: ImportId,
    file_name: Sealed,
    blob_id: Option<BlobId>,
    status: String,
    dialect: Json<Dialect>,
    mapping: Json<serde_json::Value>,
    summary: Json<serde_json::Value>,
    found: Option<Sealed>,
    options: Option<Sealed>,
    position: i64,
    line: i64,
    created: i64,
    updated: i64,
    skipped: i64,
    rejected: i64,
    suppressed: i64,
    counts: Json<Counts>,
    error: Option<String>,
    created_by: PersonId,
    created_at: Millis,
    started_at: Option<Millis>,
    finished_at: Option<Millis>,
}

fn aad_options(id: &ImportId) -> Aad<'_> {
    Aad {
        table: "imports",
        column: "options",
        row: id.0.as_bytes(),
    }
}

/// Where a file's name is sealed: people write other people's names into them.
pub(super) fn aad(id: &ImportId) -> Aad<'_> {
    Aad {
        table: "imports",
        column: "file_name",
        row: id.0.as_bytes(),
    }
}

impl ImportRow {
    pub(super) fn open(self, tenant: &Tenant) -> Result<Import> {
        let file_name = tenant
            .keys()
            .open_string(aad(&self.id), &self.file_name)
            .map_err(|error| Error::Setup(format!("the file name of import {} cannot be opened: {error}", self.id)))?;
        let Found { mapping, summary } = match &self.found {
            Some(sealed) => Found::open(tenant, &self.id, sealed)?,
            None => Found::in_clear(&self.id, self.mapping.0, self.summary.0)?,
        };
        Ok(Import {
            id: self.id,
            file_name,
            status: Status::parse(&self.status)
                .ok_or_else(|| Error::Setup(format!("the status of import {} is damaged", self.id)))?,
            dialect: self.dialect.0,
            mapping,
            summary,
            order: self
                .options
                .map(|sealed| open_json(tenant, aad_options(&self.id), &sealed))
                .transpose()?,
            position: Position {
                byte: self.position.unsigned_abs(),
                line: self.line.unsigned_abs(),
            },
            created: self.created.unsigned_abs(),
            updated: self.updated.unsigned_abs(),
            skipped: self.skipped.unsigned_abs(),
            rejected: self.rejected.unsigned_abs(),
            suppressed: self.suppressed.unsigned_abs(),
            counts: self.counts.0,
            error: self.error,
            blob: self.blob_id,
            created_by: self.created_by,
            created_at: self.created_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
        })
    }
}

pub(super) async fn find(tx: &mut Tx, tenant: &Tenant, id: ImportId) -> Result<Option<Import>> {
    let row: Option<ImportRow> = tx
        .opt(
            concat!("SELECT ", columns!(), " FROM imports WHERE tenant_id = $1 AND id = $2"),
            (tenant.id(), id),
        )
        .await?;
    row.map(|row| row.open(tenant)).transpose()
}

/// One import.
pub async fn get(tenant: &Tenant, id: ImportId) -> Result<Option<Import>> {
    find(&mut tenant.read().await?, tenant, id).await
}

/// Imports uploaded before `before`, newest first, `limit` at most, and where the next page starts.
pub async fn list(tenant: &Tenant, before: Option<ImportId>, limit: usize) -> Result<(Vec<Import>, Option<ImportId>)> {
    let before = before.unwrap_or(ImportId(uuid::Uuid::max()));
    let mut tx = tenant.read().await?;
    let rows: Vec<ImportRow> = tx
        .all(
            concat!(
                "SELECT ",
                columns!(),
                " FROM imports WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
            ),
            (
                tenant.id(),
                before,
                i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1),
            ),
        )
        .await?;
    let mut imports = rows
        .into_iter()
        .map(|row| row.open(tenant))
        .collect::<Result<Vec<_>>>()?;
    let more = imports.len() > limit;
    imports.truncate(limit);
    let next = imports.last().filter(|_| more).map(|import| import.id);
    Ok((imports, next))
}

/// Lines of an import's report after the first `skip`, `limit` at most, in the order of the file.
pub async fn problems(tenant: &Tenant, id: ImportId, skip: u64, limit: usize) -> Result<Vec<LineProblem>> {
    let mut tx = tenant.read().await?;
    let rows: Vec<(i64, String, String)> = tx
        .all(
            "SELECT line, field, reason FROM import_problems
             WHERE tenant_id = $1 AND import_id = $2 AND seq >= $3 ORDER BY seq LIMIT $4",
            (
                tenant.id(),
                id,
                i64::try_from(skip).unwrap_or(i64::MAX),
                i64::try_from(limit).unwrap_or(i64::MAX),
            ),
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(line, field, reason)| LineProblem {
            line: line.unsigned_abs(),
            field,
            reason,
        })
        .collect())
}

/// Whether a code means that the row was left out, or only a value, or nothing.
pub fn effect(reason: &str) -> super::normalise::Effect {
    use super::normalise::Effect;
    let codes = [
        LineReason::SamePhone,
        LineReason::Suppressed,
        LineReason::MissingEvidence,
        LineReason::HeaderGuessed,
        LineReason::HeaderMissing,
    ];
    if codes.iter().any(|code| code.as_str() == reason) {
        return Effect::Kept;
    }
    serde_json::from_value::<ProblemCode>(reason.into()).map_or(Effect::Rejected, ProblemCode::effect)
}
