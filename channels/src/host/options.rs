//! How the host works.

use crate::Outcome;
use crate::artifact::CacheKey;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What time it is, in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// How the host works.
#[derive(Clone, Default)]
pub struct HostOptions {
    /// Where compiled plugins are kept; nowhere when absent.
    pub cache: Option<PathBuf>,
    /// What authenticates them there.
    pub cache_key: CacheKey,
    /// Whether plugins may reach private networks and this machine.
    pub allow_private_hosts: bool,
    /// The name that relays are greeted with; this machine's, when absent, is `localhost`.
    pub hello: Option<String>,
    /// What bounds a call.
    pub limits: Limits,
    /// The time; the machine's when absent.
    pub clock: Option<Clock>,
    /// Decides what `random` gives; the machine when absent. For tests.
    pub seed: Option<u64>,
    /// Providers that are played, where plugins are looked at and not used.
    pub rehearsal: Option<Rehearsal>,
}

/// Providers that are played: no grants are asked for, nobody else is reached, keys sign with zeros.
#[derive(Clone)]
pub struct Rehearsal {
    /// Who answers every request, whatever its host. It is told the origin and the messages' keys in the headers
    /// `relais-origin` and `relais-messages`.
    pub http: SocketAddr,
    /// How long a request may take, in milliseconds.
    pub patience: Arc<AtomicU64>,
    /// What becomes of a mail, by its message's key.
    pub mail: Arc<dyn Fn(&str) -> Outcome + Send + Sync>,
}

impl Rehearsal {
    /// How long a request may take.
    #[must_use]
    pub fn patience(&self) -> Duration {
        Duration::from_millis(self.patience.load(Ordering::Relaxed))
    }
}

impl std::fmt::Debug for HostOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostOptions")
            .field("cache", &self.cache)
            .field("allow_private_hosts", &self.allow_private_hosts)
            .field("hello", &self.hello)
            .field("limits", &self.limits)
            .field("seed", &self.seed)
            .field("rehearsal", &self.rehearsal.is_some())
            .finish_non_exhaustive()
    }
}

/// What bounds one call of a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory.
    pub memory: usize,
    /// How long it may compute, in all, while it is not waiting for a capability.
    pub computing: Duration,
    /// How long the call may take, waiting included.
    pub call: Duration,
    /// Bytes that may cross the boundary in one call of a function.
    pub crossing: usize,
    /// Calls at once; further ones wait.
    pub instances: u32,
    /// Instructions that one call may execute; not counted when absent, since counting costs time.
    pub instructions: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 64 * 1024 * 1024,
            computing: Duration::from_secs(2),
            call: Duration::from_secs(600),
            crossing: 32 * 1024 * 1024,
            instances: 64,
            instructions: None,
        }
    }
}
