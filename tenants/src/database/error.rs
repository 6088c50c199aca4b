//! What can go wrong between us and a database.

/// Shorthand for a result of this layer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of the database layer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The driver or the server refused.
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    /// A value could not be encoded for the driver.
    #[error("a value cannot be encoded: {0}")]
    Encode(String),
    /// The set-up is not one Relais can run on; the text says what to do.
    #[error("{0}")]
    Setup(String),
}

impl Error {
    /// Whether a unique constraint of `table` that ends with `column` was violated.
    ///
    /// SQLite names the columns («UNIQUE constraint failed: campaigns.title»), PostgreSQL the constraint
    /// (`campaigns_tenant_id_title_key`); both carry table and column.
    pub fn violates_unique(&self, table: &str, column: &str) -> bool {
        let Self::Sqlx(sqlx::Error::Database(error)) = self else {
            return false;
        };
        if !error.is_unique_violation() {
            return false;
        }
        match error.constraint() {
            Some(constraint) => constraint.starts_with(table) && constraint.contains(column),
            None => error.message().contains(&format!("{table}.{column}")),
        }
    }
}
