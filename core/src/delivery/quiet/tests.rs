//! The hours in which people may be written to, against a naive walk over every quarter of an hour of whole years.

use super::territory::easter;
use super::*;
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, Timestamp};
use proptest::prelude::*;

fn company(country: &str, time_zone: &str) -> Company {
    Company {
        id: relais_tenants::TenantId(uuid::Uuid::nil()),
        slug: "essai".into(),
        code: "abcde".into(),
        name: "Essai".into(),
        country: country.into(),
        time_zone: time_zone.into(),
    }
}

fn person(country: Option<&str>, postcode: Option<&str>, phone: Option<&str>) -> Details {
    let mut details = Details::default();
    details.set(Field::Country, country.map(str::to_owned));
    details.set(Field::Postcode, postcode.map(str::to_owned));
    details.set(Field::Phone, phone.map(str::to_owned));
    details
}

fn at(text: &str) -> Millis {
    Millis(text.parse::<Timestamp>().unwrap().as_millisecond())
}

fn of(country: Option<&str>, postcode: Option<&str>, phone: Option<&str>) -> (Territory, String) {
    let place = Place::of(&company("FR", "Europe/Paris"), &person(country, postcode, phone)).unwrap();
    (place.calendar, place.zone.iana_name().unwrap().to_owned())
}

#[test]
fn easter_falls_where_the_almanac_says() {
    // Almanac of the Bureau des longitudes.
    for (year, month, day) in [
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2038, 4, 25),
        (2285, 3, 22),
    ] {
        assert_eq!(easter(year), date(year, month, day));
    }
}

// R: G10
#[test]
fn people_live_where_country_postcode_or_phone_say() {
    use Territory::*;
    for (country, postcode, phone, expected) in [
        (Some("FR"), Some("75001"), Some("+33612345678"), Metropole),
        (Some("FR"), Some("97400"), Some("+33612345678"), Reunion),
        (Some("RE"), None, Some("+33612345678"), Reunion),
        (None, Some("97600"), Some("+33612345678"), Mayotte),
        (None, None, Some("+262639123456"), Mayotte),
        (None, None, Some("+262692123456"), Reunion),
        (None, Some("67000"), Some("+33612345678"), AlsaceMoselle),
        (Some("FR"), Some("97133"), None, SaintBarthelemy),
        (Some("FR"), Some("97150"), None, SaintMartin),
        (Some("FR"), Some("97110"), None, Guadeloupe),
        (Some("FR"), Some("98800"), None, NouvelleCaledonie),
        (Some("BE"), Some("57000"), Some("+32470123456"), Metropole),
    ] {
        let found = of(country, postcode, phone);
        assert_eq!(
            found,
            (expected, expected.zone().to_owned()),
            "{country:?} {postcode:?} {phone:?}"
        );
    }
    // A company overseas keeps its own clock for those of whom nothing is known; one abroad keeps none.
    let place = Place::of(&company("RE", "Indian/Reunion"), &Details::default()).unwrap();
    assert_eq!(place.calendar, Reunion);
    let abroad = company("BE", "Europe/Brussels");
    assert!(Place::of(&abroad, &person(Some("BE"), None, Some("+32470123456"))).is_none());
    assert!(Place::of(&abroad, &person(None, None, Some("+33612345678"))).is_some());
}

// R: G10
#[test]
fn a_day_opens_at_eight_and_closes_at_eight_on_each_clock() {
    let paris = Place::territory(Territory::Metropole);
    // A Friday in winter (UTC+1), and one in summer (UTC+2).
    for (moment, next) in [
        ("2026-01-16T06:59:59Z", "2026-01-16T07:00:00Z"),
        ("2026-01-16T07:00:00Z", "2026-01-16T07:00:00Z"),
        ("2026-01-16T18:58:59Z", "2026-01-16T18:58:59Z"),
        ("2026-01-16T18:59:00Z", "2026-01-17T07:00:00Z"),
        ("2026-07-17T05:59:00Z", "2026-07-17T06:00:00Z"),
        // Saturday evening: Sunday is skipped, and the clock changes in that night.
        ("2026-03-28T19:30:00Z", "2026-03-30T06:00:00Z"),
        ("2026-10-24T18:30:00Z", "2026-10-26T07:00:00Z"),
        // The evening before Ascension (14 May 2026).
        ("2026-05-13T18:30:00Z", "2026-05-15T06:00:00Z"),
    ] {
        assert_eq!(paris.next(at(moment)), at(next), "{moment}");
    }
    let reunion = Place::territory(Territory::Reunion);
    assert_eq!(reunion.next(at("2026-01-16T03:59:00Z")), at("2026-01-16T04:00:00Z"));
    // The abolition of slavery is remembered there, and nowhere else on that day.
    assert_eq!(reunion.next(at("2027-12-20T08:00:00Z")), at("2027-12-21T04:00:00Z"));
    assert!(paris.allows(at("2027-12-20T08:00:00Z")));
    let alsace = Place::territory(Territory::AlsaceMoselle);
    for holiday in ["2026-04-03T10:00:00Z", "2025-12-26T10:00:00Z"] {
        assert!(!alsace.allows(at(holiday)) && paris.allows(at(holiday)), "{holiday}");
    }
}

/// Holidays as one writes them down from a calendar.
fn holidays(territory: Territory, year: i16) -> Vec<Date> {
    let easter = easter(year);
    let mut days = vec![
        date(year, 1, 1),
        date(year, 5, 1),
        date(year, 5, 8),
        date(year, 7, 14),
        date(year, 8, 15),
        date(year, 11, 1),
        date(year, 11, 11),
        date(year, 12, 25),
        easter.checked_add(Span::new().days(1)).unwrap(),
        easter.checked_add(Span::new().days(39)).unwrap(),
        easter.checked_add(Span::new().days(50)).unwrap(),
    ];
    use Territory::*;
    match territory {
        AlsaceMoselle => {
            days.push(easter.checked_sub(Span::new().days(2)).unwrap());
            days.push(date(year, 12, 26));
        }
        Guadeloupe => days.push(date(year, 5, 27)),
        Martinique => days.push(date(year, 5, 22)),
        Guyane => days.push(date(year, 6, 10)),
        Reunion => days.push(date(year, 12, 20)),
        Mayotte => days.push(date(year, 4, 27)),
        SaintBarthelemy => days.push(date(year, 10, 9)),
        SaintMartin => days.push(date(year, 5, 28)),
        Metropole | SaintPierre | Wallis | Polynesie | NouvelleCaledonie => {}
    }
    days
}

// R: G10
#[test]
fn every_quarter_of_an_hour_of_a_year_is_judged_as_the_clock_on_the_wall_says() {
    const QUARTER: i64 = 15 * 60 * 1_000;
    for territory in Territory::ALL {
        let place = Place::territory(territory);
        let zone = TimeZone::get(territory.zone()).unwrap();
        let days: Vec<Date> = (2026..=2028).flat_map(|year| holidays(territory, year)).collect();
        let start = at("2026-12-31T00:00:00Z").0;
        for quarter in 0..(366 * 96) {
            let moment = Millis(start + quarter * QUARTER);
            let wall = moment.timestamp().to_zoned(zone.clone());
            let allowed =
                (8..20).contains(&wall.hour()) && wall.weekday() != Weekday::Sunday && !days.contains(&wall.date());
            assert_eq!(place.allows(moment), allowed, "{territory:?} {wall}");
        }
    }
}

proptest! {
    // R: G10
    #[test]
    fn what_is_held_back_leaves_at_the_first_moment_it_may(
        millis in 1_735_689_600_000_i64..2_208_988_800_000,
        index in 0..Territory::ALL.len(),
    ) {
        let place = Place::territory(Territory::ALL[index]);
        let (now, next) = (Millis(millis), place.next(Millis(millis)));
        prop_assert!(next >= now);
        prop_assert!(place.allows(next));
        if next > now {
            // It opens then, and not before.
            let wall = next.timestamp().to_zoned(place.zone.clone());
            prop_assert_eq!((wall.hour(), wall.minute(), wall.second()), (8, 0, 0));
            prop_assert!(!place.allows(Millis(next.0 - 1)));
            let days = (next.0 - now.0) / 86_400_000;
            prop_assert!(days < 5, "no row of days of rest is that long: {days}");
            let mut between = now.0;
            while between < next.0 {
                prop_assert!(!place.allows(Millis(between)));
                between += 3_600_000;
            }
        }
    }
}
