//! One transaction on either database.

use super::query::Builder;
use super::{Args, Kind, Query, Rec, Result};
use sqlx::{Postgres, Sqlite, Transaction};

/// An open transaction. Dropped without [`commit`](Self::commit), it is rolled back.
pub struct Tx(Inner);

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) fn sqlite(tx: Transaction<'static, Sqlite>) -> Self {
        Self(Inner::Sqlite(tx))
    }

    pub(super) fn postgres(tx: Transaction<'static, Postgres>) -> Self {
        Self(Inner::Postgres(tx))
    }

    /// Whether the transaction runs on the embedded database; for the rare statement that must differ.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.0, Inner::Sqlite(_))
    }

    /// Tells the database that this transaction has written the first thousands of rows of their kind. PostgreSQL counts
    /// them in the same transaction, so that whoever sees these rows plans with them too
    /// ([`Db::refresh_statistics`](super::Db::refresh_statistics)).
    pub async fn refresh_statistics(&mut self) -> Result<()> {
        if let Inner::Postgres(tx) = &mut self.0 {
            super::postgres::refresh_statistics_in(tx).await?;
        }
        Ok(())
    }

    /// Runs a statement and returns how many rows it touched.
    pub async fn exec(&mut self, sql: &'static str, args: impl Args) -> Result<u64> {
        Ok(match &mut self.0 {
            Inner::Sqlite(tx) => sqlx::query_with(sql, args.sqlite()?)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Inner::Postgres(tx) => sqlx::query_with(sql, args.postgres()?)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    /// The one row the statement must return.
    pub async fn one<R: Rec>(&mut self, sql: &'static str, args: impl Args) -> Result<R> {
        Ok(match &mut self.0 {
            Inner::Sqlite(tx) => sqlx::query_as_with(sql, args.sqlite()?).fetch_one(&mut **tx).await?,
            Inner::Postgres(tx) => sqlx::query_as_with(sql, args.postgres()?).fetch_one(&mut **tx).await?,
        })
    }

    /// The row the statement returns, if any.
    pub async fn opt<R: Rec>(&mut self, sql: &'static str, args: impl Args) -> Result<Option<R>> {
        Ok(match &mut self.0 {
            Inner::Sqlite(tx) => {
                sqlx::query_as_with(sql, args.sqlite()?)
                    .fetch_optional(&mut **tx)
                    .await?
            }
            Inner::Postgres(tx) => {
                sqlx::query_as_with(sql, args.postgres()?)
                    .fetch_optional(&mut **tx)
                    .await?
            }
        })
    }

    /// Every row the statement returns; callers bound it with `LIMIT`.
    pub async fn all<R: Rec>(&mut self, sql: &'static str, args: impl Args) -> Result<Vec<R>> {
        Ok(match &mut self.0 {
            Inner::Sqlite(tx) => sqlx::query_as_with(sql, args.sqlite()?).fetch_all(&mut **tx).await?,
            Inner::Postgres(tx) => sqlx::query_as_with(sql, args.postgres()?).fetch_all(&mut **tx).await?,
        })
    }

    /// Begins a dynamic statement for this database.
    pub fn query(&self, sql: &'static str) -> Query {
        self.kind().query(sql)
    }

    /// Which database the transaction runs on.
    pub fn kind(&self) -> Kind {
        match self.0 {
            Inner::Sqlite(_) => Kind::Sqlite,
            Inner::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs statements one after the other; while the database works on one, the next is built.
    pub async fn exec_each(&mut self, mut statements: impl Iterator<Item = Query> + Send) -> Result<()> {
        let mut ready = statements.next();
        while let Some(query) = ready {
            // The first poll hands the statement over to the database; the second branch then has the time it takes.
            let (done, next) = tokio::join!(biased; self.exec_query(query), async { statements.next() });
            done?;
            ready = next;
        }
        Ok(())
    }

    /// Runs a dynamic statement and returns how many rows it touched.
    pub async fn exec_query(&mut self, query: Query) -> Result<u64> {
        let kept = query.is_kept();
        Ok(match (&mut self.0, query.builder) {
            (Inner::Sqlite(tx), Builder::Sqlite(mut query)) => {
                query.build().persistent(kept).execute(&mut **tx).await?.rows_affected()
            }
            (Inner::Postgres(tx), Builder::Postgres(mut query)) => {
                query.build().persistent(kept).execute(&mut **tx).await?.rows_affected()
            }
            _ => return Err(foreign_query()),
        })
    }

    /// Every row a dynamic statement returns.
    pub async fn all_query<R: Rec>(&mut self, query: Query) -> Result<Vec<R>> {
        let kept = query.is_kept();
        Ok(match (&mut self.0, query.builder) {
            (Inner::Sqlite(tx), Builder::Sqlite(mut query)) => {
                query.build_query_as().persistent(kept).fetch_all(&mut **tx).await?
            }
            (Inner::Postgres(tx), Builder::Postgres(mut query)) => {
                query.build_query_as().persistent(kept).fetch_all(&mut **tx).await?
            }
            _ => return Err(foreign_query()),
        })
    }

    /// Runs several statements without arguments; for migrations.
    pub(crate) async fn script(&mut self, sql: String) -> Result<()> {
        let sql = sqlx::AssertSqlSafe(sql);
        match &mut self.0 {
            Inner::Sqlite(tx) => {
                sqlx::raw_sql(sql).execute(&mut **tx).await?;
            }
            Inner::Postgres(tx) => {
                sqlx::raw_sql(sql).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    /// Makes everything done in this transaction durable, at once.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

fn foreign_query() -> super::Error {
    super::Error::Setup("a statement was built for the other database".into())
}
