//! An import as the API writes it.

use relais_core::contacts::import::{Import, LineProblem, Status, Summary};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An import: its preview while it is `previewed`, its report afterwards.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportBody {
    /// Its identifier.
    id: uuid::Uuid,
    /// `previewed`, `running`, `done`, `failed`.
    status: &'static str,
    /// Name of the file.
    file_name: String,
    /// Rows of the file, without the header and blank lines.
    rows: u64,
    /// Lines without anything: with the header, they and the rows make up the file.
    blank: u64,
    /// Whether the first line holds the titles of the columns.
    header: bool,
    /// What each column means, in their order.
    mapping: Vec<ColumnBody>,
    /// The first problems that the preview found, in the order of the file.
    problems: Vec<LineBody>,
    /// How often each problem occurs in the whole file.
    problem_counts: BTreeMap<String, u64>,
    /// Rows that would be left out.
    would_reject: u64,
    /// Rows whose email stands earlier in the file.
    duplicates_in_file: u64,
    /// Rows whose email is in the base.
    duplicates_in_base: u64,
    /// Rows of people who withdrew on some channel, duplicates among them: whatever the order says, they stay withdrawn.
    suppressed_in_file: u64,
    /// The first of both, in the order of the file.
    duplicates: Vec<DuplicateBody>,
    /// Contacts entered.
    created: u64,
    /// Contacts replaced.
    updated: u64,
    /// Rows left out because the contact was there.
    skipped: u64,
    /// Rows that are no contact, or must not be.
    rejected: u64,
    /// Rows of people who withdrew on some channel.
    suppressed: u64,
    /// Lines to look at, in the order of the file; the rest is at `/api/imports/{id}/errors`.
    errors: Vec<LineBody>,
    /// How often each reason occurs among them.
    error_counts: BTreeMap<String, u64>,
    /// When it was uploaded, RFC 3339.
    created_at: String,
    /// When it was committed, RFC 3339.
    started_at: Option<String>,
    /// When it ended, RFC 3339.
    finished_at: Option<String>,
}

/// What a column means.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportColumn)]
struct ColumnBody {
    /// Its place, from 0.
    column: usize,
    /// Its header.
    header: String,
    /// The attribute its values go to; null when it is left out.
    key: Option<String>,
    /// `category`, `number`, `date` or `text`.
    kind: &'static str,
}

/// A row about somebody who is known already.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportDuplicate)]
struct DuplicateBody {
    /// Line of the file, from 1.
    line: u64,
    /// The contact in the base that has this email; null when it is only in the file.
    contact: Option<uuid::Uuid>,
    /// The earlier line that has this email; null when it is far above, or only in the base.
    earlier_line: Option<u64>,
}

/// Something to look at in the file. Never the value itself, which may be personal.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportLine)]
pub struct LineBody {
    /// Line of the file, from 1.
    line: u64,
    /// Key of the attribute; null when the whole row is meant.
    field: Option<String>,
    /// What it is: `duplicate_email`, `doubtful_phone`, …
    reason: String,
}

impl From<LineProblem> for LineBody {
    fn from(problem: LineProblem) -> Self {
        Self {
            line: problem.line,
            field: Some(problem.field).filter(|key| !key.is_empty()),
            reason: problem.reason,
        }
    }
}

impl ImportBody {
    /// An import with the lines of its report.
    pub fn new(import: Import, errors: Vec<LineProblem>) -> Self {
        let lines = |problems: Vec<LineProblem>| problems.into_iter().map(LineBody::from).collect();
        let mapping = import.mapping.columns().iter().map(|column| ColumnBody {
            column: column.column,
            header: column.header.clone(),
            key: column.key.as_ref().map(ToString::to_string),
            kind: column.kind.as_str(),
        });
        let mapping = mapping.collect();
        let Summary {
            rows,
            blank,
            rejected,
            duplicates_in_file,
            duplicates_in_base,
            suppressed,
            counts,
            first,
            duplicates,
            ..
        } = import.summary;
        let moment = |at: Option<relais_tenants::clock::Millis>| at.map(|at| at.to_string());
        Self {
            id: import.id.uuid(),
            status: import.status.as_str(),
            file_name: import.file_name,
            rows,
            blank,
            header: import.dialect.has_header,
            mapping,
            problems: lines(first),
            problem_counts: counts,
            would_reject: rejected,
            duplicates_in_file,
            duplicates_in_base,
            suppressed_in_file: suppressed,
            duplicates: duplicates
                .into_iter()
                .map(|one| DuplicateBody {
                    line: one.line,
                    contact: one.contact.map(|contact| contact.uuid()),
                    earlier_line: one.earlier,
                })
                .collect(),
            created: import.created,
            updated: import.updated,
            skipped: import.skipped,
            rejected: import.rejected,
            suppressed: import.suppressed,
            errors: lines(errors),
            error_counts: import.counts,
            created_at: import.created_at.to_string(),
            started_at: moment(import.started_at),
            finished_at: moment(import.finished_at),
        }
    }

    /// Whether an import has a report yet.
    pub fn has_report(import: &Import) -> bool {
        import.status != Status::Previewed
    }
}
