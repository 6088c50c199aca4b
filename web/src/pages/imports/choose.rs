//! `GET /imports/new`: choose a file; and the imports so far.

use super::{MAX_FILE, moment};
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Place;
use crate::view::imports::{ImportNewPage, ImportRow, ImportState};
use axum::response::{IntoResponse, Response};
use relais_core::contacts::import::{self, Import, Status};

/// Imports shown at a time.
const SHOWN: usize = 20;

/// The form; `?before=ID` shows older imports.
pub async fn get(frame: Frame, query: Fields) -> Result<Response, Problem> {
    Ok(html(&page(&frame, query.get("before"), None).await?)?.into_response())
}

/// The page, with what is wrong with the file that was sent last.
pub async fn page(frame: &Frame, before: &str, error: Option<String>) -> Result<ImportNewPage, Problem> {
    // A place in the list that cannot be read is the start of it.
    let before = before.parse().ok();
    let (imports, next) = import::list(frame.tenant(), before, SHOWN).await?;
    Ok(ImportNewPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Contacts).await?,
        error,
        max_bytes: MAX_FILE as u64,
        imports: imports.into_iter().map(row).collect(),
        next: next.map(|id| format!("/imports/new?before={id}#imports")),
        first: before.map(|_| "/imports/new#imports".to_owned()),
    })
}

fn row(import: Import) -> ImportRow {
    ImportRow {
        id: import.id.to_string(),
        state: match import.status {
            Status::Previewed => ImportState::Previewed,
            Status::Running => ImportState::Running,
            Status::Done => ImportState::Done,
            Status::Failed => ImportState::Failed,
        },
        rows: import.summary.rows,
        at: moment(import.created_at),
        file: import.file_name,
    }
}
