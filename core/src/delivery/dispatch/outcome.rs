//! From what the host saw of a message to where it stands afterwards.

use super::Ready;
use super::claim::Claimed;
use crate::delivery::state::{State, reason};
use relais_channels::{Fault, Outcome};
use relais_tenants::Tenant;
use relais_tenants::clock::{Millis, Rng};
use std::time::Duration;

/// A message is tried so often before it is given up: over a day and a half.
const MAX_ATTEMPTS: i64 = 8;
/// A message with which alone the plugin fails so often is given up.
const MAX_FAULTS: i64 = 3;
const FIRST_RETRY: Duration = Duration::from_secs(60);
const LONGEST_RETRY: Duration = Duration::from_secs(8 * 3600);
/// What a provider may ask us to wait, at most.
const LONGEST_ASKED: Duration = Duration::from_secs(24 * 3600);
/// What is kept of a provider's words, in characters.
const DETAIL: usize = 300;

/// Where a message stands after this worker.
pub(super) struct Settled {
    pub row: Claimed,
    pub state: State,
    pub reason: &'static str,
    pub detail: Option<String>,
    pub provider_id: Option<String>,
    pub due_at: Millis,
    pub sent_at: Option<Millis>,
    /// The address that must not be used again.
    pub suppress: Option<String>,
}

impl Settled {
    fn new(row: Claimed, state: State, reason: &'static str) -> Self {
        Self {
            row,
            state,
            reason,
            detail: None,
            provider_id: None,
            due_at: Millis(0),
            sent_at: None,
            suppress: None,
        }
    }

    /// It must not leave.
    pub fn skipped(row: Claimed, reason: &'static str) -> Self {
        Self::new(row, State::Skipped, reason)
    }

    /// The same, with words that say more than the reason.
    pub fn because(self, detail: Option<String>) -> Self {
        Self { detail, ..self }
    }

    /// It cannot leave.
    pub fn failed(row: Claimed, reason: &'static str, detail: &str) -> Self {
        Self {
            detail: Some(told(detail)),
            ..Self::new(row, State::Failed, reason)
        }
    }

    /// It goes back into the queue.
    pub fn again(row: Claimed, due_at: Millis) -> Self {
        Self {
            due_at,
            ..Self::new(row, State::Queued, reason::NONE)
        }
    }

    /// It waits until people may be written to again.
    pub fn held(row: Claimed, until: Millis) -> Self {
        Self {
            detail: Some(reason::QUIET_HOURS.to_owned()),
            ..Self::again(row, until)
        }
    }

    /// The plugin failed, given this message alone and before it left: that is an attempt.
    pub fn at_fault(tenant: &Tenant, ready: Ready, fault: &Fault) -> Self {
        let mut row = ready.row;
        row.attempts += 1;
        let said = fault.to_string();
        if row.attempts >= MAX_FAULTS {
            return Self::failed(row, reason::PLUGIN_FAULT, &said);
        }
        let wait = backoff(row.attempts, tenant.rng());
        Self {
            detail: Some(told(&said)),
            ..Self::again(row, tenant.now().plus(wait))
        }
    }

    /// What became of a message that was handed over; without an outcome nobody knows.
    pub fn of(tenant: &Tenant, ready: Ready, outcome: Option<Outcome>) -> Self {
        let now = tenant.now();
        let Ready { mut row, message, .. } = ready;
        match outcome {
            Some(Outcome::Accepted { provider_id }) => {
                row.attempts += 1;
                Self {
                    provider_id,
                    sent_at: Some(now),
                    ..Self::new(row, State::Accepted, reason::NONE)
                }
            }
            Some(Outcome::Transient { reason, retry_after }) => {
                row.attempts += 1;
                if row.attempts >= MAX_ATTEMPTS {
                    return Self::failed(row, reason::RETRIES_EXHAUSTED, &reason);
                }
                let wait =
                    retry_after.map_or_else(|| backoff(row.attempts, tenant.rng()), |asked| asked.min(LONGEST_ASKED));
                Self {
                    detail: Some(told(&reason)),
                    ..Self::again(row, now.plus(wait))
                }
            }
            Some(Outcome::Throttled { retry_after }) => Self::again(row, now.plus(retry_after.min(LONGEST_ASKED))),
            Some(Outcome::Permanent { reason, suppress }) => {
                row.attempts += 1;
                Self {
                    suppress: suppress.then_some(message.to),
                    ..Self::failed(row, reason::REFUSED, &reason)
                }
            }
            Some(Outcome::Unsent { reason }) => Self {
                detail: Some(told(&reason)),
                ..Self::again(row, now)
            },
            Some(Outcome::Unknown { reason }) => {
                row.attempts += 1;
                Self {
                    detail: Some(told(&reason)),
                    ..Self::new(row, State::Unknown, reason::NO_ANSWER)
                }
            }
            None => {
                row.attempts += 1;
                Self::new(row, State::Unknown, reason::NO_ANSWER)
            }
        }
    }
}

/// How long to wait after so many attempts: four times as long each time, a quarter more or less.
fn backoff(attempts: i64, rng: &Rng) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(10) * 2;
    let wait = FIRST_RETRY.saturating_mul(1 << doublings).min(LONGEST_RETRY);
    #[expect(clippy::cast_precision_loss, reason = "a random fraction needs no more")]
    let part = (rng.number() >> 11) as f64 / (1_u64 << 53) as f64;
    wait.mul_f64(0.75 + part / 2.0)
}

/// A provider's words as they are kept in clear: without addresses and control characters, and not endless.
pub(in crate::delivery) fn told(text: &str) -> String {
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    let words = words.map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(DETAIL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_take_longer_each_time_and_never_come_together() {
        let rng = Rng::seeded(3);
        let mut longest = Duration::ZERO;
        for attempts in 1..MAX_ATTEMPTS {
            let waits: Vec<Duration> = (0..50).map(|_| backoff(attempts, &rng)).collect();
            let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(least < most, "jitter");
            assert!(*least > longest.mul_f64(0.5) && *most <= LONGEST_RETRY.mul_f64(1.25));
            longest = *most;
        }
        assert!(backoff(1, &rng) >= Duration::from_secs(45));
    }

    #[test]
    fn what_providers_say_is_kept_without_addresses() {
        assert_eq!(
            told("550 5.1.1 <someone@example.test>: user\r\nunknown"),
            "550 5.1.1 … user unknown"
        );
        assert_eq!(told(&"x".repeat(1_000)).len(), DETAIL);
    }
}
