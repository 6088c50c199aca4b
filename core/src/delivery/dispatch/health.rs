//! How a campaign's provider does, and when to leave it alone or to stop.
//!
//! A provider that puts off one recipient (greylisting, a full mailbox) says nothing of the others: that message alone waits.
//!
//! Kept in memory: it is advice. Restarted, a process forms its opinion anew within a window or two.

use super::told;
use crate::campaigns::CampaignId;
use relais_channels::{Outcome, Report};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// Outcomes remembered.
const MEMORY: usize = 200;
/// Outcomes an opinion needs.
const ENOUGH: usize = 50;
/// Different messages put off in a row, none taken between them, from which on it is the provider's trouble.
const PUT_OFF: usize = 20;
/// Batches in a row, of different messages, in which the plugin itself failed.
const FAULTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// What to do after a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Advice {
    /// The next one.
    GoOn,
    /// The next one: the provider takes messages again.
    Recovered,
    /// Leave the provider alone for so long, and what was heard last.
    Hold(Duration, String),
    /// Pause the campaign: a code, and what was heard last.
    Stop(&'static str, String),
}

/// The opinions on the campaigns of a company.
#[derive(Default)]
pub(super) struct Healths(Mutex<HashMap<CampaignId, Health>>);

#[derive(Default)]
struct Health {
    /// `true` for each message that was lost or refused.
    outcomes: VecDeque<bool>,
    /// Messages put off since one was taken, refused or lost; no more than `PUT_OFF` of them.
    put_off: HashSet<Uuid>,
    /// How often in a row the provider turned a batch away.
    stuck: u32,
    faults: u32,
    /// Messages that were left when the plugin failed: each goes alone next, so that the one at fault is found.
    suspects: HashSet<Uuid>,
    /// Suspects with which alone it failed, since it last did not.
    culprits: HashSet<Uuid>,
    /// How often the campaign was stopped.
    stops: u64,
}

impl Healths {
    /// How often a campaign was stopped so far: what a worker has to say when it learns from its batches.
    pub fn stops(&self, campaign: CampaignId) -> u64 {
        let healths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        healths.get(&campaign).map_or(0, |health| health.stops)
    }

    /// Learns from a batch of these messages, by a worker that began after so many stops. What was on its way while
    /// another worker had the campaign stopped says nothing against it once it is resumed.
    pub fn judge(&self, campaign: CampaignId, stops: u64, batch: &[Uuid], report: &Report) -> Advice {
        let mut healths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let health = healths.entry(campaign).or_default();
        if health.stops != stops {
            return Advice::GoOn;
        }
        let advice = health.judge(batch, report);
        if matches!(advice, Advice::Stop(..)) {
            // Whoever resumes it gives it another chance.
            *health = Health {
                suspects: std::mem::take(&mut health.suspects),
                stops: stops + 1,
                ..Health::default()
            };
        }
        advice
    }

    /// The messages of a campaign that go alone.
    pub fn suspects(&self, campaign: CampaignId) -> HashSet<Uuid> {
        let healths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        healths
            .get(&campaign)
            .map(|health| health.suspects.clone())
            .unwrap_or_default()
    }

    /// Whether some provider or plugin is in trouble: an opinion worth keeping.
    pub fn are_troubled(&self) -> bool {
        let healths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let troubled = |health: &Health| {
            let spotless = health.put_off.is_empty() && health.suspects.is_empty();
            health.stuck > 0 || health.faults > 0 || !spotless
        };
        healths.values().any(troubled)
    }
}

impl Health {
    fn judge(&mut self, batch: &[Uuid], report: &Report) -> Advice {
        self.suspect(batch, report);
        let mut last = String::new();
        let mut settled = false;
        // Whether the provider spoke for itself: it wants to be left alone, or could not be reached.
        let mut closed = false;
        let mut asked = Duration::ZERO;
        for (message, outcome) in batch.iter().zip(&report.outcomes) {
            let bad = match outcome {
                Outcome::Accepted { .. } => Some(false),
                Outcome::Permanent { reason, .. } | Outcome::Unknown { reason } => {
                    last = told(reason);
                    Some(true)
                }
                Outcome::Throttled { retry_after } => {
                    closed = true;
                    asked = asked.max(*retry_after);
                    None
                }
                Outcome::Unsent { reason } => {
                    closed = true;
                    last = told(reason);
                    None
                }
                Outcome::Transient { reason, .. } => {
                    if self.put_off.len() < PUT_OFF {
                        self.put_off.insert(*message);
                    }
                    last = told(reason);
                    None
                }
            };
            if let Some(bad) = bad {
                settled = true;
                self.outcomes.push_back(bad);
            }
        }
        while self.outcomes.len() > MEMORY {
            self.outcomes.pop_front();
        }
        let was_stuck = self.stuck > 0;
        let turned_away = !settled && (closed || self.put_off.len() >= PUT_OFF);
        if settled {
            self.stuck = 0;
            self.put_off.clear();
        } else if turned_away {
            self.stuck += 1;
        }
        if let Some(fault) = report.fault.as_ref().filter(|_| self.faults >= FAULTS) {
            return Advice::Stop("plugin_fault", told(&fault.to_string()));
        }
        let bad = self.outcomes.iter().filter(|bad| **bad).count();
        if self.outcomes.len() >= ENOUGH && bad * 2 > self.outcomes.len() {
            return Advice::Stop("error_rate", last);
        }
        if !turned_away && report.fault.is_none() {
            let recovered = was_stuck && settled;
            return if recovered { Advice::Recovered } else { Advice::GoOn };
        }
        let doublings = self.stuck.max(self.faults).saturating_sub(1).min(10);
        let pause = FIRST_PAUSE.saturating_mul(1 << doublings);
        Advice::Hold(pause.max(asked).min(LONGEST_PAUSE), last)
    }

    /// Counts faults, and finds out who causes them.
    fn suspect(&mut self, batch: &[Uuid], report: &Report) {
        let unsent = batch.iter().zip(&report.outcomes);
        for (message, outcome) in unsent {
            match outcome {
                Outcome::Unsent { .. } if report.fault.is_some() => self.suspects.insert(*message),
                Outcome::Unsent { .. } => continue,
                _ => self.suspects.remove(message),
            };
        }
        match (&report.fault, batch) {
            (None, _) => {
                self.faults = 0;
                self.culprits.clear();
            }
            // The same message once more says nothing new of the plugin.
            (Some(_), [alone]) if !self.culprits.insert(*alone) => {}
            (Some(_), _) => self.faults += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: Vec<Outcome>) -> Report {
        Report {
            outcomes,
            ..Report::default()
        }
    }

    /// So many messages, never the same.
    fn batch(count: usize) -> Vec<Uuid> {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let new = || Uuid::from_u128(u128::from(NEXT.fetch_add(1, Ordering::Relaxed)));
        std::iter::repeat_with(new).take(count).collect()
    }

    /// Lets it learn what became of so many different messages.
    fn learn(health: &mut Health, outcomes: Vec<Outcome>) -> Advice {
        health.judge(&batch(outcomes.len()), &report(outcomes))
    }

    fn busy() -> Outcome {
        Outcome::Transient {
            reason: "451".into(),
            retry_after: None,
        }
    }

    fn accepted() -> Outcome {
        Outcome::Accepted { provider_id: None }
    }

    fn refused() -> Outcome {
        Outcome::Permanent {
            reason: "550 no".into(),
            suppress: false,
        }
    }

    #[test]
    fn a_relay_that_takes_nothing_is_left_alone_longer_and_longer() {
        let mut health = Health::default();
        for _ in 1..PUT_OFF {
            assert_eq!(
                learn(&mut health, vec![busy()]),
                Advice::GoOn,
                "it may be the recipients"
            );
        }
        let mut pauses = Vec::new();
        for _ in 0..10 {
            let Advice::Hold(pause, heard) = learn(&mut health, vec![busy()]) else {
                panic!()
            };
            assert_eq!(heard, "451");
            pauses.push(pause);
        }
        assert!(pauses.is_sorted() && pauses[0] == FIRST_PAUSE && pauses[9] == LONGEST_PAUSE);
        assert_eq!(learn(&mut health, vec![accepted()]), Advice::Recovered);
        assert_eq!(learn(&mut health, vec![accepted()]), Advice::GoOn);
        assert_eq!(learn(&mut health, vec![busy()]), Advice::GoOn);
        let full = vec![busy(); PUT_OFF];
        assert_eq!(learn(&mut health, full), Advice::Hold(FIRST_PAUSE, "451".into()));
    }

    // R: T9
    #[test]
    fn one_recipient_who_is_put_off_again_and_again_holds_nobody_else() {
        let mut health = Health::default();
        let greylisted = batch(1);
        for _ in 0..3 * PUT_OFF {
            assert_eq!(health.judge(&greylisted, &report(vec![busy()])), Advice::GoOn);
        }
    }

    #[test]
    fn a_provider_that_speaks_for_itself_is_heard_at_once() {
        let asked = Duration::from_secs(30);
        let throttled = Outcome::Throttled { retry_after: asked };
        let unsent = Outcome::Unsent {
            reason: "no relay".into(),
        };
        assert_eq!(
            learn(&mut Health::default(), vec![throttled]),
            Advice::Hold(asked, String::new())
        );
        assert_eq!(
            learn(&mut Health::default(), vec![unsent]),
            Advice::Hold(FIRST_PAUSE, "no relay".into())
        );
    }

    #[test]
    fn a_campaign_that_is_mostly_refused_is_stopped_with_the_last_word_heard() {
        let mut health = Health::default();
        assert_eq!(learn(&mut health, vec![refused(); ENOUGH - 1]), Advice::GoOn);
        assert_eq!(
            learn(&mut health, vec![refused()]),
            Advice::Stop("error_rate", "550 no".into())
        );
        let mut health = Health::default();
        for _ in 0..20 {
            let half = vec![refused(), accepted()];
            assert_eq!(learn(&mut health, half), Advice::GoOn, "half is not most");
        }
    }

    // R: T9
    #[test]
    fn what_was_on_its_way_when_a_campaign_was_stopped_does_not_stop_it_again() {
        let (healths, campaign) = (Healths::default(), CampaignId(Uuid::from_u128(1)));
        let refusals = |count: usize| report(vec![refused(); count]);
        assert!(matches!(
            healths.judge(campaign, 0, &batch(ENOUGH), &refusals(ENOUGH)),
            Advice::Stop(..)
        ));
        assert_eq!(
            healths.judge(campaign, 0, &batch(ENOUGH), &refusals(ENOUGH)),
            Advice::GoOn
        );
        assert_eq!(healths.stops(campaign), 1);
        assert_eq!(
            healths.judge(campaign, 1, &batch(ENOUGH), &report(vec![accepted(); ENOUGH])),
            Advice::GoOn
        );
    }

    #[test]
    fn a_plugin_that_keeps_failing_stops_the_campaign() {
        let mut health = Health::default();
        let mut advice = Advice::GoOn;
        for _ in 0..FAULTS {
            let unsent = Outcome::Unsent { reason: String::new() };
            advice = health.judge(
                &[],
                &Report {
                    fault: Some(relais_channels::Fault::Crashed("trap".into())),
                    ..report(vec![unsent])
                },
            );
        }
        assert_eq!(advice, Advice::Stop("plugin_fault", "the plugin crashed: trap".into()));
    }

    // R: P4
    #[test]
    fn one_message_that_breaks_the_plugin_does_not_stop_the_campaign() {
        let mut health = Health::default();
        let unsent = || Outcome::Unsent { reason: String::new() };
        let crash = |count: usize| Report {
            fault: Some(relais_channels::Fault::Crashed("trap".into())),
            ..report(vec![unsent(); count])
        };
        let (bad, good) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(matches!(health.judge(&[bad, good], &crash(2)), Advice::Hold(..)));
        assert_eq!(health.suspects, HashSet::from([bad, good]));
        health.judge(&[good], &report(vec![accepted()]));
        assert_eq!(health.suspects, HashSet::from([bad]));
        for _ in 0..2 * FAULTS {
            assert!(matches!(health.judge(&[bad], &crash(1)), Advice::Hold(..)));
        }
    }
}
