//! The orders in which a ledger is listed.
//!
//! Each order is one run of rows after another, and each run is read along an index from where the page before ended: a page of a
//! million messages costs what a page of ten does. PostgreSQL's row-level security lets no computed value bound a walk, which is why
//! `all_opens` and `all_clicks` are columns; SQLite takes a partial index only where its condition is written out as it stands there.

use super::Row;
use crate::delivery::State;

/// In which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The smallest, or the oldest, first.
    Ascending,
    /// The largest, or the newest, first.
    Descending,
}

use Direction::{Ascending, Descending};

/// In which order a ledger is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As contacts are.
    #[default]
    Contact,
    /// By when they were sent; those that were not come last, as contacts are.
    SentAt(Direction),
    /// By how often they were opened, by whomever.
    Opens(Direction),
    /// By how often a link in them was followed, by whomever.
    Clicks(Direction),
    /// By where they stand: those that wait, those on their way, and then by how they ended.
    Status,
}

impl Sort {
    /// Every order. Its place here is what a cursor calls it: new ones are added at the end.
    const ALL: [Self; 8] = [
        Self::Contact,
        Self::SentAt(Ascending),
        Self::SentAt(Descending),
        Self::Opens(Ascending),
        Self::Opens(Descending),
        Self::Clicks(Ascending),
        Self::Clicks(Descending),
        Self::Status,
    ];

    /// What addresses call it; empty for the order of contacts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "",
            Self::SentAt(Ascending) => "sent_at",
            Self::SentAt(Descending) => "-sent_at",
            Self::Opens(Ascending) => "opens",
            Self::Opens(Descending) => "-opens",
            Self::Clicks(Ascending) => "clicks",
            Self::Clicks(Descending) => "-clicks",
            Self::Status => "status",
        }
    }

    /// The order of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }

    /// What cursors call it.
    pub fn code(self) -> u8 {
        let place = Self::ALL.iter().position(|sort| *sort == self);
        place.and_then(|place| u8::try_from(place).ok()).unwrap_or_default()
    }

    pub(super) fn runs(self) -> Vec<Run> {
        match self {
            Self::Contact => vec![EVERYBODY],
            Self::SentAt(direction) => vec![SENT.going(direction), UNSENT],
            Self::Opens(Ascending) => vec![UNOPENED, OPENED],
            Self::Opens(Descending) => vec![OPENED.going(Descending), UNOPENED],
            Self::Clicks(Ascending) => vec![UNCLICKED, CLICKED],
            Self::Clicks(Descending) => vec![CLICKED.going(Descending), UNCLICKED],
            Self::Status => {
                let ended = State::ALL.into_iter().filter(|state| !state.is_open());
                [QUEUED, LEASED].into_iter().chain(ended.map(Run::ended)).collect()
            }
        }
    }
}

/// Rows that are listed one after the other: by a key, where there is one, and then as contacts are.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub within: Within,
    pub key: Option<Key>,
    pub direction: Direction,
}

/// Which rows of a campaign a run is made of.
#[derive(Clone, Copy)]
pub(super) enum Within {
    /// All of them.
    All,
    /// Those whose column has a value.
    Has(Key),
    /// Those whose column has none.
    Lacks(Key),
    /// Those that wait.
    Queued,
    /// Those that a worker has. There are a few windows of them, found by their leases whatever the length of the ledger.
    Leased,
    /// Those that ended so.
    Ended(State),
}

impl Within {
    /// Whether there can be rows of that state in it.
    pub(super) fn holds(self, state: State) -> bool {
        match self {
            Self::All | Self::Has(_) | Self::Lacks(_) => true,
            Self::Queued => state == State::Queued,
            Self::Leased => matches!(state, State::Claimed | State::Transmitting),
            Self::Ended(ended) => state == ended,
        }
    }
}

const EVERYBODY: Run = Run::of(Within::All, None);
const SENT: Run = Run::of(Within::Has(Key::SentAt), Some(Key::SentAt));
const UNSENT: Run = Run::of(Within::Lacks(Key::SentAt), None);
const OPENED: Run = Run::of(Within::Has(Key::Opens), Some(Key::Opens));
const UNOPENED: Run = Run::of(Within::Lacks(Key::Opens), None);
const CLICKED: Run = Run::of(Within::Has(Key::Clicks), Some(Key::Clicks));
const UNCLICKED: Run = Run::of(Within::Lacks(Key::Clicks), None);
const QUEUED: Run = Run::of(Within::Queued, Some(Key::DueAt));
const LEASED: Run = Run::of(Within::Leased, Some(Key::DueAt));

impl Run {
    const fn of(within: Within, key: Option<Key>) -> Self {
        Self {
            within,
            key,
            direction: Ascending,
        }
    }

    const fn ended(state: State) -> Self {
        Self::of(Within::Ended(state), None)
    }

    const fn going(self, direction: Direction) -> Self {
        Self { direction, ..self }
    }
}

/// A column that rows are sorted by.
#[derive(Clone, Copy)]
pub(super) enum Key {
    SentAt,
    Opens,
    Clicks,
    DueAt,
}

impl Key {
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::SentAt => "sent_at",
            Self::Opens => "all_opens",
            Self::Clicks => "all_clicks",
            Self::DueAt => "due_at",
        }
    }

    pub(super) fn of(self, row: &Row) -> i64 {
        match self {
            Self::SentAt => row.sent_at.unwrap_or_default().0,
            Self::Opens => row.opens + row.machine_opens,
            Self::Clicks => row.clicks + row.machine_clicks,
            Self::DueAt => row.due_at.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sort, State};

    #[test]
    fn every_order_is_found_by_its_name_and_keeps_its_code() {
        for (code, sort) in Sort::ALL.into_iter().enumerate() {
            assert_eq!(Sort::parse(sort.as_str()), Some(sort));
            assert_eq!(usize::from(sort.code()), code);
        }
        assert_eq!(Sort::parse("-status"), None);
    }

    #[test]
    fn every_state_has_its_place_in_each_order() {
        for sort in Sort::ALL {
            for state in State::ALL {
                assert!(
                    sort.runs().iter().any(|run| run.within.holds(state)),
                    "{sort:?} {state:?}"
                );
            }
        }
    }
}
