//! One pass over an uploaded file, on a thread of its own: bytes → records → drafts, in batches.

use super::draft::{Drafter, Outcome};
use super::normalise::Country;
use super::reader::{Position, RecordReader};
use super::record::Import;
use relais_tenants::database::Error;
use relais_tenants::{BlobId, Tenant, blobs};
use std::io::{self, Read};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};

/// Rows handled at a time. A batch is one transaction, which waits for the disk once and writes each page of the indexes it
/// touches once: larger ones cost less a row, and a kill loses more work. Look-ups bind one parameter a row.
pub(super) const BATCH: usize = 4_000;
/// Batches read ahead while another is being stored.
const AHEAD: usize = 1;

/// Some rows of the file, in order, each made into what the pass is for.
pub(super) struct Batch<T> {
    /// What became of the rows.
    pub rows: Vec<T>,
    /// Blank lines among them.
    pub blank: u64,
    /// Where the next batch starts.
    pub end: Position,
}

/// A blob as a blocking reader.
struct Source {
    handle: Handle,
    reader: blobs::Reader,
    chunk: Vec<u8>,
    at: usize,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            match self.handle.block_on(self.reader.next()).map_err(io::Error::other)? {
                Some(chunk) => (self.chunk, self.at) = (chunk, 0),
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.chunk.len() - self.at);
        buffer[..count].copy_from_slice(&self.chunk[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Reads an import's file from where it stands. `make` turns each row into what the pass is for; it runs on the
/// reading thread, so that work of its own overlaps with storing.
pub(super) fn scan<T: Send + 'static>(
    tenant: &Tenant,
    import: &Import,
    blob: BlobId,
    make: impl FnMut(Outcome, &dyn Fn(usize) -> Option<String>) -> T + Send + 'static,
) -> Receiver<Result<Batch<T>, Error>> {
    let (send, receive) = mpsc::channel(AHEAD);
    let (tenant, import) = (tenant.clone(), import.clone());
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = read(&tenant, &import, blob, handle, make, &send) {
            drop(send.blocking_send(Err(error)));
        }
    });
    receive
}

fn read<T>(
    tenant: &Tenant,
    import: &Import,
    blob: BlobId,
    handle: Handle,
    mut make: impl FnMut(Outcome, &dyn Fn(usize) -> Option<String>) -> T,
    send: &Sender<Result<Batch<T>, Error>>,
) -> Result<(), Error> {
    // What the database said goes on as it is: a lost connection is no damaged file.
    let broken = |error: io::Error| {
        error
            .downcast::<Error>()
            .unwrap_or_else(|error| Error::Setup(format!("the uploaded file cannot be read: {error}")))
    };
    let start = import.position;
    let reader = blobs::Reader::at(tenant, blob, start.byte);
    let mut source = Source {
        handle,
        reader,
        chunk: Vec::new(),
        at: 0,
    };
    let skip = start.byte % blobs::CHUNK as u64;
    io::copy(&mut source.by_ref().take(skip), &mut io::sink()).map_err(broken)?;
    let country = Country::find(&tenant.company().country).unwrap_or(Country::FRANCE);
    let drafter = Drafter::new(&import.mapping, &import.dialect, country);
    let encoding = import.dialect.encoding;
    let mut records = RecordReader::new(source, import.dialect.shape(), start);
    let mut batch = Batch {
        rows: Vec::with_capacity(BATCH),
        blank: 0,
        end: start,
    };
    loop {
        let more = match records.read().map_err(broken)? {
            None => false,
            Some(entry) => {
                let outcome = drafter.entry(&entry);
                if matches!(outcome, Outcome::Blank) {
                    batch.blank += 1;
                } else {
                    let cell = |column: usize| match &entry {
                        super::reader::Entry::Record(record) => record
                            .get(column)
                            .map(|bytes| encoding.decode(bytes).text.trim().to_owned()),
                        _ => None,
                    };
                    batch.rows.push(make(outcome, &cell));
                }
                true
            }
        };
        if !more || batch.rows.len() == BATCH {
            batch.end = records.position();
            let full = std::mem::replace(
                &mut batch,
                Batch {
                    rows: Vec::with_capacity(BATCH),
                    blank: 0,
                    end: start,
                },
            );
            // Nobody listens any more: the import was taken over or the program stops.
            if send.blocking_send(Ok(full)).is_err() {
                return Ok(());
            }
        }
        if !more {
            return Ok(());
        }
    }
}
