//! Files of a tenant (uploads, exports, saved indexes), sealed chunk by chunk in its own database: so that they
//! are isolated, backed up and erased with everything else, and shared by all nodes.
//!
//! A blob is complete once its size is set, in the transaction of whoever asked for it. What a writer that gave up has
//! stored is deleted when it is dropped; what a killed process has stored is deleted by [`sweep`].

use crate::clock::Millis;
use crate::database::{Error, Result, Tx};
use crate::ids::BlobId;
use crate::keys::{Chunk, KeyError};
use crate::tenant::Tenant;
use tokio::runtime::Handle;

pub use crate::keys::CHUNK_BYTES as CHUNK;

/// Chunks stored by one transaction: each waits for the disk once.
const TOGETHER: usize = 16;

/// Writes a blob as it arrives. Memory stays at a mebibyte.
pub struct Writer {
    blob: Unfinished,
    seq: u64,
    size: u64,
    pending: Vec<u8>,
}

/// A blob whose bytes are all stored, but which does not count yet.
pub struct Written {
    blob: Unfinished,
    size: u64,
}

/// A blob that is deleted when it is dropped: a client went away, a claim was lost, an error came between.
struct Unfinished {
    tenant: Tenant,
    id: BlobId,
    given_up: bool,
}

impl Unfinished {
    /// Marks the blob complete, in `tx`.
    async fn complete(mut self, tx: &mut Tx, size: u64) -> Result<BlobId> {
        tx.exec(
            "UPDATE blobs SET size = $3 WHERE tenant_id = $1 AND id = $2",
            (self.tenant.id(), self.id, i64::try_from(size).unwrap_or(i64::MAX)),
        )
        .await?;
        self.given_up = false;
        Ok(self.id)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Without a runtime the program is ending: its next start sweeps.
        if let (true, Ok(runtime)) = (self.given_up, Handle::try_current()) {
            let (tenant, id) = (self.tenant.clone(), self.id);
            runtime.spawn(async move {
                if let Err(error) = give_up(&tenant, id).await {
                    tracing::warn!(blob = %id, %error, "an unfinished file stays until the next sweep");
                }
            });
        }
    }
}

async fn give_up(tenant: &Tenant, id: BlobId) -> Result<()> {
    let mut tx = tenant.write().await?;
    // The transaction that completed it may have committed although its answer never came.
    let unfinished: Option<(BlobId,)> = tx
        .opt(
            "SELECT id FROM blobs WHERE tenant_id = $1 AND id = $2 AND size IS NULL",
            (tenant.id(), id),
        )
        .await?;
    if unfinished.is_some() {
        delete(&mut tx, tenant, id).await?;
    }
    tx.commit().await
}

impl Writer {
    /// Begins a blob of `kind` (a fixed word: `import`, `export`, `index`).
    pub async fn begin(tenant: &Tenant, kind: &'static str) -> Result<Self> {
        let id = BlobId(tenant.new_id());
        let mut tx = tenant.write().await?;
        tx.exec(
            "INSERT INTO blobs (tenant_id, id, kind, size, created_at) VALUES ($1, $2, $3, NULL, $4)",
            (tenant.id(), id, kind, tenant.now()),
        )
        .await?;
        tx.commit().await?;
        let blob = Unfinished {
            tenant: tenant.clone(),
            id,
            given_up: true,
        };
        Ok(Self {
            blob,
            seq: 0,
            size: 0,
            pending: Vec::new(),
        })
    }

    /// The identifier the blob will have.
    pub fn id(&self) -> BlobId {
        self.blob.id
    }

    /// How many bytes were given so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next bytes.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        self.pending.extend_from_slice(bytes);
        // One chunk always stays back: the last one is sealed as such.
        if self.pending.len() > TOGETHER * CHUNK {
            let rest = self.pending.split_off((self.pending.len() - 1) / CHUNK * CHUNK);
            let full = std::mem::replace(&mut self.pending, rest);
            let mut tx = self.blob.tenant.write().await?;
            for chunk in full.chunks(CHUNK) {
                self.store(&mut tx, chunk, false).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Stores what is left and marks the blob complete, in `tx`.
    pub async fn finish(mut self, tx: &mut Tx) -> Result<BlobId> {
        self.store_rest(tx).await?;
        self.blob.complete(tx, self.size).await
    }

    /// Stores what is left, so that the blob can be read to its end before it counts.
    pub async fn close(mut self) -> Result<Written> {
        let mut tx = self.blob.tenant.write().await?;
        self.store_rest(&mut tx).await?;
        tx.commit().await?;
        Ok(Written {
            blob: self.blob,
            size: self.size,
        })
    }

    /// Deletes what was stored.
    pub async fn give_up(mut self) -> Result<()> {
        self.blob.given_up = false;
        give_up(&self.blob.tenant, self.blob.id).await
    }

    async fn store_rest(&mut self, tx: &mut Tx) -> Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let mut chunks = pending.chunks(CHUNK).peekable();
        if chunks.peek().is_none() {
            self.store(tx, &[], true).await?;
        }
        while let Some(chunk) = chunks.next() {
            self.store(tx, chunk, chunks.peek().is_none()).await?;
        }
        Ok(())
    }

    async fn store(&mut self, tx: &mut Tx, chunk: &[u8], last: bool) -> Result<()> {
        let at = Chunk {
            blob: self.blob.id.uuid(),
            number: self.seq,
        };
        let tenant = &self.blob.tenant;
        let sealed = tenant.keys().seal_chunk(at, last, chunk);
        tx.exec(
            "INSERT INTO blob_chunks (tenant_id, blob_id, seq, data) VALUES ($1, $2, $3, $4)",
            (
                tenant.id(),
                self.blob.id,
                i64::try_from(self.seq).unwrap_or(i64::MAX),
                sealed,
            ),
        )
        .await?;
        self.seq += 1;
        Ok(())
    }
}

impl Written {
    /// The identifier the blob will have.
    pub fn id(&self) -> BlobId {
        self.blob.id
    }

    /// Marks the blob complete, in `tx`.
    pub async fn complete(self, tx: &mut Tx) -> Result<BlobId> {
        self.blob.complete(tx, self.size).await
    }

    /// Deletes what was stored.
    pub async fn give_up(mut self) -> Result<()> {
        self.blob.given_up = false;
        give_up(&self.blob.tenant, self.blob.id).await
    }
}

/// The size of a complete blob in bytes, or `None` if there is none.
pub async fn size(tx: &mut Tx, tenant: &Tenant, id: BlobId) -> Result<Option<u64>> {
    let row: Option<(i64,)> = tx
        .opt(
            "SELECT size FROM blobs WHERE tenant_id = $1 AND id = $2 AND size IS NOT NULL",
            (tenant.id(), id),
        )
        .await?;
    Ok(row.map(|(size,)| size.unsigned_abs()))
}

/// Reads a blob from the start or from any chunk. Memory stays at one chunk.
pub struct Reader {
    tenant: Tenant,
    id: BlobId,
    next: u64,
    done: bool,
}

impl Reader {
    /// Reads `id` from the chunk that holds byte `position`; the caller skips `position % CHUNK` bytes of it.
    pub fn at(tenant: &Tenant, id: BlobId, position: u64) -> Self {
        Self {
            tenant: tenant.clone(),
            id,
            next: position / CHUNK as u64,
            done: false,
        }
    }

    /// The next chunk; `None` after the last. A file that was cut short is an error, not an end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        if self.done {
            return Ok(None);
        }
        let mut tx = self.tenant.read().await?;
        let row: Option<(Vec<u8>,)> = tx
            .opt(
                "SELECT data FROM blob_chunks WHERE tenant_id = $1 AND blob_id = $2 AND seq = $3",
                (self.tenant.id(), self.id, i64::try_from(self.next).unwrap_or(i64::MAX)),
            )
            .await?;
        let (sealed,) = row.ok_or_else(|| self.damaged("it ends too early"))?;
        let at = Chunk {
            blob: self.id.uuid(),
            number: self.next,
        };
        let opened = self
            .tenant
            .keys()
            .open_chunk(at, &sealed)
            .map_err(|error: KeyError| self.damaged(error))?;
        self.next += 1;
        self.done = opened.last;
        Ok(Some(opened.bytes))
    }

    fn damaged(&self, why: impl std::fmt::Display) -> Error {
        Error::Setup(format!("chunk {} of file {} cannot be read: {why}", self.next, self.id))
    }
}

/// A whole blob in memory; for those whose size is bounded by what they are (a saved index).
pub async fn read(tenant: &Tenant, id: BlobId) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    let mut reader = Reader::at(tenant, id, 0);
    while let Some(bytes) = reader.next().await? {
        whole.extend_from_slice(&bytes);
    }
    Ok(whole)
}

/// Deletes a blob, in `tx`.
pub async fn delete(tx: &mut Tx, tenant: &Tenant, id: BlobId) -> Result<()> {
    tx.exec(
        "DELETE FROM blob_chunks WHERE tenant_id = $1 AND blob_id = $2",
        (tenant.id(), id),
    )
    .await?;
    tx.exec("DELETE FROM blobs WHERE tenant_id = $1 AND id = $2", (tenant.id(), id))
        .await?;
    Ok(())
}

/// Deletes what writers that began before `before` have left unfinished.
pub async fn sweep(tenant: &Tenant, before: Millis) -> Result<()> {
    let mut tx = tenant.read().await?;
    let stale: Vec<(BlobId,)> = tx
        .all(
            "SELECT id FROM blobs WHERE tenant_id = $1 AND size IS NULL AND created_at < $2 LIMIT 100",
            (tenant.id(), before),
        )
        .await?;
    drop(tx);
    // One at a time, so that a large one keeps nobody else waiting for its transaction to end.
    for (id,) in stale {
        give_up(tenant, id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Rng};
    use crate::people::NewPerson;
    use crate::registry::{Installation, NewTenant, Options};

    async fn tenant(directory: &std::path::Path) -> Tenant {
        let options = Options {
            data: directory.to_owned(),
            database_url: None,
            admin_database_url: None,
            master_key: None,
        };
        let installation = Installation::open(&options, Clock::system(), Rng::seeded(7))
            .await
            .unwrap();
        let company = NewTenant {
            slug: "acme".into(),
            name: "Acme".into(),
            country: "FR".into(),
            time_zone: "Europe/Paris".into(),
        };
        let person = NewPerson {
            email: "a@acme.test".into(),
            name: "A".into(),
            password_hash: String::new(),
            language: "fr".into(),
        };
        let (id, _) = installation.sign_up(&company, &person).await.unwrap();
        installation.tenant(id).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn what_was_written_is_read_from_any_place_and_a_missing_end_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let tenant = tenant(directory.path()).await;
        for size in [
            0,
            1,
            CHUNK - 1,
            CHUNK,
            CHUNK + 1,
            16 * CHUNK,
            16 * CHUNK + 1,
            40 * CHUNK + 5,
        ] {
            let content: Vec<u8> = (0..size).map(|i| u8::try_from(i % 251).unwrap()).collect();
            let mut writer = Writer::begin(&tenant, "import").await.unwrap();
            for part in content.chunks(100_003) {
                writer.push(part).await.unwrap();
            }
            let mut tx = tenant.write().await.unwrap();
            let blob = writer.finish(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(read(&tenant, blob).await.unwrap(), content, "{size} bytes");

            let middle = size / 2;
            let mut reader = Reader::at(&tenant, blob, middle as u64);
            let mut tail = Vec::new();
            while let Some(bytes) = reader.next().await.unwrap() {
                tail.extend(bytes);
            }
            assert_eq!(
                tail[middle % CHUNK..],
                content[middle..],
                "{size} bytes from the middle"
            );

            let mut tx = tenant.write().await.unwrap();
            let last = i64::try_from(size.saturating_sub(1) / CHUNK).unwrap();
            tx.exec(
                "DELETE FROM blob_chunks WHERE tenant_id = $1 AND blob_id = $2 AND seq = $3",
                (tenant.id(), blob, last),
            )
            .await
            .unwrap();
            tx.commit().await.unwrap();
            assert!(
                read(&tenant, blob).await.is_err(),
                "a file cut short must not pass for a whole one"
            );
        }
    }

    async fn left(tenant: &Tenant) -> (i64, i64) {
        let mut tx = tenant.read().await.unwrap();
        let (blobs,): (i64,) = tx.one("SELECT COUNT(*) FROM blobs", ()).await.unwrap();
        let (chunks,): (i64,) = tx.one("SELECT COUNT(*) FROM blob_chunks", ()).await.unwrap();
        (blobs, chunks)
    }

    #[tokio::test]
    async fn a_writer_that_gives_up_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let tenant = tenant(directory.path()).await;
        let content = vec![7; 20 * CHUNK];
        let mut writer = Writer::begin(&tenant, "export").await.unwrap();
        writer.push(&content).await.unwrap();
        assert_eq!(left(&tenant).await, (1, 19));
        drop(writer);
        let mut writer = Writer::begin(&tenant, "export").await.unwrap();
        writer.push(&content).await.unwrap();
        drop(writer.close().await.unwrap());
        while left(&tenant).await != (0, 0) {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn what_a_killed_process_left_is_swept_and_what_is_complete_stays() {
        let directory = tempfile::tempdir().unwrap();
        let tenant = tenant(directory.path()).await;
        let mut killed = Writer::begin(&tenant, "import").await.unwrap();
        killed.push(&vec![7; 20 * CHUNK]).await.unwrap();
        std::mem::forget(killed);
        let mut whole = Writer::begin(&tenant, "import").await.unwrap();
        whole.push(b"name").await.unwrap();
        let whole = whole.close().await.unwrap();
        assert_eq!(
            read(&tenant, whole.id()).await.unwrap(),
            b"name",
            "readable before it counts"
        );
        let mut tx = tenant.write().await.unwrap();
        let whole = whole.complete(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        sweep(&tenant, Millis(0)).await.unwrap();
        assert_eq!(left(&tenant).await, (2, 20), "too young to be called abandoned");
        sweep(&tenant, Millis(i64::MAX)).await.unwrap();
        assert_eq!(left(&tenant).await, (1, 1));
        assert_eq!(read(&tenant, whole).await.unwrap(), b"name");
    }
}
