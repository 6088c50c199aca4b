//! Dynamic SQL that cannot carry data: text comes from the program, values are always bound.

use super::Val;
use sqlx::{Postgres, QueryBuilder, Sqlite};

/// Which of the two databases a statement is for; known without a transaction, so that statements can be built
/// elsewhere and ahead of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The embedded database.
    Sqlite,
    /// The shared server.
    Postgres,
}

impl Kind {
    /// Begins a dynamic statement for this database.
    pub fn query(self, sql: &'static str) -> Query {
        Query::new(match self {
            Self::Sqlite => Builder::Sqlite(QueryBuilder::new(sql)),
            Self::Postgres => Builder::Postgres(QueryBuilder::new(sql)),
        })
    }
}

/// A statement under construction for one of the databases ([`Tx::query`](super::Tx::query), [`Kind::query`]).
pub struct Query {
    pub(super) builder: Builder,
    binds: usize,
    repeated: bool,
}

/// The driver's builder.
pub(super) enum Builder {
    Sqlite(QueryBuilder<Sqlite>),
    Postgres(QueryBuilder<Postgres>),
}

/// A statement of at most so many values is kept prepared without being asked to.
const SMALL: usize = 64;

impl Query {
    fn new(builder: Builder) -> Self {
        Self {
            builder,
            binds: 0,
            repeated: false,
        }
    }

    /// Says that this very text comes again and again, so that it is worth keeping prepared. A large statement whose number
    /// of values differs from time to time is not: each connection would keep dozens of them, megabytes each.
    pub fn repeated(&mut self, repeated: bool) -> &mut Self {
        self.repeated = repeated;
        self
    }

    pub(super) fn is_kept(&self) -> bool {
        self.repeated || self.binds <= SMALL
    }

    /// Appends SQL written in the program; `&'static str` keeps anything from outside out of it.
    pub fn push(&mut self, sql: &'static str) -> &mut Self {
        match &mut self.builder {
            Builder::Sqlite(builder) => {
                builder.push(sql);
            }
            Builder::Postgres(builder) => {
                builder.push(sql);
            }
        }
        self
    }

    /// Appends a bound value.
    pub fn bind(&mut self, value: impl Val) -> &mut Self {
        self.binds += 1;
        match &mut self.builder {
            Builder::Sqlite(builder) => {
                builder.push_bind(value);
            }
            Builder::Postgres(builder) => {
                builder.push_bind(value);
            }
        }
        self
    }

    /// Appends `column = key`, where `key` is a column of a `VALUES` clause: each of its rows looks up the one it means.
    ///
    /// SQLite keeps no statistics here and would read all of a tenant's rows instead, looking each up among the values.
    /// It could index these only by a column, which an expression is not. PostgreSQL looks up by columns only.
    pub fn key(&mut self, column: &'static str, key: &'static str) -> &mut Self {
        self.push(column).push(" = ");
        match self.builder {
            Builder::Sqlite(_) => self.push("COALESCE(").push(key).push(", ").push(key).push(")"),
            Builder::Postgres(_) => self.push(key),
        }
    }

    /// Appends `(v1, v2, …)`: the right side of an `IN`, or one row of `VALUES` whose columns have one type.
    pub fn list<V: Val>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.push("(");
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self.push(")")
    }

    /// Appends `item, item, …`, each written by `write`: the rows of a `VALUES` clause.
    pub fn separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            write(self, item);
        }
        self
    }
}
