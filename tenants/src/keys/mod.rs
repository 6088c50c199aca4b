//! Keys: what makes a copy of the database useless to whoever takes it.
//!
//! One master key, held outside of the database, wraps the keys of each tenant ([`WrappedKey`] rows):
//! data keys in versions, an index key, a suppression key, a token key and the key that signs the audit log. [`TenantKeys`] seals fields and chunks of
//! files, and computes the blind indexes by which a sealed value is found again.
//!
//! Here is no database: the rows are stored, rotated and destroyed by the rooms that own the tables.
//! Here is no normalisation either: who computes an index passes the value in its one canonical form
//! (email in lower case with an IDNA domain, phone in E.164).

mod aead;
mod audit;
mod blob;
mod column;
mod error;
mod field;
mod index;
mod master;
mod ring;
mod wrapped;

pub use audit::AuditKey;
pub use blob::{CHUNK_BYTES, Chunk, OpenedChunk, SEALED_CHUNK_BYTES};
pub use error::KeyError;
pub use field::{Aad, Sealed};
pub use index::{BlindIndex, Indexer, RETURN_MARK_BYTES, SuppressionHash, TOKEN_BYTES};
pub use master::{KeyCheck, MasterKey};
pub use ring::TenantKeys;
pub use wrapped::{Purpose, WrappedKey};

pub(crate) use column::fixed_bytes_column;

/// Owner of the keys that belong to no tenant: those of the control tables.
pub const INSTALLATION: uuid::Uuid = uuid::Uuid::nil();
