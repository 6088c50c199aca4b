//! What kind of file was uploaded: its encoding, delimiter, line ends, header and first rows, or why it is no CSV file.
//!
//! The whole file passes by once, chunk after chunk, while it is stored; only its head is kept.
//! Not here: what the columns mean (`columns`).

mod delimiter;
mod encoding;
mod header;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::contacts::import::reader::{Entry, Position, RecordReader, Shape};

pub use delimiter::{Delimiter, LineEnd};
pub use encoding::{Decoded, Encoding};

/// How much of the file is looked at to find its shape and sample its values, in bytes.
pub const HEAD: usize = 512 * 1024;

/// How many rows of the head are kept as samples.
pub const SAMPLE_ROWS: usize = 1_000;

/// Most columns of a file.
pub const MAX_COLUMNS: usize = 500;

/// Why a file cannot be imported at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FileError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// UTF-16, as spreadsheets write «Unicode text»: to be saved as «CSV UTF-8».
    #[error("the file is UTF-16 and must be saved as UTF-8")]
    Utf16,
    /// An Excel or OpenDocument file: to be saved as CSV.
    #[error("the file is a spreadsheet and must be saved as CSV")]
    Spreadsheet,
    /// HTML or XML, which some programs export under the name of a spreadsheet.
    #[error("the file is HTML or XML and must be saved as CSV")]
    Markup,
    /// No text: an image, an archive, a PDF.
    #[error("the file is not text")]
    Binary,
    /// More than [`MAX_COLUMNS`] columns.
    #[error("the file has too many columns")]
    TooManyColumns,
    /// Not one row under its titles, or a line of prose.
    #[error("the file has no row")]
    NoRows,
}

/// How the file is to be read: everything a later pass needs, to be kept with the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// What ends a line.
    pub line_end: LineEnd,
    /// How text is encoded.
    pub encoding: Encoding,
    /// Whether the first record names the columns.
    pub has_header: bool,
    /// How many columns there are.
    pub columns: usize,
    /// Where the first record of data starts, after mark, hint and header.
    pub data: Position,
    /// Whether nothing in the first record told what it is: `has_header` is a guess somebody has to look at.
    #[serde(default)]
    pub guessed: bool,
    /// Number of the line where the first record starts.
    #[serde(default)]
    pub first_line: u64,
}

impl Dialect {
    /// What the record reader needs.
    pub fn shape(&self) -> Shape {
        Shape {
            delimiter: self.delimiter,
            line_end: self.line_end,
            columns: self.columns,
        }
    }
}

/// What is known of a file beside its bytes.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// Whether its first record names the columns, when somebody said so.
    pub header: Option<bool>,
    /// How its text is encoded, when the whole of it passed by before.
    pub encoding: Option<Encoding>,
    /// What a column without a name is called, before its number.
    pub column: &'a str,
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self {
            header: None,
            encoding: None,
            column: "Colonne",
        }
    }
}

/// What a file turned out to be.
#[derive(Clone, Debug)]
pub struct Sniffed {
    /// How to read it.
    pub dialect: Dialect,
    /// Size of the whole file, in bytes.
    pub bytes: u64,
    /// One name per column, as written; a column without one is called by its number: «Colonne 3».
    pub headers: Vec<String>,
    /// The first rows, decoded and trimmed, as many cells in each as there are columns.
    pub samples: Vec<Vec<String>>,
    unnamed: Vec<bool>,
}

impl Sniffed {
    /// Whether the file gives a column no name, so that its header is only its number.
    pub fn unnamed(&self, column: usize) -> bool {
        self.unnamed.get(column).copied().unwrap_or(true)
    }
}

/// Takes the file chunk by chunk.
#[derive(Debug, Default)]
pub struct Sniffer {
    head: Vec<u8>,
    bytes: u64,
    scan: encoding::Scan,
}

impl Sniffer {
    /// Before the first chunk.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next chunk of the file.
    pub fn feed(&mut self, chunk: &[u8]) {
        let kept = chunk.len().min(HEAD - self.head.len());
        self.head.extend_from_slice(&chunk[..kept]);
        self.bytes += chunk.len() as u64;
        self.scan.feed(chunk);
    }

    /// How many bytes have passed.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Draws the conclusion, once the whole file has passed.
    pub fn finish(self) -> Result<Sniffed, FileError> {
        self.finish_told(&Told::default())
    }

    /// The same, with what is known of the file already.
    pub fn finish_told(self, told: &Told<'_>) -> Result<Sniffed, FileError> {
        encoding::check_text(&self.head)?;
        let whole = self.bytes == self.head.len() as u64;
        let mut head = self.head.as_slice();
        let line_end = delimiter::line_end(head);
        if !whole {
            // The last line is most likely cut. No list has a first line this long.
            let end = delimiter::last_line_end(head, line_end).ok_or(FileError::Binary)?;
            head = &head[..end];
        }
        let mut start = Position::START;
        if head.starts_with(encoding::UTF8_MARK) {
            start.byte = encoding::UTF8_MARK.len() as u64;
        }
        let mut hinted = None;
        if let Some((delimiter, length)) = delimiter::hint(&head[start.byte as usize..]) {
            hinted = Some(delimiter);
            start = Position {
                byte: start.byte + length as u64,
                line: start.line + 1,
            };
        }
        let body = &head[start.byte as usize..];
        if body.iter().all(u8::is_ascii_whitespace) {
            return Err(FileError::Empty);
        }
        let delimiter = hinted.unwrap_or_else(|| delimiter::guess(body, line_end));
        let encoding = told.encoding.unwrap_or_else(|| self.scan.finish());
        survey(
            body,
            start,
            Shape {
                delimiter,
                line_end,
                columns: 0,
            },
            Told {
                encoding: Some(encoding),
                ..told.clone()
            },
            self.bytes,
        )
    }
}

/// Reads header and samples.
fn survey(body: &[u8], start: Position, shape: Shape, told: Told<'_>, bytes: u64) -> Result<Sniffed, FileError> {
    let encoding = told.encoding.unwrap_or(Encoding::Utf8);
    let mut data = start;
    let mut first = None;
    let mut reader = RecordReader::new(body, shape, start);
    while first.is_none() {
        // Reading from memory does not fail; blank and broken lines before the header are passed over.
        let cells = match reader.read() {
            Ok(Some(Entry::Record(record))) => Some(texts(record.cells(), encoding)),
            Ok(Some(_)) => None,
            Ok(None) | Err(_) => break,
        };
        match cells {
            Some(cells) => first = Some((cells, reader.position())),
            None => data = reader.position(),
        }
    }
    let (first, after) = first.ok_or(FileError::Empty)?;
    let columns = first.len();
    if columns > MAX_COLUMNS {
        return Err(FileError::TooManyColumns);
    }
    let rest = &body[(after.byte - start.byte) as usize..];
    let mut samples = samples(rest, after, Shape { columns, ..shape }, encoding);
    let header::Judged { names, guessed } = header::judge(&first, &samples);
    let has_header = told.header.unwrap_or(names);
    let first_line = data.line;
    let unnamed = first.iter().map(|name| !has_header || name.is_empty()).collect();
    let headers = header::names(has_header.then_some(&first), columns, told.column);
    if has_header {
        data = after;
    } else {
        samples.insert(0, first);
        samples.truncate(SAMPLE_ROWS);
    }
    Ok(Sniffed {
        dialect: Dialect {
            delimiter: shape.delimiter,
            line_end: shape.line_end,
            encoding,
            has_header,
            columns,
            data,
            guessed: guessed && told.header.is_none(),
            first_line,
        },
        bytes,
        headers,
        samples,
        unnamed,
    })
}

/// The first rows, each with as many cells as there are columns.
fn samples(body: &[u8], start: Position, shape: Shape, encoding: Encoding) -> Vec<Vec<String>> {
    let mut reader = RecordReader::new(body, shape, start);
    let mut samples = Vec::new();
    while samples.len() < SAMPLE_ROWS {
        match reader.read() {
            Ok(Some(Entry::Record(record))) => {
                let mut row = texts(record.cells(), encoding);
                row.resize(shape.columns, String::new());
                samples.push(row);
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => break,
        }
    }
    samples
}

fn texts<'a>(cells: impl Iterator<Item = &'a [u8]>, encoding: Encoding) -> Vec<String> {
    cells.map(|cell| encoding.decode(cell).text.trim().to_owned()).collect()
}
