//! What the lanes of a batch share, the queue above all: messages that no lane holds.

use super::pool::{Key, Pool};
use super::relay::{Relay, Timeouts};
use super::{Mail, Resolve, Signer};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// What the lanes of a batch share.
pub(super) struct Batch {
    pub owner: String,
    pub relay: Relay,
    pub mails: Vec<Mail>,
    pub signer: Option<Arc<Signer>>,
    pub tls: Option<TlsConnector>,
    pub clear_loopback: bool,
    pub timeouts: Timeouts,
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    pub resolver: Arc<dyn Resolve>,
    pub pool: Arc<Pool>,
    pub key: Key,
    pub queue: Queue,
    /// When no message is begun any more.
    pub until: Instant,
}

/// A message in the queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub index: usize,
    pub tries: u8,
}

impl Batch {
    /// Messages nobody took.
    pub fn left(&self) -> Vec<usize> {
        self.queue.lock().drain(..).map(|waiting| waiting.index).collect()
    }
}

/// Messages by position that no lane holds.
pub(super) struct Queue(Mutex<VecDeque<Waiting>>);

impl Queue {
    /// The first `count` messages.
    pub fn of(count: usize) -> Self {
        Self(Mutex::new(
            (0..count).map(|index| Waiting { index, tries: 0 }).collect(),
        ))
    }

    pub fn lock(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        // A queue is whole between any two of its operations.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
