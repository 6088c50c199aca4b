//! Pages of contacts, newest first.

use super::{Contact, store};
use crate::consent::others;
use relais_tenants::Tenant;
use relais_tenants::database::Result;
use roaring::RoaringBitmap;

/// Which contacts to list.
#[derive(Clone, Copy, Debug, Default)]
pub enum Selection<'a> {
    /// Everybody.
    #[default]
    All,
    /// Whoever has this address, as it is normalised.
    Email(&'a str),
    /// Whoever has this number, in E.164.
    Phone(&'a str),
    /// The members of an audience.
    Numbers(&'a RoaringBitmap),
}

/// Some contacts, and where the next page starts.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The contacts of this page.
    pub items: Vec<Contact>,
    /// The contact number below which the next page starts; `None` on the last.
    pub next: Option<u32>,
}

/// The contacts of `selection` numbered below `before`, newest first, `limit` at most.
pub async fn list(tenant: &Tenant, selection: Selection<'_>, before: Option<u32>, limit: usize) -> Result<Page> {
    let before = i64::from(before.unwrap_or(u32::MAX));
    let fetch = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut tx = tenant.read().await?;
    let indexes = store::Indexes::new(tenant);
    let rows: Vec<store::ContactRow> = match selection {
        Selection::All => {
            tx.all(
                concat!(
                    "SELECT ",
                    store::columns!(),
                    " FROM contacts WHERE tenant_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3"
                ),
                (tenant.id(), before, fetch),
            )
            .await?
        }
        Selection::Email(email) => {
            tx.all(
                concat!(
                    "SELECT ",
                    store::columns!(),
                    " FROM contacts WHERE tenant_id = $1 AND email_index = $2 AND number < $3 ORDER BY number DESC LIMIT $4"
                ),
                (tenant.id(), indexes.email(email), before, fetch),
            )
            .await?
        }
        Selection::Phone(phone) => {
            tx.all(
                concat!(
                    "SELECT ",
                    store::columns!(),
                    " FROM contacts WHERE tenant_id = $1 AND phone_index = $2 AND number < $3 ORDER BY number DESC LIMIT $4"
                ),
                (tenant.id(), indexes.phone(phone), before, fetch),
            )
            .await?
        }
        Selection::Numbers(numbers) => {
            let rank = numbers.rank(u32::try_from(before - 1).unwrap_or(0));
            let skip = rank.saturating_sub(limit as u64 + 1);
            let page = (skip..rank).filter_map(|position| numbers.select(u32::try_from(position).ok()?));
            by_numbers(&mut tx, tenant, page.map(i64::from).collect()).await?
        }
    };
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(store::open(tenant, row)?);
    }
    items.sort_unstable_by_key(|contact| std::cmp::Reverse(contact.number));
    let more = items.len() > limit;
    items.truncate(limit);
    let shown = items.iter().map(|contact| contact.id.uuid()).collect();
    let mut others = others::of(&mut tx, tenant, shown).await?;
    for contact in &mut items {
        contact.others = others.remove(&contact.id.uuid()).unwrap_or_default();
    }
    let next = if more {
        items.last().map(|contact| contact.number)
    } else {
        None
    };
    Ok(Page { items, next })
}

/// The rows with these numbers, in no order.
pub(crate) async fn by_numbers(
    tx: &mut relais_tenants::database::Tx,
    tenant: &Tenant,
    numbers: Vec<i64>,
) -> Result<Vec<store::ContactRow>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = tx.query(concat!(
        "SELECT ",
        store::columns!(),
        " FROM contacts WHERE tenant_id = "
    ));
    query.bind(tenant.id()).push(" AND number IN ").list(numbers);
    tx.all_query(query).await
}
