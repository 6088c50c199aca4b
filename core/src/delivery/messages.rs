//! Pages of a campaign's ledger, in the order of contacts.

use super::State;
use crate::campaigns::CampaignId;
use crate::contacts::{self, ContactId, Field};
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::Result;
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

/// A place in the ledger: a contact's number, and a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
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
    filter: Filter,
    after: Option<&Place>,
    limit: usize,
) -> Result<(Vec<MessageLine>, Option<Place>)> {
    let mut tx = tenant.read().await?;
    let mut query = tx.query(
        "SELECT id, contact_number, channel, state, reason, detail, basis, attempts, due_at, sent_at, provider_id, opens,
                clicks, machine_opens, machine_clicks, last_open_at, reading_ms, unsubscribed_at
         FROM messages WHERE tenant_id = ",
    );
    query.bind(tenant.id()).push(" AND campaign_id = ").bind(campaign);
    match filter {
        Filter::All => {}
        Filter::State(state) => {
            query.push(" AND state = ").bind(state.as_str());
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
            query.push(" AND opens + machine_opens > 0");
        }
        Filter::Clicked => {
            query.push(" AND clicks + machine_clicks > 0");
        }
    }
    if let Some(after) = after {
        query.push(" AND contact_number >= ").bind(i64::from(after.number));
        query
            .push(" AND (contact_number, channel) > (")
            .bind(i64::from(after.number));
        query.push(", ").bind(after.channel.clone()).push(")");
    }
    query.push(" ORDER BY contact_number, channel LIMIT ");
    query.bind(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1));
    let mut rows: Vec<Row> = tx.all_query(query).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = match rows.last() {
        Some(row) if more => Some(Place {
            number: contacts::store::number(row.contact_number)?,
            channel: row.channel.clone(),
        }),
        _ => None,
    };
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
