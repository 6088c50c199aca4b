//! What the calls of each plugin come to, company by company, until somebody takes the figures and keeps them.
//!
//! In memory and bounded. What is taken is added up elsewhere, over all processes; times are counted in classes, which can be.

use crate::Fault;
use lru::LruCache;
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Pairs of company and plugin that wait to be taken; the longest unused go first.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// What the calls of a plugin for one company have come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls, of whatever kind.
    pub calls: u64,
    /// Those in which the plugin failed.
    pub failures: u64,
    /// How long calls took: by each class's bound in milliseconds, how many took no longer, and longer than the class before.
    pub times: BTreeMap<u64, u64>,
    /// Bytes of memory of the largest call.
    pub memory: usize,
    /// What was logged last, oldest first.
    pub lines: VecDeque<Line>,
}

/// A line on a plugin's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What.
    pub text: String,
    /// Whether the host says that the plugin failed; else the plugin says something.
    pub failure: bool,
}

impl Figures {
    /// Lines that are remembered.
    pub const LINES: usize = 50;

    /// Bounds of the classes of times, in milliseconds. What takes longer than the last is counted with it: no call may.
    const BOUNDS: [u64; 24] = [
        1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 2_000, 5_000, 10_000, 30_000,
        60_000, 600_000,
    ];

    /// How long so many of 100 calls took at most, to the bound of a class; `None` before the first.
    #[must_use]
    pub fn within(&self, percent: u64) -> Option<Duration> {
        let all: u64 = self.times.values().sum();
        let wanted = (all * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let reached = self.times.iter().find(|(_, count)| {
            seen += **count;
            seen >= wanted
        });
        reached.map(|(bound, _)| Duration::from_millis(*bound))
    }

    /// These and what came later.
    pub fn add(&mut self, later: Self) {
        self.calls += later.calls;
        self.failures += later.failures;
        self.memory = self.memory.max(later.memory);
        for (bound, count) in later.times {
            *self.times.entry(bound).or_default() += count;
        }
        for line in later.lines {
            self.push(line);
        }
    }

    fn took(&mut self, time: Duration) {
        let longest = Self::BOUNDS[Self::BOUNDS.len() - 1];
        let bound = Self::BOUNDS
            .into_iter()
            .find(|bound| time <= Duration::from_millis(*bound));
        *self.times.entry(bound.unwrap_or(longest)).or_default() += 1;
    }

    fn push(&mut self, line: Line) {
        if self.lines.len() == Self::LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }
}

/// The books of this process: what was not taken yet, by company and plugin.
pub(super) struct Book(Mutex<LruCache<(String, String), Figures>>);

/// A call that is over.
pub(super) struct Call<'a> {
    pub began: Instant,
    pub memory: usize,
    pub fault: Option<&'a Fault>,
    pub logs: &'a [String],
}

impl Default for Book {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(REMEMBERED)))
    }
}

impl Book {
    /// Writes a call down; those for nobody in particular are not.
    pub fn note(&self, tenant: &str, plugin: &str, now: u64, call: &Call<'_>) {
        if tenant.is_empty() {
            return;
        }
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let figures = book.get_or_insert_mut((tenant.to_owned(), plugin.to_owned()), Figures::default);
        figures.calls += 1;
        figures.memory = figures.memory.max(call.memory);
        figures.took(call.began.elapsed());
        let line = |text: String, failure| Line { at: now, text, failure };
        for text in call.logs {
            figures.push(line(text.clone(), false));
        }
        if let Some(fault) = call.fault {
            figures.failures += 1;
            figures.push(line(fault.to_string(), true));
        }
    }

    /// All that was written since this was last asked, by company and plugin.
    pub fn take(&self) -> Vec<((String, String), Figures)> {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::iter::from_fn(|| book.pop_lru()).collect()
    }

    /// Takes back what could not be kept.
    pub fn put_back(&self, of: (String, String), earlier: Figures) {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let figures = book.get_or_insert_mut(of, Figures::default);
        let later = std::mem::replace(figures, earlier);
        figures.add(later);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: P4, O16
    #[test]
    fn calls_are_counted_apart_taken_once_and_what_is_kept_is_bounded() {
        let book = Book::default();
        let logs: Vec<String> = (0..Figures::LINES + 7).map(|line| line.to_string()).collect();
        let call = |fault| Call {
            began: Instant::now(),
            memory: 70_000,
            fault,
            logs: &logs,
        };
        book.note("a", "fax", 5, &call(None));
        book.note("a", "fax", 6, &call(Some(&Fault::OutOfTime)));
        book.note("b", "fax", 6, &call(None));
        book.note("", "fax", 7, &call(None));
        let mut taken = book.take();
        taken.sort_by(|a, b| a.0.cmp(&b.0));
        let of: Vec<&str> = taken.iter().map(|((tenant, _), _)| tenant.as_str()).collect();
        assert_eq!(of, ["a", "b"]);
        let (key, said) = taken.remove(0);
        assert_eq!(
            (said.calls, said.failures, said.memory, said.lines.len()),
            (2, 1, 70_000, Figures::LINES)
        );
        let last = said.lines.back().unwrap();
        assert!(last.failure && last.at == 6 && last.text == Fault::OutOfTime.to_string());
        assert_eq!(said.times.values().sum::<u64>(), 2);
        assert!(book.take().is_empty(), "taken once");

        // What could not be kept comes before what was written since.
        book.note("a", "fax", 8, &call(None));
        book.put_back(key, said);
        let (_, both) = book.take().remove(0);
        assert_eq!((both.calls, both.failures), (3, 1));
        assert_eq!(both.lines.back().map(|line| line.at), Some(8));
    }

    #[test]
    fn times_are_told_to_the_bound_of_their_class() {
        let mut figures = Figures::default();
        assert_eq!(figures.within(50), None);
        for millis in 1..=100 {
            figures.took(Duration::from_millis(millis));
        }
        figures.took(Duration::from_secs(100_000));
        assert_eq!(figures.within(50), Some(Duration::from_millis(70)));
        assert_eq!(figures.within(95), Some(Duration::from_millis(100)));
        assert_eq!(figures.within(100), Some(Duration::from_millis(600_000)));
        let mut twice = figures.clone();
        twice.add(figures.clone());
        assert_eq!(twice.within(50), figures.within(50));
    }
}
