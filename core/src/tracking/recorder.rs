//! Recording what requests bring, many in one transaction.
//!
//! Each tenant that is visited has one task, which takes everything that waits, looks it up, writes it in one transaction
//! and only then answers: a request is answered when its event is durable. Under load groups grow by themselves, since more
//! waits while a transaction commits.

use super::group::{self, Asked, Job, Outcome};
use super::{Presented, TokenHash};
use relais_tenants::database::Error;
use relais_tenants::{Tenant, TenantId};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Requests of a tenant that may wait at once; those beyond wait outside.
const WAITING: usize = 4_096;
/// How long a request waits for a place.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most of a user agent that is kept, in bytes.
const MAX_AGENT: usize = 500;

/// Who asks, as far as a request tells.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its address.
    pub address: IpAddr,
    /// What it calls itself.
    pub agent: String,
    /// Whether it is a HEAD request.
    pub head: bool,
    /// Whether it says that it fetches ahead.
    pub prefetch: bool,
}

/// What became of a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// The link leads there.
    To(Arc<str>),
    /// There is no such message, or no such link in its campaign.
    Unknown,
}

/// Why a request cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// Too many wait already.
    #[error("too many requests wait to be recorded")]
    Busy,
    /// The group it was in could not be written.
    #[error("events cannot be recorded: {0}")]
    Failed(Arc<Error>),
}

/// The tasks that record. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Mutex<HashMap<TenantId, mpsc::Sender<Job>>>>);

impl Recorder {
    /// One that records for nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pixel of a message was fetched. `false` when there is no such message in this tenant.
    pub async fn open(&self, tenant: &Tenant, token: &Presented, request: Request) -> Result<bool, TrackError> {
        if token.link.is_some() {
            return Ok(false);
        }
        let outcome = self.ask(tenant, Asked::Open, token.token.hash(), request).await?;
        Ok(outcome != Outcome::Unknown)
    }

    /// A link of a message was followed.
    pub async fn click(&self, tenant: &Tenant, token: &Presented, request: Request) -> Result<Followed, TrackError> {
        let Some(link) = token.link else {
            return Ok(Followed::Unknown);
        };
        let outcome = self
            .ask(tenant, Asked::Click(link), token.token.hash(), request)
            .await?;
        Ok(match outcome {
            Outcome::To(url) => Followed::To(url),
            Outcome::Seen | Outcome::Unknown => Followed::Unknown,
        })
    }

    async fn ask(
        &self,
        tenant: &Tenant,
        asked: Asked,
        token: TokenHash,
        mut request: Request,
    ) -> Result<Outcome, TrackError> {
        let mut end = request.agent.len().min(MAX_AGENT);
        while !request.agent.is_char_boundary(end) {
            end -= 1;
        }
        request.agent.truncate(end);
        let (answer, told) = oneshot::channel();
        let mut job = Job {
            asked,
            token,
            at: tenant.now(),
            request,
            answer,
        };
        loop {
            let sender = self.sender(tenant);
            match tokio::time::timeout(PATIENCE, sender.reserve()).await {
                Err(_) => return Err(TrackError::Busy),
                Ok(Ok(place)) => {
                    place.send(job);
                    break;
                }
                // The task has just ended, having had nothing to do: another one begins.
                Ok(Err(_)) => self.forget(tenant.id(), &sender),
            }
            job.at = tenant.now();
        }
        match told.await {
            Ok(outcome) => outcome.map_err(TrackError::Failed),
            // It ended with the request in hand: the program stops, or the tenant was erased.
            Err(_) => Err(TrackError::Busy),
        }
    }

    /// Where to send a tenant's requests; its task is begun when there is none.
    fn sender(&self, tenant: &Tenant) -> mpsc::Sender<Job> {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = tasks.entry(tenant.id()).or_insert_with(|| {
            let (sender, receiver) = mpsc::channel(WAITING);
            tokio::spawn(group::run(tenant.clone(), receiver));
            sender
        });
        sender.clone()
    }

    fn forget(&self, tenant: TenantId, ended: &mpsc::Sender<Job>) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tasks.get(&tenant).is_some_and(|sender| sender.same_channel(ended)) {
            tasks.remove(&tenant);
        }
    }
}
