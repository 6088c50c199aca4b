//! What somebody says of a campaign, and whether it can be accepted.

use super::MULTI_CHANNEL;
use crate::channels::Offered;
use crate::consent::Topic;
use crate::content::Contents;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use relais_tenants::clock::Millis;
use relais_tenants::line::{is_hidden, line};
use std::time::Duration;

/// The longest title, in characters.
pub const MAX_TITLE: usize = 120;
/// The longest description, in characters.
pub const MAX_DESCRIPTION: usize = 4_000;
/// The longest duration, in days.
pub const MAX_DURATION: i64 = 3_650;
/// The first and the last year of a day: years people mean. A five-digit year is a slip of the finger.
pub const YEARS: (i16, i16) = (1970, 2200);
/// The longest pause between two messages, in milliseconds.
pub const MAX_DELAY_MS: i64 = 3_600_000;
/// How long a moment of sending may have passed when it arrives: clocks differ, and filling in a form takes a while.
const LATE: Duration = Duration::from_mins(1);

/// A campaign as it is asked for. Text as it came, so that a form can show it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Name; required.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Channels; email when none is named.
    pub channels: Vec<String>,
    /// Whether each person gets it over the first of these that reaches them, instead of over all of them.
    pub fallback: bool,
    /// Moment of sending: RFC 3339, or a local date and time in `time_zone`.
    pub scheduled_at: String,
    /// Day of the event, `YYYY-MM-DD`; the day of `scheduled_at` when empty.
    pub event_date: String,
    /// Last day, `YYYY-MM-DD`.
    pub end_date: String,
    /// Or how many days it lasts.
    pub duration_days: Option<i64>,
    /// Social network; empty means [`MULTI_CHANNEL`].
    pub social_network: String,
    /// IANA time zone; the company's when empty.
    pub time_zone: String,
    /// Pause between two messages, in milliseconds.
    pub delay_ms: i64,
    /// What it says, by channel; `None` when nothing is said about that, which leaves what is there.
    pub contents: Option<Contents>,
    /// The campaign as its author saw it ([`super::version`]): what somebody else changed since is not written over. `None`
    /// asks for none of this.
    pub as_of: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field, as the API names it.
    pub field: &'static str,
    /// What is wrong.
    pub reason: Reason,
}

/// What a draft is judged beside.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The company's time zone, for a draft that names none.
    pub zone: &'a str,
    /// What time it is.
    pub now: Millis,
    /// The moment of sending that is stored already: it may have passed, and is no new wish.
    pub kept: Option<Millis>,
    /// The channels of the company.
    pub offered: &'a Offered,
}

/// Why a field of a draft is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It must be given.
    Required,
    /// It is longer than so many characters.
    TooLong(usize),
    /// It is no date, no moment or no time zone.
    Unreadable,
    /// It is outside these bounds.
    OutOfRange(i64, i64),
    /// It is a day of a year outside these bounds.
    OutOfYears(i16, i16),
    /// It has passed already.
    Past,
    /// The end is not after the start.
    NotAfterStart,
    /// The duration and the end date say different things.
    Contradiction,
    /// No such channel.
    UnknownChannel,
}

/// A draft whose fields are all valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Name, trimmed, inner spaces collapsed.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Channels, each once.
    pub channels: Vec<String>,
    /// Whether the first channel that reaches somebody is the only one.
    pub fallback: bool,
    /// Moment of sending.
    pub scheduled_at: Option<Millis>,
    /// Day of the event.
    pub event_date: Date,
    /// Last day.
    pub end_date: Option<Date>,
    /// Social network, or [`MULTI_CHANNEL`].
    pub social_network: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Pause between two messages, in milliseconds.
    pub delay_ms: u64,
}

impl Beside<'_> {
    fn is_past(&self, at: Millis) -> bool {
        // Forms know minutes only.
        let minute = |at: Millis| at.0.div_euclid(60_000);
        let kept = self.kept.is_some_and(|kept| minute(kept) == minute(at));
        !kept && at < self.now.minus(LATE)
    }
}

impl Draft {
    /// Checks every field.
    ///
    /// # Errors
    /// Every field that is wrong, in the order of the form.
    pub fn check(&self, beside: Beside<'_>) -> Result<Schedule, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut refuse = |field, reason| errors.push(FieldError { field, reason });

        let title = line(&self.title);
        if title.is_empty() {
            refuse("title", Reason::Required);
        } else if title.chars().count() > MAX_TITLE {
            refuse("title", Reason::TooLong(MAX_TITLE));
        }
        if self.description.chars().count() > MAX_DESCRIPTION {
            refuse("description", Reason::TooLong(MAX_DESCRIPTION));
        }
        let zone_name = if self.time_zone.trim().is_empty() {
            beside.zone
        } else {
            self.time_zone.trim()
        };
        let zone = TimeZone::get(zone_name).ok();
        if zone.is_none() {
            refuse("time_zone", Reason::Unreadable);
        }
        let zone = zone.unwrap_or(TimeZone::UTC);
        let scheduled = moment(&self.scheduled_at, &zone);
        if scheduled.is_err() {
            refuse("scheduled_at", Reason::Unreadable);
        }
        let scheduled = scheduled.unwrap_or_default();
        if scheduled.is_some_and(|at| beside.is_past(at.into())) {
            refuse("scheduled_at", Reason::Past);
        }
        let event = day(&self.event_date);
        let refused = event.err();
        if let Some(reason) = refused {
            refuse("event_date", reason);
        }
        let event_date = event
            .unwrap_or_default()
            .or(scheduled.map(|at| at.to_zoned(zone).date()));
        if event_date.is_none() && refused.is_none() {
            refuse("event_date", Reason::Required);
        }
        let end_date = self.end(event_date, &mut refuse);
        let mut channels: Vec<String> = Vec::new();
        for channel in &self.channels {
            if beside.offered.channel(channel).is_none() {
                refuse("channels", Reason::UnknownChannel);
            } else if !channels.contains(channel) {
                channels.push(channel.clone());
            }
        }
        if channels.is_empty() {
            channels.push(Topic::Email.as_str().to_owned());
        }
        let network = line(&self.social_network);
        if network.chars().count() > MAX_TITLE {
            refuse("social_network", Reason::TooLong(MAX_TITLE));
        }
        let delay_ms = u64::try_from(self.delay_ms)
            .ok()
            .filter(|_| self.delay_ms <= MAX_DELAY_MS);
        if delay_ms.is_none() {
            refuse("delay_ms", Reason::OutOfRange(0, MAX_DELAY_MS));
        }
        match (errors.is_empty(), event_date, delay_ms) {
            (true, Some(event_date), Some(delay_ms)) => Ok(Schedule {
                title,
                description: written(&self.description),
                channels,
                fallback: self.fallback,
                scheduled_at: scheduled.map(Millis::from),
                event_date,
                end_date,
                social_network: if network.is_empty() {
                    MULTI_CHANNEL.to_owned()
                } else {
                    network
                },
                time_zone: zone_name.to_owned(),
                delay_ms,
            }),
            _ => Err(errors),
        }
    }

    fn end(&self, start: Option<Date>, refuse: &mut impl FnMut(&'static str, Reason)) -> Option<Date> {
        let given = day(&self.end_date).unwrap_or_else(|reason| {
            refuse("end_date", reason);
            None
        });
        if let (Some(start), Some(end)) = (start, given)
            && end <= start
        {
            refuse("end_date", Reason::NotAfterStart);
            return None;
        }
        let Some(days) = self.duration_days else { return given };
        if !(1..=MAX_DURATION).contains(&days) {
            refuse("duration_days", Reason::OutOfRange(1, MAX_DURATION));
            return given;
        }
        let computed = start.and_then(|start| start.checked_add(Span::new().days(days)).ok());
        if given.is_some() && computed.is_some() && given != computed {
            refuse("duration_days", Reason::Contradiction);
        }
        given.or(computed)
    }
}

/// The title as it is compared: case and spaces do not count.
pub(super) fn title_key(title: &str) -> String {
    line(title).to_lowercase()
}

/// Trimmed, without what cannot be seen and no database keeps; lines stay lines.
fn written(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|c| !(c.is_control() || is_hidden(*c)) || matches!(c, '\n' | '\t'))
        .collect()
}

fn day(text: &str) -> Result<Option<Date>, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day: Date = text.parse().map_err(|_| Reason::Unreadable)?;
    let (first, last) = YEARS;
    if (first..=last).contains(&day.year()) {
        Ok(Some(day))
    } else {
        Err(Reason::OutOfYears(first, last))
    }
}

fn moment(text: &str, zone: &TimeZone) -> Result<Option<Timestamp>, ()> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Some(at));
    }
    let local: DateTime = text.parse().map_err(|_| ())?;
    local
        .to_zoned(zone.clone())
        .map(|at| Some(at.timestamp()))
        .map_err(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 September 2026, 12:00 UTC.
    const PARIS: Beside<'_> = Beside {
        zone: "Europe/Paris",
        now: Millis(1_788_264_000_000),
        kept: None,
        offered: &Offered::BUILT_IN,
    };

    fn draft() -> Draft {
        Draft {
            title: "  Portes   ouvertes ".into(),
            event_date: "2027-01-15".into(),
            ..Draft::default()
        }
    }

    fn errors(draft: Draft) -> Vec<(&'static str, Reason)> {
        draft
            .check(PARIS)
            .unwrap_err()
            .into_iter()
            .map(|error| (error.field, error.reason))
            .collect()
    }

    #[test]
    fn the_least_one_must_say_is_a_name_and_a_day() {
        let schedule = draft().check(PARIS).unwrap();
        assert_eq!(schedule.title, "Portes ouvertes");
        assert_eq!(schedule.social_network, "Multi-canal");
        assert_eq!(schedule.channels, ["email"]);
        assert_eq!(
            errors(Draft::default()),
            [("title", Reason::Required), ("event_date", Reason::Required)]
        );
    }

    #[test]
    fn the_day_of_sending_stands_in_for_the_event_in_its_zone() {
        let late = Draft {
            event_date: String::new(),
            scheduled_at: "2027-01-14T23:30:00Z".into(),
            ..draft()
        };
        let schedule = late.check(PARIS).unwrap();
        assert_eq!(
            schedule.event_date.to_string(),
            "2027-01-15",
            "23:30 UTC is past midnight in Paris"
        );
        let local = Draft {
            scheduled_at: "2027-07-01T10:00".into(),
            ..draft()
        };
        assert_eq!(
            local.check(PARIS).unwrap().scheduled_at,
            Some(Millis(1_814_428_800_000))
        );
    }

    #[test]
    fn an_end_is_strictly_after_the_start() {
        let ends = |end: &str| Draft {
            end_date: end.into(),
            ..draft()
        };
        assert_eq!(errors(ends("2027-01-15")), [("end_date", Reason::NotAfterStart)]);
        assert_eq!(errors(ends("2027-01-01")), [("end_date", Reason::NotAfterStart)]);
        assert_eq!(errors(ends("15/01/2027")), [("end_date", Reason::Unreadable)]);
        assert_eq!(
            errors(ends("9999-12-31")),
            [("end_date", Reason::OutOfYears(1970, 2200))]
        );
        assert!(ends("2027-01-16").check(PARIS).is_ok());
    }

    #[test]
    fn a_day_that_can_be_read_is_refused_for_its_year() {
        let on = |day: &str| Draft {
            event_date: day.into(),
            ..draft()
        };
        let out = [("event_date", Reason::OutOfYears(1970, 2200))];
        assert_eq!(errors(on("1900-01-15")), out);
        assert_eq!(errors(on("9999-12-31")), out);
        assert_eq!(errors(on("20270-01-15")), [("event_date", Reason::Unreadable)]);
        assert!(on("2200-12-31").check(PARIS).is_ok());
    }

    #[test]
    fn a_duration_gives_the_end_and_must_agree_with_it() {
        let lasts = |days| Draft {
            duration_days: Some(days),
            ..draft()
        };
        assert_eq!(
            lasts(3).check(PARIS).unwrap().end_date.unwrap().to_string(),
            "2027-01-18"
        );
        assert_eq!(
            errors(lasts(0)),
            [("duration_days", Reason::OutOfRange(1, MAX_DURATION))]
        );
        let both = Draft {
            end_date: "2027-01-20".into(),
            ..lasts(3)
        };
        assert_eq!(errors(both), [("duration_days", Reason::Contradiction)]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let bad = Draft {
            channels: vec!["fax".into()],
            scheduled_at: "demain".into(),
            time_zone: "Mars/Olympus".into(),
            delay_ms: -1,
            ..draft()
        };
        let fields: Vec<_> = errors(bad).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["time_zone", "scheduled_at", "channels", "delay_ms"]);
    }

    // R: O4
    #[test]
    fn a_channel_of_a_plugin_is_one_where_the_company_has_it() {
        let fax = Offered::of("fax", relais_channels::AddressKind::Phone, &[]);
        let draft = Draft {
            channels: vec!["fax".into(), "email".into(), "fax".into()],
            ..draft()
        };
        let beside = Beside { offered: &fax, ..PARIS };
        assert_eq!(draft.check(beside).unwrap().channels, ["fax", "email"]);
        assert_eq!(
            errors(draft),
            [
                ("channels", Reason::UnknownChannel),
                ("channels", Reason::UnknownChannel)
            ]
        );
    }

    #[test]
    fn a_moment_that_has_passed_is_refused_unless_it_stood_there() {
        let at = |text: &str| Draft {
            scheduled_at: text.into(),
            ..draft()
        };
        assert_eq!(errors(at("2026-08-31T10:00:00Z")), [("scheduled_at", Reason::Past)]);
        assert_eq!(errors(at("2026-09-01T11:58:59Z")), [("scheduled_at", Reason::Past)]);
        assert_eq!(
            errors(at("2026-09-01T13:58")),
            [("scheduled_at", Reason::Past)],
            "two hours ahead of UTC"
        );
        assert!(at("2026-09-01T11:59:30Z").check(PARIS).is_ok(), "clocks differ");
        let kept = Beside {
            kept: Some(Millis(PARIS.now.0 - 86_400_000 + 31_000)),
            ..PARIS
        };
        assert!(at("2026-08-31T14:00").check(kept).is_ok(), "as the form sends it back");
        assert!(at("2026-08-31T14:01").check(kept).is_err());
    }

    #[test]
    fn marks_that_turn_a_name_around_are_taken_out() {
        let turned = Draft {
            title: "Soldes \u{202E}2027\u{200B}".into(),
            description: "un\n\u{2067}deux".into(),
            ..draft()
        };
        let schedule = turned.check(PARIS).unwrap();
        assert_eq!((&*schedule.title, &*schedule.description), ("Soldes 2027", "un\ndeux"));
        assert_eq!(title_key("Soldes\u{FEFF} \u{202E}2027"), "soldes 2027");
        let empty = Draft {
            title: "\u{202E}\u{200F}".into(),
            ..draft()
        };
        assert_eq!(errors(empty), [("title", Reason::Required)]);
    }
}
