//! Sending what is queued: claimed in batches, rendered outside of transactions, handed over in small windows.
//!
//! One commit stands between two windows: it writes what became of the one before and lets the next one through, after
//! looking once more at the campaign and at each person. So at most one window per worker is ever in flight, and nothing
//! enters it after a withdrawal has committed.

mod claim;
mod compose;
mod health;
mod outcome;
mod window;

pub(super) use claim::{Turns, is_due};
pub use compose::TooLong;
pub(crate) use compose::address;
pub(crate) use compose::{ComposeError, Composer};
pub(super) use outcome::told;
pub(super) use window::insert_outbox;

use super::courier::{Carrier, Courier};
use super::quiet::{self, Place};
use super::{State, lifecycle, modes};
use crate::campaigns::CampaignId;
use crate::channels::{self, Channel, Mode};
use crate::consent::Topic;
use crate::contacts::{self, Contact, NoAddress};
use crate::work::Lease;
use claim::{Claim, Claimed};
use health::{Advice, Healths};
use outcome::Settled;
use relais_channels::{AddressKind, Fault, Message, Outcome, Rendered, Report, Settings, Sink};
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;
use window::Commit;

/// Messages in flight per worker: what a crash can leave unknown.
const WINDOW: usize = 50;
/// How often a worker that waits for an answer renews its claim.
const BEAT: Duration = Duration::from_secs(5);
/// A commit that says what became of messages is tried so often: what is known must not be lost to a passing failure.
const TRIES: u32 = 5;

/// What the workers of one company in this process share.
#[derive(Default)]
pub(super) struct Shared {
    pub turns: Turns,
    healths: Healths,
}

impl Shared {
    /// Whether what is known of providers and plugins must outlive a quiet while.
    pub fn is_troubled(&self) -> bool {
        self.healths.are_troubled()
    }
}

/// A message ready to be handed over, and what was true of the person when it was written.
pub(super) struct Ready {
    row: Claimed,
    message: Message,
    /// When the contact had last changed: a later change is a reason to write the message again.
    as_of: Millis,
    tracked: bool,
    /// Whose hours of quiet are kept, where the channel keeps any.
    quiet: Option<Place>,
}

/// The channel of a window, and what its addresses are.
#[derive(Clone, Copy)]
struct Over {
    topic: Topic,
    kind: Option<AddressKind>,
}

/// The next window: messages, and those of which it is clear already that they will not leave.
#[derive(Default)]
struct Prepared {
    ready: Vec<Ready>,
    settled: Vec<Settled>,
}

/// Claims one batch and sends it. `false` when there was nothing to claim.
pub(super) async fn slice(
    tenant: &Tenant,
    courier: &Courier,
    shared: &Shared,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<bool> {
    let Some(turn) = shared.turns.take(tenant).await? else {
        return Ok(false);
    };
    let Some(claim) = claim::claim(tenant, turn.campaign, turn.delay).await? else {
        return Ok(false);
    };
    let mut by_channel: BTreeMap<Topic, Vec<Claimed>> = BTreeMap::new();
    for row in claim.rows {
        if let Some(channel) = Topic::parse(&row.channel) {
            by_channel.entry(channel).or_default().push(row);
        }
    }
    for (channel, rows) in by_channel {
        let claim = Claim {
            rows,
            ..Claim::empty(turn.campaign, claim.lease, turn.delay)
        };
        send(tenant, courier, shared, channel, claim, go_on).await?;
    }
    Ok(true)
}

/// One worker's use of one channel for one claim.
struct Run<'a> {
    tenant: &'a Tenant,
    topic: Topic,
    channel: Channel,
    /// Where the messages go: as it was decided, which need not be how the channel is now.
    mode: Mode,
    settings: Settings,
    carrier: Arc<dyn Carrier>,
    composer: Composer,
    campaign: CampaignId,
    lease: Lease,
    delay: Duration,
    renewed: Mutex<Instant>,
}

async fn send(
    tenant: &Tenant,
    courier: &Courier,
    shared: &Shared,
    topic: Topic,
    claim: Claim,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    let (campaign, lease, delay) = (claim.campaign, claim.lease, claim.delay);
    let channel = channels::get(tenant, topic).await?;
    let carrier = courier.carrier(tenant, &channel.plugin, topic.as_str()).await?;
    let mode = modes::heading(modes::decided(tenant, campaign, topic).await?, channel.mode);
    let composer = Composer::load(&mut tenant.read().await?, tenant, courier, campaign, topic).await;
    let refused = match (carrier, composer, mode) {
        (Some(carrier), Ok(composer), Some(mode)) => {
            let run = Run {
                tenant,
                topic,
                settings: channel.settings_at(tenant, courier.public_url()),
                channel,
                mode,
                carrier,
                composer,
                campaign,
                lease,
                delay,
                renewed: Mutex::new(Instant::now()),
            };
            return run.windows(shared, claim.rows, go_on).await;
        }
        (_, Err(ComposeError::Database(error)), _) => Err(error),
        (_, _, None) => Ok(("back_in_sandbox", topic.to_string())),
        (None, ..) => Ok(("no_plugin", topic.to_string())),
        (_, Err(error), _) => Ok(("content", error.to_string())),
    };
    window::release(tenant, campaign, lease, topic).await?;
    let (code, detail) = refused?;
    lifecycle::stop(tenant, campaign, code, &detail).await?;
    Ok(())
}

impl Run<'_> {
    async fn windows(&self, shared: &Shared, rows: Vec<Claimed>, go_on: &(dyn Fn() -> bool + Sync)) -> Result<()> {
        let stops = shared.healths.stops(self.campaign);
        let mut rows = Rows::new(rows, shared.healths.suspects(self.campaign));
        let size = if self.delay.is_zero() { WINDOW } else { 1 };
        let mut next = self.prepare(rows.window(size)).await?;
        let mut commit = Commit::default();
        loop {
            commit.settled_early.append(&mut next.settled);
            commit.window = std::mem::take(&mut next.ready);
            let passed = self.commit(commit).await?;
            commit = Commit::default();
            let Some(window) = passed else { break };
            self.renew().await;
            let coming = rows.window(size);
            if window.is_empty() {
                next = self.prepare(coming).await?;
            } else {
                // The next window is written while this one is on its way.
                let (report, prepared) = tokio::join!(self.hand_over(&window), self.prepare(coming));
                let advice = self.take_in(shared, stops, window, report, &mut commit);
                if matches!(advice, Advice::Recovered) {
                    window::recovered(self.tenant, self.campaign).await?;
                }
                match prepared {
                    Ok(prepared) if matches!(advice, Advice::GoOn | Advice::Recovered) && go_on() => next = prepared,
                    prepared => {
                        self.commit(commit).await?;
                        self.heed(advice).await?;
                        prepared?;
                        break;
                    }
                }
            }
            if next.ready.is_empty() && next.settled.is_empty() {
                self.commit(commit).await?;
                return Ok(());
            }
        }
        window::release(self.tenant, self.campaign, self.lease, self.topic).await
    }

    /// Reads the people of a window and writes a message to each.
    async fn prepare(&self, rows: Vec<Claimed>) -> Result<Prepared> {
        if rows.is_empty() {
            return Ok(Prepared::default());
        }
        let mut tx = self.tenant.read().await?;
        let people = contacts::by_numbers(
            &mut tx,
            self.tenant,
            rows.iter().map(|row| row.contact_number).collect(),
        )
        .await?;
        let kind = self.channel.address();
        let mut subscriptions = if kind == Some(AddressKind::PushSubscription) {
            let ids = people.iter().map(|person| person.id).collect();
            contacts::subscriptions::newest(&mut tx, self.tenant, ids).await?
        } else {
            HashMap::new()
        };
        drop(tx);
        let (tenant, composer, topic) = (self.tenant.clone(), self.composer.clone(), self.topic);
        let write = move || -> Result<Prepared> {
            let mut people: HashMap<i64, contacts::store::ContactRow> =
                people.into_iter().map(|person| (person.number, person)).collect();
            let mut prepared = Prepared::default();
            for row in rows {
                let Some(person) = people.remove(&row.contact_number) else {
                    prepared.settled.push(Settled::skipped(row, super::reason::GONE));
                    continue;
                };
                let contact = contacts::store::open(&tenant, person)?;
                let push = subscriptions.remove(&contact.id);
                let to = address(&tenant, kind, &contact, push);
                let over = Over { topic, kind };
                prepared.add(&tenant, &composer, over, row, &contact, to);
            }
            Ok(prepared)
        };
        tokio::task::spawn_blocking(write)
            .await
            .map_err(|error| Error::Setup(format!("writing messages ended early: {error}")))?
    }

    /// Hands a window over, keeping the claim alive meanwhile.
    async fn hand_over(&self, window: &[Ready]) -> Report {
        let sink = match self.mode {
            Mode::Sandbox => Sink::Sandbox,
            Mode::Live => Sink::Live,
        };
        let batch = window.iter().map(|ready| ready.message.clone()).collect();
        let mut sending = self.carrier.send(&self.settings, sink, batch);
        loop {
            match tokio::time::timeout(BEAT, &mut sending).await {
                Ok(report) => return report,
                Err(_) => self.renew().await,
            }
        }
    }

    /// Says that this worker is alive, if it has not for a while.
    async fn renew(&self) {
        {
            let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
            if renewed.elapsed() < BEAT {
                return;
            }
            *renewed = Instant::now();
        }
        if let Err(error) = window::renew(self.tenant, self.lease).await {
            tracing::warn!(campaign = %self.campaign, %error, "a claim could not be renewed");
        }
    }

    /// Notes what became of a window for the next commit.
    fn take_in(&self, shared: &Shared, stops: u64, window: Vec<Ready>, report: Report, commit: &mut Commit) -> Advice {
        for line in &report.logs {
            tracing::debug!(campaign = %self.campaign, channel = %self.topic, plugin = %self.channel.plugin, "{line}");
        }
        let batch: Vec<Uuid> = window.iter().map(|ready| ready.row.id).collect();
        let advice = shared.healths.judge(self.campaign, stops, &batch, &report);
        // Whose fault it is shows when a message is alone; never when the host is to blame.
        let own = report
            .fault
            .as_ref()
            .filter(|fault| batch.len() == 1 && !matches!(fault, Fault::Host(_)));
        let mut rendered: HashMap<String, Rendered> =
            report.rendered.into_iter().map(|one| (one.key.clone(), one)).collect();
        let mut outcomes = report.outcomes.into_iter();
        for ready in window {
            if let Some(rendered) = rendered.remove(&ready.message.key) {
                commit.rendered.push((self.tenant.new_id(), ready.row.id, rendered));
            }
            let settled = match (outcomes.next(), own) {
                (Some(Outcome::Unsent { .. }), Some(fault)) => Settled::at_fault(self.tenant, ready, fault),
                (outcome, _) => Settled::of(self.tenant, ready, outcome),
            };
            commit.settled.push(settled);
        }
        commit.files = report.files;
        commit.fault = report.fault;
        advice
    }

    async fn heed(&self, advice: Advice) -> Result<()> {
        match advice {
            Advice::GoOn | Advice::Recovered => Ok(()),
            Advice::Hold(pause, heard) => window::hold(self.tenant, self.campaign, pause, &heard).await,
            Advice::Stop(code, detail) => lifecycle::stop(self.tenant, self.campaign, code, &detail)
                .await
                .map(drop),
        }
    }

    /// Writes what is known and lets the next window through: the messages that may leave. `None` when the campaign does
    /// not send any more, or not yet.
    async fn commit(&self, commit: Commit) -> Result<Option<Vec<Ready>>> {
        if commit.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let mut tries = 0;
        loop {
            match window::commit(self, &commit).await {
                Ok(passed) => {
                    let Some(passed) = passed else { return Ok(None) };
                    let mut window = commit.window;
                    window.retain(|ready| passed.contains(&ready.row.id));
                    return Ok(Some(window));
                }
                Err(error) if tries < TRIES => {
                    tries += 1;
                    tracing::warn!(campaign = %self.campaign, %error, tries, "a commit of outcomes is tried again");
                    tokio::time::sleep(Duration::from_millis(50 << (2 * tries))).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// What is left of a claim.
struct Rows {
    rows: VecDeque<Claimed>,
    /// Those that go alone, behind the others.
    suspects: HashSet<Uuid>,
}

impl Rows {
    fn new(mut rows: Vec<Claimed>, suspects: HashSet<Uuid>) -> Self {
        rows.sort_by_key(|row| suspects.contains(&row.id));
        Self {
            rows: rows.into(),
            suspects,
        }
    }

    /// The next window, of so many at most.
    fn window(&mut self, size: usize) -> Vec<Claimed> {
        let together = self.rows.iter().take(size);
        let together = together.take_while(|row| !self.suspects.contains(&row.id)).count();
        self.rows.drain(..together.max(1).min(self.rows.len())).collect()
    }
}

impl Prepared {
    fn add(
        &mut self,
        tenant: &Tenant,
        composer: &Composer,
        Over { topic, kind }: Over,
        row: Claimed,
        contact: &Contact,
        to: std::result::Result<String, Option<NoAddress>>,
    ) {
        let agrees = super::verdict::may_track(contact.bases, contact.suppressed);
        let tracked = agrees && composer.carries_marks(tenant, kind);
        let to = match to {
            Ok(to) => to,
            Err(why) => {
                let nowhere = Settled::skipped(row, super::reason::NO_ADDRESS);
                self.settled.push(nowhere.because(why.map(|why| why.to_string())));
                return;
            }
        };
        match composer.compose_to(tenant, topic, contact, row.id, tracked, to) {
            Ok(message) => self.ready.push(Ready {
                row,
                message,
                as_of: contact.updated_at,
                tracked,
                quiet: quiet::is_kept_by(kind)
                    .then(|| Place::of(tenant.company(), &contact.details))
                    .flatten(),
            }),
            Err(detail) => self.settled.push(Settled::failed(row, super::reason::CONTENT, &detail)),
        }
    }
}

/// What a plugin did wrong, on the page of its channel.
async fn note_fault(tx: &mut relais_tenants::database::Tx, tenant: &Tenant, topic: Topic, fault: &Fault) -> Result<()> {
    tracing::warn!(tenant = %tenant.id(), channel = %topic, %fault, "the plugin failed");
    channels::record_fault(tx, tenant, topic, fault).await
}

const CLAIMED: (State, &str) = (State::Claimed, super::reason::NONE);
const TRANSMITTING: (State, &str) = (State::Transmitting, super::reason::NONE);
