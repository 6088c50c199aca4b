//! What can go wrong with keys and sealed values.

use std::io;
use std::path::PathBuf;

use super::Purpose;

/// Why a key cannot be used or a sealed value cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The master key is well formed but is not the one that sealed this database.
    #[error("this is not the master key that sealed this database")]
    WrongMaster,
    /// The master key is neither 32 raw bytes nor their base64.
    #[error("a master key is 32 bytes, raw or in base64")]
    MasterFormat,
    /// The master key file cannot be read or created.
    #[error("master key file {}", path.display())]
    MasterFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A tenant's key row is missing: it was never made, or the tenant was erased.
    #[error("the {} key of this tenant does not exist", .0.as_str())]
    Missing(Purpose),
    /// Two rows claim the same purpose and version.
    #[error("the {} key of this tenant exists twice in version {}", .0.as_str(), .1)]
    Twice(Purpose, i32),
    /// A stored purpose that this program does not know.
    #[error("unknown key purpose {0:?}")]
    UnknownPurpose(String),
    /// A key version outside of 1 to 65535.
    #[error("key version {0} is out of range")]
    VersionRange(i32),
    /// Sealed under a version that these keys do not hold: another node has rotated them (load them
    /// again), or that version was retired.
    #[error("sealed under key version {0}, which is not loaded")]
    UnknownVersion(u16),
    /// Too short, or in a format that this program does not know.
    #[error("this is not a sealed value")]
    NotSealed,
    /// Altered, moved from another tenant, table, column, row or place in a file, or sealed by another key.
    #[error("the sealed value was altered or belongs elsewhere")]
    Refused,
    /// The opened value was expected to be text.
    #[error("the opened value is not UTF-8")]
    NotText,
}
