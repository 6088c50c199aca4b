//! When nobody's phone may be made to buzz, by a text message or by any other channel that goes to phones: from 20:00 to
//! 08:00, on Sundays and on public holidays, where the recipient lives.
//!
//! The rule of French operators for advertising messages, which their contracts enforce (charter of the AF2M); it comes
//! from the respect for quiet that is asked of canvassing. Kept for recipients in France, and by French companies,
//! on their own clock, for everybody else.
//!
//! Does not live here: holding messages back (`dispatch::window`), saying so (`progress`).

mod territory;

use crate::contacts::{Details, Field};
use jiff::ToSpan;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use relais_channels::AddressKind;
use relais_tenants::Company;
use relais_tenants::clock::Millis;
use territory::Territory;

/// From when on people may be written to.
const OPENS: Time = Time::constant(8, 0, 0, 0);
/// A minute before they may not any more: what is handed over then still arrives in time.
const CLOSES: Time = Time::constant(19, 59, 0, 0);
/// No row of days of rest is as long.
const DAYS: usize = 14;

/// Whether a channel whose addresses are of this kind keeps hours of quiet: every one that goes to phones, whoever brings it.
pub(super) fn is_kept_by(kind: Option<AddressKind>) -> bool {
    kind == Some(AddressKind::Phone)
}

/// Whose quiet is kept: a clock and a calendar.
#[derive(Clone, Debug)]
pub(super) struct Place {
    zone: TimeZone,
    calendar: Territory,
}

impl Place {
    /// Where somebody lives, as far as that matters; `None` where French rules do not apply: a company abroad writes to
    /// somebody who is not known to live in France.
    pub fn of(company: &Company, details: &Details) -> Option<Self> {
        let country = details.get(Field::Country);
        let postcode = details.get(Field::Postcode);
        let phone = details.get(Field::Phone).unwrap_or_default();
        let (by_postcode, by_phone) = (postcode.and_then(Territory::of_postcode), Territory::of_phone(phone));
        let found = match country.map(Territory::of_country) {
            // People write «France» for the departments overseas too.
            Some(Some(Territory::Metropole)) => by_postcode.or(by_phone).or(Some(Territory::Metropole)),
            Some(known) => known,
            // A number of the metropole does not say where its owner lives.
            None => match by_phone {
                Some(Territory::Metropole) => by_postcode.or(by_phone),
                other => other,
            },
        };
        // Of somebody abroad, or of whom nothing is known, a French company keeps its own hours.
        found.map_or_else(
            || Self::of_company(company),
            |territory| Some(Self::territory(territory)),
        )
    }

    fn territory(territory: Territory) -> Self {
        Self {
            zone: zone(territory.zone()),
            calendar: territory,
        }
    }

    /// The hours of a French company; of no other.
    fn of_company(company: &Company) -> Option<Self> {
        let own = Territory::of_country(&company.country)?;
        let by_zone = Territory::ALL.into_iter().find(|one| one.zone() == company.time_zone);
        Some(Self {
            zone: zone(&company.time_zone),
            calendar: by_zone.unwrap_or(own),
        })
    }

    /// The first moment from `at` on at which a message may be handed over: `at` itself when that is allowed.
    pub fn next(&self, at: Millis) -> Millis {
        let now = at.timestamp();
        let mut date = now.to_zoned(self.zone.clone()).date();
        for _ in 0..DAYS {
            let moment = |time: Time| {
                date.to_datetime(time)
                    .to_zoned(self.zone.clone())
                    .map(|zoned| zoned.timestamp())
            };
            if let (false, Ok(opens), Ok(closes)) = (self.calendar.rests(date), moment(OPENS), moment(CLOSES)) {
                if now < opens {
                    return Millis(opens.as_millisecond());
                }
                if now < closes {
                    return at;
                }
            }
            date = date.saturating_add(1.day());
        }
        // There is no such row of days of rest.
        at
    }

    /// Whether a message may be handed over at this moment.
    #[cfg(test)]
    fn allows(&self, at: Millis) -> bool {
        self.next(at) == at
    }
}

/// A zone by its name; metropolitan France's where there is none of this name.
fn zone(name: &str) -> TimeZone {
    let found = TimeZone::get(name).or_else(|_| TimeZone::get(Territory::Metropole.zone()));
    found.unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests;
