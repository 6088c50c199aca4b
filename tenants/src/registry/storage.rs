//! Where the rows are: one SQLite file per tenant beside a control file, or one PostgreSQL database.

use super::{Options, RegistryError};
use crate::clock::Rng;
use crate::database::{Db, Error, Result, migrate, postgres, sqlite};
use crate::ids::TenantId;
use crate::keys::{KeyCheck, MasterKey};
use sqlx::PgPool;
use std::path::{Path, PathBuf};

/// How a tenant's database is reached.
pub(super) enum Storage {
    /// A directory with a file per tenant.
    Files(PathBuf),
    /// The application role's pool.
    Server(PgPool),
}

impl Storage {
    /// Opens the rows of one tenant, migrated.
    pub(super) async fn tenant(&self, id: TenantId) -> Result<Db> {
        match self {
            Self::Files(directory) => {
                let db = sqlite::open(&directory.join(file_name(id))).await?;
                migrate::run(&db, migrate::Scope::Tenant).await?;
                Ok(db)
            }
            Self::Server(pool) => Ok(Db::Postgres {
                pool: pool.clone(),
                tenant: Some(id),
            }),
        }
    }

    /// Removes the file of an erased tenant; on PostgreSQL its rows are deleted instead.
    pub(super) fn remove(&self, id: TenantId) -> std::io::Result<()> {
        let Self::Files(directory) = self else { return Ok(()) };
        for suffix in ["", "-wal", "-shm"] {
            match std::fs::remove_file(directory.join(format!("{}{suffix}", file_name(id)))) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

fn file_name(id: TenantId) -> String {
    format!("{}.db", id.uuid())
}

/// Opens the control tables and says where tenants are.
pub(super) async fn open(options: &Options) -> Result<(Db, Storage), RegistryError> {
    let Some(url) = &options.database_url else {
        let directory = options.data.join("tenants");
        private_directory(&options.data)?;
        private_directory(&directory)?;
        let control = sqlite::open(&options.data.join("control.db")).await?;
        migrate::run(&control, migrate::Scope::Control).await?;
        return Ok((control, Storage::Files(directory)));
    };
    if let Some(admin_url) = &options.admin_database_url {
        let admin = postgres::open_admin(admin_url).await?;
        migrate::run(&admin, migrate::Scope::Control).await?;
        migrate::run(&admin, migrate::Scope::Tenant).await?;
        postgres::grant(&admin, url).await?;
        postgres::close(&admin).await;
    }
    let pool = postgres::open(url).await?;
    let control = Db::Postgres {
        pool: pool.clone(),
        tenant: None,
    };
    migrate::check(&control, migrate::Scope::Control).await?;
    migrate::check(&control, migrate::Scope::Tenant).await?;
    Ok((control, Storage::Server(pool)))
}

/// The master key: from the options, else from its file. A new one is made only for an installation that never
/// had one, since data sealed by a lost key cannot be read again.
pub(super) async fn master_key(options: &Options, control: &Db, rng: &Rng) -> Result<MasterKey, RegistryError> {
    let file = options.data.join("master.key");
    let mut tx = control.write().await?;
    let check: Option<(KeyCheck,)> = tx
        .opt("SELECT value FROM installation WHERE name = 'key_check'", ())
        .await?;
    let key = match (&options.master_key, &check) {
        (Some(text), _) => MasterKey::from_base64(text)?,
        (None, _) if file.exists() => MasterKey::read(&file)?,
        (None, Some(_)) => {
            return Err(Error::Setup(format!(
                "this installation is sealed by a master key that is not in {}: restore that file, or give the key in \
                 RELAIS_MASTER_KEY",
                file.display()
            ))
            .into());
        }
        (None, None) => {
            private_directory(&options.data)?;
            let key = MasterKey::generate(rng);
            key.create(&file)?;
            key
        }
    };
    match check {
        Some((stored,)) => key.verify(&stored)?,
        None => {
            tx.exec(
                "INSERT INTO installation (name, value) VALUES ('key_check', $1)",
                (key.check_value(),),
            )
            .await?;
            tx.commit().await?;
        }
    }
    Ok(key)
}

/// Creates a directory only its owner can enter.
fn private_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}
