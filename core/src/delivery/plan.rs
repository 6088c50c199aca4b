//! Writing the ledger: one message per person of the frozen audience and channel, with the verdict on which it may leave;
//! of a campaign whose channels stand in for each other, one per person, on the first that reaches them.
//!
//! In chunks, each in one transaction with the counts and the place where the next one starts. A kill costs one chunk.
//! A campaign cancelled meanwhile is written to its end, so that the books account for everybody.

use super::State;
use super::counts::Deltas;
use super::state::reason;
use super::verdict::{may_track, verdict};
use crate::campaigns::{self, CampaignId};
use crate::channels::Offered;
use crate::consent::{Bases, Others, Topic, Topics, others};
use crate::work::Lease;
use relais_channels::AddressKind;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};
use roaring::RoaringBitmap;
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// People planned by one transaction.
const CHUNK: usize = 5_000;
/// So many rows at once are worth being counted by the database before they are worked on.
const MANY: usize = 500;
/// Rows one statement inserts: five parameters each.
const TOGETHER: usize = 1_000;
/// The first message of a campaign to a person; sequences will count on.
const FIRST_STEP: i64 = 1;

/// One campaign whose ledger is being written by this worker.
pub(super) struct Plan {
    id: CampaignId,
    lease: Lease,
    channels: Vec<Topic>,
    offered: Offered,
    /// Whether each person gets one message, on the first channel that reaches them.
    fallback: bool,
    /// Who is left, in order.
    rest: RoaringBitmap,
    /// People written by this worker.
    written: usize,
}

#[derive(sqlx::FromRow)]
struct Claimed {
    campaign_id: CampaignId,
    planned: i64,
}

/// Takes up one campaign whose ledger is not complete; `None` when there is none.
pub(super) async fn claim(tenant: &Tenant) -> Result<Option<Plan>> {
    let mut tx = tenant.read().await?;
    let waiting: Option<(i64,)> = tx
        .opt(
            "SELECT CAST(1 AS BIGINT) FROM deliveries d JOIN campaigns c ON c.tenant_id = d.tenant_id AND c.id = d.campaign_id
             WHERE d.tenant_id = $1 AND d.planned_at IS NULL AND d.lease_until < $2 AND c.status NOT IN ('draft', 'preparing')
             LIMIT 1",
            (tenant.id(), tenant.now()),
        )
        .await?;
    drop(tx);
    if waiting.is_none() {
        return Ok(None);
    }
    let lease = Lease::new(tenant);
    let mut tx = tenant.write().await?;
    let row: Option<Claimed> = tx
        .opt(
            "UPDATE deliveries SET lease = $2, lease_until = $3
             WHERE tenant_id = $1 AND planned_at IS NULL AND lease_until < $4 AND campaign_id =
               (SELECT d.campaign_id FROM deliveries d JOIN campaigns c ON c.tenant_id = d.tenant_id AND c.id = d.campaign_id
                WHERE d.tenant_id = $1 AND d.planned_at IS NULL AND d.lease_until < $4
                  AND c.status NOT IN ('draft', 'preparing')
                ORDER BY d.launched_at LIMIT 1)
             RETURNING campaign_id, planned",
            (tenant.id(), lease.0, Lease::until(tenant), tenant.now()),
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let id = row.campaign_id;
    let mut rest = campaigns::audience(&mut tx, tenant, id).await?.unwrap_or_default();
    let (Json(channels), fallback): (Json<Vec<Topic>>, Option<bool>) = tx
        .one(
            "SELECT channels, fallback FROM campaigns WHERE tenant_id = $1 AND id = $2",
            (tenant.id(), id),
        )
        .await?;
    let offered = Offered::load(&mut tx, tenant).await?;
    tx.commit().await?;
    // Contact numbers start at 1, so that 0 is «nobody yet».
    rest.remove_range(0..=u32::try_from(row.planned).unwrap_or(u32::MAX));
    Ok(Some(Plan {
        id,
        lease,
        channels,
        offered,
        fallback: fallback.unwrap_or_default(),
        rest,
        written: 0,
    }))
}

/// What is read of a person to judge them.
#[derive(sqlx::FromRow)]
struct Person {
    number: i64,
    id: Uuid,
    bases: Bases,
    suppressed: Topics,
    has_email: i64,
    has_phone: i64,
    has_postal: i64,
    has_push: i64,
}

impl Person {
    /// Whether they have an address of this kind; nobody has one where it is not known what it is.
    fn has_address(&self, kind: Option<AddressKind>) -> bool {
        match kind {
            Some(AddressKind::Email) => self.has_email == 1,
            Some(AddressKind::Phone) => self.has_phone == 1,
            Some(AddressKind::Postal) => self.has_postal == 1,
            Some(AddressKind::PushSubscription) => self.has_push == 1,
            // The channel's own configuration says where its messages go.
            Some(AddressKind::None) => true,
            None => false,
        }
    }
}

/// What rows inserted together have in common.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    channel: Topic,
    state: State,
    reason: &'static str,
    basis: &'static str,
    tracked: bool,
}

struct Row {
    id: Uuid,
    number: i64,
    contact: Uuid,
    token: Vec<u8>,
}

impl Plan {
    /// Writes the next people; `false` once the ledger is complete or the claim lost.
    pub async fn step(&mut self, tenant: &Tenant) -> Result<bool> {
        let numbers: Vec<u32> = self.rest.iter().take(CHUNK).collect();
        let mut tx = tenant.write().await?;
        let last = numbers.last().copied();
        let complete = numbers.len() < CHUNK;
        let now = tenant.now();
        let held = tx
            .exec(
                "UPDATE deliveries SET planned = CASE WHEN planned < $4 THEN $4 ELSE planned END, planned_at = $5, lease_until = $6
                 WHERE tenant_id = $1 AND campaign_id = $2 AND lease = $3 AND planned_at IS NULL",
                (
                    tenant.id(),
                    self.id,
                    self.lease.0,
                    last.map_or(0, i64::from),
                    complete.then_some(now),
                    if complete { Millis(0) } else { Lease::until(tenant) },
                ),
            )
            .await?;
        if held == 0 {
            return Ok(false);
        }
        let cancelled = status_locked(&mut tx, tenant, self.id).await?.as_deref() == Some("cancelled");
        let people = people(&mut tx, tenant, &numbers).await?;
        let others = self.others(&mut tx, tenant, &people).await?;
        let nothing = Others::default();
        let mut rows: BTreeMap<Kind, Vec<Row>> = BTreeMap::new();
        for number in &numbers {
            let person = people.get(&i64::from(*number));
            let others = person.and_then(|person| others.get(&person.id)).unwrap_or(&nothing);
            for kind in self.kinds(person.map(|person| (person, others)), cancelled) {
                let id = tenant.new_id();
                rows.entry(kind).or_default().push(Row {
                    id,
                    number: i64::from(*number),
                    contact: person.map_or(Uuid::nil(), |person| person.id),
                    token: crate::tracking::token(tenant, id).hash().to_vec(),
                });
            }
        }
        let mut deltas = Deltas::default();
        for (kind, rows) in rows {
            deltas.add(
                kind.channel.as_str(),
                kind.state,
                kind.reason,
                i64::try_from(rows.len()).unwrap_or(i64::MAX),
            );
            self.insert(&mut tx, tenant, kind, rows, now).await?;
        }
        deltas.apply(&mut tx, tenant, self.id).await?;
        if self.written == 0 && numbers.len() >= MANY {
            // Sending begins with the first of them.
            tx.refresh_statistics().await?;
        }
        tx.commit().await?;
        self.written += numbers.len();
        if complete && self.written >= CHUNK {
            tenant.has_grown().await;
        }
        if let Some(last) = last {
            self.rest.remove_range(0..=last);
        }
        Ok(!complete)
    }

    /// Where people stand on channels of plugins; nothing is asked where the campaign uses none.
    async fn others(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        people: &HashMap<i64, Person>,
    ) -> Result<HashMap<Uuid, Others>> {
        if self.channels.iter().all(|channel| channel.other().is_none()) {
            return Ok(HashMap::new());
        }
        others::of(tx, tenant, people.values().map(|person| person.id).collect()).await
    }

    /// The messages to one person. Where the channels stand in for each other and none reaches them, the first says why.
    fn kinds(&self, person: Option<(&Person, &Others)>, cancelled: bool) -> Vec<Kind> {
        let judge = |channel: &Topic| judge((*channel, self.offered.address(*channel)), person, cancelled);
        let kinds = self.channels.iter().map(judge);
        if !self.fallback {
            return kinds.collect();
        }
        let kinds: Vec<Kind> = kinds.collect();
        let leaves = kinds.iter().position(|kind| kind.state == State::Queued);
        kinds.into_iter().nth(leaves.unwrap_or(0)).into_iter().collect()
    }

    /// Gives the rest back.
    pub async fn let_go(self, tenant: &Tenant) -> Result<()> {
        let mut tx = tenant.write().await?;
        tx.exec(
            "UPDATE deliveries SET lease_until = 0 WHERE tenant_id = $1 AND campaign_id = $2 AND lease = $3",
            (tenant.id(), self.id, self.lease.0),
        )
        .await?;
        tx.commit().await
    }

    async fn insert(&self, tx: &mut Tx, tenant: &Tenant, kind: Kind, rows: Vec<Row>, now: Millis) -> Result<()> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut query = tx.query(
                "INSERT INTO messages (tenant_id, campaign_id, channel, state, reason, basis, tracked, due_at, updated_at, step,
                     attempts, lease_until, opens, clicks, machine_opens, machine_clicks, id, contact_number, contact_id, token)
                 SELECT ",
            );
            query.bind(tenant.id()).push(", ").bind(self.id);
            for text in [kind.channel.as_str(), kind.state.as_str(), kind.reason, kind.basis] {
                query.push(", ").bind(text);
            }
            query
                .push(", ")
                .bind(kind.tracked)
                .push(", ")
                .bind(now)
                .push(", ")
                .bind(now);
            query.push(", ").bind(FIRST_STEP);
            query.push(", 0, 0, 0, 0, 0, 0, v.column1, v.column2, v.column3, v.column4 FROM (VALUES ");
            let mut count = 0;
            query.separated(rows.by_ref().take(TOGETHER), |query, row| {
                count += 1;
                query.push("(").bind(row.id).push(",").bind(row.number).push(",");
                query.bind(row.contact).push(",").bind(row.token).push(")");
            });
            query.push(") AS v").repeated(count == TOGETHER);
            tx.exec_query(query).await?;
        }
        Ok(())
    }
}

fn judge(
    (channel, address): (Topic, Option<AddressKind>),
    person: Option<(&Person, &Others)>,
    cancelled: bool,
) -> Kind {
    let skipped = |reason| Kind {
        channel,
        state: State::Skipped,
        reason,
        basis: "",
        tracked: false,
    };
    let Some((person, others)) = person else {
        return skipped(reason::GONE);
    };
    if cancelled {
        return skipped(reason::CANCELLED);
    }
    match verdict(channel, person.bases, person.suppressed, others) {
        Err(reason) => skipped(reason),
        Ok(_) if !person.has_address(address) => skipped(reason::NO_ADDRESS),
        Ok(basis) => Kind {
            channel,
            state: State::Queued,
            reason: reason::NONE,
            basis: basis.as_str(),
            tracked: may_track(person.bases, person.suppressed),
        },
    }
}

/// Those of `numbers` who are still there.
async fn people(tx: &mut Tx, tenant: &Tenant, numbers: &[u32]) -> Result<HashMap<i64, Person>> {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return Ok(HashMap::new());
    };
    let mut query = tx.query(
        "SELECT number, id, bases, suppressed,
                CAST(CASE WHEN email IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_email,
                CAST(CASE WHEN phone IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_phone,
                CAST(CASE WHEN address IS NULL OR postcode IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_postal,
                CAST(CASE WHEN push = 0 THEN 0 ELSE 1 END AS BIGINT) AS has_push
         FROM contacts WHERE tenant_id = ",
    );
    query.bind(tenant.id());
    // A dense audience is read as a range; naming every number of a sparse one reads less.
    if ((last - first) as usize) < 4 * numbers.len() {
        query.push(" AND number BETWEEN ").bind(i64::from(*first));
        query.push(" AND ").bind(i64::from(*last));
    } else {
        query
            .push(" AND number IN ")
            .list(numbers.iter().map(|number| i64::from(*number)));
    }
    let people: Vec<Person> = tx.all_query(query).await?;
    Ok(people.into_iter().map(|person| (person.number, person)).collect())
}

/// Where a campaign stands; nobody changes it before the transaction ends.
pub(super) async fn status_locked(tx: &mut Tx, tenant: &Tenant, id: CampaignId) -> Result<Option<String>> {
    let sql = if tx.is_sqlite() {
        "SELECT status FROM campaigns WHERE tenant_id = $1 AND id = $2"
    } else {
        "SELECT status FROM campaigns WHERE tenant_id = $1 AND id = $2 FOR SHARE"
    };
    let row: Option<(String,)> = tx.opt(sql, (tenant.id(), id)).await?;
    Ok(row.map(|(status,)| status))
}
