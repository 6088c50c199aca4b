//! The preview: nothing is stored before the reader has seen it.
//!
//! Form fields: `map.<column>` (0 for the first), `header` beside `header_asked`, `on_conflict=skip|overwrite`, and for each
//! basis row `basis.<channel>.kind`, `basis.<channel>.evidence` (text),
//! `basis.<channel>.column` (a column's number; it wins over the text). Buttons: `step=preview`
//! looks again after a change, `step=commit` imports, `step=discard` forgets the file.

use askama::Template;

use crate::view::{Choice, Field, Shell, Ui};

/// `GET|POST /imports/{id}` of an import that waits for its check.
#[derive(Clone, Debug, Template)]
#[template(path = "imports/preview.html")]
pub struct ImportPreviewPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The import's id.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// Rows of data in the file.
    pub rows: u64,
    /// Lines without anything, which are not among the rows.
    pub blank: u64,
    /// How the file was read, for the curious: «UTF-8 · ;».
    pub reading: String,
    /// Rows whose email is in the base.
    pub duplicates_in_base: u64,
    /// Rows whose email stands earlier in the file.
    pub duplicates_in_file: u64,
    /// Rows that will be left out.
    pub rejected: u64,
    /// Rows of people who withdrew on some channel, duplicates among them: they stay withdrawn.
    pub suppressed: u64,
    /// The file's columns.
    pub columns: Vec<ColumnMapping>,
    /// What a column may be, in groups.
    pub targets: Vec<TargetGroup>,
    /// How often each problem occurs, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// The first problems.
    pub problems: Vec<Problem>,
    /// All of them.
    pub problem_count: u64,
    /// Whether the first line is taken for the titles of the columns.
    pub header: bool,
    /// Whether that is a guess.
    pub header_guessed: bool,
    /// The first duplicates.
    pub duplicates: Vec<Duplicate>,
    /// The lawful basis asked for each channel, then tracking.
    pub basis: Vec<BasisRow>,
    /// Whether duplicates overwrite («forcer») or are left alone («ignorer»).
    pub overwrite: bool,
    /// What keeps the import from starting.
    pub error: Option<String>,
    /// What the reader should know of this preview.
    pub notice: Option<String>,
}

impl ImportPreviewPage {
    /// Rows whose email is in the base, or twice in the file.
    pub fn duplicates(&self) -> u64 {
        self.duplicates_in_base + self.duplicates_in_file
    }

    /// Where what keeps the import from starting is mended, if that is in one place: its address in the page, and the
    /// sentence key of the way there.
    pub fn error_place(&self) -> Option<(&'static str, &'static str)> {
        if self.columns.iter().any(|column| column.error.is_some()) {
            Some(("#columns", "import-to-columns"))
        } else if self.basis.iter().any(|row| row.error.is_some()) {
            Some(("#basis", "import-to-basis"))
        } else {
            None
        }
    }

    /// The sentence key of what is doubtful about the first line.
    pub fn header_doubt(&self) -> &'static str {
        if self.header {
            "line-header-guessed"
        } else {
            "line-header-missing"
        }
    }

    /// Rows that would be entered when duplicates are left alone.
    pub fn fresh(&self) -> u64 {
        self.usable().saturating_sub(self.duplicates())
    }

    /// Rows that would be entered when duplicates overwrite.
    pub fn usable(&self) -> u64 {
        self.rows.saturating_sub(self.rejected)
    }
}

/// One column of the file.
#[derive(Clone, Debug)]
pub struct ColumnMapping {
    /// Its head, as it is in the file.
    pub header: String,
    /// A few values of it.
    pub samples: Vec<String>,
    /// The key it goes to; empty leaves it out.
    pub target: String,
    /// The attribute of the company's own that it is, or would become.
    pub own: Target,
    /// What is wrong with the choice («deux colonnes vont vers l'e-mail»).
    pub error: Option<String>,
}

impl ColumnMapping {
    /// The sample values in one line, without the empty ones.
    pub fn shown(&self) -> String {
        let filled: Vec<&str> = self
            .samples
            .iter()
            .map(String::as_str)
            .filter(|s| !s.trim().is_empty())
            .collect();
        filled.join(" · ")
    }
}

/// Targets that belong together.
#[derive(Clone, Debug)]
pub struct TargetGroup {
    /// Their heading, in the reader's language.
    pub label: String,
    /// The targets.
    pub targets: Vec<Target>,
}

/// What a column may be.
#[derive(Clone, Debug)]
pub struct Target {
    /// The key: `email`, `city`, or an attribute's own; what `map.<column>` sends.
    pub key: String,
    /// Its name.
    pub label: String,
}

/// A row about somebody who is known already.
#[derive(Clone, Debug)]
pub struct Duplicate {
    /// The line in the file.
    pub line: u64,
    /// Where that somebody is.
    pub of: DuplicateOf,
}

/// Where the one a row is about stands already.
#[derive(Clone, Debug)]
pub enum DuplicateOf {
    /// In the base: the id of the contact.
    Contact(String),
    /// On this line of the file.
    Line(u64),
    /// On an earlier line, too far down for it to be kept which.
    EarlierLine,
}

/// One kind of problem.
#[derive(Clone, Debug)]
pub struct ReasonCount {
    /// What is wrong, in the reader's language.
    pub reason: String,
    /// How many lines have it.
    pub count: u64,
}

/// A problem in the file.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The line in the file, the heads being line 1.
    pub line: u64,
    /// The column's head, or empty for the whole row.
    pub field: String,
    /// What is wrong, in the reader's language.
    pub reason: String,
    /// What happens to it.
    pub outcome: Outcome,
}

/// What a problem does to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The row and the value stay.
    Kept,
    /// The value is left out, the row is not.
    ValueOut,
    /// The row is a duplicate: nothing of it is entered.
    LeftAlone,
    /// The row is a duplicate: its values replaced those of the base.
    Updated,
    /// The row is refused.
    RowOut,
}

impl Outcome {
    /// The sentence key of its label.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Kept => "import-kept",
            Self::ValueOut => "import-value-out",
            Self::LeftAlone => "import-left-alone",
            Self::Updated => "import-row-updated",
            Self::RowOut => "import-row-out",
        }
    }

    /// The class that gives its dot a colour.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Kept | Self::LeftAlone | Self::Updated => "state-idle",
            Self::ValueOut => "state-warn",
            Self::RowOut => "state-bad",
        }
    }
}

/// The lawful basis of one channel, or of tracking.
#[derive(Clone, Debug)]
pub struct BasisRow {
    /// `email`, `sms`, `push`, `postal`, a plugin's own, or `tracking`.
    pub channel: String,
    /// The kinds that are lawful there; none chosen means this channel is not used.
    pub kinds: Vec<Choice>,
    /// What proves it, in words.
    pub evidence: Field,
    /// Columns that may prove it row by row; empty in a form for one prospect.
    pub columns: Vec<Choice>,
    /// What is wrong with the row.
    pub error: Option<String>,
    /// Whether the page opens here: the first row that is wrong, far down a long page.
    pub focused: bool,
}
