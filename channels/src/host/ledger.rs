//! What the host itself saw of each message of a batch. It outlives the instance, so that a plugin that crashes, or is
//! stopped, loses nothing that is known.

use super::Recipient;
use crate::capabilities::spool::File;
use crate::message::{Outcome, Rendered};
use crate::{Fault, text};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Lines kept of what a plugin logs in one call.
const LOG_LINES: usize = 100;
/// Bytes kept of what would have left, in one call: a request that hands over a thousand messages is shown with each.
const SOURCES: usize = 64 * 1024 * 1024;

/// What became of a message, as capabilities saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mark {
    /// No capability was given it.
    Unsent,
    /// A capability was given it, and nothing left this machine: why.
    NotSent(String),
    /// A capability was given it and has not come back.
    Handed,
    /// A web service answered; what that means only the plugin knows. The status.
    Answered(u16),
    /// A capability that understands its answers came back.
    Known(Outcome),
}

/// The books of one call of `send`. Shared between the instance and whoever waits for it.
pub(crate) struct Ledger(Mutex<Books>);

#[derive(Default)]
struct Books {
    places: HashMap<String, usize>,
    recipients: Vec<Recipient>,
    marks: Vec<Mark>,
    rendered: Vec<Rendered>,
    /// Bytes of what was rendered.
    sources: usize,
    files: Vec<File>,
    logs: Vec<String>,
}

/// What the books say when the call is over.
pub(crate) struct Closed {
    /// One outcome per message.
    pub outcomes: Vec<Outcome>,
    /// What was wrong with the plugin's answer.
    pub fault: Option<Fault>,
    /// What the sandbox shows.
    pub rendered: Vec<Rendered>,
    /// Files for the tenant.
    pub files: Vec<File>,
    /// What the plugin logged.
    pub logs: Vec<String>,
}

impl Ledger {
    /// Opens the books for a batch, in its order. Keys must differ.
    pub fn open(recipients: Vec<(String, Recipient)>) -> Self {
        let mut books = Books::default();
        for (place, (key, recipient)) in recipients.into_iter().enumerate() {
            books.places.insert(key, place);
            books.recipients.push(recipient);
            books.marks.push(Mark::Unsent);
        }
        Self(Mutex::new(books))
    }

    /// The books are whole between any two of these operations, so that a panic elsewhere does not spoil them.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that messages are being handed over, all or none: the places of these keys in the batch. Refused when one
    /// is not of the batch or was handed over before.
    pub fn hand_over(&self, keys: &[&str]) -> Result<Vec<usize>, String> {
        let mut books = self.books();
        let mut places = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(place) = books.places.get(*key).copied() else {
                return Err("a message that is not of the batch".to_owned());
            };
            if places.contains(&place) || !matches!(books.marks.get(place), Some(Mark::Unsent | Mark::NotSent(_))) {
                return Err("the same message handed over twice".to_owned());
            }
            places.push(place);
        }
        for place in &places {
            books.set(*place, Mark::Handed);
        }
        Ok(places)
    }

    /// For whom the message at a place is.
    pub fn recipient(&self, place: usize) -> Recipient {
        self.books().recipients.get(place).cloned().unwrap_or_default()
    }

    /// Notes what a sandbox shows of a message in the place of its content.
    pub fn show(&self, key: &str, text: String) -> Result<(), String> {
        let mut books = self.books();
        let unknown = "a message that is not of the batch";
        let place = books.places.get(key).copied().ok_or(unknown)?;
        books.recipients.get_mut(place).ok_or(unknown)?.body = text;
        Ok(())
    }

    /// Notes what a capability that understands its answers saw.
    pub fn know(&self, place: usize, outcome: Outcome) {
        self.books().set(place, Mark::Known(outcome));
    }

    /// Notes that a web service answered.
    pub fn answered(&self, place: usize, status: u16) {
        self.books().set(place, Mark::Answered(status));
    }

    /// Notes that nothing left this machine.
    pub fn not_sent(&self, place: usize, reason: &str) {
        self.books().set(place, Mark::NotSent(text::line(reason)));
    }

    /// Keeps a message as it would have left.
    pub fn render(&self, mut rendered: Rendered) {
        let mut books = self.books();
        let all = books.sources.saturating_add(rendered.source.len());
        if all > SOURCES {
            rendered.source = Vec::new();
        } else {
            books.sources = all;
        }
        books.rendered.push(rendered);
    }

    /// Keeps a file for the tenant.
    pub fn store(&self, file: File) {
        self.books().files.push(file);
    }

    /// Bytes of the files kept so far, and how many of them belong to no message.
    pub fn stored(&self) -> (usize, usize) {
        let books = self.books();
        let bytes = books.files.iter().map(|file| file.content.len()).sum();
        (bytes, books.files.iter().filter(|file| file.message.is_none()).count())
    }

    /// Keeps a line of the plugin's log.
    pub fn log(&self, line: &str) {
        let logs = &mut self.books().logs;
        if logs.len() < LOG_LINES {
            logs.push(text::line(line));
        }
    }

    /// What the plugin has logged so far.
    pub fn logs(&self) -> Vec<String> {
        self.books().logs.clone()
    }

    /// Closes the books with what the plugin returned, if it did. What a capability saw stands.
    pub fn close(&self, answer: Option<Vec<Outcome>>) -> Closed {
        let mut books = std::mem::take(&mut *self.books());
        let count = books.marks.len();
        let mut fault = None;
        let answer = answer.filter(|answer| {
            let fits = answer.len() == count;
            if !fits {
                fault = Some(Fault::BadAnswer(format!(
                    "{} outcomes for {count} messages",
                    answer.len()
                )));
            }
            fits
        });
        let mut said = answer.map(Vec::into_iter);
        let outcomes = std::mem::take(&mut books.marks)
            .into_iter()
            .map(|mark| {
                let said = said.as_mut().and_then(Iterator::next);
                let (outcome, lie) = settle(mark, said);
                if let Some(lie) = lie {
                    fault.get_or_insert(Fault::BadAnswer(lie.to_owned()));
                }
                outcome
            })
            .collect();
        Closed {
            outcomes,
            fault,
            rendered: std::mem::take(&mut books.rendered),
            files: std::mem::take(&mut books.files),
            logs: std::mem::take(&mut books.logs),
        }
    }
}

impl Books {
    fn set(&mut self, place: usize, mark: Mark) {
        if let Some(place) = self.marks.get_mut(place) {
            *place = mark;
        }
    }
}

/// What is true of a message, given what was seen and what the plugin says; and what cannot be true of what it says.
fn settle(mark: Mark, said: Option<Outcome>) -> (Outcome, Option<&'static str>) {
    let leaves = |outcome: &Outcome| matches!(outcome, Outcome::Accepted { .. } | Outcome::Unknown { .. });
    match (mark, said) {
        (Mark::Known(outcome), _) => (outcome, None),
        (Mark::Handed, _) => (unknown("it was being handed over when the answer was lost"), None),

        (Mark::Answered(_), Some(Outcome::Unsent { .. })) => (
            unknown("a provider was given it, and the plugin says otherwise"),
            Some("a message that was handed over is said not to have been"),
        ),
        (Mark::Answered(_), Some(said)) => (said, None),
        // The provider refused, whatever the plugin would have made of it.
        (Mark::Answered(status @ 400..500), None) => (
            Outcome::Transient {
                reason: format!("the provider answered {status}"),
                retry_after: None,
            },
            None,
        ),
        (Mark::Answered(status), None) => (
            unknown(&format!(
                "the provider answered {status}, and the plugin did not say what that means"
            )),
            None,
        ),

        (Mark::Unsent | Mark::NotSent(_), Some(said)) if leaves(&said) => (
            unsent("the plugin says that it left, and no capability was given it"),
            Some("a message that was not handed over is said to have been"),
        ),
        (Mark::Unsent | Mark::NotSent(_), Some(said)) => (said, None),
        (Mark::NotSent(reason), None) => (Outcome::Unsent { reason }, None),
        (Mark::Unsent, None) => (unsent("the plugin stopped before it came to this message"), None),
    }
}

fn unknown(reason: &str) -> Outcome {
    Outcome::Unknown {
        reason: reason.to_owned(),
    }
}

fn unsent(reason: &str) -> Outcome {
    Outcome::Unsent {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(keys: &[&str]) -> Ledger {
        Ledger::open(
            keys.iter()
                .map(|key| ((*key).to_owned(), Recipient::default()))
                .collect(),
        )
    }

    fn accepted() -> Outcome {
        Outcome::Accepted { provider_id: None }
    }

    fn refused() -> Outcome {
        Outcome::Permanent {
            reason: "550".into(),
            suppress: true,
        }
    }

    // R: P4
    #[test]
    fn what_was_seen_stands_whatever_the_plugin_says() {
        let ledger = open(&["a", "b", "c"]);
        ledger.hand_over(&["a", "b"]).unwrap();
        ledger.know(0, refused());
        let closed = ledger.close(Some(vec![accepted(), unsent("try again"), refused()]));
        assert_eq!(closed.outcomes[0], refused());
        assert!(matches!(closed.outcomes[1], Outcome::Unknown { .. }));
        assert_eq!(closed.outcomes[2], refused());
        assert_eq!(closed.fault, None);
    }

    // R: P4
    #[test]
    fn what_no_capability_was_given_did_not_leave() {
        let ledger = open(&["a", "b"]);
        let closed = ledger.close(Some(vec![accepted(), unknown("lost")]));
        assert!(
            closed
                .outcomes
                .iter()
                .all(|outcome| matches!(outcome, Outcome::Unsent { .. }))
        );
        assert!(matches!(closed.fault, Some(Fault::BadAnswer(_))));
    }

    // R: P4
    #[test]
    fn an_answer_of_the_wrong_length_is_no_answer() {
        let ledger = open(&["a", "b"]);
        ledger.hand_over(&["a"]).unwrap();
        ledger.know(0, accepted());
        let closed = ledger.close(Some(vec![refused(), refused(), refused()]));
        assert_eq!(closed.outcomes[0], accepted());
        assert!(matches!(closed.outcomes[1], Outcome::Unsent { .. }));
        assert!(matches!(closed.fault, Some(Fault::BadAnswer(_))));
    }

    // R: P4
    #[test]
    fn a_web_services_answer_without_a_reader_is_not_made_up() {
        let ledger = open(&["taken", "refused", "broken", "closed"]);
        ledger.hand_over(&["taken", "refused", "broken", "closed"]).unwrap();
        ledger.answered(0, 202);
        ledger.answered(1, 422);
        ledger.answered(2, 502);
        ledger.not_sent(3, "connection refused");
        let closed = ledger.close(None);
        assert!(matches!(closed.outcomes[0], Outcome::Unknown { .. }));
        assert!(matches!(closed.outcomes[1], Outcome::Transient { .. }));
        assert!(matches!(closed.outcomes[2], Outcome::Unknown { .. }));
        assert!(matches!(closed.outcomes[3], Outcome::Unsent { .. }));
    }

    // R: P4
    #[test]
    fn nothing_is_handed_over_twice_or_from_elsewhere() {
        let ledger = open(&["a", "b"]);
        assert!(ledger.hand_over(&["a", "x"]).is_err());
        assert!(ledger.hand_over(&["a", "a"]).is_err());
        ledger.hand_over(&["a"]).unwrap();
        assert!(ledger.hand_over(&["b", "a"]).is_err());
        ledger.not_sent(0, "no route");
        ledger.hand_over(&["a", "b"]).unwrap();
    }
}
