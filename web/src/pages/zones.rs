//! Time zones one may choose.

use crate::view::Choice;
use jiff::tz::TimeZone;

/// The zones of France and of its neighbours, the usual ones first.
const ZONES: [&str; 26] = [
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "America/Marigot",
    "America/St_Barthelemy",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Marquesas",
    "Pacific/Gambier",
    "Pacific/Wallis",
    "Europe/Brussels",
    "Europe/Luxembourg",
    "Europe/Zurich",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Lisbon",
    "Europe/London",
    "Africa/Casablanca",
    "Africa/Tunis",
    "America/Montreal",
    "UTC",
];

/// The choices; a zone that is stored and not among them is offered too.
pub fn choices(chosen: &str) -> Vec<Choice> {
    let other = Some(chosen).filter(|zone| !zone.is_empty() && !ZONES.contains(zone));
    ZONES
        .into_iter()
        .chain(other)
        .map(|zone| Choice::new(zone, zone.replace('_', " "), zone == chosen))
        .collect()
}

/// Whether a zone exists.
pub fn exists(zone: &str) -> bool {
    TimeZone::get(zone).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_offered_exists() {
        for zone in ZONES {
            assert!(exists(zone), "{zone}");
        }
        assert!(
            choices("Asia/Tokyo")
                .iter()
                .any(|choice| choice.chosen && choice.value == "Asia/Tokyo")
        );
    }
}
