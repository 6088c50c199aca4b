//! The two databases a server may run on, and a fresh one for each server.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// Where the throw-away PostgreSQL is, as a superuser: set by `scripts/with-postgres`.
const ADMIN_URL: &str = "RELAIS_TEST_POSTGRES";

/// Which database a server keeps its data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Files in the data directory.
    Sqlite,
    /// A PostgreSQL database that belongs to this server alone.
    Postgres,
}

/// A fresh PostgreSQL database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    /// For the application, as a role that does not exist yet: the program has to make it.
    pub(crate) app_url: String,
    /// For migrations, as a superuser.
    pub(crate) admin_url: String,
}

impl Database {
    /// Creates an empty database under a name nothing else uses.
    pub(crate) async fn create() -> Result<Self, String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var(ADMIN_URL).map_err(|_| {
            format!("{ADMIN_URL} is not set: run `make test`, or `scripts/with-postgres cargo test -p relais-tests`")
        })?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // The process number keeps apart two runs against one standing server.
        let name = format!("relais_test_{}_{number}", std::process::id());
        let in_words = |error: sqlx::Error| format!("PostgreSQL of {ADMIN_URL}: {error}");
        let mut admin = PgConnection::connect(&server).await.map_err(in_words)?;
        admin
            .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .await
            .map_err(in_words)?;
        admin.close().await.map_err(in_words)?;

        let mut admin_url = reqwest::Url::parse(&server).map_err(|error| format!("{ADMIN_URL}: {error}"))?;
        admin_url.set_path(&name);
        let mut app_url = admin_url.clone();
        app_url
            .set_username(&format!("relais_app_{}_{number}", std::process::id()))
            .and_then(|()| app_url.set_password(Some("not-a-secret")))
            .map_err(|()| format!("{ADMIN_URL} has no host"))?;
        Ok(Self {
            app_url: app_url.into(),
            admin_url: admin_url.into(),
        })
    }
}
