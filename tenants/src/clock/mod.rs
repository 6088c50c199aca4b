//! Time, randomness and identifiers: the only room that asks the machine for them.
//!
//! Everything else takes a [`Clock`], an [`Rng`] or an [`Ids`] from its handle, so that a test decides
//! what time it is and repeats the same draw. No schedule, time zone or calendar lives here.

mod ids;
mod random;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use ids::Ids;
pub use random::Rng;

/// An instant: milliseconds since 1970-01-01T00:00:00Z, as every time column stores it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// This instant moved forward; stops at the end of the range instead of wrapping.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(whole_millis(by)))
    }

    /// This instant moved back; stops at the start of the range instead of wrapping.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(whole_millis(by)))
    }

    /// Time passed since `earlier`, zero when `earlier` is in fact later (a clock was set back).
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// As a jiff timestamp, for calendars and display; outside of jiff's years (±9999) the nearest end.
    #[must_use]
    pub fn timestamp(self) -> jiff::Timestamp {
        let end = if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(end)
    }
}

impl From<jiff::Timestamp> for Millis {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}

/// RFC 3339 in UTC.
impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

fn whole_millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// What time it is. Clones share the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is told to [`advance`](Self::advance); for tests and replays.
    #[must_use]
    pub fn fixed(at: Millis) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(at.0))))
    }

    /// The current instant. The machine's clock may be set back, so two readings may go backwards.
    #[must_use]
    pub fn now(&self) -> Millis {
        match &self.0 {
            Source::System => system_now(),
            Source::Manual(at) => Millis(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock, and all its clones, forward. The machine's clock is left as it is.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(at) = &self.0 {
            at.fetch_add(whole_millis(by), Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn system_now() -> Millis {
    jiff::Timestamp::now().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed(Millis(1_000));
        let other = clock.clone();
        clock.advance(Duration::from_secs(2));
        assert_eq!(other.now(), Millis(3_000));
    }

    #[test]
    fn the_system_clock_reads_a_plausible_year() {
        assert!(Clock::system().now() > Millis(1_767_225_600_000), "after 2026-01-01");
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(Millis(i64::MAX).plus(Duration::MAX), Millis(i64::MAX));
        assert_eq!(Millis(0).since(Millis(5)), Duration::ZERO);
        assert_eq!(Millis(5).since(Millis(0)), Duration::from_millis(5));
        assert_eq!(Millis(i64::MAX).timestamp(), jiff::Timestamp::MAX);
    }

    #[test]
    fn reads_as_rfc_3339() {
        assert_eq!(Millis(1_767_225_600_123).to_string(), "2026-01-01T00:00:00.123Z");
    }
}
