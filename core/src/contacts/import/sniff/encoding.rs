//! Text or not, and in which encoding: UTF-8 or Windows-1252, the two in which French CSV files come.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::FileError;

/// The byte order mark that Excel writes before UTF-8.
pub(super) const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with a mark or without.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, which contains ISO 8859-1 as far as text goes.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// Text of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Whether the cell was not in the encoding of the file and has been read as Windows-1252 instead.
    pub repaired: bool,
}

impl Encoding {
    /// Decodes one cell. A cell of a UTF-8 file that is not UTF-8 was pasted from elsewhere and is read as Windows-1252.
    pub fn decode(self, bytes: &[u8]) -> Decoded<'_> {
        match (self, std::str::from_utf8(bytes)) {
            (Self::Utf8, Ok(text)) => Decoded {
                text: Cow::Borrowed(text),
                repaired: false,
            },
            (encoding, _) => {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
                Decoded {
                    text,
                    repaired: encoding == Self::Utf8,
                }
            }
        }
    }
}

/// Refuses what is not text, by the marks of well-known formats and by control characters.
pub(super) fn check_text(head: &[u8]) -> Result<(), FileError> {
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| head.starts_with(mark));
    if begins(&[b"\xFF\xFE", b"\xFE\xFF"]) {
        return Err(FileError::Utf16);
    }
    // A zip archive is what .xlsx and .ods are; the other is the compound file of .xls.
    if begins(&[b"PK\x03\x04", b"PK\x05\x06", b"\xD0\xCF\x11\xE0"]) {
        return Err(FileError::Spreadsheet);
    }
    if begins(&[b"%PDF-", b"\x1F\x8B", b"{\\rtf"]) {
        return Err(FileError::Binary);
    }
    let visible = head.strip_prefix(UTF8_MARK).unwrap_or(head).trim_ascii_start();
    let opening = &visible[..visible.len().min(9)];
    if [b"<!doctype".as_slice(), b"<html", b"<?xml", b"<table"]
        .iter()
        .any(|tag| opening.len() >= tag.len() && opening[..tag.len()].eq_ignore_ascii_case(tag))
    {
        return Err(FileError::Markup);
    }
    let nul = head.iter().filter(|byte| **byte == 0).count();
    // UTF-16 without a mark: in Latin text every second byte is zero.
    if nul > 0 && nul >= head.len() / 3 {
        return Err(FileError::Utf16);
    }
    let control = head
        .iter()
        .filter(|b| b.is_ascii_control() && !b.is_ascii_whitespace())
        .count();
    if nul > 0 || control > head.len() / 20 {
        return Err(FileError::Binary);
    }
    Ok(())
}

/// Watches whether a stream of chunks is UTF-8; a character may be cut between two of them.
#[derive(Debug, Default)]
pub(super) struct Scan {
    cut: [u8; 4],
    cut_len: usize,
    characters: u64,
    invalid: u64,
}

impl Scan {
    /// Takes the next chunk.
    pub fn feed(&mut self, mut chunk: &[u8]) {
        while self.cut_len > 0 && !chunk.is_empty() {
            self.cut[self.cut_len] = chunk[0];
            match std::str::from_utf8(&self.cut[..=self.cut_len]) {
                Ok(_) => {
                    self.characters += 1;
                    self.cut_len = 0;
                    chunk = &chunk[1..];
                }
                Err(error) if error.error_len().is_none() => {
                    self.cut_len += 1;
                    chunk = &chunk[1..];
                }
                // The byte does not belong to the cut character and may begin another.
                Err(_) => {
                    self.invalid += 1;
                    self.cut_len = 0;
                }
            }
        }
        loop {
            match std::str::from_utf8(chunk) {
                Ok(text) => return self.characters += beyond_ascii(text.as_bytes()),
                Err(error) => {
                    let (valid, rest) = chunk.split_at(error.valid_up_to());
                    self.characters += beyond_ascii(valid);
                    let Some(length) = error.error_len() else {
                        self.cut[..rest.len()].copy_from_slice(rest);
                        self.cut_len = rest.len();
                        return;
                    };
                    self.invalid += 1;
                    chunk = &rest[length..];
                }
            }
        }
    }

    /// The encoding, once all has passed. Accented text in Windows-1252 is almost never valid UTF-8 by chance, so a file with
    /// many valid characters and few errors is UTF-8 into which something else was pasted.
    pub fn finish(&self) -> Encoding {
        let invalid = self.invalid + u64::from(self.cut_len > 0);
        if self.characters >= 4 * invalid {
            Encoding::Utf8
        } else {
            Encoding::Windows1252
        }
    }
}

/// How many characters of valid UTF-8 are not ASCII.
fn beyond_ascii(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte >= 0xC0).count() as u64
}
