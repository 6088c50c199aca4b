//! Pages of a campaign's ledger, in the order that is asked for.

mod sort;

pub use sort::{Direction, Sort};

use super::State;
use crate::campaigns::CampaignId;
use crate::channels::Mode;
use crate::contacts::{self, ContactId, Field};
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Query, Result, Tx};
use sort::{Run, Within};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Which messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those that stand there.
    State(State),
    /// Those that were sent, wherever they stand since.
    Sent,
    /// Those that failed or came back.
    Failed,
    /// Those that wait or are on their way.
    Open,
    /// Those that were opened, by whomever.
    Opened,
    /// Those in which a link was followed, by whomever.
    Clicked,
}

impl Filter {
    /// The filter with this name: a state's, or `sent`, `opened`, `clicked`, `open`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "" | "all" => Self::All,
            "sent" => Self::Sent,
            "failed" => Self::Failed,
            "open" => Self::Open,
            "opened" => Self::Opened,
            "clicked" => Self::Clicked,
            other => Self::State(State::parse(other)?),
        })
    }
}

impl Filter {
    /// Whether it lets messages of that state through.
    fn lets(self, state: State) -> bool {
        match self {
            Self::All | Self::Opened | Self::Clicked => true,
            Self::State(only) => state == only,
            Self::Sent => matches!(state, State::Accepted | State::Delivered | State::Bounced),
            Self::Failed => matches!(state, State::Failed | State::Bounced),
            Self::Open => matches!(state, State::Queued | State::Claimed | State::Transmitting),
        }
    }
}

/// Which messages, in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Which.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
}

impl From<Filter> for Listing {
    fn from(filter: Filter) -> Self {
        Self {
            filter,
            sort: Sort::Contact,
        }
    }
}

/// A place in a ledger as it is listed in some order; in another order it means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which of the order's runs: those with a value, those without, …
    pub run: u8,
    /// What the run is sorted by; 0 where that is contacts alone.
    pub key: i64,
    /// The contact's number.
    pub number: u32,
    /// The channel.
    pub channel: String,
}

/// One message, and whom it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLine {
    /// Its identifier.
    pub id: Uuid,
    /// Whom it is for; `None` once they were deleted.
    pub contact: Option<ContactId>,
    /// Their name; empty once they were deleted, as the next two.
    pub name: String,
    /// Their email.
    pub email: String,
    /// Their company.
    pub company: String,
    /// The channel.
    pub channel: String,
    /// Where it was handed over to, once it was; `None` too where that was before it was kept.
    pub mode: Option<Mode>,
    /// Where it stands.
    pub state: State,
    /// Why: one of the codes of [`reason`](super::reason).
    pub reason: String,
    /// What the provider said.
    pub detail: Option<String>,
    /// The ground on which it may leave; empty when none does.
    pub basis: String,
    /// How often it was handed over.
    pub attempts: u32,
    /// When it is tried next, if it waits.
    pub due_at: Option<Millis>,
    /// When the provider took it.
    pub sent_at: Option<Millis>,
    /// The provider's identifier.
    pub provider_id: Option<String>,
    /// Opens, those by machines included.
    pub opens: u64,
    /// Clicks, those by machines included.
    pub clicks: u64,
    /// Opens by machines.
    pub machine_opens: u64,
    /// Clicks by machines.
    pub machine_clicks: u64,
    /// The last open by a human.
    pub last_open_at: Option<Millis>,
    /// How long it was read at least, as far as that can be measured.
    pub reading: Option<Duration>,
    /// When the person unsubscribed by this message.
    pub unsubscribed_at: Option<Millis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contact_number: i64,
    channel: String,
    live: Option<bool>,
    state: String,
    reason: String,
    detail: Option<String>,
    basis: String,
    attempts: i64,
    due_at: Millis,
    sent_at: Option<Millis>,
    provider_id: Option<String>,
    opens: i64,
    clicks: i64,
    machine_opens: i64,
    machine_clicks: i64,
    last_open_at: Option<Millis>,
    reading_ms: Option<i64>,
    unsubscribed_at: Option<Millis>,
}

/// Messages of a campaign after `after`, `limit` at most, and where the next page starts.
pub async fn messages(
    tenant: &Tenant,
    campaign: CampaignId,
    listing: impl Into<Listing>,
    after: Option<&Place>,
    limit: usize,
) -> Result<(Vec<MessageLine>, Option<Place>)> {
    let listing = listing.into();
    let mut tx = tenant.read().await?;
    let (rows, next) = page(&mut tx, tenant, campaign, listing, after, limit).await?;
    let numbers = rows.iter().map(|row| row.contact_number).collect();
    let people = contacts::by_numbers(&mut tx, tenant, numbers).await?;
    drop(tx);
    let mut known = HashMap::with_capacity(people.len());
    for person in people {
        known.insert(person.number, contacts::store::open(tenant, person)?);
    }
    let lines = rows.into_iter().filter_map(|row| {
        let state = State::parse(&row.state)?;
        let person = known.get(&row.contact_number);
        let get = |field| {
            person
                .and_then(|person| person.details.get(field))
                .unwrap_or_default()
                .to_owned()
        };
        Some(MessageLine {
            id: row.id,
            contact: person.map(|person| person.id),
            name: person.map(|person| person.details.display_name()).unwrap_or_default(),
            email: get(Field::Email),
            company: get(Field::Company),
            channel: row.channel,
            mode: row.live.map(|live| if live { Mode::Live } else { Mode::Sandbox }),
            state,
            reason: row.reason,
            detail: row.detail,
            basis: row.basis,
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            due_at: (state == State::Queued).then_some(row.due_at),
            sent_at: row.sent_at,
            provider_id: row.provider_id,
            opens: (row.opens + row.machine_opens).unsigned_abs(),
            clicks: (row.clicks + row.machine_clicks).unsigned_abs(),
            machine_opens: row.machine_opens.unsigned_abs(),
            machine_clicks: row.machine_clicks.unsigned_abs(),
            last_open_at: row.last_open_at,
            reading: row.reading_ms.map(|ms| Duration::from_millis(ms.unsigned_abs())),
            unsubscribed_at: row.unsubscribed_at,
        })
    });
    Ok((lines.collect(), next))
}

/// Where in a run rows begin.
#[derive(Clone, Copy)]
enum Begin<'a> {
    /// At its start.
    Start,
    /// After this place, among rows of the same key.
    Same(&'a Place),
    /// Beyond the key of this place.
    Beyond(&'a Place),
}

async fn page(
    tx: &mut Tx,
    tenant: &Tenant,
    campaign: CampaignId,
    Listing { filter, sort }: Listing,
    after: Option<&Place>,
    limit: usize,
) -> Result<(Vec<Row>, Option<Place>)> {
    let mut rows: Vec<Row> = Vec::with_capacity(limit.saturating_add(1).min(1_001));
    // Where the last row of the page stands.
    let mut last = None;
    let mut more = false;
    let first = after.map_or(0, |after| after.run);
    'page: for (nth, run) in (0_u8..).zip(sort.runs()).skip(usize::from(first)) {
        if !State::ALL
            .into_iter()
            .any(|state| filter.lets(state) && run.within.holds(state))
        {
            continue;
        }
        let begins = match after.filter(|after| after.run == nth) {
            None => vec![Begin::Start],
            Some(after) if run.key.is_none() => vec![Begin::Same(after)],
            Some(after) => vec![Begin::Same(after), Begin::Beyond(after)],
        };
        for begin in begins {
            let wanted = limit.saturating_add(1).saturating_sub(rows.len());
            let query = part(tx, tenant, campaign, filter, run, begin, wanted);
            let found: Vec<Row> = tx.all_query(query).await?;
            for row in found {
                if rows.len() == limit {
                    more = true;
                    break 'page;
                }
                last = Some((nth, run.key.map_or(0, |key| key.of(&row))));
                rows.push(row);
            }
        }
    }
    let next = match (rows.last(), last) {
        (Some(row), Some((run, key))) if more => Some(Place {
            run,
            key,
            number: contacts::store::number(row.contact_number)?,
            channel: row.channel.clone(),
        }),
        _ => None,
    };
    Ok((rows, next))
}

/// The rows of a run from where it begins, `limit` at most.
fn part(
    tx: &Tx,
    tenant: &Tenant,
    campaign: CampaignId,
    filter: Filter,
    run: Run,
    begin: Begin<'_>,
    limit: usize,
) -> Query {
    let mut query = tx.query(
        "SELECT id, contact_number, channel, live, state, reason, detail, basis, attempts, due_at, sent_at, provider_id, opens,
                clicks, machine_opens, machine_clicks, last_open_at, reading_ms, unsubscribed_at
         FROM messages WHERE tenant_id = ",
    );
    query.bind(tenant.id());
    query.push(match run.within {
        // Or SQLite would walk through the whole campaign to find the few.
        Within::Leased => " AND COALESCE(campaign_id, campaign_id) = ",
        _ => " AND campaign_id = ",
    });
    query.bind(campaign);
    within(&mut query, tenant, run.within);
    narrow(&mut query, filter);
    let down = run.direction == Direction::Descending;
    // Each bound once more for the first column alone: row comparisons are read along no index under row-level security.
    match (begin, run.key) {
        (Begin::Start, _) | (Begin::Beyond(_), None) => {}
        (Begin::Beyond(after), Some(key)) => {
            query.push(" AND ").push(key.column());
            query.push(if down { " < " } else { " > " }).bind(after.key);
        }
        (Begin::Same(after), key) => {
            if let Some(key) = key {
                query.push(" AND ").push(key.column()).push(" = ").bind(after.key);
            }
            let number = i64::from(after.number);
            query.push(if down {
                " AND contact_number <= "
            } else {
                " AND contact_number >= "
            });
            query.bind(number);
            query.push(if down {
                " AND (contact_number, channel) < ("
            } else {
                " AND (contact_number, channel) > ("
            });
            query.bind(number).push(", ").bind(after.channel.clone()).push(")");
        }
    }
    query.push(" ORDER BY ");
    if let Some(key) = run.key {
        query.push(key.column()).push(if down { " DESC, " } else { ", " });
    }
    query.push(if down {
        "contact_number DESC, channel DESC"
    } else {
        "contact_number, channel"
    });
    query.push(" LIMIT ").bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}

/// As the partial index on how messages ended says it.
const IS_OVER: &str = " AND state NOT IN ('queued', 'claimed', 'transmitting')";

fn within(query: &mut Query, tenant: &Tenant, rows: Within) {
    match rows {
        Within::All => {}
        Within::Has(key) => {
            query.push(" AND ").push(key.column()).push(" IS NOT NULL");
        }
        Within::Lacks(key) => {
            query.push(" AND ").push(key.column()).push(" IS NULL");
        }
        Within::Queued => {
            query.push(" AND state = 'queued'");
        }
        Within::Leased => {
            query
                .push(" AND id IN (SELECT id FROM messages WHERE tenant_id = ")
                .bind(tenant.id());
            query.push(" AND state IN ('claimed', 'transmitting') AND lease_until > 0)");
        }
        Within::Ended(state) => {
            query.push(" AND state = ").bind(state.as_str()).push(IS_OVER);
        }
    }
}

fn narrow(query: &mut Query, filter: Filter) {
    match filter {
        Filter::All => {}
        Filter::State(state) => {
            query.push(" AND state = ").bind(state.as_str());
            if !state.is_open() {
                query.push(IS_OVER);
            }
        }
        Filter::Sent => {
            query.push(" AND state IN ('accepted', 'delivered', 'bounced')");
        }
        Filter::Failed => {
            query.push(" AND state IN ('failed', 'bounced')");
        }
        Filter::Open => {
            query.push(" AND state IN ('queued', 'claimed', 'transmitting')");
        }
        Filter::Opened => {
            query.push(" AND all_opens IS NOT NULL");
        }
        Filter::Clicked => {
            query.push(" AND all_clicks IS NOT NULL");
        }
    }
}
