//! `GET /imports/new`: choose a file, and the imports so far.

use askama::Template;
use jiff::Timestamp;

use crate::view::{Shell, Ui};

/// `GET /imports/new`; the file goes to `POST /imports` (multipart, field `file`).
#[derive(Clone, Debug, Template)]
#[template(path = "imports/new.html")]
pub struct ImportNewPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// Why the last file was refused.
    pub error: Option<String>,
    /// The largest file taken, in bytes.
    pub max_bytes: u64,
    /// Imports, newest first, a page of them.
    pub imports: Vec<ImportRow>,
    /// The address of the next page, if there is more.
    pub next: Option<String>,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
}

/// An import in the list.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Its id, for `/imports/{id}`.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// Where it stands.
    pub state: ImportState,
    /// Rows in the file.
    pub rows: u64,
    /// When the file was sent.
    pub at: Timestamp,
}

/// Where an import stands (the names are those of the API).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Waits for the reader's check.
    Previewed,
    /// Under way.
    Running,
    /// Over.
    Done,
    /// Stopped by an error.
    Failed,
}

impl ImportState {
    /// The sentence key of its label.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Previewed => "import-previewed",
            Self::Running => "import-running",
            Self::Done => "import-done",
            Self::Failed => "import-failed",
        }
    }

    /// The class that gives its dot a colour.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Previewed => "state-ready",
            Self::Running => "state-busy",
            Self::Done => "state-good",
            Self::Failed => "state-bad",
        }
    }
}
