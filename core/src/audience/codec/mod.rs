//! The index as bytes, so that a restart reloads it in milliseconds instead of reading every contact again.
//!
//! ```text
//! "relaisAU" · version u16 · sequence u64 · len u32 · live: set
//! categories u16 × (key: text16 · values u32 × text16 · width u8 · len × code)
//! numbers    u16 × (key: text16 · kind u8 · width u8 · len × IEEE 754)
//! flags      u16 × (key: text16 · by_row u8 · members: set)
//! CRC-32 of all of the above, u32
//! ```
//! Little-endian throughout. `text16` is a u16 length and UTF-8; `set` a u32 length and the portable roaring
//! format. The bitmaps of categories are not written: they follow from the codes, and cannot then disagree with
//! them. The checksum finds accidents; against intent the bytes are sealed by whoever stores them.

mod read;
mod write;

/// Written first, so that other bytes are told apart from an older version.
const MAGIC: [u8; 8] = *b"relaisAU";
/// Counted up with every change of the format, or of what a flag means; another version is not read, the index is built
/// anew.
const VERSION: u16 = 2;

/// Why bytes are not an index. The index is then built from the contacts again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// These bytes were never an index.
    #[error("not an audience index")]
    NotAnIndex,
    /// An index of another version of this program.
    #[error("an audience index of version {0}, this program reads version {VERSION}")]
    Version(u16),
    /// The checksum is wrong: cut short or altered.
    #[error("an audience index that was cut short or altered")]
    Damaged,
    /// The checksum is right, the content makes no sense.
    #[error("an audience index that contradicts itself: {0}")]
    Invalid(&'static str),
}
