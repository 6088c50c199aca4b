//! May this message be sent to this person: the verdict stored with a message, by the table of lawful grounds
//! ([`grounds`]).

use super::state::reason;
use crate::consent::{Bases, BasisKind, Others, Standing, Topic, Topics, grounds};

/// Whether a message may leave: on which ground, or why not.
pub fn verdict(channel: Topic, bases: Bases, suppressed: Topics, others: &Others) -> Result<BasisKind, &'static str> {
    let (standing, barred) = match channel {
        Topic::Other(name) => (others.get(name), others.is_barred(name)),
        built_in => (bases.get(built_in), suppressed.contains(built_in)),
    };
    match standing {
        Standing::Withdrawn => Err(reason::WITHDRAWN),
        _ if barred => Err(reason::SUPPRESSED),
        Standing::Basis(kind) if grounds(channel).contains(&kind) => Ok(kind),
        Standing::Basis(_) | Standing::Unknown => Err(reason::NO_BASIS),
    }
}

/// Whether opens and clicks of this person may be recorded: a consent of its own (CNIL).
pub fn may_track(bases: Bases, suppressed: Topics) -> bool {
    verdict(Topic::Tracking, bases, suppressed, &Others::default()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::ChannelName;

    fn verdict(channel: Topic, bases: Bases, suppressed: Topics) -> Result<BasisKind, &'static str> {
        super::verdict(channel, bases, suppressed, &Others::default())
    }

    // R: O4 G3
    #[test]
    fn a_channel_of_a_plugin_wants_consent_and_nothing_else_will_do() {
        let fax = ChannelName::parse("fax").unwrap();
        let everything = Topic::ALL.into_iter().fold(Bases::default(), |bases, topic| {
            bases.with(topic, Standing::Basis(BasisKind::Consent))
        });
        let said = |kind: &str| {
            let others = Others::default().with(fax, kind);
            super::verdict(Topic::Other(fax), everything, Topics::default(), &others)
        };
        assert_eq!(said("consent"), Ok(BasisKind::Consent));
        for other in ["existing_customer", "b2b_information", "legitimate_interest", "unknown"] {
            let expected = if other == "unknown" {
                reason::SUPPRESSED
            } else {
                reason::NO_BASIS
            };
            assert_eq!(said(other), Err(expected), "{other}");
        }
        assert_eq!(said("withdrawn"), Err(reason::WITHDRAWN));
        assert_eq!(said("suppressed"), Err(reason::SUPPRESSED));
        let nothing = super::verdict(Topic::Other(fax), everything, Topics::default(), &Others::default());
        assert_eq!(
            nothing,
            Err(reason::NO_BASIS),
            "what was said of other channels counts for nothing"
        );
        let listed_elsewhere = super::verdict(
            Topic::Other(fax),
            Bases::default(),
            Topics::all(),
            &Others::default().with(fax, "consent"),
        );
        assert_eq!(listed_elsewhere, Ok(BasisKind::Consent));
    }

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
