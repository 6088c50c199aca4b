//! CSV import: from the bytes of a file to contacts, every line of the file accounted for.
//!
//! What is listed first needs no database and no clock and is pure:
//! `sniff` finds out what kind of file it is, `reader` cuts it into records, `columns` decides what each column means,
//! `normalise` brings one value into its canonical form, `draft` makes one record into a contact to be, with its problems.
//! `upload` takes a file in, `preview` looks it through, `commit` orders that it be entered, `run` enters it, `record` keeps it,
//! `found` seals what its columns are called.
//! Not here: sentences about problems (`web` translates the codes), consent and suppression (`consent`).

pub mod columns;
mod commit;
pub mod draft;
mod found;
pub mod normalise;
mod preview;
pub mod reader;
mod record;
mod run;
mod scan;
pub mod sniff;
mod store_batch;
mod upload;

pub use commit::{CommitError, MAX_EVIDENCE, commit};
pub use record::{
    Counts, Duplicate, Import, ImportId, LineProblem, LineReason, OnConflict, Order, Status, Summary, effect, get,
    list, problems,
};
pub use run::work;
pub use upload::{Reading, Upload, UploadError, correct, discard, samples};
