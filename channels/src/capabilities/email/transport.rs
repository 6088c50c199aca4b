//! A batch handed over: lanes are started, fates are told once each, and nothing is left without one.

use super::batch::{Batch, Queue};
use super::lane::Lane;
use super::mail::Mail;
use super::pool::{Key, Pool};
use super::relay::{Dkim, Relay, Resolve, Timeouts, Tls};
use super::session::Stop;
use super::{DkimError, Signer, tls};
use crate::Outcome;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, mpsc};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;

/// Messages for which one more connection is worth opening.
const WORTH_A_CONNECTION: usize = 8;
/// How long a batch that found no free connection is asked to wait.
const NEXT_TURN: Duration = Duration::from_secs(5);
/// Signers kept; a key is read again when there are more.
const SIGNERS: usize = 1024;

/// How the transport works, whatever the relay.
#[derive(Clone)]
pub struct Options {
    /// Says which addresses may be connected to.
    pub resolver: Arc<dyn Resolve>,
    /// Seconds since 1970, UTC, for the Date header.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// How long a connection is kept after its last use.
    pub keep: Duration,
    /// Authorities believed beside those built in and the system's.
    pub roots: Vec<CertificateDer<'static>>,
    /// Whether a password may go to a relay on the loopback without TLS. To any other it never does.
    pub clear_loopback: bool,
}

impl Options {
    /// The usual choices.
    pub fn new(resolver: Arc<dyn Resolve>, clock: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self {
            resolver,
            clock,
            timeouts: Timeouts::default(),
            keep: Duration::from_secs(30),
            roots: Vec::new(),
            clear_loopback: false,
        }
    }
}

/// The email transport of one process: connections and keys live here. Cheap to clone.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    options: Options,
    pool: Arc<Pool>,
    signers: Mutex<HashMap<[u8; 32], Arc<Signer>>>,
    tls: OnceCell<TlsConnector>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

/// Who is to be told, and who has been.
struct Books<'a> {
    settled: Vec<bool>,
    on_outcome: &'a mut (dyn FnMut(usize, Outcome) + Send),
}

impl Transport {
    /// A transport without connections yet.
    pub fn new(options: Options) -> Self {
        let pool = Arc::new(Pool::new(options.keep));
        Self(Arc::new(Inner {
            options,
            pool,
            signers: Mutex::default(),
            tls: OnceCell::new(),
        }))
    }

    /// Connections that are open and idle.
    pub fn idle(&self) -> usize {
        self.0.pool.idle()
    }

    /// The signer for a key, read at most once.
    pub fn signer(&self, dkim: &Dkim) -> Result<Arc<Signer>, DkimError> {
        let mut hash = Sha256::new();
        for part in [&dkim.domain, &dkim.selector, &*dkim.key] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let id: [u8; 32] = hash.finalize().into();
        // A map is whole between any two of its operations.
        let known = self
            .0
            .signers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned();
        if let Some(signer) = known {
            return Ok(signer);
        }
        let signer = Arc::new(Signer::new(dkim)?);
        let mut signers = self.0.signers.lock().unwrap_or_else(PoisonError::into_inner);
        if signers.len() >= SIGNERS {
            signers.clear();
        }
        signers.insert(id, signer.clone());
        Ok(signer)
    }

    /// Hands `mails` to `relay` on behalf of `owner`, whose connections nobody else uses.
    ///
    /// `on_outcome` is called exactly once for each message, by its position, as soon as its fate is known:
    /// - `Accepted`, `Permanent`, `Transient`: what the relay said of it; `Permanent` also for a mail that cannot be one.
    /// - `Unknown`: its content was written to the end and the reply never came.
    /// - `Transient` for all that are left when the relay cannot be used (unreachable, TLS, authentication, silence), and
    ///   `Throttled` when it asks for fewer messages or connections: neither is the messages' fault.
    /// - `Unsent` for those not begun when the batch's time was up.
    ///
    /// Bounded by the timeouts: a relay that falls silent is left at once, and a slow one when the batch's time is up. Dropping the future closes its connections; a
    /// message not yet told may then have left, and must be taken as `Unknown`.
    pub async fn deliver(
        &self,
        owner: &str,
        relay: &Relay,
        mails: Vec<Mail>,
        on_outcome: &mut (dyn FnMut(usize, Outcome) + Send),
    ) {
        let books = Mutex::new(Books {
            settled: vec![false; mails.len()],
            on_outcome,
        });
        let tell = |index: usize, outcome: Outcome| {
            let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
            if books.settled.get(index) == Some(&false) {
                books.settled[index] = true;
                (books.on_outcome)(index, outcome);
            }
        };
        let count = mails.len();
        if count == 0 {
            return;
        }
        match self.batch(owner, relay, mails).await {
            Ok(batch) => {
                let stop = self.send(&batch, &tell).await;
                for index in batch.left() {
                    tell(index, fate(&stop));
                }
            }
            Err(stop) => (0..count).for_each(|index| tell(index, fate(&Some(stop.clone())))),
        }
        // Only a lane that ended in a panic leaves a message behind, and it may have sent it.
        for index in 0..count {
            let reason = "the transport failed while the message was under way".to_owned();
            tell(index, Outcome::Unknown { reason });
        }
    }

    async fn batch(&self, owner: &str, relay: &Relay, mails: Vec<Mail>) -> Result<Arc<Batch>, Stop> {
        let signer = match &relay.dkim {
            Some(dkim) => Some(
                self.signer(dkim)
                    .map_err(|error| Stop::trouble(format!("DKIM: {error}")))?,
            ),
            None => None,
        };
        let tls = match relay.tls {
            Tls::None => None,
            _ => Some(self.tls().await?),
        };
        let Inner { options, pool, .. } = &*self.0;
        Ok(Arc::new(Batch {
            owner: owner.to_owned(),
            relay: relay.clone(),
            queue: Queue::of(mails.len()),
            mails,
            signer,
            tls,
            clear_loopback: options.clear_loopback,
            timeouts: options.timeouts,
            until: Instant::now() + options.timeouts.batch,
            clock: options.clock.clone(),
            resolver: options.resolver.clone(),
            pool: pool.clone(),
            key: Key::new(owner, relay),
        }))
    }

    async fn tls(&self) -> Result<TlsConnector, Stop> {
        let roots = &self.0.options.roots;
        let read = || async {
            let roots = roots.clone();
            // Reads files.
            match tokio::task::spawn_blocking(move || tls::connector(&roots)).await {
                Ok(connector) => connector.map_err(|error| Stop::trouble(format!("TLS: {error}"))),
                Err(_) => Err(Stop::trouble("TLS: the authorities cannot be read")),
            }
        };
        self.0.tls.get_or_try_init(read).await.cloned()
    }

    /// Runs the lanes. The first runs here, so that a batch that needs only one costs no task and no channel; returns why
    /// messages are left, if any are.
    async fn send(&self, batch: &Arc<Batch>, tell: &(dyn Fn(usize, Outcome) + Send + Sync)) -> Option<Stop> {
        let turns = self.0.pool.turns(&batch.key);
        let turn = tokio::time::timeout(batch.timeouts.turn, turns.clone().acquire_owned()).await;
        let Ok(Ok(_turn)) = turn else {
            return Some(Stop {
                reason: "all connections to the relay are busy".to_owned(),
                wait: Some(NEXT_TURN),
            });
        };
        let more = batch
            .mails
            .len()
            .div_ceil(WORTH_A_CONNECTION)
            .min(batch.relay.connections.max(1))
            - 1;
        let (sender, mut told) = mpsc::unbounded_channel();
        let mut lanes = JoinSet::new();
        for _ in 0..more {
            let Ok(turn) = turns.clone().try_acquire_owned() else {
                break;
            };
            let sender = sender.clone();
            let report = move |index, outcome| {
                // The receiver is gone only when the batch is given up.
                let _ = sender.send((index, outcome));
            };
            let lane = Lane::new(batch.clone(), report);
            lanes.spawn(async move {
                let _turn = turn;
                lane.run().await
            });
        }
        drop(sender);
        let here = Lane::new(batch.clone(), tell).run();
        let elsewhere = async {
            while let Some((index, outcome)) = told.recv().await {
                tell(index, outcome);
            }
        };
        let (stop, ()) = tokio::join!(here, elsewhere);
        let mut stops: Vec<Stop> = stop.into_iter().collect();
        while let Some(ended) = lanes.join_next().await {
            stops.extend(ended.ok().flatten());
        }
        let stop = stops.into_iter().next();
        if let Some(stop) = &stop {
            let (owner, host) = (&batch.owner, &batch.relay.host);
            tracing::warn!(%owner, %host, reason = %stop.reason, "the relay cannot be used");
        }
        stop
    }
}

/// What becomes of messages that nobody took.
fn fate(stop: &Option<Stop>) -> Outcome {
    match stop {
        Some(Stop { wait: Some(wait), .. }) => Outcome::Throttled { retry_after: *wait },
        Some(Stop { reason, wait: None }) => Outcome::Transient {
            reason: reason.clone(),
            retry_after: None,
        },
        None => Outcome::Unsent {
            reason: "the time of the batch was up".to_owned(),
        },
    }
}
