//! Who sends for which company in this process: one keeper per company, and a few workers beside it.
//!
//! Sending is waiting for others: every company has workers of its own, so that a slow or silent relay costs nobody else
//! anything. A keeper plans, starts, ends and takes back, and lets workers begin; they end when nothing is due.

use super::courier::Courier;
use super::dispatch::{self, Shared};
use super::{lifecycle, plan};
use relais_tenants::clock::Millis;
use relais_tenants::database::Result;
use relais_tenants::registry::RegistryError;
use relais_tenants::{Installation, Tenant, TenantId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Workers of one company at a time, in this process.
const WORKERS: usize = 4;
/// Companies whose ledger is being written at a time: that is work for the processor and the disk.
const PLANNING: usize = 2;
/// Companies looked at at a time: hundreds must not all be opened at once when the sweep comes.
const LOOKING: usize = 8;
/// What falls due so soon is waited for here; later things are left to a hint.
const SOON: Duration = Duration::from_secs(2);
/// A keeper looks again after this when something is due that no worker of this process could take.
const AGAIN: Duration = Duration::from_millis(200);

/// The senders of this process. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Senders(Arc<Inner>);

struct Inner {
    installation: Installation,
    courier: Courier,
    stopping: AtomicBool,
    planning: Semaphore,
    looking: Semaphore,
    busy: Mutex<HashMap<TenantId, Arc<Desk>>>,
    /// What was learnt of providers in trouble by companies that wait for a later time.
    remembered: Mutex<HashMap<TenantId, Arc<Shared>>>,
    /// Tasks under way.
    tasks: AtomicUsize,
    idle: tokio::sync::Notify,
}

/// What is shared by those who work for one company.
struct Desk {
    shared: Arc<Shared>,
    workers: Arc<Semaphore>,
    /// Whether something happened that the keeper has to look at.
    poked: tokio::sync::Notify,
}

/// Counts a task for as long as it lives.
struct Task(Arc<Inner>);

impl Task {
    fn begin(inner: &Arc<Inner>) -> Self {
        inner.tasks.fetch_add(1, Ordering::SeqCst);
        Self(inner.clone())
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if self.0.tasks.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.idle.notify_waiters();
        }
    }
}

impl Senders {
    pub fn new(installation: Installation, courier: Courier) -> Self {
        Self(Arc::new(Inner {
            installation,
            courier,
            stopping: AtomicBool::new(false),
            planning: Semaphore::new(PLANNING),
            looking: Semaphore::new(LOOKING),
            busy: Mutex::default(),
            remembered: Mutex::default(),
            tasks: AtomicUsize::new(0),
            idle: tokio::sync::Notify::new(),
        }))
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<TenantId, Arc<Shared>>> {
        self.0.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// Takes no new work; workers write what is known and give back the rest. Waits for them, but not for ever: what is
    /// still in flight then is shown as unknown.
    pub async fn stop(&self, patience: Duration) {
        self.0.stopping.store(true, Ordering::Relaxed);
        for desk in self.0.busy.lock().unwrap_or_else(PoisonError::into_inner).values() {
            desk.poked.notify_one();
        }
        let wait = async {
            loop {
                let idle = self.0.idle.notified();
                if self.0.tasks.load(Ordering::SeqCst) == 0 {
                    return;
                }
                idle.await;
            }
        };
        drop(tokio::time::timeout(patience, wait).await);
    }

    /// Looks after a company's campaigns. `alone` when this process has just begun and nobody else works on its rows.
    pub fn poke(&self, id: TenantId, alone: bool) {
        if self.stopping() {
            return;
        }
        let desk = {
            let mut busy = self.0.busy.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(desk) = busy.get(&id) {
                desk.poked.notify_one();
                return;
            }
            let desk = Arc::new(Desk {
                shared: self.remembered().remove(&id).unwrap_or_default(),
                workers: Arc::new(Semaphore::new(WORKERS)),
                poked: tokio::sync::Notify::new(),
            });
            busy.insert(id, desk.clone());
            desk
        };
        let (senders, task) = (self.clone(), Task::begin(&self.0));
        tokio::spawn(async move {
            let _task = task;
            if let Err(error) = senders.keep(id, &desk, alone).await {
                tracing::error!(tenant = %id, %error, "sending stopped; the sweep will take it up again");
            }
            senders.leave(id).await;
        });
    }

    /// Ends a company's desk. Whoever poked it meanwhile left a hint too, or the sweep finds it.
    async fn leave(&self, id: TenantId) {
        let desk = {
            let mut busy = self.0.busy.lock().unwrap_or_else(PoisonError::into_inner);
            let desk = busy.remove(&id);
            // A campaign that is left alone for a while has not become healthy by that.
            if let Some(desk) = desk.as_ref().filter(|desk| desk.shared.is_troubled()) {
                self.remembered().insert(id, desk.shared.clone());
            }
            desk
        };
        // A poke that nobody has heard is taken up at the next look.
        if let Some(desk) = desk
            && tokio::time::timeout(Duration::ZERO, desk.poked.notified())
                .await
                .is_ok()
        {
            self.hint(id, self.0.installation.now()).await;
        }
    }

    async fn hint(&self, id: TenantId, at: Millis) {
        if let Err(error) = self.0.installation.hint_due(id, at).await {
            tracing::warn!(tenant = %id, %error, "a hint was lost; the sweep will find the work");
        }
    }

    async fn keep(&self, id: TenantId, desk: &Arc<Desk>, alone: bool) -> Result<(), RegistryError> {
        let mut alone = alone;
        loop {
            if self.stopping() {
                return Ok(());
            }
            let turn = self.0.looking.acquire().await;
            // Asked for each time: the company may have been erased, or its facts changed.
            let Some(tenant) = self.0.installation.tenant(id).await? else {
                return Ok(());
            };
            lifecycle::recover(&tenant, alone).await?;
            lifecycle::resolve(&tenant).await?;
            alone = false;
            lifecycle::start_due(&tenant).await?;
            drop(turn);
            self.plan(&tenant, desk).await?;
            let turn = self.0.looking.acquire().await;
            while !self.stopping() && lifecycle::put_aside(&tenant).await? {}
            self.begin_workers(&tenant, desk).await?;
            lifecycle::finish(&tenant).await?;
            let next = lifecycle::next_at(&tenant).await?;
            drop(turn);
            let busy = desk.workers.available_permits() < WORKERS;
            let now = tenant.now();
            drop(tenant);
            let wait = match next {
                None if !busy => return Ok(()),
                // Workers poke when they end.
                None => SOON,
                Some(at) if !busy && at > now.plus(SOON) => {
                    self.hint(id, at).await;
                    return Ok(());
                }
                Some(at) => pause_until(at, now),
            };
            drop(tokio::time::timeout(wait, desk.poked.notified()).await);
        }
    }

    /// Writes the ledgers that are not complete, letting workers begin with what is there.
    async fn plan(&self, tenant: &Tenant, desk: &Arc<Desk>) -> Result<()> {
        while !self.stopping() {
            let Some(mut plan) = plan::claim(tenant).await? else {
                return Ok(());
            };
            loop {
                let more = {
                    let _turn = self.0.planning.acquire().await;
                    plan.step(tenant).await?
                };
                self.begin_workers(tenant, desk).await?;
                if !more {
                    break;
                }
                if self.stopping() {
                    return plan.let_go(tenant).await;
                }
                lifecycle::start_due(tenant).await?;
            }
        }
        Ok(())
    }

    async fn begin_workers(&self, tenant: &Tenant, desk: &Arc<Desk>) -> Result<()> {
        if desk.workers.available_permits() == 0 || !dispatch::is_due(tenant).await? {
            return Ok(());
        }
        while let Ok(permit) = desk.workers.clone().try_acquire_owned() {
            let (senders, tenant, desk, task) = (self.clone(), tenant.clone(), desk.clone(), Task::begin(&self.0));
            tokio::spawn(async move {
                let _task = task;
                let go_on = || !senders.stopping();
                let mut worked = false;
                while go_on() {
                    match dispatch::slice(&tenant, &senders.0.courier, &desk.shared, &go_on).await {
                        Ok(true) => worked = true,
                        Ok(false) => break,
                        Err(error) => {
                            tracing::error!(tenant = %tenant.id(), %error, "sending failed; it will be tried again");
                            break;
                        }
                    }
                }
                drop(permit);
                if worked {
                    desk.poked.notify_one();
                }
            });
        }
        Ok(())
    }
}

/// How long a keeper waits for what falls due at that moment: not longer, or a short delay between messages would not be
/// kept.
fn pause_until(at: Millis, now: Millis) -> Duration {
    if at > now { at.since(now).min(SOON) } else { AGAIN }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: T1
    #[test]
    fn a_keeper_wakes_when_the_next_message_is_due_however_soon_that_is() {
        let now = Millis(1_800_000_000_000);
        let wait = |ms| pause_until(now.plus(Duration::from_millis(ms)), now);
        for ms in [1, 20, 150, 1_999] {
            assert_eq!(wait(ms), Duration::from_millis(ms));
        }
        assert_eq!(wait(60_000), SOON);
        // What is due and could not be taken is not asked for without end.
        assert_eq!(wait(0), AGAIN);
        assert_eq!(pause_until(now, now.plus(SOON)), AGAIN);
    }
}
