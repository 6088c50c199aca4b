//! Cutting lines into cells: RFC 4180 as spreadsheets write it, by `csv-core`, into buffers used again for each record.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

/// The cells of the record being read.
pub(super) struct Cells {
    parser: Reader,
    data: Vec<u8>,
    used: usize,
    ends: Vec<usize>,
    count: usize,
}

impl Cells {
    pub fn new(delimiter: u8) -> Self {
        // The window cuts lines, whatever ends them in the file; here a line always ends in a line feed.
        let parser = ReaderBuilder::new()
            .delimiter(delimiter)
            .terminator(Terminator::Any(b'\n'))
            .build();
        Self {
            parser,
            data: vec![0; 4096],
            used: 0,
            ends: vec![0; 64],
            count: 0,
        }
    }

    pub fn clear(&mut self) {
        self.parser.reset();
        self.used = 0;
        self.count = 0;
    }

    /// Takes one line without its end; `true` when it completes the record, `false` inside an open quote.
    pub fn feed_line(&mut self, content: &[u8]) -> bool {
        // An empty input would mean the end of the file.
        (!content.is_empty() && self.feed(content)) || self.feed(b"\n")
    }

    pub fn data(&self) -> &[u8] {
        &self.data[..self.used]
    }

    pub fn ends(&self) -> &[usize] {
        &self.ends[..self.count]
    }

    fn feed(&mut self, mut input: &[u8]) -> bool {
        loop {
            let (result, read, written, ended) =
                self.parser
                    .read_record(input, &mut self.data[self.used..], &mut self.ends[self.count..]);
            input = &input[read..];
            self.used += written;
            self.count += ended;
            match result {
                ReadRecordResult::OutputFull => self.data.resize(self.data.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return true,
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return false,
            }
        }
    }
}
