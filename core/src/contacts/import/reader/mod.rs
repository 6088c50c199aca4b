//! A CSV file as a stream of records, in flat memory, each line of the file accounted for.
//!
//! The reader can be left after any entry and taken up again from its [`Position`]. It hands out raw bytes: decoding and
//! meaning are the business of `draft`; which delimiter and line ends the file has is found out by `sniff`.

mod cells;
mod multiline;
mod window;

#[cfg(test)]
mod tests;

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use crate::contacts::import::sniff::{Delimiter, LineEnd};

use cells::Cells;
use window::{Found, Line, Window};

/// Longest record, in bytes. Bounds the memory a reader takes.
pub const MAX_RECORD: usize = 1024 * 1024;

/// Most lines of one record. A cell of more lines than this is a stray quote.
pub const MAX_RECORD_LINES: u64 = 1_000;

/// How many cells more than the header a record of several lines may have before it is taken for swallowed lines.
const SPARE_CELLS: usize = 16;

/// How many lines after a broken quote may be taken for the rest of its cell.
const MAX_GIVEN_UP: u64 = 100;

/// A place in the file, where a record starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Offset in bytes from the start of the file.
    pub byte: u64,
    /// Line number, from 1.
    pub line: u64,
}

impl Position {
    /// The start of a file.
    pub const START: Self = Self { byte: 0, line: 1 };
}

/// How to cut the file: what the reader needs to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// What ends a line.
    pub line_end: LineEnd,
    /// Cells of the header; 0 when not known yet.
    pub columns: usize,
}

/// Why lines could not be read as records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// A quote opens in the first of the lines and is not closed where a cell ends.
    UnterminatedQuote,
    /// A line of more than [`MAX_RECORD`] bytes.
    LineTooLong,
}

/// What stands at one place of the file. The lines of all entries together are all the lines from the start position on.
#[derive(Debug)]
pub enum Entry<'a> {
    /// A record.
    Record(Record<'a>),
    /// One line without anything in its cells.
    Blank {
        /// Its number.
        line: u64,
    },
    /// Lines given up; reading goes on after them.
    Unreadable {
        /// Number of the first.
        line: u64,
        /// How many.
        lines: u64,
        /// Why.
        reason: Unreadable,
    },
}

/// The cells of one record, unquoted, in the encoding of the file.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    start: Position,
    lines: u64,
    data: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Record<'a> {
    /// Number of the line where the record starts.
    pub fn line(&self) -> u64 {
        self.start.line
    }

    /// Where the record starts.
    pub fn start(&self) -> Position {
        self.start
    }

    /// How many lines of the file it takes; more than one when a quoted cell has line breaks.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no cell; never so for a record that was read.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell of a column, from 0.
    pub fn get(&self, column: usize) -> Option<&'a [u8]> {
        let end = *self.ends.get(column)?;
        let start = if column == 0 { 0 } else { *self.ends.get(column - 1)? };
        self.data.get(start..end)
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let record = *self;
        (0..record.len()).filter_map(move |column| record.get(column))
    }
}

/// Reads records from a source that stands at a known position.
pub struct RecordReader<R> {
    window: Window<R>,
    cells: Cells,
    shape: Shape,
    position: Position,
}

impl<R: Read> RecordReader<R> {
    /// Reads on from `position`: the source must already stand at its byte.
    pub fn new(source: R, shape: Shape, position: Position) -> Self {
        let cells = Cells::new(shape.delimiter.byte());
        Self {
            window: Window::new(source, shape.line_end),
            cells,
            shape,
            position,
        }
    }

    /// Where the next entry starts: what to keep in order to go on later.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The next entry; `None` at the end of the file.
    pub fn read(&mut self) -> io::Result<Option<Entry<'_>>> {
        let start = self.position;
        let first = match self.window.line(0)? {
            Found::End => return Ok(None),
            Found::TooLong => {
                let bytes = self.window.discard_line()?;
                self.position = Position {
                    byte: start.byte + bytes,
                    line: start.line + 1,
                };
                let reason = Unreadable::LineTooLong;
                return Ok(Some(Entry::Unreadable {
                    line: start.line,
                    lines: 1,
                    reason,
                }));
            }
            Found::Line(line) => line,
        };
        if self
            .window
            .bytes(first.content.clone())
            .iter()
            .all(u8::is_ascii_whitespace)
        {
            self.take(first.next, 1);
            return Ok(Some(Entry::Blank { line: start.line }));
        }
        let Some((end, lines)) = self.record(&first)? else {
            let (end, lines) = self.give_up(&first)?;
            self.take(end, lines);
            let reason = Unreadable::UnterminatedQuote;
            return Ok(Some(Entry::Unreadable {
                line: start.line,
                lines,
                reason,
            }));
        };
        self.take(end, lines);
        if lines == 1 && self.cells.data().iter().all(u8::is_ascii_whitespace) {
            return Ok(Some(Entry::Blank { line: start.line }));
        }
        Ok(Some(Entry::Record(Record {
            start,
            lines,
            data: self.cells.data(),
            ends: self.cells.ends(),
        })))
    }

    /// Reads the record that starts with the line `first`; returns where it ends and its number of lines, or `None` when its
    /// quotes make no sense.
    fn record(&mut self, first: &Line) -> io::Result<Option<(usize, u64)>> {
        self.cells.clear();
        let mut complete = self.cells.feed_line(self.window.bytes(first.content.clone()));
        let (mut end, mut lines) = (first.next, 1);
        if complete {
            return Ok(Some((end, lines)));
        }
        while !complete {
            let swallows = self.shape.columns > 0 && self.cells.ends().len() > self.shape.columns + SPARE_CELLS;
            if swallows || lines == MAX_RECORD_LINES || end > MAX_RECORD {
                return Ok(None);
            }
            let Found::Line(line) = self.window.line(end)? else {
                return Ok(None);
            };
            complete = self.cells.feed_line(self.window.bytes(line.content));
            end = line.next;
            lines += 1;
        }
        if !multiline::quotes_close_properly(self.window.bytes(0..end), self.shape.delimiter.byte()) {
            return Ok(None);
        }
        if self.shape.columns > 1
            && self.cells.ends().len() != self.shape.columns
            && self.hides_record(first.next, end)?
        {
            return Ok(None);
        }
        Ok(Some((end, lines)))
    }

    /// Whether one of the lines between two offsets alone has as many cells as the header.
    fn hides_record(&mut self, from: usize, to: usize) -> io::Result<bool> {
        let mut alone = Cells::new(self.shape.delimiter.byte());
        let mut at = from;
        while at < to {
            let Found::Line(line) = self.window.line(at)? else {
                break;
            };
            alone.clear();
            if alone.feed_line(self.window.bytes(line.content)) && alone.ends().len() == self.shape.columns {
                return Ok(true);
            }
            at = line.next;
        }
        Ok(false)
    }

    /// Finds where to go on after the line `first`, which opens a quote for good: at the next line that has more than half of
    /// the header's cells, or opens a quote of its own, so that the rest of a broken cell is not taken for records.
    /// Returns offset and number of lines.
    fn give_up(&mut self, first: &Line) -> io::Result<(usize, u64)> {
        let (mut end, mut lines) = (first.next, 1);
        while lines < MAX_GIVEN_UP && end < MAX_RECORD && self.shape.columns > 1 {
            let Found::Line(line) = self.window.line(end)? else {
                break;
            };
            self.cells.clear();
            let blank = line.content.is_empty();
            let complete = blank || self.cells.feed_line(self.window.bytes(line.content));
            if !complete || self.cells.ends().len() * 2 > self.shape.columns {
                break;
            }
            end = line.next;
            lines += 1;
        }
        Ok((end, lines))
    }

    fn take(&mut self, bytes: usize, lines: u64) {
        self.window.advance(bytes);
        self.position = Position {
            byte: self.position.byte + bytes as u64,
            line: self.position.line + lines,
        };
    }
}
