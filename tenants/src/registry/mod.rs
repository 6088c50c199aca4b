//! The installation: which tenants there are, and the only way to get a handle on one.
//!
//! Lives here: opening the databases, the installation's own keys, creating, listing, opening and erasing tenants.
//! People and how they sign in are in `people`, `members`, `sessions` and `tokens`.

mod storage;
mod tenants;

pub use tenants::NewTenant;

use crate::clock::{Clock, Ids, Millis, Rng};
use crate::database::{Db, Result, Tx};
use crate::ids::TenantId;
use crate::keys::{MasterKey, TenantKeys};
use crate::tenant::Tenant;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use storage::Storage;
use uuid::Uuid;

/// How many tenants stay open at a time. On SQLite an open tenant holds a few files and threads while it works.
const OPEN_TENANTS: NonZeroUsize = NonZeroUsize::new(64).unwrap();

/// Where an installation keeps its data.
#[derive(Clone, Debug)]
pub struct Options {
    /// Directory of the SQLite files and of the master key.
    pub data: PathBuf,
    /// PostgreSQL for the application role; without it the data is in SQLite files.
    pub database_url: Option<String>,
    /// PostgreSQL for the role that owns the schema; to migrate and to create the application role.
    pub admin_database_url: Option<String>,
    /// The master key in base64; without it the file `master.key` in `data`.
    pub master_key: Option<String>,
}

/// Why an installation cannot be opened or a tenant not be created.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] crate::database::Error),
    /// A key is missing, wrong or damaged.
    #[error(transparent)]
    Key(#[from] crate::keys::KeyError),
    /// The data directory cannot be used.
    #[error("the data directory cannot be used: {0}")]
    Io(#[from] std::io::Error),
    /// Another tenant has this short name.
    #[error("the short name «{0}» is taken: choose another")]
    SlugTaken(String),
    /// A short name is lower-case letters, digits and dashes.
    #[error("the short name «{0}» may hold 2 to 40 lower-case letters, digits and dashes, and starts with a letter")]
    BadSlug(String),
}

/// An open installation. Cheap to clone.
#[derive(Clone)]
pub struct Installation(Arc<Inner>);

struct Inner {
    control: Db,
    storage: Storage,
    master: MasterKey,
    house: TenantKeys,
    clock: Clock,
    rng: Rng,
    ids: Ids,
    open: Mutex<LruCache<TenantId, Tenant>>,
    /// Two requests must not open (and migrate) the same tenant at once.
    opening: tokio::sync::Mutex<()>,
}

impl Installation {
    /// Opens the installation, creating and migrating what is missing.
    pub async fn open(options: &Options, clock: Clock, rng: Rng) -> Result<Self, RegistryError> {
        let (control, storage) = storage::open(options).await?;
        let master = storage::master_key(options, &control, &rng).await?;
        let house = tenants::house_keys(&control, &master, &clock, &rng).await?;
        let ids = Ids::new(clock.clone(), rng.clone());
        Ok(Self(Arc::new(Inner {
            control,
            storage,
            master,
            house,
            clock,
            rng,
            ids,
            open: Mutex::new(LruCache::new(OPEN_TENANTS)),
            opening: tokio::sync::Mutex::new(()),
        })))
    }

    /// Whether the control tables can be reached and read.
    ///
    /// # Errors
    /// The database layer's, when they cannot.
    pub async fn check(&self) -> Result<()> {
        let _: Option<(TenantId,)> = self
            .control_read()
            .await?
            .opt("SELECT id FROM tenants LIMIT 1", ())
            .await?;
        Ok(())
    }

    /// The key under which compiled plugins are authenticated where they are kept.
    pub fn plugin_cache_key(&self) -> [u8; 32] {
        self.0.master.plugin_cache_key()
    }

    /// What time it is.
    pub fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// The source of randomness.
    pub fn rng(&self) -> &Rng {
        &self.0.rng
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// A transaction on the control tables.
    pub(crate) async fn control_write(&self) -> Result<Tx> {
        self.0.control.write().await
    }

    /// A reading transaction on the control tables.
    pub(crate) async fn control_read(&self) -> Result<Tx> {
        self.0.control.read().await
    }

    /// The keys of what belongs to no tenant: the names and addresses of those who sign in.
    pub(crate) fn house(&self) -> &TenantKeys {
        &self.0.house
    }

    pub(crate) fn new_id(&self) -> Uuid {
        self.0.ids.next()
    }

    /// Whether data lives in SQLite files, so that this process is alone with it.
    pub fn is_embedded(&self) -> bool {
        self.0.control.is_sqlite()
    }

    fn cached(&self, id: TenantId) -> Option<Tenant> {
        self.0
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }

    fn cache(&self, tenant: Tenant) {
        self.0
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .put(tenant.id(), tenant);
    }

    fn forget(&self, id: TenantId) -> Option<Tenant> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner).pop(&id)
    }
}
