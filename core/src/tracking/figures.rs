//! What a message's events add up to, and what that changes in its campaign's figures.

use super::Kind;
use super::machines::Seen;
use crate::content::TRAP;
use relais_tenants::clock::Millis;
use std::time::Duration;

/// How long after an open a click still belongs to the same reading.
pub(super) const READING: Duration = Duration::from_secs(30 * 60);

/// The figures beside a message, derived from its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Derived {
    /// By humans, as are the moments and the reading time.
    pub opens: i64,
    pub clicks: i64,
    pub machine_opens: i64,
    pub machine_clicks: i64,
    pub first_open_at: Option<Millis>,
    pub last_open_at: Option<Millis>,
    pub reading_ms: Option<i64>,
}

impl Derived {
    /// Adds one event. `opened` is when a human first opened the message within [`READING`] before it, if one did.
    pub fn add(&mut self, event: &Seen, opened: Option<Millis>) {
        match (event.kind, event.machine.is_some()) {
            (Kind::Open, false) => {
                self.opens += 1;
                let first = self.first_open_at.map_or(event.at, |first| first.min(event.at));
                let last = self.last_open_at.map_or(event.at, |last| last.max(event.at));
                (self.first_open_at, self.last_open_at) = (Some(first), Some(last));
            }
            (Kind::Open, true) => self.machine_opens += 1,
            (Kind::Click, false) => {
                self.clicks += 1;
                let read = opened
                    .map(|opened| event.at.0.saturating_sub(opened.0))
                    .filter(|read| *read >= 0);
                self.reading_ms = self.reading_ms.max(read);
            }
            // The trap is no link of the mail.
            (Kind::Click, true) if event.link == Some(TRAP) => {}
            (Kind::Click, true) => self.machine_clicks += 1,
            (Kind::Unsubscribe | Kind::Reply, _) => {}
        }
    }

    /// What all events of a message add up to.
    pub fn of(events: &[Seen]) -> Self {
        let mut derived = Self::default();
        for event in events {
            derived.add(event, first_open(events, event.at));
        }
        derived
    }
}

/// When a human first opened the message within [`READING`] before `at`.
pub(super) fn first_open(events: &[Seen], at: Millis) -> Option<Millis> {
    let opens = events
        .iter()
        .filter(|event| event.kind == Kind::Open && event.machine.is_none())
        .map(|event| event.at);
    opens.filter(|open| *open <= at && at.since(*open) <= READING).min()
}

/// A campaign's figures over one channel, or how much they change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Counts {
    /// By humans.
    pub opens: i64,
    /// Messages that a human opened.
    pub opened: i64,
    pub clicks: i64,
    pub clicked: i64,
    pub machine_opens: i64,
    pub machine_clicks: i64,
    /// Messages opened by anybody, machines included.
    pub any_opened: i64,
    pub any_clicked: i64,
    /// Sum of the reading times there are, in milliseconds, and how many those are.
    pub reading_ms: i64,
    pub readings: i64,
    pub unsubscribed: i64,
}

impl Counts {
    /// What a message's figures contribute to its campaign's.
    fn part(derived: &Derived) -> Self {
        let any = |count: i64| i64::from(count > 0);
        Self {
            opens: derived.opens,
            opened: any(derived.opens),
            clicks: derived.clicks,
            clicked: any(derived.clicks),
            machine_opens: derived.machine_opens,
            machine_clicks: derived.machine_clicks,
            any_opened: any(derived.opens + derived.machine_opens),
            any_clicked: any(derived.clicks + derived.machine_clicks),
            reading_ms: derived.reading_ms.unwrap_or_default(),
            readings: any(i64::from(derived.reading_ms.is_some())),
            unsubscribed: 0,
        }
    }

    /// Adds what changes when a message's figures go from `before` to `after`.
    pub fn shift(&mut self, before: &Derived, after: &Derived) {
        let (before, after) = (Self::part(before), Self::part(after));
        for ((sum, old), new) in self.all_mut().into_iter().zip(before.all()).zip(after.all()) {
            *sum += new - old;
        }
    }

    /// Adds the figures of another channel.
    pub fn add(&mut self, other: &Self) {
        for (sum, more) in self.all_mut().into_iter().zip(other.all()) {
            *sum += more;
        }
    }

    /// In the order of [`super::write::COLUMNS`].
    pub fn all(&self) -> [i64; 11] {
        [
            self.opens,
            self.opened,
            self.clicks,
            self.clicked,
            self.machine_opens,
            self.machine_clicks,
            self.any_opened,
            self.any_clicked,
            self.reading_ms,
            self.readings,
            self.unsubscribed,
        ]
    }

    fn all_mut(&mut self) -> [&mut i64; 11] {
        [
            &mut self.opens,
            &mut self.opened,
            &mut self.clicks,
            &mut self.clicked,
            &mut self.machine_opens,
            &mut self.machine_clicks,
            &mut self.any_opened,
            &mut self.any_clicked,
            &mut self.reading_ms,
            &mut self.readings,
            &mut self.unsubscribed,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::machines::Machine;

    fn seen(kind: Kind, at: i64, machine: bool) -> Seen {
        Seen {
            kind,
            link: (kind == Kind::Click).then_some(1),
            at: Millis(at),
            machine: machine.then_some(Machine::Agent),
        }
    }

    // R: T4
    #[test]
    fn reading_time_is_a_lower_bound_and_null_where_nothing_shows_it() {
        use Kind::{Click, Open};
        let minutes = |n: i64| n * 60_000;
        let reading = |events: &[Seen]| Derived::of(events).reading_ms;
        assert_eq!(
            reading(&[seen(Open, 0, false)]),
            None,
            "nobody tells when reading ended"
        );
        assert_eq!(reading(&[seen(Click, 5, false)]), None, "pictures were off");
        assert_eq!(
            reading(&[
                seen(Open, 0, false),
                seen(Click, minutes(2), false),
                seen(Click, minutes(3), false)
            ]),
            Some(minutes(3))
        );
        assert_eq!(
            reading(&[seen(Open, 0, false), seen(Click, minutes(31), false)]),
            None,
            "another sitting"
        );
        assert_eq!(
            reading(&[seen(Open, 0, true), seen(Click, minutes(2), false)]),
            None,
            "a machine opened it"
        );
        assert_eq!(
            reading(&[
                seen(Open, 0, false),
                seen(Open, minutes(60), false),
                seen(Click, minutes(61), false)
            ]),
            Some(minutes(1))
        );
    }

    #[test]
    fn a_campaigns_figures_follow_those_of_its_messages() {
        let mut counts = Counts::default();
        let mut message = Derived::default();
        for event in [
            seen(Kind::Open, 0, true),
            seen(Kind::Open, 1_000, false),
            seen(Kind::Click, 5_000, false),
        ] {
            let before = message;
            message.add(&event, Some(Millis(1_000)));
            counts.shift(&before, &message);
        }
        let expected = Counts {
            opens: 1,
            opened: 1,
            clicks: 1,
            clicked: 1,
            machine_opens: 1,
            any_opened: 1,
            any_clicked: 1,
            reading_ms: 4_000,
            readings: 1,
            ..Counts::default()
        };
        assert_eq!(counts, expected);
        counts.shift(&message, &Derived::default());
        assert_eq!(counts, Counts::default());
    }
}
