//! Background work: who has some, and doing it a bounded number at a time.
//!
//! Hints in the control tables say which tenants probably have work; a sweep over all tenants finds what a lost hint
//! missed. What is to be done stands in the tenant's own rows, claimed by lease, so that a killed worker's work is
//! taken up again and two nodes never do it twice.

use crate::audience::Audiences;
use crate::audit::{self, outlet};
use crate::delivery::{Courier, Senders};
use crate::{campaigns, contacts};
use relais_tenants::clock::Millis;
use relais_tenants::database::Result;
use relais_tenants::{Installation, Tenant, TenantId, blobs};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

/// How long a claimed piece of work stays claimed without a sign of life.
pub(crate) const LEASE: Duration = Duration::from_secs(15);
/// Tenants worked for at a time.
const AT_ONCE: usize = 2;
const LOOK: Duration = Duration::from_millis(500);
/// How often every tenant is looked at.
const SWEEP: Duration = Duration::from_secs(60);
/// The same for a process alone with its files: what it forgot when it ended, its start looks up, and whoever rests has no open
/// file, nor the memory that goes with one.
const SWEEP_ALONE: Duration = Duration::from_secs(600);
/// How long work under way may take to reach a safe place when the program is asked to stop.
const PATIENCE: Duration = Duration::from_secs(5);
/// A blob that nobody finished in this time was abandoned.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// The workers of this process. Cheap to clone.
#[derive(Clone)]
pub struct Workers(Arc<Inner>);

struct Inner {
    installation: Installation,
    audiences: Audiences,
    senders: Senders,
    /// When this process began.
    began: Millis,
    wake: Notify,
    stopping: AtomicBool,
    slots: Arc<Semaphore>,
    /// Tenants being worked for; `true` once more was asked meanwhile.
    busy: Mutex<HashMap<TenantId, bool>>,
    /// Tenants whose log is being continued.
    sequencing: Mutex<HashSet<TenantId>>,
    /// Takes checkpoints out of the house.
    poster: OnceLock<Arc<dyn outlet::Poster>>,
}

/// A claim on one piece of work. Every write made under it checks that it still stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lease(pub Uuid);

impl Lease {
    pub(crate) fn new(tenant: &Tenant) -> Self {
        Self(tenant.new_id())
    }

    pub(crate) fn until(tenant: &Tenant) -> Millis {
        tenant.now().plus(LEASE)
    }
}

impl Workers {
    /// Workers that do nothing until [started](Self::start).
    pub fn new(installation: Installation, audiences: Audiences, courier: Courier) -> Self {
        Self(Arc::new(Inner {
            began: installation.now(),
            senders: Senders::new(installation.clone(), courier),
            installation,
            audiences,
            wake: Notify::new(),
            stopping: AtomicBool::new(false),
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            busy: Mutex::default(),
            sequencing: Mutex::default(),
            poster: OnceLock::new(),
        }))
    }

    /// Checkpoints of audit logs leave the house by this one. Without it they stay.
    pub fn post_checkpoints_by(&self, poster: impl outlet::Poster + 'static) {
        // The first one stays.
        drop(self.0.poster.set(Arc::new(poster)));
    }

    /// Says that a tenant has work now. Lost hints are found by the sweep.
    pub async fn wake(&self, tenant: TenantId) {
        if let Err(error) = self.0.installation.hint_due(tenant, self.0.installation.now()).await {
            tracing::warn!(%tenant, %error, "a hint was lost; the sweep will find the work");
        }
        self.0.wake.notify_one();
    }

    /// Begins to work.
    pub fn start(&self) {
        let workers = self.clone();
        tokio::spawn(async move { workers.run().await });
    }

    /// Does no work of its own and tells those who do that acts were recorded here.
    pub fn start_telling(&self) {
        let workers = self.clone();
        tokio::spawn(async move {
            while !workers.stopping() {
                tokio::time::sleep(LOOK).await;
                for tenant in workers.0.installation.take_staged() {
                    workers.wake(tenant).await;
                }
            }
        });
    }

    /// Takes no new work and waits for what is under way to reach a safe place.
    pub async fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
        self.0.wake.notify_one();
        let all = u32::try_from(AT_ONCE).unwrap_or(1);
        let prepared = tokio::time::timeout(PATIENCE, self.0.slots.acquire_many(all));
        drop(tokio::join!(prepared, self.0.senders.stop(PATIENCE)));
    }

    fn stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    async fn run(&self) {
        let alone = self.0.installation.is_embedded();
        let every = if alone { SWEEP_ALONE } else { SWEEP };
        self.sweep(true).await;
        let mut next_sweep = tokio::time::Instant::now() + every;
        let mut staged = Vec::new();
        while !self.stopping() {
            drop(tokio::time::timeout(LOOK, self.0.wake.notified()).await);
            match self.0.installation.take_due().await {
                Ok(tenants) => tenants.into_iter().for_each(|tenant| self.dispatch(tenant, false)),
                Err(error) => tracing::error!(%error, "the hints cannot be read"),
            }
            // Looked at twice: what was recorded a moment ago may not have been committed yet.
            let before = std::mem::replace(&mut staged, self.0.installation.take_staged());
            let seen: HashSet<TenantId> = before.into_iter().chain(staged.iter().copied()).collect();
            seen.into_iter().for_each(|tenant| self.sequence(tenant));
            if tokio::time::Instant::now() >= next_sweep {
                self.sweep(false).await;
                next_sweep = tokio::time::Instant::now() + every;
            }
        }
    }

    async fn sweep(&self, first: bool) {
        match self.0.installation.tenants().await {
            Ok(companies) => {
                self.0.installation.forget_others(&companies);
                let is_left = |id| companies.iter().any(|company| company.id == id);
                self.0.audiences.forget_others(is_left);
                for company in &companies {
                    self.dispatch(company.id, first);
                }
            }
            Err(error) => tracing::error!(%error, "the tenants cannot be listed"),
        }
    }

    /// Works for a tenant in a task of its own, unless one does already.
    fn dispatch(&self, id: TenantId, first: bool) {
        // Sending waits for nobody's imports, and nobody's sending for another's.
        self.0.senders.poke(id, first && self.0.installation.is_embedded());
        {
            let mut busy = self.0.busy.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(again) = busy.get_mut(&id) {
                *again = true;
                return;
            }
            busy.insert(id, false);
        }
        let workers = self.clone();
        tokio::spawn(async move {
            let slots = workers.0.slots.clone();
            let Ok(_slot) = slots.acquire_owned().await else { return };
            let mut first = first;
            loop {
                if !workers.stopping()
                    && let Err(error) = workers.work(id, first).await
                {
                    tracing::error!(tenant = %id, %error, "background work failed; it will be tried again");
                }
                first = false;
                let mut busy = workers.0.busy.lock().unwrap_or_else(PoisonError::into_inner);
                match busy.get_mut(&id) {
                    Some(again) if *again && !workers.stopping() => *again = false,
                    _ => {
                        busy.remove(&id);
                        return;
                    }
                }
            }
        });
    }

    /// Continues a tenant's log in a task of its own, unless one does already: it waits for nobody's import.
    fn sequence(&self, id: TenantId) {
        let mut sequencing = self.0.sequencing.lock().unwrap_or_else(PoisonError::into_inner);
        if !sequencing.insert(id) {
            return;
        }
        drop(sequencing);
        let workers = self.clone();
        tokio::spawn(async move {
            match workers.0.installation.tenant(id).await {
                Ok(Some(tenant)) => workers.continue_log(&tenant).await,
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(tenant = %id, %error, "the audit log was not continued; it will be tried again")
                }
            }
            let mut sequencing = workers.0.sequencing.lock().unwrap_or_else(PoisonError::into_inner);
            sequencing.remove(&id);
        });
    }

    async fn continue_log(&self, tenant: &Tenant) {
        if let Err(error) = audit::sequence(tenant, &|| !self.stopping()).await {
            tracing::error!(tenant = %tenant.id(), %error, "the audit log was not continued; it will be tried again");
        }
    }

    /// In a task of its own: nobody waits for who keeps checkpoints.
    fn post_checkpoint(&self, tenant: &Tenant) {
        let Some(poster) = self.0.poster.get().cloned() else {
            return;
        };
        let tenant = tenant.clone();
        tokio::spawn(async move {
            if let Err(error) = outlet::work(&tenant, poster.as_ref()).await {
                tracing::error!(tenant = %tenant.id(), %error, "a checkpoint was not sent; it will be tried again");
            }
        });
    }

    async fn work(&self, id: TenantId, first: bool) -> Result<(), relais_tenants::registry::RegistryError> {
        let Some(tenant) = self.0.installation.tenant(id).await? else {
            return Ok(());
        };
        // Alone with its files, this process knows that nobody else is at work: whatever is claimed or unfinished
        // belongs to a process that is gone.
        let alone = first && self.0.installation.is_embedded();
        if alone {
            release(&tenant).await?;
        }
        let abandoned = if alone {
            self.0.began
        } else {
            tenant.now().minus(ABANDONED)
        };
        self.continue_log(&tenant).await;
        self.post_checkpoint(&tenant);
        blobs::sweep(&tenant, abandoned).await?;
        let go_on = || !self.stopping();
        contacts::import::work(&tenant, &go_on).await?;
        campaigns::prepare(&tenant, &self.0.audiences, &go_on).await?;
        // What has just become ready may have been launched before.
        self.0.senders.poke(id, false);
        if go_on()
            && let Some(at) = claimed_until(&tenant).await?
        {
            // Whoever holds it renews it, or is gone: look again then.
            self.0
                .installation
                .hint_due(id, at.plus(Duration::from_millis(1)))
                .await?;
        }
        Ok(())
    }
}

/// When the earliest claim on work that is not done ends.
async fn claimed_until(tenant: &Tenant) -> Result<Option<Millis>> {
    let mut tx = tenant.read().await?;
    let (until,): (Option<Millis>,) = tx
        .one(
            "SELECT MIN(lease_until) FROM (
                 SELECT lease_until FROM imports WHERE tenant_id = $1 AND status = 'running'
                 UNION ALL
                 SELECT lease_until FROM campaigns WHERE tenant_id = $1 AND status = 'preparing') AS claimed",
            (tenant.id(),),
        )
        .await?;
    Ok(until)
}

async fn release(tenant: &Tenant) -> Result<()> {
    let mut tx = tenant.write().await?;
    tx.exec(
        "UPDATE imports SET lease_until = 0 WHERE tenant_id = $1 AND lease_until > 0",
        (tenant.id(),),
    )
    .await?;
    tx.exec(
        "UPDATE campaigns SET lease_until = 0 WHERE tenant_id = $1 AND lease_until > 0",
        (tenant.id(),),
    )
    .await?;
    tx.commit().await
}
