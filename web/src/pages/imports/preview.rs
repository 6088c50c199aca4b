//! The page of an import that waits for its check.

use super::basis::Basis;
use super::{basis, column_name, reasons, targets};
use crate::http::Problem as Failure;
use crate::pages::frame::Frame;
use crate::view::imports::{ColumnMapping, Duplicate, DuplicateOf, ImportPreviewPage, Problem, Target};
use crate::view::{Place, Ui};
use relais_core::contacts::attributes;
use relais_core::contacts::import::columns::Column;
use relais_core::contacts::import::sniff::{Delimiter, Dialect, Encoding};
use relais_core::contacts::import::{self, Import};
use std::collections::HashMap;

/// Problems shown; all of them are counted.
const PROBLEMS: usize = 100;
/// Duplicates shown; all of them are counted.
const DUPLICATES: usize = 100;
/// Sample values shown of a column, and the longest of them in characters.
const SAMPLES: usize = 3;
const SAMPLE_CHARS: usize = 60;

/// What the form said, for the page that comes back.
#[derive(Default)]
pub struct Answers {
    /// Where each column is to go, if that differs from what is kept.
    pub targets: HashMap<usize, String>,
    /// What is wrong with the choice for a column.
    pub wrong: HashMap<usize, String>,
    /// The grounds.
    pub basis: Vec<Basis>,
    /// Whether duplicates overwrite.
    pub overwrite: bool,
    /// What keeps the import from starting.
    pub error: Option<String>,
    /// What the reader should know.
    pub notice: Option<String>,
}

/// The page of `import`, with what was answered so far.
pub async fn page(frame: &Frame, import: &Import, answers: &Answers) -> Result<ImportPreviewPage, Failure> {
    let ui = &frame.ui;
    let samples = import::samples(frame.tenant(), import).await?;
    let known = attributes::all(&mut frame.tenant().read().await?, frame.tenant()).await?;
    let own = import.mapping.own_keys();
    let column = |(column, own): (&Column, relais_core::contacts::Key)| ColumnMapping {
        samples: distinct(column.column, &samples),
        target: answers
            .targets
            .get(&column.column)
            .cloned()
            .unwrap_or_else(|| kept(column)),
        own: Target {
            label: known
                .iter()
                .find(|attribute| attribute.key == own)
                .map_or_else(|| column.header.clone(), |attribute| attribute.label.clone()),
            key: own.to_string(),
        },
        error: answers.wrong.get(&column.column).cloned(),
        header: column.header.clone(),
    };
    let summary = &import.summary;
    Ok(ImportPreviewPage {
        ui: ui.clone(),
        shell: frame.shell(Place::Contacts).await?,
        id: import.id.to_string(),
        file: import.file_name.clone(),
        rows: summary.rows,
        blank: summary.blank,
        reading: reading(ui, &import.dialect),
        duplicates_in_base: summary.duplicates_in_base,
        duplicates_in_file: summary.duplicates_in_file,
        rejected: summary.rejected,
        suppressed: summary.suppressed,
        columns: import.mapping.columns().iter().zip(own).map(column).collect(),
        targets: targets::groups(ui, import, &known),
        reasons: reasons::counts(ui, &summary.counts),
        problems: summary
            .first
            .iter()
            .take(PROBLEMS)
            .map(|problem| Problem {
                line: problem.line,
                field: column_name(ui, import, &problem.field, &problem.reason),
                reason: reasons::sentence(ui, &problem.reason),
                outcome: reasons::outcome(&problem.reason, answers.overwrite),
            })
            .collect(),
        problem_count: summary.counts.values().sum(),
        header: import.dialect.has_header,
        header_guessed: import.dialect.guessed,
        duplicates: summary.duplicates.iter().take(DUPLICATES).map(duplicate).collect(),
        basis: basis::rows(ui, import, &answers.basis, &frame.offered),
        overwrite: answers.overwrite,
        error: answers.error.clone(),
        notice: answers.notice.clone(),
    })
}

fn duplicate(found: &import::Duplicate) -> Duplicate {
    Duplicate {
        line: found.line,
        of: match (found.contact, found.earlier) {
            (Some(contact), _) => DuplicateOf::Contact(contact.to_string()),
            (None, Some(line)) => DuplicateOf::Line(line),
            (None, None) => DuplicateOf::EarlierLine,
        },
    }
}

/// The key a column goes to now; nothing when it is left out.
pub fn kept(column: &Column) -> String {
    column.key.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// The first different values of a column.
fn distinct(column: usize, samples: &[Vec<String>]) -> Vec<String> {
    let mut shown: Vec<String> = Vec::with_capacity(SAMPLES);
    for value in samples
        .iter()
        .filter_map(|row| row.get(column))
        .map(|value| value.trim())
    {
        let value = match value.char_indices().nth(SAMPLE_CHARS) {
            Some((end, _)) => format!("{}…", &value[..end]),
            None => value.to_owned(),
        };
        if !value.is_empty() && !shown.contains(&value) {
            shown.push(value);
            if shown.len() == SAMPLES {
                break;
            }
        }
    }
    shown
}

fn reading(ui: &Ui, dialect: &Dialect) -> String {
    let encoding = match dialect.encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Windows1252 => "Windows-1252",
    };
    let delimiter = match dialect.delimiter {
        Delimiter::Semicolon => ui.t("delimiter-semicolon"),
        Delimiter::Comma => ui.t("delimiter-comma"),
        Delimiter::Tab => ui.t("delimiter-tab"),
        Delimiter::Pipe => ui.t("delimiter-pipe"),
    };
    format!("{encoding} · {delimiter}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_few_short_and_different() {
        let rows = ["a", " a ", "", "b", &"é".repeat(100), "c"].map(|value| vec![value.to_owned()]);
        let shown = distinct(0, &rows);
        assert_eq!(shown.len(), SAMPLES);
        assert_eq!(&shown[..2], ["a", "b"]);
        assert_eq!(shown[2].chars().count(), SAMPLE_CHARS + 1);
        assert!(distinct(7, &rows).is_empty());
    }
}
