//! The indexes of the tenants at work: loaded when they are first asked, caught up before every answer.

use super::{Filter, Index, store};
use crate::channels::{self, Offered};
use crate::contacts::{attributes, journal};
use lru::LruCache;
use relais_tenants::database::Result;
use relais_tenants::{BlobId, Tenant, TenantId, blobs, settings};
use serde::{Deserialize, Serialize};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Indexes kept in memory. At a million contacts one takes some tens of megabytes.
const KEPT: NonZeroUsize = NonZeroUsize::new(32).unwrap();
/// Contacts caught up per statement: below both databases' limit of parameters.
const BATCH: usize = 5_000;
/// An index of fewer contacts is rebuilt as fast as it is loaded.
const WORTH_SAVING: u64 = 20_000;
/// The index is saved again once so many contacts changed since.
const CHANGES_BEFORE_SAVING: u64 = 20_000;
const SETTING: &str = "audience_index";

/// The audience indexes of this process. Cheap to clone.
#[derive(Clone)]
pub struct Audiences(Arc<Mutex<LruCache<TenantId, Arc<Slot>>>>);

/// One tenant's index and the turn for bringing it up to date.
struct Slot {
    index: RwLock<Index>,
    turn: tokio::sync::Mutex<State>,
}

#[derive(Default)]
struct State {
    loaded: bool,
    unsaved: u64,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    blob: BlobId,
}

impl Default for Audiences {
    fn default() -> Self {
        Self::new()
    }
}

impl Audiences {
    /// None loaded yet.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(KEPT))))
    }

    /// Asks a tenant's index, as of every change committed before this call.
    pub async fn ask<R>(&self, tenant: &Tenant, question: impl FnOnce(&Index) -> R) -> Result<R> {
        let slot = self.slot(tenant.id());
        slot.catch_up(tenant).await?;
        let index = slot.index.read().unwrap_or_else(PoisonError::into_inner);
        Ok(question(&index))
    }

    /// The first key of `filter` that names nothing one could filter this tenant's contacts by.
    pub async fn unknown_key(&self, tenant: &Tenant, filter: &Filter) -> Result<Option<String>> {
        let unknown = |index: &Index| {
            filter
                .iter()
                .find(|(key, _)| index.column(key).is_none())
                .map(|(key, _)| key.to_owned())
        };
        if self.ask(tenant, unknown).await?.is_none() {
            return Ok(None);
        }
        // An attribute or a channel is in the index only since somebody changed after it came.
        Ok(unknown(&store::declared(tenant).await?))
    }

    /// Forgets tenants that were erased: those that `is_left` does not know.
    pub fn forget_others(&self, is_left: impl Fn(TenantId) -> bool) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<TenantId> = slots.iter().map(|(id, _)| *id).filter(|id| !is_left(*id)).collect();
        for id in gone {
            slots.pop(&id);
        }
    }

    fn slot(&self, tenant: TenantId) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || {
            Arc::new(Slot {
                index: RwLock::new(Index::new()),
                turn: tokio::sync::Mutex::default(),
            })
        };
        slots.get_or_insert(tenant, new).clone()
    }
}

impl Slot {
    async fn catch_up(&self, tenant: &Tenant) -> Result<()> {
        let mut tx = tenant.read().await?;
        let newest = journal::newest(&mut tx, tenant).await?;
        drop(tx);
        if self.reflects(newest) && newest > 0 {
            return Ok(());
        }
        let mut state = self.turn.lock().await;
        if !state.loaded {
            let mut index = match load(tenant).await? {
                Some(index) => index,
                None => {
                    let index = store::build(tenant).await?;
                    state.unsaved = index.live().len();
                    index
                }
            };
            store::derive(&mut index, &channels::offered(tenant).await?)?;
            self.put(index);
            state.loaded = true;
        }
        if !self.reflects(newest) {
            state.unsaved += self.follow(tenant).await?;
        }
        if state.unsaved >= CHANGES_BEFORE_SAVING && self.live() >= WORTH_SAVING {
            self.save(tenant).await?;
            state.unsaved = 0;
        }
        Ok(())
    }

    /// Reads every contact the journal names and puts it into the index. Returns how many there were.
    async fn follow(&self, tenant: &Tenant) -> Result<u64> {
        let mut tx = tenant.read().await?;
        let newest = journal::newest(&mut tx, tenant).await?;
        let since = self.index.read().unwrap_or_else(PoisonError::into_inner).sequence();
        let touched = journal::touched_since(&mut tx, tenant, since).await?;
        let own = attributes::all(&mut tx, tenant).await?;
        let offered = Offered::load(&mut tx, tenant).await?;
        let numbers: Vec<u32> = touched.iter().collect();
        for numbers in numbers.chunks(BATCH) {
            let rows = store::read(&mut tx, tenant, numbers).await?;
            let others = store::others_of(&mut tx, tenant, &offered, &rows).await?;
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            store::apply(&mut index, tenant, (&own, &offered), numbers, (&rows, &others))?;
        }
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        store::derive(&mut index, &offered)?;
        index.set_sequence(newest);
        drop(index);
        Ok(touched.len())
    }

    async fn save(&self, tenant: &Tenant) -> Result<()> {
        let bytes = self.index.read().unwrap_or_else(PoisonError::into_inner).encode();
        let mut writer = blobs::Writer::begin(tenant, "index").await?;
        writer.push(&bytes).await?;
        let mut tx = tenant.write().await?;
        if let Some(old) = settings::get::<Saved>(&mut tx, tenant, SETTING).await? {
            blobs::delete(&mut tx, tenant, old.blob).await?;
        }
        let blob = writer.finish(&mut tx).await?;
        settings::put(&mut tx, tenant, SETTING, &Saved { blob }).await?;
        tx.commit().await
    }

    fn reflects(&self, newest: u64) -> bool {
        self.index.read().unwrap_or_else(PoisonError::into_inner).sequence() >= newest
    }

    fn live(&self) -> u64 {
        self.index.read().unwrap_or_else(PoisonError::into_inner).live().len()
    }

    fn put(&self, index: Index) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = index;
    }
}

/// The saved index, if there is one that can be read. One that cannot is no loss: it is built again.
async fn load(tenant: &Tenant) -> Result<Option<Index>> {
    let mut tx = tenant.read().await?;
    let Some(saved) = settings::get::<Saved>(&mut tx, tenant, SETTING).await? else {
        return Ok(None);
    };
    drop(tx);
    let bytes = match blobs::read(tenant, saved.blob).await {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::warn!(tenant = %tenant.id(), %error, "the saved audience index cannot be read; building it");
            return Ok(None);
        }
    };
    match Index::decode(&bytes) {
        Ok(index) => Ok(Some(index)),
        Err(error) => {
            tracing::warn!(tenant = %tenant.id(), %error, "the saved audience index is of another form; building it");
            Ok(None)
        }
    }
}
