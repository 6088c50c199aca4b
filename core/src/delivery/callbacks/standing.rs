//! Where a message stands after a report. Reports come late, twice and out of order: the last word is the one that says
//! most, whichever came last.

use crate::delivery::state::{State, reason};
use relais_channels::EventKind;

/// What a report says of the message itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It arrived.
    Arrived,
    /// It came back for now.
    BouncedSoft,
    /// It came back for good.
    BouncedHard,
}

impl Fate {
    /// What an event says of its message; what a person did with a message shows that it arrived.
    pub fn of(kind: &EventKind) -> Option<Self> {
        match kind {
            EventKind::Delivered | EventKind::Opened | EventKind::Clicked(_) | EventKind::Complained => {
                Some(Self::Arrived)
            }
            EventKind::BouncedSoft(_) => Some(Self::BouncedSoft),
            EventKind::BouncedHard(_) => Some(Self::BouncedHard),
            // These name a person as often as a message: the last one that was sent to them is only a guess.
            EventKind::Unsubscribed | EventKind::Resubscribed | EventKind::Replied(_) => None,
        }
    }

    /// Where a message that stands at `state` for `reason` stands afterwards; `None` when that changes nothing. `tried`:
    /// whether it was ever handed over.
    pub fn after(self, state: State, reason: &str, tried: bool) -> Option<(State, &'static str)> {
        let may_have_left = match state {
            State::Queued | State::Claimed => tried,
            State::Transmitting
            | State::Accepted
            | State::Delivered
            | State::Bounced
            | State::Failed
            | State::Unknown => true,
            State::Skipped => false,
        };
        if !may_have_left {
            return None;
        }
        match (self, state) {
            // Known already; and what came back for good does not arrive any more, in whichever order that was told.
            (Self::Arrived | Self::BouncedSoft, State::Delivered) => None,
            (_, State::Bounced) if reason == reason::BOUNCED => None,
            (Self::BouncedSoft, State::Bounced) => None,
            (Self::BouncedSoft | Self::BouncedHard, State::Failed) => None,
            (Self::Arrived, _) => Some((State::Delivered, reason::NONE)),
            (Self::BouncedSoft, _) => Some((State::Bounced, reason::BOUNCED_SOFT)),
            // Also of one that had arrived: a server may take a mail and return it later.
            (Self::BouncedHard, _) => Some((State::Bounced, reason::BOUNCED)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FATES: [Fate; 3] = [Fate::Arrived, Fate::BouncedSoft, Fate::BouncedHard];

    fn told(fates: &[Fate], mut at: (State, &'static str)) -> (State, &'static str) {
        for fate in fates {
            at = fate.after(at.0, at.1, true).unwrap_or(at);
        }
        at
    }

    // R: O15
    #[test]
    fn what_never_left_is_never_reported_on() {
        for fate in FATES {
            assert_eq!(fate.after(State::Skipped, reason::WITHDRAWN, true), None);
            for state in [State::Queued, State::Claimed] {
                assert_eq!(fate.after(state, reason::NONE, false), None);
                assert!(fate.after(state, reason::NONE, true).is_some());
            }
        }
    }

    #[test]
    fn a_report_settles_what_nobody_knew() {
        let unknown = (State::Unknown, reason::NO_ANSWER);
        assert_eq!(told(&[Fate::Arrived], unknown), (State::Delivered, reason::NONE));
        assert_eq!(told(&[Fate::BouncedHard], unknown), (State::Bounced, reason::BOUNCED));
        let failed = (State::Failed, reason::REFUSED);
        assert_eq!(told(&[Fate::BouncedHard], failed), failed, "it is said already");
        assert_eq!(told(&[Fate::Arrived], failed), (State::Delivered, reason::NONE));
    }

    proptest! {
        #[test]
        fn the_order_of_reports_does_not_matter(mut fates in prop::collection::vec(0..3_usize, 1..6), turn in 0..6_usize) {
            let in_order: Vec<Fate> = fates.iter().map(|index| FATES[*index]).collect();
            let turn = turn % fates.len();
            fates.rotate_left(turn);
            let turned: Vec<Fate> = fates.iter().map(|index| FATES[*index]).collect();
            let start = (State::Accepted, reason::NONE);
            prop_assert_eq!(told(&in_order, start), told(&turned, start));
        }

        #[test]
        fn telling_again_changes_nothing(fates in prop::collection::vec(0..3_usize, 1..6)) {
            let fates: Vec<Fate> = fates.iter().map(|index| FATES[*index]).collect();
            let once = told(&fates, (State::Accepted, reason::NONE));
            prop_assert_eq!(told(&fates, once), once);
        }
    }
}
