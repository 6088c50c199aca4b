//! What scenarios stand on: an installation on either database, and companies in it.

#[path = "database.rs"]
mod database;

use relais_tenants::clock::{Clock, Rng};
use relais_tenants::people::NewPerson;
use relais_tenants::registry::{NewTenant, Options};
use relais_tenants::{Installation, Tenant};

/// Which database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// An empty installation, and the directory it lives in.
pub async fn installation(backend: Backend, clock: Clock) -> (Installation, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let (database_url, admin_database_url) = match backend {
        Backend::Sqlite => (None, None),
        Backend::Postgres => {
            let (app, admin) = database::postgres().await;
            (Some(app), Some(admin))
        }
    };
    let options = Options {
        data: directory.path().to_owned(),
        database_url,
        admin_database_url,
        master_key: None,
    };
    let installation = Installation::open(&options, clock, Rng::system()).await.unwrap();
    (installation, directory)
}

/// A company of the installation.
pub async fn company(installation: &Installation, slug: &str) -> Tenant {
    let company = NewTenant {
        slug: slug.to_owned(),
        name: format!("Société {slug}"),
        country: "FR".into(),
        time_zone: "Europe/Paris".into(),
    };
    let person = NewPerson {
        email: format!("admin@{slug}.test"),
        name: "A".into(),
        password_hash: String::new(),
        language: "fr".into(),
    };
    let (id, _) = installation.sign_up(&company, &person).await.unwrap();
    installation.tenant(id).await.unwrap().unwrap()
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
