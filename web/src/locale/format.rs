//! Numbers, dates, sizes and durations as the reader writes them (CLDR data, through ICU4X).

use std::time::Duration;

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{Date, DateTime, Time};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use super::{IntoArg, Locale};

/// Narrow no-break space, as French typography wants it before «%».
const NARROW: char = '\u{202f}';

/// The formatters of one language.
struct Formats {
    decimal: Option<DecimalFormatter>,
    date: Option<DateTimeFormatter<YMD>>,
    short_date: Option<DateTimeFormatter<YMD>>,
    datetime: Option<DateTimeFormatter<YMDT>>,
}

impl Formats {
    fn new(tag: &str) -> Self {
        let locale: icu_locale_core::Locale = tag.parse().unwrap_or(icu_locale_core::Locale::UNKNOWN);
        Self {
            decimal: loaded(DecimalFormatter::try_new((&locale).into(), Default::default())),
            date: loaded(DateTimeFormatter::try_new((&locale).into(), YMD::long())),
            short_date: loaded(DateTimeFormatter::try_new((&locale).into(), YMD::medium())),
            datetime: loaded(DateTimeFormatter::try_new((&locale).into(), YMD::long().with_time_hm())),
        }
    }
}

/// The data is compiled in, so loading does not fail; if it did, plain figures are shown instead.
fn loaded<T, E: std::fmt::Display>(result: Result<T, E>) -> Option<T> {
    result
        .inspect_err(|error| tracing::error!(%error, "no formatting data"))
        .ok()
}

thread_local! {
    // One set per thread: ICU's formatters are not `Sync`.
    static FORMATS: [Formats; 2] = [Formats::new("fr-FR"), Formats::new("en-GB")];
}

impl Locale {
    fn formats<T>(self, f: impl FnOnce(&Formats) -> T) -> T {
        FORMATS.with(|all| match self {
            Self::Fr => f(&all[0]),
            Self::En => f(&all[1]),
        })
    }

    /// A whole number: «1 268» with a narrow no-break space, «1,268».
    pub fn number(self, n: i64) -> String {
        self.formats(|f| match &f.decimal {
            Some(format) => format.format(&Decimal::from(n)).to_string(),
            None => n.to_string(),
        })
    }

    /// A number with exactly `digits` decimals: «12,5», "12.5". Not a number is «–».
    pub fn decimal(self, x: f64, digits: u8) -> String {
        let scaled = x * 10f64.powi(i32::from(digits));
        if !scaled.is_finite() || scaled.abs() > 9e15 {
            return "–".to_owned();
        }
        let mut decimal = Decimal::from(scaled.round() as i64);
        decimal.multiply_pow10(-i16::from(digits));
        self.formats(|f| match &f.decimal {
            Some(format) => format.format(&decimal).to_string(),
            None => decimal.to_string(),
        })
    }

    /// A moment in a time zone, as short as a table wants it: «21/11/26 18:35», in both languages.
    pub fn short_datetime(self, at: Timestamp, zone: &TimeZone) -> String {
        zone.to_datetime(at).strftime("%d/%m/%y %H:%M").to_string()
    }

    /// A share from 0 to 1: «12,3 %», "12.3%". Whole percentages lose their «,0». Nothing is rounded to all or to none:
    /// «> 99,9 %» when somebody is missing, «< 0,1 %» when somebody is there.
    pub fn percent(self, share: f64) -> String {
        let tenths = (share * 1000.0).round();
        let (bound, tenths) = if share < 1.0 && tenths >= 1000.0 {
            (">\u{a0}", 999.0)
        } else if share > 0.0 && tenths <= 0.0 {
            ("<\u{a0}", 1.0)
        } else {
            ("", tenths)
        };
        let digits = u8::from(tenths % 10.0 != 0.0);
        let number = self.decimal(tenths / 10.0, digits);
        match self {
            Self::Fr => format!("{bound}{number}{NARROW}%"),
            Self::En => format!("{bound}{number}%"),
        }
    }

    /// A day: «15 janvier 2027», "15 January 2027".
    pub fn date(self, day: civil::Date) -> String {
        self.day(day, |f| f.date.as_ref())
    }

    /// A day, shorter, for tables: «15 janv. 2027», "15 Jan 2027".
    pub fn short_date(self, day: civil::Date) -> String {
        self.day(day, |f| f.short_date.as_ref())
    }

    fn day(self, day: civil::Date, pick: impl Fn(&Formats) -> Option<&DateTimeFormatter<YMD>>) -> String {
        let Ok(input) = Date::try_new_iso(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
        else {
            return day.to_string();
        };
        let text =
            self.formats(|f| pick(f).map_or_else(|| day.to_string(), |format| format.format(&input).to_string()));
        self.ordinal(text)
    }

    /// French counts the first day of a month, and no other: «1er janvier».
    fn ordinal(self, text: String) -> String {
        match text.strip_prefix('1') {
            Some(rest) if self == Self::Fr && rest.starts_with(char::is_whitespace) => format!("1er{rest}"),
            _ => text,
        }
    }

    /// A moment in a time zone: «15 janvier 2027 à 14:30», "15 January 2027 at 14:30".
    pub fn datetime(self, at: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(at);
        let plain = || local.strftime("%Y-%m-%d %H:%M").to_string();
        let time = Time::try_new(
            local.hour().unsigned_abs(),
            local.minute().unsigned_abs(),
            local.second().unsigned_abs(),
            0,
        );
        let date = Date::try_new_iso(
            local.year().into(),
            local.month().unsigned_abs(),
            local.day().unsigned_abs(),
        );
        let (Ok(date), Ok(time)) = (date, time) else {
            return plain();
        };
        self.ordinal(self.formats(|f| match &f.datetime {
            Some(format) => format.format(&DateTime { date, time }).to_string(),
            None => plain(),
        }))
    }

    /// A size in bytes, decimal units: «12,4 Mo», "12.4 MB".
    pub fn bytes(self, size: u64) -> String {
        let units = match self {
            Self::Fr => ["o", "ko", "Mo", "Go", "To"],
            Self::En => ["B", "kB", "MB", "GB", "TB"],
        };
        let mut amount = size as f64;
        let mut unit = 0;
        while amount >= 1000.0 && unit + 1 < units.len() {
            amount /= 1000.0;
            unit += 1;
        }
        let digits = u8::from(unit > 0 && amount < 100.0);
        format!("{}\u{a0}{}", self.decimal(amount, digits), units[unit])
    }

    /// About how long: «moins d'une minute», «environ 3 minutes», «environ 2 heures».
    pub fn about(self, time: Duration) -> String {
        let minutes = time.as_secs().div_ceil(60);
        match minutes {
            0 | 1 => self.msg("time-under-a-minute"),
            2..=89 => self.msg_with("time-minutes", &[("n", minutes.arg())]),
            _ => self.msg_with("time-hours", &[("n", ((minutes + 30) / 60).arg())]),
        }
    }
}
