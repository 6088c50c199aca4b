//! How much a message to many would be charged for: measured on some of them, and said to be an estimate.

use super::courier::Courier;
use super::dispatch::{Composer, address};
use super::test_send::TestError;
use crate::channels;
use crate::consent::Topic;
use crate::contacts::{self, store};
use crate::content::Content;
use relais_tenants::Tenant;
use roaring::RoaringBitmap;

/// People measured at most, spread evenly over all of them.
const SAMPLE: u64 = 60;

/// About how many units a message to many is charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// People it would go to.
    pub people: u64,
    /// Of these, how many messages were written and measured.
    pub sampled: u64,
    /// Units, such as text messages or pages, if all are like those measured.
    pub units: u64,
}

impl Estimate {
    fn of(people: u64, measured: &[u32]) -> Self {
        let sampled = measured.len() as u64;
        let sum: u64 = measured.iter().map(|units| u64::from(*units)).sum();
        Self {
            people,
            sampled,
            units: (people * sum + sampled / 2).checked_div(sampled).unwrap_or_default(),
        }
    }

    /// Whether nothing was left to guess.
    pub const fn is_exact(&self) -> bool {
        self.sampled == self.people
    }
}

/// About how many units `content` takes when it is sent to these people. `None` when there is nobody, or no plugin that
/// could say.
///
/// # Errors
/// What is wrong with the content.
pub async fn estimate(
    tenant: &Tenant,
    courier: &Courier,
    (channel, content): (Topic, &Content),
    people: &RoaringBitmap,
) -> Result<Option<Estimate>, TestError> {
    let mut tx = tenant.read().await?;
    let composer = Composer::read(&mut tx, tenant, courier, channel, content).await?;
    let settings = channels::load(&mut tx, tenant, channel).await?;
    let Some(carrier) = courier.carrier(tenant, &settings.plugin, channel.as_str()).await? else {
        return Ok(None);
    };
    let rows = contacts::by_numbers(&mut tx, tenant, sample(people)).await?;
    drop(tx);
    let mut batch = Vec::with_capacity(rows.len());
    for row in rows {
        let contact = store::open(tenant, row)?;
        // Who cannot be written to will not be charged for.
        let Ok(to) = address(tenant, settings.address(), &contact, None) else {
            continue;
        };
        let written = composer.compose_to(tenant, channel, &contact, tenant.new_id(), false, to);
        batch.extend(written.ok());
    }
    if batch.is_empty() {
        return Ok(None);
    }
    let measured = carrier.measure(&settings.settings(), batch).await;
    let measured = measured.map_err(|fault| TestError::NotSent(fault.to_string()))?;
    Ok(Some(Estimate::of(people.len(), &measured)))
}

/// Some of these people, in order, as evenly spread as their numbers allow.
fn sample(people: &RoaringBitmap) -> Vec<i64> {
    let count = people.len();
    let wanted = count.min(SAMPLE);
    let place = |at: u64| u32::try_from(at * count / wanted).ok();
    let chosen = (0..wanted).filter_map(|at| people.select(place(at)?));
    chosen.map(i64::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_and_holds_nobody_twice() {
        assert!(sample(&RoaringBitmap::new()).is_empty());
        let few: RoaringBitmap = [3, 9, 27].into_iter().collect();
        assert_eq!(sample(&few), [3, 9, 27]);
        let many: RoaringBitmap = (1..=100_000).collect();
        let chosen = sample(&many);
        assert_eq!(chosen.len() as u64, SAMPLE);
        assert!(chosen.is_sorted_by(|a, b| a < b) && chosen.first() == Some(&1) && chosen.last() > Some(&98_000));
    }

    #[test]
    fn what_is_measured_stands_for_the_rest() {
        assert_eq!(Estimate::of(10, &[1, 2]).units, 15);
        assert_eq!(
            Estimate::of(3, &[1, 1, 2]),
            Estimate {
                people: 3,
                sampled: 3,
                units: 4
            }
        );
        assert!(Estimate::of(3, &[1, 1, 2]).is_exact() && !Estimate::of(4, &[1, 1, 2]).is_exact());
    }
}
