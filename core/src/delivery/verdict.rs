//! May this message be sent to this person: the verdict stored with a message, by the table of lawful grounds
//! ([`grounds`]).

use super::state::reason;
use crate::consent::{Bases, BasisKind, Standing, Topic, Topics, grounds};

/// Whether a message may leave: on which ground, or why not.
pub fn verdict(channel: Topic, bases: Bases, suppressed: Topics) -> Result<BasisKind, &'static str> {
    match bases.get(channel) {
        Standing::Withdrawn => Err(reason::WITHDRAWN),
        _ if suppressed.contains(channel) => Err(reason::SUPPRESSED),
        Standing::Basis(kind) if grounds(channel).contains(&kind) => Ok(kind),
        Standing::Basis(_) | Standing::Unknown => Err(reason::NO_BASIS),
    }
}

/// Whether opens and clicks of this person may be recorded: a consent of its own (CNIL).
pub fn may_track(bases: Bases, suppressed: Topics) -> bool {
    verdict(Topic::Tracking, bases, suppressed).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: G3
    #[test]
    fn only_what_the_table_grants_is_allowed() {
        let allowed = |channel, kind| {
            let bases = Bases::default().with(channel, Standing::Basis(kind));
            verdict(channel, bases, Topics::default())
        };
        for channel in Topic::ALL {
            for kind in BasisKind::ALL {
                let expected = match (channel, kind) {
                    (_, BasisKind::Consent)
                    | (Topic::Email | Topic::Sms | Topic::Postal, BasisKind::ExistingCustomer)
                    | (Topic::Email | Topic::Postal, BasisKind::B2bInformation)
                    | (Topic::Postal, BasisKind::LegitimateInterest) => Ok(kind),
                    _ => Err(reason::NO_BASIS),
                };
                assert_eq!(allowed(channel, kind), expected, "{channel} {kind:?}");
            }
            assert_eq!(
                verdict(channel, Bases::default(), Topics::default()),
                Err(reason::NO_BASIS)
            );
        }
    }

    #[test]
    fn a_withdrawal_and_the_suppression_list_beat_every_ground() {
        let consent = Bases::default().with(Topic::Email, Standing::Basis(BasisKind::Consent));
        let listed = Topics::default().with(Topic::Email);
        assert_eq!(verdict(Topic::Email, consent, listed), Err(reason::SUPPRESSED));
        let withdrawn = consent.with(Topic::Email, Standing::Withdrawn);
        assert_eq!(
            verdict(Topic::Email, withdrawn, Topics::default()),
            Err(reason::WITHDRAWN)
        );
        let elsewhere = Topics::default().with(Topic::Sms);
        assert_eq!(verdict(Topic::Email, consent, elsewhere), Ok(BasisKind::Consent));
    }
}
