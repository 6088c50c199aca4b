//! Imports: choose a file, check it, watch it, read the report.
//!
//! `/imports/{id}` shows one of three pages by the import's status: previewed, running, over.

mod preview;
mod report;
mod start;

pub use preview::{
    BasisRow, ColumnMapping, Duplicate, DuplicateOf, ImportPreviewPage, Outcome, Problem, ReasonCount, Target,
    TargetGroup,
};
pub use report::{ImportProgressPage, ImportReportPage, ReportLine};
pub use start::{ImportNewPage, ImportRow, ImportState};
