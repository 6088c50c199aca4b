//! What came of an import, line by line.

use super::{column_name, reasons};
use crate::http::Problem;
use crate::pages::frame::Frame;
use crate::view::Place;
use crate::view::imports::{ImportReportPage, ReportLine};
use relais_core::contacts::import::{self, Import, OnConflict, Status};

/// Lines shown at a time.
const SHOWN: usize = 100;

/// The page; `from` is the number of the first line shown, from 0.
pub async fn page(frame: &Frame, import: &Import, from: &str) -> Result<ImportReportPage, Problem> {
    let ui = &frame.ui;
    let from: u64 = from.parse().unwrap_or(0);
    let mut lines = import::problems(frame.tenant(), import.id, from, SHOWN + 1).await?;
    let more = lines.len() > SHOWN;
    lines.truncate(SHOWN);
    let overwrote = overwrote(import);
    Ok(ImportReportPage {
        ui: ui.clone(),
        shell: frame.shell(Place::Contacts).await?,
        id: import.id.to_string(),
        file: import.file_name.clone(),
        created: import.created,
        updated: import.updated,
        skipped: import.skipped,
        rejected: import.rejected,
        blank: import.summary.blank,
        suppressed: import.suppressed,
        reasons: reasons::counts(ui, &import.counts),
        lines: lines
            .into_iter()
            .map(|line| ReportLine {
                line: line.line,
                field: column_name(ui, import, &line.field, &line.reason),
                reason: reasons::sentence(ui, &line.reason),
                outcome: reasons::outcome(&line.reason, overwrote),
            })
            .collect(),
        line_count: import.counts.values().sum(),
        next: more.then(|| {
            format!(
                "/imports/{}?from={}#lines",
                import.id,
                from.saturating_add(SHOWN as u64)
            )
        }),
        first: (from > 0).then(|| format!("/imports/{}#lines", import.id)),
        failure: (import.status == Status::Failed).then(|| ui.t1("import-failure", "count", import.done())),
    })
}

/// Whether duplicates replaced what the base knew.
pub fn overwrote(import: &Import) -> bool {
    import
        .order
        .as_ref()
        .is_some_and(|order| order.on_conflict == OnConflict::Overwrite)
}
