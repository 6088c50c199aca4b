//! Where people stand on channels that plugins bring: a row per person and channel, since what is packed beside a contact has
//! room for the built-in ones only. Derived from the ledger and the suppression list, in their transactions.

use super::ledger::ConsentRow;
use super::{BasisKind, ChannelName, Standing, Topic};
use relais_tenants::database::{Kind, Query, Result, Tx};
use relais_tenants::{Tenant, TenantId};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Stored for an address that is on the suppression list and whose owner has said nothing.
const SUPPRESSED: &str = "suppressed";
/// Rows one statement writes.
const TOGETHER: usize = 2_000;

/// Where one person stands on channels that plugins bring; on those not named nothing was ever recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Others(BTreeMap<ChannelName, Stand>);

/// A row as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Said(Standing),
    Suppressed,
}

impl Stand {
    fn parse(text: &str) -> Self {
        match BasisKind::parse(text) {
            Some(kind) => Self::Said(Standing::Basis(kind)),
            None if text == Standing::Withdrawn.as_str() => Self::Said(Standing::Withdrawn),
            // What is not known here forbids.
            None => Self::Suppressed,
        }
    }
}

impl Others {
    /// Where the person stands.
    pub fn get(&self, channel: ChannelName) -> Standing {
        match self.0.get(&channel) {
            Some(Stand::Said(standing)) => *standing,
            Some(Stand::Suppressed) | None => Standing::Unknown,
        }
    }

    /// Whether nothing may be sent, because they withdrew or their address is on the suppression list.
    pub fn is_barred(&self, channel: ChannelName) -> bool {
        matches!(
            self.0.get(&channel),
            Some(Stand::Suppressed | Stand::Said(Standing::Withdrawn))
        )
    }

    /// The channels on which something was recorded.
    pub fn channels(&self) -> impl Iterator<Item = Topic> {
        self.0.keys().map(|name| Topic::Other(*name))
    }

    /// The same with what a row says of `channel`.
    #[cfg(test)]
    pub(crate) fn with(mut self, channel: ChannelName, kind: &str) -> Self {
        self.0.insert(channel, Stand::parse(kind));
        self
    }

    fn add(&mut self, channel: &str, kind: &str) {
        if let Some(Topic::Other(name)) = Topic::parse(channel) {
            self.0.insert(name, Stand::parse(kind));
        }
    }
}

/// What the rows of a ledger mean for where people stand: statements that keep them in step. The later row counts.
pub(super) fn follow(
    database: Kind,
    tenant: TenantId,
    rows: &[ConsentRow],
) -> impl Iterator<Item = Query> + Send + use<> {
    let mut said: BTreeMap<(Uuid, ChannelName), &'static str> = BTreeMap::new();
    for row in rows {
        if let Topic::Other(name) = row.topic {
            said.insert((row.contact, name), row.standing.as_str());
        }
    }
    let mut said = said.into_iter().peekable();
    std::iter::from_fn(move || {
        said.peek()?;
        let mut query = database.query("INSERT INTO standings (tenant_id, contact_id, channel, kind) VALUES ");
        query.separated(said.by_ref().take(TOGETHER), |query, ((contact, name), kind)| {
            query.push("(").bind(tenant).push(",").bind(contact).push(",");
            query.bind(name.to_string()).push(",").bind(kind).push(")");
        });
        query.push(" ON CONFLICT (tenant_id, contact_id, channel) DO UPDATE SET kind = excluded.kind");
        Some(query)
    })
}

/// Notes that somebody's address for a channel is on the suppression list; whoever withdrew stays withdrawn.
pub(crate) async fn bar(tx: &mut Tx, tenant: &Tenant, contact: Uuid, channel: ChannelName) -> Result<()> {
    tx.exec(
        "INSERT INTO standings (tenant_id, contact_id, channel, kind) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, contact_id, channel) DO UPDATE SET kind = excluded.kind WHERE standings.kind <> 'withdrawn'",
        (tenant.id(), contact, channel.to_string(), SUPPRESSED),
    )
    .await?;
    Ok(())
}

/// The same for the contact of this number.
pub(crate) async fn bar_number(tx: &mut Tx, tenant: &Tenant, number: i64, channel: ChannelName) -> Result<()> {
    tx.exec(
        "INSERT INTO standings (tenant_id, contact_id, channel, kind)
         SELECT tenant_id, id, $3, $4 FROM contacts WHERE tenant_id = $1 AND number = $2
         ON CONFLICT (tenant_id, contact_id, channel) DO UPDATE SET kind = excluded.kind WHERE standings.kind <> 'withdrawn'",
        (tenant.id(), number, channel.to_string(), SUPPRESSED),
    )
    .await?;
    Ok(())
}

/// Where each of these people stands; those of whom nothing was recorded are absent.
pub(crate) async fn of(tx: &mut Tx, tenant: &Tenant, contacts: Vec<Uuid>) -> Result<HashMap<Uuid, Others>> {
    let mut found: HashMap<Uuid, Others> = HashMap::new();
    for contacts in contacts.chunks(TOGETHER) {
        let mut query = tx.query("SELECT contact_id, channel, kind FROM standings WHERE tenant_id = ");
        query
            .bind(tenant.id())
            .push(" AND contact_id IN ")
            .list(contacts.iter().copied());
        for (contact, channel, kind) in tx.all_query::<(Uuid, String, String)>(query).await? {
            found.entry(contact).or_default().add(&channel, &kind);
        }
    }
    Ok(found)
}

/// Where one person stands.
pub(crate) async fn of_one(tx: &mut Tx, tenant: &Tenant, contact: Uuid) -> Result<Others> {
    Ok(of(tx, tenant, vec![contact])
        .await?
        .remove(&contact)
        .unwrap_or_default())
}

/// Forgets a contact that is deleted.
pub(crate) async fn forget(tx: &mut Tx, tenant: &Tenant, contact: Uuid) -> Result<()> {
    tx.exec(
        "DELETE FROM standings WHERE tenant_id = $1 AND contact_id = $2",
        (tenant.id(), contact),
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O4 G3
    #[test]
    fn what_is_not_known_is_no_consent() {
        let fax = ChannelName::parse("fax").unwrap();
        let said = |kind: &str| {
            let mut others = Others::default();
            others.add("fax", kind);
            (others.get(fax), others.is_barred(fax))
        };
        assert_eq!(said("consent"), (Standing::Basis(BasisKind::Consent), false));
        assert_eq!(said("withdrawn"), (Standing::Withdrawn, true));
        assert_eq!(said("suppressed"), (Standing::Unknown, true));
        assert_eq!(said("of a later version"), (Standing::Unknown, true));
        assert_eq!(Others::default().get(fax), Standing::Unknown);
        assert!(!Others::default().is_barred(fax));
    }
}
