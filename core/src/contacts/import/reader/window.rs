//! A sliding window over the file, asked for one physical line after the other.

use std::io::{self, Read};
use std::ops::Range;

use crate::contacts::import::sniff::LineEnd;

use super::MAX_RECORD;

const CHUNK: usize = 64 * 1024;

/// One physical line, as offsets from the window's start.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Without its end.
    pub content: Range<usize>,
    /// Where the next line starts.
    pub next: usize,
}

pub(super) enum Found {
    Line(Line),
    /// No line end within [`MAX_RECORD`] bytes.
    TooLong,
    End,
}

/// Keeps what a record may still need, so that a failed record can be read again from its second line. Never holds more
/// than about two records' worth of bytes.
pub(super) struct Window<R> {
    source: R,
    line_end: LineEnd,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    end_of_file: bool,
}

impl<R: Read> Window<R> {
    pub fn new(source: R, line_end: LineEnd) -> Self {
        Self {
            source,
            line_end,
            buffer: Vec::new(),
            start: 0,
            filled: 0,
            end_of_file: false,
        }
    }

    /// The line that starts `from` bytes after the window's start.
    pub fn line(&mut self, from: usize) -> io::Result<Found> {
        let mut searched = from;
        loop {
            let held = self.held();
            if let Some(at) = self.find_end(&held[searched.min(held.len())..]) {
                let end = searched + at;
                if end - from > MAX_RECORD {
                    return Ok(Found::TooLong);
                }
                let carriage = self.line_end == LineEnd::Lf && end > from && held[end - 1] == b'\r';
                let content = from..end - usize::from(carriage);
                return Ok(Found::Line(Line { content, next: end + 1 }));
            }
            searched = held.len().max(from);
            if searched - from > MAX_RECORD {
                return Ok(Found::TooLong);
            }
            if !self.fill()? {
                let carriage = searched > from && self.held().last() == Some(&b'\r');
                let content = from..searched - usize::from(carriage);
                return Ok(if searched == from {
                    Found::End
                } else {
                    Found::Line(Line {
                        content,
                        next: searched,
                    })
                });
            }
        }
    }

    /// The bytes of a range counted from the window's start.
    pub fn bytes(&self, range: Range<usize>) -> &[u8] {
        &self.held()[range]
    }

    /// Moves the window's start.
    pub fn advance(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.filled);
    }

    /// Drops the line at the window's start, however long; returns its length with its end, in bytes.
    pub fn discard_line(&mut self) -> io::Result<u64> {
        let mut dropped = 0;
        loop {
            let end = self.find_end(self.held());
            let bytes = end.map_or(self.held().len(), |at| at + 1);
            self.advance(bytes);
            dropped += bytes as u64;
            if end.is_some() || !self.fill()? {
                return Ok(dropped);
            }
        }
    }

    fn held(&self) -> &[u8] {
        &self.buffer[self.start..self.filled]
    }

    fn find_end(&self, bytes: &[u8]) -> Option<usize> {
        match self.line_end {
            LineEnd::Lf => memchr::memchr(b'\n', bytes),
            LineEnd::Cr => memchr::memchr2(b'\r', b'\n', bytes),
        }
    }

    /// Reads some more; `false` at the end of the file.
    fn fill(&mut self) -> io::Result<bool> {
        if self.end_of_file {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.buffer.len() < self.filled + CHUNK {
            self.buffer.resize(self.filled + CHUNK, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.filled..]) {
                Ok(0) => {
                    self.end_of_file = true;
                    return Ok(false);
                }
                Ok(read) => {
                    self.filled += read;
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
