//! Opening a SQLite file the way Relais needs it.

use super::{Db, Error, Result};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

/// Older libraries can corrupt a database when the write-ahead log is reset under concurrent readers.
const OLDEST_SAFE: (u32, u32, u32) = (3, 51, 3);
const READERS: u32 = 4;

/// Opens (and creates) the file at `path`.
pub async fn open(path: &Path) -> Result<Db> {
    // An empty file is an empty database. Made here and nowhere else: a connection opened later, when the tenant has
    // been erased by another process, must fail instead of bringing an empty file back.
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .map_err(|error| Error::Setup(format!("{} cannot be opened: {error}", path.display())))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL does not wait for the log to reach the disk: an acknowledged change could be lost on power failure.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .pragma("temp_store", "memory")
        .pragma("secure_delete", "on")
        .statement_cache_capacity(64);
    let writer = options
        .clone()
        .pragma("cache_size", "-65536")
        // Bulk work touches the same pages of the two random indexes in every transaction: a log that may grow to
        // 64 MiB is written back once for many of them.
        .pragma("wal_autocheckpoint", "16000");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(Duration::from_secs(60))
        .acquire_timeout(Duration::from_secs(60))
        .connect_with(writer)
        .await?;
    check_version(&write).await?;
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(Duration::from_secs(30))
        .acquire_timeout(Duration::from_secs(30))
        .connect_lazy_with(options);
    Ok(Db::Sqlite { read, write })
}

async fn check_version(pool: &SqlitePool) -> Result<()> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SAFE {
        return Err(Error::Setup(format!(
            "SQLite {version} can corrupt its write-ahead log; Relais needs 3.51.3 or newer"
        )));
    }
    Ok(())
}
