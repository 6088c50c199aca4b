//! How many of an audience: whom a campaign would reach now, and of whom a merge field is not known.

use super::{CampaignId, audience};
use crate::audience::{Audiences, Filter, HAS_ADDRESS, HAS_EMAIL, HAS_PHONE, reach_flag};
use crate::consent::Topic;
use crate::contacts::Field;
use crate::contacts::attributes::{self, Attribute, Kind};
use relais_tenants::Tenant;
use relais_tenants::database::Result;
use roaring::RoaringBitmap;
use std::collections::BTreeMap;

/// The largest base whose rows are read to count what the index does not hold.
const READ: u64 = 100_000;

/// How many of a campaign's frozen audience at least one of `channels` reaches now. `None` before it is frozen.
pub async fn reachable(
    tenant: &Tenant,
    audiences: &Audiences,
    id: CampaignId,
    channels: &[Topic],
) -> Result<Option<u64>> {
    let Some(frozen) = audience(&mut tenant.read().await?, tenant, id).await? else {
        return Ok(None);
    };
    let filters: Vec<Filter> = channels.iter().filter_map(|channel| reached_by(*channel)).collect();
    let reached = audiences
        .ask(tenant, |index| {
            let parts = filters.iter().map(|filter| index.select(filter));
            parts.fold(RoaringBitmap::new(), |all, part| all | part)
        })
        .await?;
    Ok(Some(reached.intersection_len(&frozen)))
}

/// Of whom some merge fields are not known, among those a channel reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// How many it reaches.
    pub of: u64,
    /// Per merge field, for how many it would be empty. Fields of which that cannot be known cheaply are not in it.
    pub empty: BTreeMap<String, u64>,
}

/// For how many of those `channel` reaches each of these merge fields would be empty: of the frozen audience of a campaign, or
/// of those a filter lets in. Where it reaches nobody, of all of them.
pub async fn unknown_of(
    tenant: &Tenant,
    audiences: &Audiences,
    campaign: Option<CampaignId>,
    filter: &Filter,
    channel: Topic,
    fields: &[String],
) -> Result<Unknown> {
    let mut tx = tenant.read().await?;
    let own = attributes::all(&mut tx, tenant).await?;
    let frozen = match campaign {
        Some(id) => audience(&mut tx, tenant, id).await?,
        None => None,
    };
    // The index may have to catch up with the rows, and does so by itself.
    drop(tx);
    let reaching = filter.clone().with(&reach_flag(channel), "true").ok();
    let missing: Vec<(&String, Option<Filter>)> = fields.iter().map(|field| (field, missing(field, &own))).collect();
    let (mut all, mut reached, live, found) = audiences
        .ask(tenant, |index| {
            let select = |filter: &Option<Filter>| filter.as_ref().map(|filter| index.select(filter));
            let found: Vec<Option<RoaringBitmap>> = missing.iter().map(|(_, filter)| select(filter)).collect();
            let reached = select(&reaching).unwrap_or_default();
            (index.select(filter), reached, index.live().len(), found)
        })
        .await?;
    if let Some(frozen) = &frozen {
        all &= frozen;
        reached &= frozen;
    }
    let numbers = if reached.is_empty() { all } else { reached };
    let mut tx = tenant.read().await?;
    let mut empty = BTreeMap::new();
    for ((field, _), found) in missing.into_iter().zip(found) {
        let without = match (found, rows_without(field)) {
            (Some(without), _) => without,
            (None, Some(statement)) if live <= READ => {
                let rows: Vec<(i64,)> = tx.all(statement, (tenant.id(),)).await?;
                rows.into_iter()
                    .filter_map(|(number,)| u32::try_from(number).ok())
                    .collect()
            }
            _ => continue,
        };
        empty.insert(field.clone(), without.intersection_len(&numbers));
    }
    Ok(Unknown {
        of: numbers.len(),
        empty,
    })
}

fn reached_by(channel: Topic) -> Option<Filter> {
    Filter::new().with(&reach_flag(channel), "true").ok()
}

/// The filter of those of whom a field is not known, where the index can tell.
fn missing(field: &str, own: &[Attribute]) -> Option<Filter> {
    let (key, value) = match Field::parse(field) {
        Some(known) if known.is_category() => (field, ""),
        Some(Field::Email) => (HAS_EMAIL, "false"),
        Some(Field::Phone) => (HAS_PHONE, "false"),
        Some(Field::Address) => (HAS_ADDRESS, "false"),
        Some(_) => return None,
        None => {
            let own = own.iter().find(|attribute| attribute.key.as_str() == field)?;
            // Free text is in no index.
            if own.kind == Kind::Text {
                return None;
            }
            (field, "")
        }
    };
    Filter::new().with(key, value).ok()
}

/// Finds the people of whom a field is not known: sealed or not, nothing is stored for what is not there.
fn rows_without(field: &str) -> Option<&'static str> {
    macro_rules! without {
        ($column:literal) => {
            concat!(
                "SELECT number FROM contacts WHERE tenant_id = $1 AND ",
                $column,
                " IS NULL"
            )
        };
    }
    Some(match Field::parse(field)? {
        Field::Name => without!("name"),
        Field::FirstName => without!("first_name"),
        Field::LastName => without!("last_name"),
        Field::Company => without!("company"),
        Field::Website => without!("website"),
        _ => return None,
    })
}
