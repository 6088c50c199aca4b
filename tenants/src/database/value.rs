//! Values, rows and argument lists that both drivers understand.

use super::{Error, Result};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, Encode, FromRow, Postgres, Sqlite, Type};

/// A value that can be bound in both databases.
pub trait Val:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}

impl<T> Val for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}

/// A record that can be read from a row of both databases (`#[derive(sqlx::FromRow)]` or a tuple).
pub trait Rec: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Rec for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// The arguments of a statement: a tuple of [`Val`]s, in the order of `$1`, `$2`, …
pub trait Args: Send {
    /// The arguments for SQLite.
    fn sqlite(self) -> Result<SqliteArguments>;
    /// The arguments for PostgreSQL.
    fn postgres(self) -> Result<PgArguments>;
}

macro_rules! args {
    ($($name:ident)*) => {
        #[expect(non_snake_case, reason = "one generated binding per type parameter")]
        impl<$($name: Val),*> Args for ($($name,)*) {
            fn sqlite(self) -> Result<SqliteArguments> {
                let ($($name,)*) = self;
                let mut arguments = SqliteArguments::default();
                $(Arguments::add(&mut arguments, $name).map_err(|e| Error::Encode(e.to_string()))?;)*
                Ok(arguments)
            }
            fn postgres(self) -> Result<PgArguments> {
                let ($($name,)*) = self;
                let mut arguments = PgArguments::default();
                $(Arguments::add(&mut arguments, $name).map_err(|e| Error::Encode(e.to_string()))?;)*
                Ok(arguments)
            }
        }
    };
}

impl Args for () {
    fn sqlite(self) -> Result<SqliteArguments> {
        Ok(SqliteArguments::default())
    }
    fn postgres(self) -> Result<PgArguments> {
        Ok(PgArguments::default())
    }
}

args!(A);
args!(A B);
args!(A B C);
args!(A B C D);
args!(A B C D E);
args!(A B C D E F);
args!(A B C D E F G);
args!(A B C D E F G H);
args!(A B C D E F G H I);
args!(A B C D E F G H I J);
args!(A B C D E F G H I J K);
args!(A B C D E F G H I J K L);
args!(A B C D E F G H I J K L M);
args!(A B C D E F G H I J K L M N);
args!(A B C D E F G H I J K L M N O);
args!(A B C D E F G H I J K L M N O P);
args!(A B C D E F G H I J K L M N O P Q);
args!(A B C D E F G H I J K L M N O P Q R);
args!(A B C D E F G H I J K L M N O P Q R S);
args!(A B C D E F G H I J K L M N O P Q R S T);
