//! An installation with one company, on either database.

use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::{Clock, Rng};
use relais_tenants::people::NewPerson;
use relais_tenants::registry::{NewTenant, Options};
use relais_tenants::{Installation, Tenant};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};

/// Which database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// The installation and its company.
pub struct House {
    pub tenant: Tenant,
    _directory: tempfile::TempDir,
}

impl House {
    pub async fn open(backend: Backend) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (database_url, admin_database_url) = match backend {
            Backend::Sqlite => (None, None),
            Backend::Postgres => {
                let (app, admin) = database().await;
                (Some(app), Some(admin))
            }
        };
        let options = Options {
            data: directory.path().to_owned(),
            database_url,
            admin_database_url,
            master_key: None,
        };
        let installation = Installation::open(&options, Clock::system(), Rng::system())
            .await
            .unwrap();
        let company = NewTenant {
            slug: "maison".into(),
            name: "Maison".into(),
            country: "FR".into(),
            time_zone: "Europe/Paris".into(),
        };
        let admin = NewPerson {
            email: "a@maison.test".into(),
            name: "A".into(),
            password_hash: String::new(),
            language: "fr".into(),
        };
        let (id, _) = installation.sign_up(&company, &admin).await.unwrap();
        Self {
            tenant: installation.tenant(id).await.unwrap().unwrap(),
            _directory: directory,
        }
    }

    /// Records `count` acts on `object`, each in a transaction of its own.
    pub async fn record(&self, object: &str, count: usize) {
        for number in 0..count {
            let mut tx = self.tenant.write().await.unwrap();
            let entry = Entry {
                actor: Actor::Operator,
                action: "contact.update",
                object,
                details: json!({ "number": number, "of": object }),
            };
            audit::append(&mut tx, &self.tenant, entry).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

/// A fresh PostgreSQL database: URLs for the application and for whoever owns the schema.
async fn database() -> (String, String) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("RELAIS_TEST_POSTGRES") else {
        panic!("RELAIS_TEST_POSTGRES is not set: run `make test`, or `scripts/with-postgres cargo test`")
    };
    let name = format!(
        "relais_audit_{}_{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    let mut admin = PgConnection::connect(&server).await.unwrap();
    admin
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&name);
    let admin_url = url.to_string();
    url.set_username(&format!("{name}_app")).unwrap();
    url.set_password(Some("not-a-secret")).unwrap();
    (url.into(), admin_url)
}

/// Turns one scenario into two tests, `sqlite` and `postgres`.
#[macro_export]
macro_rules! on_both {
    ($scenario:ident) => {
        mod $scenario {
            use $crate::house::{Backend, House};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$scenario(House::open(Backend::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$scenario(House::open(Backend::Postgres).await).await;
            }
        }
    };
}
