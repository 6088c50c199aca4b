//! How many messages of a campaign stand where, moved by the transactions that move the messages.

use super::state::State;
use crate::campaigns::CampaignId;
use relais_tenants::Tenant;
use relais_tenants::database::{Result, Tx};
use std::collections::BTreeMap;

/// Changes to a campaign's counts, gathered over one transaction.
#[derive(Debug, Default)]
pub(super) struct Deltas(BTreeMap<(String, &'static str, String), i64>);

impl Deltas {
    /// So many messages more (or fewer) stand there.
    pub fn add(&mut self, channel: &str, state: State, reason: &str, count: i64) {
        *self
            .0
            .entry((channel.to_owned(), state.as_str(), reason.to_owned()))
            .or_default() += count;
    }

    /// So many messages went from one place to another.
    pub fn shift(&mut self, channel: &str, from: (State, &str), to: (State, &str), count: i64) {
        self.add(channel, from.0, from.1, -count);
        self.add(channel, to.0, to.1, count);
    }

    /// Writes them: last in a transaction, and in the order of the keys, since others wait for these rows.
    pub async fn apply(self, tx: &mut Tx, tenant: &Tenant, campaign: CampaignId) -> Result<()> {
        let mut rows: Vec<_> = self.0.into_iter().collect();
        rows.retain(|row| row.1 != 0);
        if rows.is_empty() {
            return Ok(());
        }
        let mut query =
            tx.query("INSERT INTO delivery_counts (tenant_id, campaign_id, channel, state, reason, count) VALUES ");
        query.separated(rows, |query, ((channel, state, reason), count)| {
            query.push("(").bind(tenant.id()).push(",").bind(campaign).push(",");
            query.bind(channel).push(",").bind(state).push(",").bind(reason);
            query.push(",").bind(count).push(")");
        });
        query.push(
            " ON CONFLICT (tenant_id, campaign_id, channel, state, reason)
              DO UPDATE SET count = delivery_counts.count + excluded.count",
        );
        tx.exec_query(query).await?;
        Ok(())
    }
}

/// One line of a campaign's books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The channel.
    pub channel: String,
    /// Where the messages stand.
    pub state: State,
    /// Why: one of the codes of [`reason`](super::state::reason).
    pub reason: String,
    /// How many.
    pub count: u64,
}

#[derive(sqlx::FromRow)]
struct Row {
    channel: String,
    state: String,
    reason: String,
    count: i64,
}

/// The books of a campaign; nothing for one that was not launched.
pub(super) async fn read(tx: &mut Tx, tenant: &Tenant, campaign: CampaignId) -> Result<Vec<Count>> {
    let rows: Vec<Row> = tx
        .all(
            "SELECT channel, state, reason, count FROM delivery_counts
             WHERE tenant_id = $1 AND campaign_id = $2 AND count <> 0 ORDER BY channel, state, reason",
            (tenant.id(), campaign),
        )
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Count {
                state: State::parse(&row.state)?,
                channel: row.channel,
                reason: row.reason,
                count: row.count.unsigned_abs(),
            })
        })
        .collect())
}
