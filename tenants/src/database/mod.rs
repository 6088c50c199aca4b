//! The two databases behind one concrete layer: SQL is written once, in the portable subset, and runs on
//! SQLite and PostgreSQL alike.
//!
//! Lives here: values and rows that both drivers know ([`Val`], [`Rec`], [`Args`]), transactions ([`Tx`]),
//! dynamic SQL that cannot carry data ([`Query`]), opening, checking and migrating a database.
//! Does not live here: any statement about a table of the product; those stand beside the code that needs them.

mod error;
pub mod migrate;
pub mod postgres;
mod query;
pub mod sqlite;
mod tx;
mod value;

pub use error::{Error, Result};
pub use query::{Kind, Query};
pub use tx::Tx;
pub use value::{Args, Rec, Val};

use crate::ids::TenantId;
use sqlx::{PgPool, SqlitePool};

/// An open database: the control tables, or the tables of one tenant.
#[derive(Clone)]
pub enum Db {
    /// One file. All writers queue on a single connection, readers never wait for them (WAL).
    Sqlite {
        /// Connections for reading.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// The shared server; with a tenant, row-level security shows that tenant's rows only.
    Postgres {
        /// The application role's connections, shared by all tenants of this process.
        pool: PgPool,
        /// Whose rows the transactions see; `None` for the control tables.
        tenant: Option<TenantId>,
    },
}

impl Db {
    /// Opens a transaction that may write. On SQLite it waits here for its turn, so that it never fails half-way.
    pub async fn write(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { write, .. } => Ok(Tx::sqlite(write.begin_with("BEGIN IMMEDIATE").await?)),
            Self::Postgres { pool, tenant } => postgres::begin(pool, *tenant).await,
        }
    }

    /// Opens a transaction that only reads: a consistent view, blocking nobody.
    pub async fn read(&self) -> Result<Tx> {
        match self {
            Self::Sqlite { read, .. } => Ok(Tx::sqlite(read.begin().await?)),
            Self::Postgres { pool, tenant } => postgres::begin_view(pool, *tenant).await,
        }
    }

    /// Whether this is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// Tells the database that much has been written. PostgreSQL's planner believes in as many rows of a tenant as it last
    /// counted: none of a tenant that came since, so that any index looks as good to it as the one that finds a row.
    /// Its own daemon would count within minutes; a campaign follows its import sooner. SQLite is told in each statement
    /// ([`Query::key`]).
    pub async fn refresh_statistics(&self) {
        if let Self::Postgres { pool, .. } = self
            && let Err(error) = postgres::refresh_statistics(pool).await
        {
            postgres::untold(&error);
        }
    }

    /// Closes this handle's connections. The shared PostgreSQL pool belongs to the installation and stays open.
    pub async fn close(&self) {
        if let Self::Sqlite { read, write } = self {
            read.close().await;
            write.close().await;
        }
    }
}
