//! «Journal»: what was done, by whom, on what; whether the log is whole; where its checkpoints go.

use askama::Template;
use jiff::Timestamp;

use super::{Choice, Field, Shell, Ui};

/// `GET /audit`, and the answer of `POST /audit/verify` and `POST /audit/outlet`.
#[derive(Clone, Debug, Template)]
#[template(path = "audit/list.html")]
pub struct JournalPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// How the log is.
    pub log: Log,
    /// What verifying has just come to.
    pub verified: Option<Verified>,
    /// The filters as they are set.
    pub filters: Filters,
    /// One page of acts, newest first.
    pub rows: Vec<ActRow>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
    /// Where checkpoints are sent.
    pub outlet: OutletForm,
    /// Whether the reader may change that.
    pub can_manage: bool,
}

/// How the log is.
#[derive(Clone, Debug)]
pub struct Log {
    /// Entries with a place.
    pub size: u64,
    /// Entries that wait for theirs.
    pub staged: u64,
    /// When the newest checkpoint was signed.
    pub signed_at: Option<Timestamp>,
    /// The key's fingerprint, for people to compare.
    pub fingerprint: String,
    /// The verifier key, to be copied.
    pub key: String,
    /// The newest checkpoint, to be copied.
    pub note: String,
    /// Why nothing is added to it any more.
    pub damage: Option<String>,
}

/// What verifying came to: a sentence, and whether it is a good one.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Whether the log is whole.
    pub whole: bool,
    /// In plain words.
    pub text: String,
    /// The first bad entry's page.
    pub entry: Option<String>,
}

/// What narrows the list.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// `act`: every act and each kind of acts, kind by kind.
    pub acts: Vec<ActGroup>,
    /// `actor`.
    pub actors: Vec<Choice>,
    /// `from`, as a browser's field takes it.
    pub from: String,
    /// `until`, that day included.
    pub until: String,
    /// `object`: one thing whose acts alone are shown, and what it is called.
    pub object: Option<(String, String)>,
    /// Whether anything is set.
    pub set: bool,
}

/// Acts of a kind.
#[derive(Clone, Debug)]
pub struct ActGroup {
    /// Its name.
    pub label: String,
    /// The kind as a whole, then its acts.
    pub acts: Vec<Choice>,
}

/// An act in the list.
#[derive(Clone, Debug)]
pub struct ActRow {
    /// Its page.
    pub href: String,
    /// What was done.
    pub what: String,
    /// Who did it; none once that was erased.
    pub who: Option<String>,
    /// On what; none where there is nothing to say, or once that was erased.
    pub object: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Its place in the log.
    pub index: Option<u64>,
}

/// Where checkpoints are sent, as a form.
#[derive(Clone, Debug, Default)]
pub struct OutletForm {
    /// `address`.
    pub address: Field,
    /// `hours`.
    pub every: Vec<Choice>,
    /// What was taken last: how many entries it covers, and when.
    pub sent: Option<(u64, Timestamp)>,
    /// Why the last try failed, and when.
    pub failure: Option<(String, Timestamp)>,
    /// Whether checkpoints are sent anywhere.
    pub on: bool,
}

/// `GET /audit/{id}`, and the answer of `POST /audit/{id}/reveal`.
#[derive(Clone, Debug, Template)]
#[template(path = "audit/entry.html")]
pub struct ActPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The act.
    pub row: ActRow,
    /// Its identifier.
    pub id: String,
    /// The page of what it was done to.
    pub thing: Option<String>,
    /// The journal of what it was done to.
    pub history: Option<String>,
    /// The request that asked for it.
    pub request: Option<String>,
    /// Its hash in the tree.
    pub leaf: Option<String>,
    /// Whether its content was erased.
    pub erased: bool,
    /// The details, once they are opened: names and values.
    pub details: Option<Vec<(String, String)>>,
}
