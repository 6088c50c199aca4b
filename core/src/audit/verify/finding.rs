//! What verifying comes to.

use super::super::note::{LogKey, NoteError};
use super::super::tree::TreeHash;
use std::fmt;
use uuid::Uuid;

/// What is wrong with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Entries are not there.
    Missing,
    /// An entry is not what was recorded.
    Altered,
    /// An entry stands where another belongs.
    Order,
    /// An entry's content is gone and no erasure of it is on record.
    Emptied,
    /// Stored hashes are not those of the entries.
    Hashes,
    /// A checkpoint of the log is missing, was altered, or bears another signature.
    Unsigned,
    /// The entries fit each other, and not what was signed: one of them was written anew.
    Rewritten,
    /// The log is not the one that a given checkpoint was made of.
    Forked,
    /// The log is shorter than a given checkpoint.
    RolledBack,
    /// What was given to compare with is no checkpoint of this log.
    Given(NoteError),
}

impl Fault {
    /// Its name, for those who choose words of their own.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Altered => "altered",
            Self::Order => "order",
            Self::Emptied => "emptied",
            Self::Hashes => "hashes",
            Self::Unsigned => "unsigned",
            Self::Rewritten => "rewritten",
            Self::Forked => "forked",
            Self::RolledBack => "rolled-back",
            Self::Given(_) => "given",
        }
    }
}

/// The first thing that is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Finding {
    /// What.
    pub fault: Fault,
    /// The first entry it may concern.
    pub first: u64,
    /// The last one.
    pub last: u64,
    /// The entry's identifier, where it is this one and no other.
    pub id: Option<Uuid>,
}

impl Finding {
    /// About one entry.
    pub(super) fn entry(fault: Fault, index: u64, id: Uuid) -> Self {
        Self {
            fault,
            first: index,
            last: index,
            id: Some(id),
        }
    }

    /// About the entries from `start` up to, not including, `end`.
    pub(super) fn span(fault: Fault, start: u64, end: u64) -> Self {
        Self {
            fault,
            first: start,
            last: end.saturating_sub(1).max(start),
            id: None,
        }
    }

    /// About what was given to compare with.
    pub(super) fn given(error: NoteError) -> Self {
        Self::span(Fault::Given(error), 0, 0)
    }
}

/// In English, for the command line.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last, .. } = *self;
        let entry = match (self.id, first == last) {
            (Some(id), _) => format!("entry {first} ({id})"),
            (None, true) => format!("entry {first}"),
            (None, false) => format!("one of the entries {first} to {last}"),
        };
        let all = if first == last {
            format!("entry {first} is")
        } else {
            format!("entries {first} to {last} are")
        };
        match self.fault {
            Fault::Missing => write!(f, "{all} missing; the first bad entry is {first}"),
            Fault::Altered => write!(f, "{entry} was altered; it is the first bad entry"),
            Fault::Order => write!(f, "{entry} is there twice or out of order; it is the first bad entry"),
            Fault::Emptied => write!(
                f,
                "the content of {entry} was removed, and no erasure of it is on record; it is the first bad entry"
            ),
            Fault::Hashes => write!(
                f,
                "the stored hashes over {entry} were altered or are missing; the first bad entry is {first}"
            ),
            Fault::Unsigned => write!(
                f,
                "no checkpoint signed by this log’s key covers {entry}; the first bad entry is {first}"
            ),
            Fault::Rewritten => write!(
                f,
                "{entry} was rewritten: together they are not what the log’s key has signed; the first bad entry is not before {first}"
            ),
            Fault::Forked => write!(
                f,
                "this is not the log the given checkpoint was made of: {entry} differs; the first bad entry is not before {first}"
            ),
            Fault::RolledBack => write!(
                f,
                "the log was rolled back or cut off: the given checkpoint covers {} entries, {all} missing; the first bad entry is {first}",
                last + 1
            ),
            Fault::Given(error) => write!(f, "the given checkpoint cannot be compared with: {error}"),
        }
    }
}

/// A log in which nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Entries.
    pub size: u64,
    /// Of these, erased on record.
    pub erased: u64,
    /// Its own checkpoints, each with signature and root.
    pub checkpoints: u64,
    /// Checkpoints from outside that it was compared with.
    pub compared: u64,
    /// The root over all entries.
    pub root: TreeHash,
    /// The key that signed.
    pub key: LogKey,
}
