//! Lists that people upload.

use relais_core::contacts::import::reader::{Entry, RecordReader};
use relais_core::contacts::import::sniff::Sniffer;
use std::io::{Cursor, Seek, SeekFrom};

/// A file is understood the same in whatever pieces it comes, each entry lies behind the one before, and reading on from
/// where one ends finds the next.
pub fn run(data: &[u8]) {
    let mut whole = Sniffer::new();
    whole.feed(data);
    let mut pieces = Sniffer::new();
    for piece in data.chunks(7) {
        pieces.feed(piece);
    }
    let (whole, pieces) = (whole.finish(), pieces.finish());
    let Ok(sniffed) = whole else {
        assert!(pieces.is_err(), "understood in pieces only");
        return;
    };
    assert_eq!(
        Some(&sniffed.headers),
        pieces.ok().as_ref().map(|pieces| &pieces.headers)
    );
    assert_eq!(sniffed.headers.len(), sniffed.dialect.columns);
    assert!(sniffed.samples.iter().all(|row| row.len() == sniffed.dialect.columns));

    let (shape, start) = (sniffed.dialect.shape(), sniffed.dialect.data);
    let open = |at| {
        let mut source = Cursor::new(data);
        source.seek(SeekFrom::Start(at)).ok().map(|_| source)
    };
    let Some(source) = open(start.byte) else { return };
    let mut reader = RecordReader::new(source, shape, start);
    loop {
        let before = reader.position();
        let Ok(Some(entry)) = reader.read() else { break };
        let said = told(&entry);
        let after = reader.position();
        assert!(
            after.byte > before.byte && after.line > before.line,
            "{before:?} to {after:?}"
        );
        assert!(after.byte <= data.len() as u64, "beyond the end of the file");
        if let Some(source) = open(before.byte) {
            let mut again = RecordReader::new(source, shape, before);
            let again = again.read().ok().flatten().map(|entry| told(&entry));
            assert_eq!(again, Some(said), "read on from {before:?}");
        }
    }
}

/// What an entry says; `None` for what is no record.
fn told(entry: &Entry<'_>) -> Option<Vec<Vec<u8>>> {
    match entry {
        Entry::Record(record) => Some(record.cells().map(<[u8]>::to_vec).collect()),
        _ => None,
    }
}
