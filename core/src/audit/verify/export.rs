//! A file that was taken away, checked without any database: by the key that the file names, or better by one that was given by
//! somebody else.

use super::{Fault, Finding, Report, Verifier};
use crate::audit::acts::ERASE;
use crate::audit::export::{FORMAT, Header, Line, erased_by};
use crate::audit::note::LogKey;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use uuid::Uuid;

/// Why a file cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// It is no export of a log, or one of a later version.
    #[error("this is no export of an audit log in the format {FORMAT}")]
    Format,
    /// Its key is not the one that was given.
    #[error("the file names another key than the one given: it is of another log, or was made up")]
    OtherKey,
}

/// Checks a file from its first line to its last; what is wrong with the log is the inner result. `key` is the log's verifier key as
/// its owner or an earlier file gave it; without it the file's own is believed, which whoever made the file up could have chosen.
///
/// # Errors
/// [`FileError`].
pub fn verify(path: &Path, key: Option<&LogKey>, known: &[String]) -> Result<Result<Report, Finding>, FileError> {
    let forgiven = forgiven(path)?;
    let mut lines = BufReader::new(File::open(path)?).split(b'\n');
    let header = header(lines.next().transpose()?)?;
    let own: LogKey = header.key.parse().map_err(|_| FileError::Format)?;
    if key.is_some_and(|key| *key != own) {
        return Err(FileError::OtherKey);
    }
    let mut verifier = match Verifier::new(own, known) {
        Ok(verifier) => verifier,
        Err(finding) => return Ok(Err(finding)),
    };
    for line in lines {
        if let Err(finding) = take(&mut verifier, &line?, &forgiven) {
            return Ok(Err(finding));
        }
    }
    if verifier.size() < header.size {
        return Ok(Err(Finding::span(Fault::Missing, verifier.size(), header.size)));
    }
    if verifier.size() > header.size {
        return Ok(Err(Finding::span(Fault::Order, header.size, verifier.size())));
    }
    Ok(verifier.end())
}

/// A line that cannot be read stands for the entry that should be there.
fn take(verifier: &mut Verifier, line: &[u8], forgiven: &HashSet<Uuid>) -> Result<(), Finding> {
    let here = verifier.size();
    let altered = || Finding::span(Fault::Altered, here, here);
    match serde_json::from_slice(line).map_err(|_| altered())? {
        Line::Log(_) => Err(altered()),
        Line::Entry(entry) => {
            let record = entry.record().ok_or_else(altered)?;
            verifier.entry(&record, forgiven.contains(&record.id))?;
            // Nothing is stored beside it to compare with.
            verifier.take_filled();
            Ok(())
        }
        // It stands behind the last entry it covers.
        Line::Checkpoint(checkpoint) if checkpoint.size > here => {
            Err(Finding::span(Fault::Missing, here, checkpoint.size))
        }
        Line::Checkpoint(checkpoint) => verifier.checkpoint(&checkpoint.note).map(drop),
    }
}

fn header(line: Option<Vec<u8>>) -> Result<Header, FileError> {
    match line.and_then(|line| serde_json::from_slice(&line).ok()) {
        Some(Line::Log(header)) if header.format == FORMAT => Ok(header),
        _ => Err(FileError::Format),
    }
}

/// The entries whose erasure is on record: these records come behind what they are about, so that they are looked for first.
fn forgiven(path: &Path) -> Result<HashSet<Uuid>, FileError> {
    let mut forgiven = HashSet::new();
    for line in BufReader::new(File::open(path)?).split(b'\n') {
        if let Ok(Line::Entry(entry)) = serde_json::from_slice(&line?)
            && entry.action == ERASE
        {
            forgiven.extend(entry.details.iter().flat_map(|details| erased_by(details)));
        }
    }
    Ok(forgiven)
}
