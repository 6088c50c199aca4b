//! Checking a log, from its first entry to its last, knowing nothing but its key: the rows of a tenant ([`stored`]) or a file that
//! was taken away ([`export`]).
//!
//! The [`Verifier`] computes the tree anew. Each entry must be what its commitment was made over; each checkpoint must bear the
//! signature of the log's key and the root that comes out at its size; and checkpoints that somebody kept outside must fit, which is
//! the only way to see that a log was rolled back. Whoever writes into the database cannot sign, so that a change either contradicts
//! a hash beside it, and the very entry is named, or a signature, and the entries between two signatures are.

pub mod export;
mod finding;
pub mod stored;

pub use finding::{Fault, Finding, Report};

use super::note::{Checkpoint, LogKey};
use super::tiles::{Edge, Tile};
use super::tree::{TreeHash, leaf_hash};
use relais_tenants::audit::leaf::{self, Event, Hash};
use relais_tenants::clock::Millis;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An entry as it is checked.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its place.
    pub index: u64,
    /// Its identifier.
    pub id: Uuid,
    /// When it was recorded.
    pub at: Millis,
    /// What was done.
    pub action: String,
    /// What the tree holds of it.
    pub commitment: Hash,
    /// What it says; none once that was erased.
    pub said: Option<Said>,
}

/// What an entry says, with what is needed to check it.
#[derive(Clone, Debug)]
pub struct Said {
    /// Who.
    pub actor: String,
    /// On what.
    pub object: String,
    /// By which request; empty when it is not known.
    pub request: String,
    /// The salt of the event.
    pub salt: Hash,
    /// The hash of the details.
    pub details_hash: Hash,
    /// The details and their salt, where they are open.
    pub details: Option<(Hash, String)>,
}

impl Record {
    /// Whether it says what its commitment was made over. Of an erased one nothing can be said.
    fn holds(&self) -> bool {
        let Some(said) = &self.said else { return true };
        let event = Event {
            id: self.id,
            at: self.at,
            actor: &said.actor,
            action: &self.action,
            object: &said.object,
            request: &said.request,
            details: said.details_hash,
        };
        let open = said.details.as_ref();
        let details = open.is_none_or(|(salt, text)| leaf::details_hash(salt, text) == said.details_hash);
        details && event.commitment(&said.salt) == self.commitment
    }

    fn leaf(&self) -> TreeHash {
        leaf_hash(&leaf::leaf(self.id, self.at, &self.action, &self.commitment))
    }
}

/// Computes a log anew, entry by entry.
pub struct Verifier {
    key: LogKey,
    edge: Edge,
    /// Checkpoints from outside that are still ahead.
    known: BTreeMap<u64, TreeHash>,
    /// Up to here a signed checkpoint was met and fits.
    sure: u64,
    /// Up to here one from outside did. A log that was forked and signed on fits its own checkpoints.
    met: u64,
    erased: u64,
    checkpoints: u64,
    compared: u64,
}

impl Verifier {
    /// For the log of `key`, against checkpoints that were kept outside.
    ///
    /// # Errors
    /// A [`Finding`] when one of these is not signed by this log's key.
    pub fn new(key: LogKey, known: &[String]) -> Result<Self, Finding> {
        let mut expected = BTreeMap::new();
        for note in known {
            let checkpoint = key.open(note).map_err(Finding::given)?;
            if checkpoint.size == 0 {
                // Every log begins with nothing.
                continue;
            }
            if let Some(other) = expected.insert(checkpoint.size, checkpoint.root)
                && other != checkpoint.root
            {
                // The key itself has signed two histories.
                return Err(Finding::span(Fault::Forked, 0, checkpoint.size));
            }
        }
        Ok(Self {
            key,
            edge: Edge::default(),
            known: expected,
            sure: 0,
            met: 0,
            erased: 0,
            checkpoints: 0,
            compared: 0,
        })
    }

    /// Entries so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// Takes the next entry and returns its leaf hash. `forgiven` says whether an erasure of it is on record.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn entry(&mut self, record: &Record, forgiven: bool) -> Result<TreeHash, Finding> {
        let next = self.edge.size();
        if record.index > next {
            return Err(Finding::span(Fault::Missing, next, record.index));
        }
        if record.index < next {
            return Err(Finding::entry(Fault::Order, record.index, record.id));
        }
        if !record.holds() {
            return Err(Finding::entry(Fault::Altered, next, record.id));
        }
        if record.said.is_none() {
            if !forgiven {
                return Err(Finding::entry(Fault::Emptied, next, record.id));
            }
            self.erased += 1;
        }
        let leaf = record.leaf();
        self.edge.push(leaf);
        if let Some(root) = self.known.remove(&self.edge.size()) {
            self.compared += 1;
            if root != self.edge.root() {
                return Err(Finding::span(Fault::Forked, self.met, self.edge.size()));
            }
            self.met = self.edge.size();
            self.sure = self.met;
        }
        Ok(leaf)
    }

    /// Takes a checkpoint of the log itself, over the entries so far.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn checkpoint(&mut self, note: &str) -> Result<Checkpoint, Finding> {
        let size = self.edge.size();
        let unsigned = |_| Finding::span(Fault::Unsigned, self.sure, size);
        let checkpoint = self.key.open(note).map_err(unsigned)?;
        if checkpoint.size != size {
            return Err(Finding::span(Fault::Unsigned, self.sure, size));
        }
        if checkpoint.root != self.edge.root() {
            return Err(Finding::span(Fault::Rewritten, self.sure, size));
        }
        self.sure = size;
        self.checkpoints += 1;
        Ok(checkpoint)
    }

    /// Full tiles since this was last asked for, to be compared with those that are stored.
    pub fn take_filled(&mut self) -> Vec<(Tile, Vec<TreeHash>)> {
        self.edge.take_filled()
    }

    /// The partial tiles at the end.
    pub fn partial(&self) -> impl Iterator<Item = (Tile, &[TreeHash])> {
        self.edge.partial()
    }

    /// Ends: nothing may be behind the last checkpoint, nor a checkpoint from outside ahead of it.
    ///
    /// # Errors
    /// What is wrong with the end.
    pub fn end(self) -> Result<Report, Finding> {
        let size = self.edge.size();
        if self.sure < size {
            return Err(Finding::span(Fault::Unsigned, self.sure, size));
        }
        if let Some((ahead, _)) = self.known.last_key_value() {
            return Err(Finding::span(Fault::RolledBack, size, *ahead));
        }
        Ok(Report {
            size,
            erased: self.erased,
            checkpoints: self.checkpoints,
            compared: self.compared,
            root: self.edge.root(),
            key: self.key,
        })
    }
}

#[cfg(test)]
mod tests;
