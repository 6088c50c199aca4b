//! Taking a file in, chunk by chunk, and changing or discarding what was taken in before anything is entered.

use super::columns::{Mapping, MappingError};
use super::found::Found;
use super::normalise::Country;
use super::preview::look_through;
use super::record::{Counts, Import, ImportId, Status, Summary, aad, find};
use super::sniff::{FileError, HEAD, Sniffed, Sniffer, Told};
use crate::contacts::attributes;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Error, Result};
use relais_tenants::line::line;
use relais_tenants::{BlobId, PersonId, Tenant, blobs};
use serde_json::{Value, json};
use sqlx::types::Json;

/// The longest file name kept, in characters.
const MAX_NAME: usize = 200;

/// Why a file or its mapping is refused.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The file is no CSV file that can be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The mapping does not go with the file.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The import was committed already.
    #[error("the import was committed already")]
    Committed,
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// How whoever sends a file wants it read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Whether the first line names the columns; found out when nobody says so.
    pub header: Option<bool>,
    /// Corrects the mapping: see [`Mapping::corrected`].
    pub mapping: Option<&'a Value>,
    /// What a column without a name is called before its number, in the reader's language.
    pub column: &'a str,
}

impl Default for Reading<'_> {
    fn default() -> Self {
        Self {
            header: None,
            mapping: None,
            column: Told::default().column,
        }
    }
}

/// A file on its way in. Memory stays at a chunk and the head that is sniffed.
pub struct Upload {
    tenant: Tenant,
    person: PersonId,
    file_name: String,
    writer: blobs::Writer,
    sniffer: Sniffer,
}

impl Upload {
    /// Begins an upload.
    pub async fn begin(tenant: &Tenant, person: PersonId, file_name: &str) -> Result<Self> {
        Ok(Self {
            tenant: tenant.clone(),
            person,
            file_name: line(file_name).chars().take(MAX_NAME).collect(),
            writer: blobs::Writer::begin(tenant, "import").await?,
            sniffer: Sniffer::new(),
        })
    }

    /// Takes the next bytes.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.sniffer.feed(bytes);
        self.writer.push(bytes).await
    }

    /// Ends the upload: finds out what the file is, what its columns mean, and looks every row through.
    /// A file without a single row is refused; nothing of it stays.
    pub async fn finish(self, reading: &Reading<'_>) -> Result<Import, UploadError> {
        let Self {
            tenant,
            person,
            file_name,
            writer,
            sniffer,
        } = self;
        let (sniffed, mapping) = match understand(&tenant, sniffer, reading).await {
            Ok(understood) => understood,
            Err(error) => {
                writer.give_up().await?;
                return Err(error);
            }
        };
        let written = writer.close().await?;
        let mut import = Import {
            id: ImportId(tenant.new_id()),
            file_name,
            status: Status::Previewed,
            dialect: sniffed.dialect,
            mapping,
            summary: Summary::default(),
            order: None,
            position: sniffed.dialect.data,
            created: 0,
            updated: 0,
            skipped: 0,
            rejected: 0,
            suppressed: 0,
            counts: Counts::default(),
            error: None,
            blob: Some(written.id()),
            created_by: person,
            created_at: tenant.now(),
            started_at: None,
            finished_at: None,
        };
        import.summary = look_through(&tenant, &import, written.id()).await?;
        if import.summary.rows == 0 {
            written.give_up().await?;
            return Err(FileError::NoRows.into());
        }
        store(&tenant, &import, written, sniffed.bytes).await?;
        Ok(import)
    }
}

async fn understand(
    tenant: &Tenant,
    sniffer: Sniffer,
    reading: &Reading<'_>,
) -> Result<(Sniffed, Mapping), UploadError> {
    let sniffed = sniffer.finish_told(&Told {
        header: reading.header,
        encoding: None,
        column: reading.column,
    })?;
    let mut mapping = Mapping::propose(&sniffed, country(tenant));
    if let Some(wanted) = reading.mapping {
        mapping = mapping.corrected(wanted)?;
    }
    mapping.keep_kinds(&attributes::all(&mut tenant.read().await?, tenant).await?);
    Ok((sniffed, mapping))
}

fn country(tenant: &Tenant) -> Country {
    Country::find(&tenant.company().country).unwrap_or(Country::FRANCE)
}

/// Stores an import that was looked through, with its file: there is never one without the other.
async fn store(tenant: &Tenant, import: &Import, written: blobs::Written, bytes: u64) -> Result<()> {
    let sealed = tenant.keys().seal(aad(&import.id), import.file_name.as_bytes());
    let mut tx = tenant.write().await?;
    let blob = written.complete(&mut tx).await?;
    tx.exec(
        "INSERT INTO imports (tenant_id, id, file_name, blob_id, status, dialect, mapping, summary, found, counts, position,
             line, created, updated, skipped, rejected, suppressed, warnings, lease_until, created_by, created_at)
         VALUES ($1, $2, $3, $4, 'previewed', $5, '[]', '{}', $6, $7, $8, $9, 0, 0, 0, 0, 0, 0, 0, $10, $11)",
        (
            tenant.id(),
            import.id,
            sealed,
            blob,
            Json(import.dialect),
            Found::seal(tenant, &import.id, &import.mapping, &import.summary)?,
            Json(&import.counts),
            i64::try_from(import.position.byte).unwrap_or(i64::MAX),
            i64::try_from(import.position.line).unwrap_or(i64::MAX),
            import.created_by,
            import.created_at,
        ),
    )
    .await?;
    let entry = Entry {
        actor: Actor::Person(import.created_by),
        action: "import.upload",
        object: &import.id.to_string(),
        details: json!({ "bytes": bytes }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await
}

/// Reads a previewed import otherwise and looks it through again. `None` when there is no such import.
///
/// What is wanted for the first line is read first: a file whose titles become a row, or the other way round, is mapped anew.
pub async fn correct(tenant: &Tenant, id: ImportId, reading: &Reading<'_>) -> Result<Option<Import>, UploadError> {
    let mut tx = tenant.read().await?;
    let Some(mut import) = find(&mut tx, tenant, id).await? else {
        return Ok(None);
    };
    let known = attributes::all(&mut tx, tenant).await?;
    drop(tx);
    let (Status::Previewed, Some(blob)) = (import.status, import.blob) else {
        return Err(UploadError::Committed);
    };
    if let Some(header) = reading.header {
        if header != import.dialect.has_header {
            let sniffed = sniff_again(tenant, blob, &import, header, reading.column).await?;
            import.mapping = Mapping::propose(&sniffed, country(tenant));
            import.dialect = sniffed.dialect;
            import.position = import.dialect.data;
        }
        // Somebody looked.
        import.dialect.guessed = false;
    }
    if let Some(wanted) = reading.mapping {
        import.mapping = import.mapping.corrected(wanted)?;
    }
    import.mapping.keep_kinds(&known);
    import.summary = look_through(tenant, &import, blob).await?;
    if import.summary.rows == 0 {
        return Err(FileError::NoRows.into());
    }
    let mut tx = tenant.write().await?;
    // Together: a preview always speaks of the mapping beside it.
    let corrected = tx
        .exec(
            "UPDATE imports SET dialect = $3, position = $4, line = $5, mapping = '[]', summary = '{}', found = $6
             WHERE tenant_id = $1 AND id = $2 AND status = 'previewed'",
            (
                tenant.id(),
                id,
                Json(import.dialect),
                i64::try_from(import.position.byte).unwrap_or(i64::MAX),
                i64::try_from(import.position.line).unwrap_or(i64::MAX),
                Found::seal(tenant, &id, &import.mapping, &import.summary)?,
            ),
        )
        .await?;
    tx.commit().await?;
    if corrected == 0 {
        return Err(UploadError::Committed);
    }
    Ok(Some(import))
}

/// What the stored file is when its first line is, or is not, one of titles.
async fn sniff_again(
    tenant: &Tenant,
    blob: BlobId,
    import: &Import,
    header: bool,
    column: &str,
) -> Result<Sniffed, UploadError> {
    let mut reader = blobs::Reader::at(tenant, blob, 0);
    let mut sniffer = Sniffer::new();
    // One byte more than the head tells that there is more.
    while sniffer.bytes() <= HEAD as u64 {
        let Some(chunk) = reader.next().await? else { break };
        sniffer.feed(&chunk);
    }
    let told = Told {
        header: Some(header),
        encoding: Some(import.dialect.encoding),
        column,
    };
    Ok(sniffer.finish_told(&told)?)
}

/// The first rows of the file, for the mapping form: personal, so never stored beside the import.
pub async fn samples(tenant: &Tenant, import: &Import) -> Result<Vec<Vec<String>>> {
    let Some(blob) = import.blob else { return Ok(Vec::new()) };
    let again = sniff_again(tenant, blob, import, import.dialect.has_header, Told::default().column).await;
    match again {
        Ok(sniffed) => Ok(sniffed.samples),
        Err(UploadError::Database(error)) => Err(error),
        Err(_) => Ok(Vec::new()),
    }
}

/// Deletes a previewed import with its file. `false` when there is none such.
pub async fn discard(tenant: &Tenant, actor: Actor, id: ImportId) -> Result<bool, UploadError> {
    let mut tx = tenant.write().await?;
    // The row goes first, so that a commit at the same time finds either all of it or nothing.
    let gone: Option<(Option<BlobId>,)> = tx
        .opt(
            "DELETE FROM imports WHERE tenant_id = $1 AND id = $2 AND status = 'previewed' RETURNING blob_id",
            (tenant.id(), id),
        )
        .await?;
    let Some((blob,)) = gone else {
        return match find(&mut tx, tenant, id).await? {
            Some(_) => Err(UploadError::Committed),
            None => Ok(false),
        };
    };
    if let Some(blob) = blob {
        blobs::delete(&mut tx, tenant, blob).await?;
    }
    let entry = Entry {
        actor,
        action: "import.discard",
        object: &id.to_string(),
        details: json!({}),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(true)
}
