//! The audit log: what was recorded with each act, ordered into a tree that shows any later change, signed, proven, published.
//!
//! `relais_tenants::audit` stages an entry in the act's own transaction. Here it gets its place ([`sequence`]), in a Merkle tree as
//! RFC 6962 defines it ([`tree`], kept by [`tiles`]), whose root is signed after each round ([`note`]). [`proof`] makes proofs,
//! [`export`] writes all of it into a file, [`verify`] checks the rows or such a file, [`erase`] drops what an entry says of a person
//! and leaves the tree whole, [`outlet`] takes checkpoints out of the house.
//!
//! What leaves and events are made of, byte by byte, is in `relais_tenants::audit::leaf` and, for those who write their own
//! verifier, in `docs/compliance.md`.

pub mod acts;
mod entries;
mod erase;
pub mod export;
pub mod hex;
pub mod note;
pub mod outlet;
pub mod proof;
mod sequence;
mod store;
pub mod tiles;
pub mod tree;
pub mod verify;

pub use entries::{Content, Entry, Revealed, Wanted, find, in_order, latest, reveal};
pub use erase::erase;
pub use sequence::{catch_up, sequence};
pub use store::{Signed, Status, checkpoint_of, newest, status};

use relais_tenants::database;

/// Why the log cannot be read or continued.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// What is stored does not fit together, so that nothing may be signed on top of it.
    #[error("the audit log was damaged: {0}")]
    Damaged(String),
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

type Result<T, E = AuditError> = std::result::Result<T, E>;
