//! What the calls of each plugin have come to, company by company, since the program started.
//!
//! Kept in memory and bounded: who looks at a plugin's page wants to know how it does now. Logs are never stored, so that
//! what a plugin writes there against its instructions is gone with the process.

use crate::Fault;
use lru::LruCache;
use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Pairs of company and plugin that are remembered; the longest unused go first.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();
/// Calls whose time is remembered.
const TIMES: usize = 256;
/// Lines that are remembered.
const LINES: usize = 50;

/// What the calls of a plugin for one company have come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls, of whatever kind.
    pub calls: u64,
    /// Those in which the plugin failed.
    pub failures: u64,
    /// How long half of the last calls took at most.
    pub median: Option<Duration>,
    /// How long 95 of 100 of the last calls took at most.
    pub slow: Option<Duration>,
    /// Bytes of memory of the largest call.
    pub memory: usize,
    /// What was logged last, oldest first.
    pub lines: Vec<Line>,
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

/// The books of this process.
pub(super) struct Book(Mutex<LruCache<(String, String), Tally>>);

#[derive(Default)]
struct Tally {
    calls: u64,
    failures: u64,
    memory: usize,
    times: VecDeque<Duration>,
    lines: VecDeque<Line>,
}

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
        let tally = book.get_or_insert_mut((tenant.to_owned(), plugin.to_owned()), Tally::default);
        tally.calls += 1;
        tally.memory = tally.memory.max(call.memory);
        push(&mut tally.times, TIMES, call.began.elapsed());
        let line = |text: String, failure| Line { at: now, text, failure };
        for text in call.logs {
            push(&mut tally.lines, LINES, line(text.clone(), false));
        }
        if let Some(fault) = call.fault {
            tally.failures += 1;
            push(&mut tally.lines, LINES, line(fault.to_string(), true));
        }
    }

    /// What is written of a plugin's calls for one company.
    pub fn read(&self, tenant: &str, plugin: &str) -> Figures {
        let book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(tally) = book.peek(&(tenant.to_owned(), plugin.to_owned())) else {
            return Figures::default();
        };
        let mut times: Vec<Duration> = tally.times.iter().copied().collect();
        times.sort_unstable();
        let share = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
        Figures {
            calls: tally.calls,
            failures: tally.failures,
            median: share(50).copied(),
            slow: share(95).copied(),
            memory: tally.memory,
            lines: tally.lines.iter().cloned().collect(),
        }
    }
}

fn push<T>(ring: &mut VecDeque<T>, most: usize, value: T) {
    if ring.len() == most {
        ring.pop_front();
    }
    ring.push_back(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: P4, O16
    #[test]
    fn calls_are_counted_apart_and_what_is_kept_is_bounded() {
        let book = Book::default();
        let logs: Vec<String> = (0..LINES + 7).map(|line| line.to_string()).collect();
        let call = |fault| Call {
            began: Instant::now(),
            memory: 70_000,
            fault,
            logs: &logs,
        };
        book.note("a", "fax", 5, &call(None));
        book.note("a", "fax", 6, &call(Some(&Fault::OutOfTime)));
        book.note("", "fax", 7, &call(None));
        let said = book.read("a", "fax");
        assert_eq!(
            (said.calls, said.failures, said.memory, said.lines.len()),
            (2, 1, 70_000, LINES)
        );
        let last = said.lines.last().unwrap();
        assert!(last.failure && last.at == 6 && last.text == Fault::OutOfTime.to_string());
        assert!(said.median.is_some() && said.slow >= said.median);
        assert_eq!(book.read("b", "fax"), Figures::default());
        assert_eq!(book.read("", "fax"), Figures::default());
    }
}
