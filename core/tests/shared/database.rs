//! A fresh PostgreSQL database for one test.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};

/// Its addresses: for the application, and for whoever owns the schema. On the server that `scripts/with-postgres` starts.
pub async fn postgres() -> (String, String) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("RELAIS_TEST_POSTGRES") else {
        panic!("RELAIS_TEST_POSTGRES is not set: run `make test`, or `scripts/with-postgres cargo test …`")
    };
    let name = format!(
        "relais_core_{}_{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    let mut admin = PgConnection::connect(&server).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    admin.execute(create).await.unwrap();
    let mut admin_url: url::Url = server.parse().unwrap();
    admin_url.set_path(&name);
    let mut app_url = admin_url.clone();
    app_url.set_username(&format!("{name}_app")).unwrap();
    app_url.set_password(Some("not-a-secret")).unwrap();
    (app_url.into(), admin_url.into())
}
