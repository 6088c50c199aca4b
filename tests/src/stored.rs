//! Looking at what a server has stored, behind its back: what its files hold, how many rows there are.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::server::Server;

/// Everything a server keeps, as bytes and under a name: every file of its data directory but the master key, every table
/// of its PostgreSQL database, and its log.
pub async fn everything(server: &Server) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    files(&server.data(), &mut all);
    all.push(("server.log".to_owned(), std::fs::read(server.log()).unwrap_or_default()));
    if let Some(url) = server.admin_database_url() {
        tables(url, &mut all).await;
    }
    all
}

fn files(directory: &Path, all: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    for entry in entries.map_while(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            files(&path, all);
        } else if path.file_name().is_some_and(|name| name != "master.key") {
            // A log may be folded into its database while one looks.
            all.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
        }
    }
}

/// In binary: the text form would hide what a column of bytes holds behind hexadecimal digits.
async fn tables(url: &str, all: &mut Vec<(String, Vec<u8>)>) {
    let connected = PgConnection::connect(url).await;
    let mut admin = connected.unwrap_or_else(|error| panic!("PostgreSQL: {error}"));
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap_or_else(|error| panic!("{error}"));
    for (name,) in names {
        let copy = format!("COPY {name} TO STDOUT (FORMAT binary)");
        let mut out = admin
            .copy_out_raw(&copy)
            .await
            .unwrap_or_else(|error| panic!("{copy}: {error}"));
        let mut bytes = Vec::new();
        while let Some(chunk) = futures_util::StreamExt::next(&mut out).await {
            bytes.extend_from_slice(&chunk.unwrap_or_else(|error| panic!("{copy}: {error}")));
        }
        all.push((name, bytes));
    }
}

/// How many rows of `table` a company has; `condition` is SQL, such as `size IS NULL`.
pub async fn rows(server: &Server, slug: &str, table: &str, condition: &str) -> i64 {
    let count = value(server, slug, table, "COUNT(*)", condition).await;
    count.and_then(|count| count.parse().ok()).unwrap_or_default()
}

/// What one row of `table` has in `column`, as text; bytes are in hexadecimal digits.
pub async fn value(server: &Server, slug: &str, table: &str, column: &str, condition: &str) -> Option<String> {
    let id = tenant_id(server, slug).await;
    let found = match server.admin_database_url() {
        Some(url) => {
            let sql = format!("SELECT ({column})::text FROM {table} WHERE {condition} AND tenant_id = '{id}'");
            on_server(url, sql).await
        }
        None => {
            let sql = format!(
                "SELECT CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE CAST({column} AS TEXT) END
                 FROM {table} WHERE {condition}"
            );
            in_file(&server.data().join("tenants").join(format!("{id}.db")), sql).await
        }
    };
    found.unwrap_or_else(|error| panic!("{column} of {table} where {condition}: {error}"))
}

async fn on_server(url: &str, sql: String) -> sqlx::Result<Option<String>> {
    let mut admin = PgConnection::connect(url).await?;
    let found: Option<(Option<String>,)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_optional(&mut admin).await?;
    Ok(found.and_then(|(value,)| value))
}

async fn in_file(file: &Path, sql: String) -> sqlx::Result<Option<String>> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut file = SqliteConnection::connect_with(&options).await?;
    let found: Option<(Option<String>,)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_optional(&mut file).await?;
    Ok(found.and_then(|(value,)| value))
}

/// Changes what is stored, of a server that does not run: how a former version left it.
pub async fn change(server: &Server, id: &str, sql: String) {
    change_in(server, &format!("tenants/{id}.db"), sql).await;
}

/// The same in the tables that belong to no company.
pub async fn change_control(server: &Server, sql: String) {
    change_in(server, "control.db", sql).await;
}

async fn change_in(server: &Server, file: &str, sql: String) {
    let changed = match server.admin_database_url() {
        Some(url) => match PgConnection::connect(url).await {
            Ok(mut admin) => sqlx::raw_sql(AssertSqlSafe(sql.clone()))
                .execute(&mut admin)
                .await
                .map(drop),
            Err(error) => Err(error),
        },
        None => {
            let file = server.data().join(file);
            match SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await {
                Ok(mut file) => sqlx::raw_sql(AssertSqlSafe(sql.clone()))
                    .execute(&mut file)
                    .await
                    .map(drop),
                Err(error) => Err(error),
            }
        }
    };
    changed.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The identifier of a company, as the operator's list tells it.
pub async fn tenant_id(server: &Server, slug: &str) -> String {
    let list = server.cli_ok(&["tenant", "list"], "").await;
    let found = list.lines().find_map(|line| {
        let mut parts = line.split('\t');
        (parts.next() == Some(slug)).then(|| parts.next().map(str::to_owned))?
    });
    found.unwrap_or_else(|| panic!("no company {slug} in:\n{list}"))
}
