//! The parts of France that keep a clock or holidays of their own, and how somebody is found to live in one.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A part of France.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Territory {
    /// Metropolitan France but Alsace and Moselle.
    Metropole,
    /// Haut-Rhin, Bas-Rhin and Moselle, whose local law knows two holidays more.
    AlsaceMoselle,
    Guadeloupe,
    Martinique,
    Guyane,
    Reunion,
    Mayotte,
    SaintBarthelemy,
    SaintMartin,
    SaintPierre,
    Wallis,
    Polynesie,
    NouvelleCaledonie,
}

use Territory::{
    AlsaceMoselle, Guadeloupe, Guyane, Martinique, Mayotte, Metropole, NouvelleCaledonie, Polynesie, Reunion,
    SaintBarthelemy, SaintMartin, SaintPierre, Wallis,
};

impl Territory {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Metropole,
        AlsaceMoselle,
        Guadeloupe,
        Martinique,
        Guyane,
        Reunion,
        Mayotte,
        SaintBarthelemy,
        SaintMartin,
        SaintPierre,
        Wallis,
        Polynesie,
        NouvelleCaledonie,
    ];

    /// IANA name of its zone.
    pub const fn zone(self) -> &'static str {
        match self {
            Metropole | AlsaceMoselle => "Europe/Paris",
            Guadeloupe => "America/Guadeloupe",
            Martinique => "America/Martinique",
            Guyane => "America/Cayenne",
            Reunion => "Indian/Reunion",
            Mayotte => "Indian/Mayotte",
            SaintBarthelemy => "America/St_Barthelemy",
            SaintMartin => "America/Marigot",
            SaintPierre => "America/Miquelon",
            Wallis => "Pacific/Wallis",
            Polynesie => "Pacific/Tahiti",
            NouvelleCaledonie => "Pacific/Noumea",
        }
    }

    /// The territory of a French postcode.
    pub fn of_postcode(postcode: &str) -> Option<Self> {
        if postcode.len() != 5 || !postcode.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(match postcode.get(..3)? {
            "971" => match postcode {
                "97133" => SaintBarthelemy,
                "97150" => SaintMartin,
                _ => Guadeloupe,
            },
            "972" => Martinique,
            "973" => Guyane,
            "974" => Reunion,
            "975" => SaintPierre,
            "976" => Mayotte,
            "977" => SaintBarthelemy,
            "978" => SaintMartin,
            "986" => Wallis,
            "987" => Polynesie,
            "988" => NouvelleCaledonie,
            department if ["57", "67", "68"].iter().any(|local| department.starts_with(local)) => AlsaceMoselle,
            department if department.starts_with("97") || department.starts_with("98") => return None,
            _ => Metropole,
        })
    }

    /// The territory of an ISO 3166-1 code.
    pub fn of_country(code: &str) -> Option<Self> {
        Some(match code {
            "FR" => Metropole,
            "GP" => Guadeloupe,
            "MQ" => Martinique,
            "GF" => Guyane,
            "RE" => Reunion,
            "YT" => Mayotte,
            "BL" => SaintBarthelemy,
            "MF" => SaintMartin,
            "PM" => SaintPierre,
            "WF" => Wallis,
            "PF" => Polynesie,
            "NC" => NouvelleCaledonie,
            _ => return None,
        })
    }

    /// The territory of a phone number in E.164 form. That of metropolitan France says little: many who live overseas
    /// have one.
    pub fn of_phone(phone: &str) -> Option<Self> {
        // +262 is shared: Mayotte's numbers begin with 269 and 639.
        let mayotte = ["+262269", "+262639"].iter().any(|start| phone.starts_with(start));
        let by_code = [
            ("+590", Guadeloupe),
            ("+596", Martinique),
            ("+594", Guyane),
            ("+262", if mayotte { Mayotte } else { Reunion }),
            ("+508", SaintPierre),
            ("+681", Wallis),
            ("+689", Polynesie),
            ("+687", NouvelleCaledonie),
            ("+33", Metropole),
        ];
        let found = by_code.into_iter().find(|(code, _)| phone.starts_with(code));
        found.map(|(_, territory)| territory)
    }

    /// Whether nobody may be written to all day: Sundays and public holidays.
    pub fn rests(self, date: Date) -> bool {
        date.weekday() == Weekday::Sunday || self.is_holiday(date)
    }

    /// Public holidays: Code du travail art. L3133-1; art. L3422-2 for the days on which the abolition of slavery is
    /// remembered overseas; art. L3134-13 for Alsace and Moselle, where Good Friday is one in some communes only and is
    /// kept in all.
    fn is_holiday(self, date: Date) -> bool {
        let fixed = match (date.month(), date.day()) {
            (1 | 5 | 11, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 11) | (12, 25) => true,
            (4, 27) => self == Mayotte,
            (5, 22) => self == Martinique,
            (5, 27) => self == Guadeloupe,
            (5, 28) => self == SaintMartin,
            (6, 10) => self == Guyane,
            (10, 9) => self == SaintBarthelemy,
            (12, 20) => self == Reunion,
            (12, 26) => self == AlsaceMoselle,
            _ => false,
        };
        if fixed {
            return true;
        }
        let easter = easter(date.year());
        let after = |days: i32| easter.saturating_add(days.days());
        // Easter Monday, Ascension, Whit Monday.
        [1, 39, 50].into_iter().any(|days| after(days) == date) || (self == AlsaceMoselle && after(-2) == date)
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876, as J. Meeus gives it).
pub(super) fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    let as_small = |number: i32| i8::try_from(number).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(i16::MAX);
    Date::new(year, as_small(sum / 31), as_small(sum % 31 + 1)).unwrap_or(Date::ZERO)
}
