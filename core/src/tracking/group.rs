//! One tenant's task: takes what waits, looks it up, has it written, answers.

use super::recorder::Request;
use super::write::{self, Visit};
use super::{Kind, TokenHash};
use crate::consent::Topic;
use crate::content::{self, TRAP};
use lru::LruCache;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result};
use relais_tenants::keys::Sealed;
use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Requests written together at most: well under both databases' limit of parameters.
const TOGETHER: usize = 1_000;
/// A task with nothing to do for so long ends.
const IDLE: Duration = Duration::from_secs(60);
/// Messages whose look-up is remembered, some hundred bytes each.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Open,
    Click(u32),
}

/// What it gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Unknown,
    Seen,
    To(Arc<str>),
}

/// One request that waits for its answer.
#[derive(Debug)]
pub(super) struct Job {
    pub asked: Asked,
    pub token: TokenHash,
    pub at: Millis,
    pub request: Request,
    pub answer: oneshot::Sender<Result<Outcome, Arc<Error>>>,
}

/// What never changes of a message once it can be visited.
#[derive(Clone, Copy, Debug)]
struct Known {
    message: Uuid,
    campaign: Uuid,
    channel: Topic,
    contact: i64,
    tracked: bool,
}

/// The links of a campaign over a channel, by number.
type Links = HashMap<u32, Arc<str>>;

struct Memory {
    messages: LruCache<TokenHash, Known>,
    links: HashMap<(Uuid, Topic), Arc<Links>>,
}

/// Campaigns whose links are remembered; beyond that everything is looked up afresh.
const CAMPAIGNS: usize = 1_000;

/// Serves one tenant until nobody asks any more.
pub(super) async fn run(tenant: Tenant, mut jobs: mpsc::Receiver<Job>) {
    let mut memory = Memory {
        messages: LruCache::new(REMEMBERED),
        links: HashMap::new(),
    };
    let mut group = Vec::with_capacity(TOGETHER);
    loop {
        match tokio::time::timeout(IDLE, jobs.recv_many(&mut group, TOGETHER)).await {
            Ok(0) => return,
            Ok(_) => {}
            // Whoever asks meanwhile finds the channel closed and begins anew; who is in it already is served.
            Err(_) => jobs.close(),
        }
        if group.is_empty() {
            continue;
        }
        let outcomes = match serve(&tenant, &mut memory, &group).await {
            // Two nodes that write about the same messages can be in each other's way once.
            Err(error) => {
                tracing::warn!(%error, "a group of events is written again");
                serve(&tenant, &mut memory, &group).await
            }
            done => done,
        };
        match outcomes {
            Ok(outcomes) => {
                for (job, outcome) in group.drain(..).zip(outcomes) {
                    let _ = job.answer.send(Ok(outcome));
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for job in group.drain(..) {
                    let _ = job.answer.send(Err(error.clone()));
                }
                // The handle may be that of an erased tenant: the next request brings its own.
                jobs.close();
            }
        }
    }
}

/// Looks up and records a group; answers in its order.
async fn serve(tenant: &Tenant, memory: &mut Memory, group: &[Job]) -> Result<Vec<Outcome>> {
    let known = look_up(tenant, memory, group).await?;
    let mut outcomes = Vec::with_capacity(group.len());
    let mut visits = Vec::new();
    for job in group {
        let Some(known) = known.get(&job.token) else {
            outcomes.push(Outcome::Unknown);
            continue;
        };
        let (kind, link, outcome) = match job.asked {
            Asked::Open => (Kind::Open, None, Outcome::Seen),
            Asked::Click(number) => {
                let links = memory.links.get(&(known.campaign, known.channel));
                // Whoever follows the trap is led where a reader would have gone first.
                let shown = if number == TRAP { 1 } else { number };
                let to = links.and_then(|links| links.get(&shown)).cloned();
                (Kind::Click, Some(number), to.map_or(Outcome::Unknown, Outcome::To))
            }
        };
        if known.tracked && outcome != Outcome::Unknown {
            visits.push(Visit {
                message: known.message,
                contact: known.contact,
                kind,
                link,
                at: job.at,
                address: job.request.address.to_string(),
                agent: job.request.agent.clone(),
                head: job.request.head,
                prefetch: job.request.prefetch,
                reported: false,
            });
        }
        outcomes.push(outcome);
    }
    if !visits.is_empty() {
        write::record(tenant, &visits).await?;
    }
    Ok(outcomes)
}

#[derive(sqlx::FromRow)]
struct Row {
    token: Vec<u8>,
    id: Uuid,
    campaign_id: Uuid,
    channel: String,
    contact_number: i64,
    tracked: bool,
}

/// The messages a group asks about, and into memory the links of their campaigns.
async fn look_up(tenant: &Tenant, memory: &mut Memory, group: &[Job]) -> Result<HashMap<TokenHash, Known>> {
    let mut known = HashMap::with_capacity(group.len());
    let mut unknown = HashSet::new();
    for job in group {
        match memory.messages.get(&job.token) {
            Some(found) => {
                known.insert(job.token, *found);
            }
            None => {
                unknown.insert(job.token);
            }
        }
    }
    let has_links = |memory: &Memory, known: &Known| memory.links.contains_key(&(known.campaign, known.channel));
    if unknown.is_empty() && known.values().all(|known| has_links(memory, known)) {
        return Ok(known);
    }
    let mut tx = tenant.read().await?;
    if !unknown.is_empty() {
        let mut query = tx
            .query("SELECT token, id, campaign_id, channel, contact_number, tracked FROM messages WHERE tenant_id = ");
        query.bind(tenant.id()).push(" AND token IN ");
        query.list(unknown.into_iter().map(TokenHash::to_vec));
        for row in tx.all_query::<Row>(query).await? {
            let (Some(token), Some(channel)) = (TokenHash::from_bytes(&row.token), Topic::parse(&row.channel)) else {
                continue;
            };
            let found = Known {
                message: row.id,
                campaign: row.campaign_id,
                channel,
                contact: row.contact_number,
                tracked: row.tracked,
            };
            memory.messages.put(token, found);
            known.insert(token, found);
        }
    }
    let wanted: HashSet<(Uuid, Topic)> = known
        .values()
        .filter(|known| !has_links(memory, known))
        .map(|known| (known.campaign, known.channel))
        .collect();
    if memory.links.len() + wanted.len() > CAMPAIGNS {
        memory.links.clear();
    }
    for (campaign, channel) in wanted {
        let rows: Vec<(i64, Sealed)> = tx
            .all(
                "SELECT number, url FROM campaign_links WHERE tenant_id = $1 AND campaign_id = $2 AND channel = $3",
                (tenant.id(), campaign, channel.as_str()),
            )
            .await?;
        let mut links = Links::with_capacity(rows.len());
        for (number, sealed) in rows {
            let Ok(number) = u32::try_from(number) else { continue };
            links.insert(
                number,
                content::open_link(tenant, campaign, channel, number, &sealed)?.into(),
            );
        }
        memory.links.insert((campaign, channel), Arc::new(links));
    }
    Ok(known)
}
