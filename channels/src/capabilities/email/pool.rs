//! Open connections, kept between batches, and how many there may be.

use super::relay::{Relay, Tls};
use super::session::Session;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// What two batches must share to share a connection. The owner is part of it: one tenant's mail never leaves over
/// another's connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    owner: String,
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<[u8; 32]>,
    hello: String,
    connections: usize,
}

impl Key {
    pub fn new(owner: &str, relay: &Relay) -> Self {
        let credentials = relay.credentials.as_ref().map(|credentials| {
            let mut hash = Sha256::new();
            hash.update((credentials.username.len() as u64).to_le_bytes());
            hash.update(credentials.username.as_bytes());
            hash.update(credentials.password.as_bytes());
            hash.finalize().into()
        });
        Self {
            owner: owner.to_owned(),
            host: relay.host.clone(),
            port: relay.port,
            tls: relay.tls,
            credentials,
            hello: relay.hello.clone(),
            connections: relay.connections.max(1),
        }
    }
}

struct Entry {
    /// Most recently used last.
    idle: Vec<(Instant, Session)>,
    turns: Arc<Semaphore>,
}

/// The connections of one process.
pub(super) struct Pool {
    entries: Mutex<HashMap<Key, Entry>>,
    keep: Duration,
    is_swept: AtomicBool,
}

impl Pool {
    /// Connections stay for `keep` after their last use.
    pub fn new(keep: Duration) -> Self {
        Self {
            entries: Mutex::default(),
            keep,
            is_swept: AtomicBool::new(false),
        }
    }

    /// Who holds a permit of it may have a connection.
    pub fn turns(&self, key: &Key) -> Arc<Semaphore> {
        let mut entries = self.lock();
        let entry = entries.entry(key.clone()).or_insert_with(|| Entry {
            idle: Vec::new(),
            turns: Arc::new(Semaphore::new(key.connections)),
        });
        entry.turns.clone()
    }

    /// An idle connection that still seems to be open.
    pub fn take(&self, key: &Key) -> Option<Session> {
        let mut entries = self.lock();
        let idle = &mut entries.get_mut(key)?.idle;
        while let Some((since, session)) = idle.pop() {
            if since.elapsed() < self.keep && session.is_fresh() {
                return Some(session);
            }
        }
        None
    }

    /// Keeps a connection for later.
    pub fn put(self: &Arc<Self>, key: &Key, mut session: Session) {
        session.reused = true;
        let left = match self.lock().get_mut(key) {
            Some(entry) => {
                entry.idle.push((Instant::now(), session));
                None
            }
            None => Some(session),
        };
        if let Some(session) = left {
            session.farewell();
        }
        if !self.is_swept.swap(true, Ordering::AcqRel) {
            tokio::spawn(sweep(Arc::downgrade(self), self.keep));
        }
    }

    /// Connections that lie idle.
    pub fn idle(&self) -> usize {
        self.lock().values().map(|entry| entry.idle.len()).sum()
    }

    /// Takes leave of what has lain idle too long; returns whether anything is left.
    fn clear(&self) -> bool {
        let mut old = Vec::new();
        let mut entries = self.lock();
        entries.retain(|key, entry| {
            let is_old = |(since, _): &mut (Instant, Session)| since.elapsed() >= self.keep;
            old.extend(entry.idle.extract_if(.., is_old));
            !entry.idle.is_empty()
                || Arc::strong_count(&entry.turns) > 1
                || entry.turns.available_permits() < key.connections
        });
        let is_left = !entries.is_empty();
        drop(entries);
        for (_, session) in old {
            session.farewell();
        }
        is_left
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
        // Nothing is ever half done under this lock.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends when nothing is left to look after, or when the pool is gone.
async fn sweep(pool: std::sync::Weak<Pool>, keep: Duration) {
    loop {
        tokio::time::sleep(keep.max(Duration::from_millis(20)) / 2).await;
        let Some(pool) = pool.upgrade() else { return };
        if !pool.clear() {
            pool.is_swept.store(false, Ordering::Release);
            // Something may have been put back just before the flag fell.
            if pool.idle() == 0 || pool.is_swept.swap(true, Ordering::AcqRel) {
                return;
            }
        }
    }
}
