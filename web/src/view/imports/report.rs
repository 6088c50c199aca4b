//! The import while it runs, and its report.

use askama::Template;

use super::{Outcome, ReasonCount};
use crate::view::work::Work;
use crate::view::{Shell, Ui};

/// `/imports/{id}` of an import under way.
#[derive(Clone, Debug, Template)]
#[template(path = "imports/progress.html")]
pub struct ImportProgressPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The file's name.
    pub file: String,
    /// The work; its stream is `/imports/{id}/progress`.
    pub work: Work,
}

/// `/imports/{id}` of an import that is over.
#[derive(Clone, Debug, Template)]
#[template(path = "imports/report.html")]
pub struct ImportReportPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The import's id.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// Prospects created.
    pub created: u64,
    /// Prospects updated.
    pub updated: u64,
    /// Rows left alone (duplicates).
    pub skipped: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Lines without anything, which are not among the rows.
    pub blank: u64,
    /// Rows of people who withdrew on some channel, which stays shut for them.
    pub suppressed: u64,
    /// How often each problem occurs, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// Lines worth a look, in the file's order: one page of them.
    pub lines: Vec<ReportLine>,
    /// How many there are in all.
    pub line_count: u64,
    /// The address of the next page of lines, if there is more.
    pub next: Option<String>,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
    /// What stopped the import, if something did: what is stored, what is not, what to do.
    pub failure: Option<String>,
}

/// A line of the report.
#[derive(Clone, Debug)]
pub struct ReportLine {
    /// The line in the file, the heads being line 1.
    pub line: u64,
    /// The column's head, or empty for the whole row.
    pub field: String,
    /// What happened, in the reader's language.
    pub reason: String,
    /// What became of the row.
    pub outcome: Outcome,
}

impl ImportReportPage {
    /// Every row of the file, by what became of it.
    pub fn rows(&self) -> u64 {
        self.created + self.updated + self.skipped + self.rejected
    }
}
