//! What providers answer, and what becomes of the messages.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script, accepted, lines, transient};
use relais_channels::Outcome;
use relais_core::campaigns::{self, Status};
use relais_core::consent::Topic;
use relais_core::contacts;
use relais_core::delivery::{Count, State};
use relais_tenants::clock::{Clock, Millis};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const BEGIN: Millis = Millis(1_800_000_000_000);

// R: O6 T9
async fn each_message_has_its_own_outcome(place: Place) {
    let script = Script::new(|message| match message.to.as_str() {
        "p1@example.test" => Outcome::Permanent {
            reason: "550 <p1@example.test> unknown".into(),
            suppress: true,
        },
        "p2@example.test" => Outcome::Permanent {
            reason: "554 too large".into(),
            suppress: false,
        },
        "p3@example.test" => Outcome::Unknown {
            reason: "connection lost".into(),
        },
        _ => accepted(),
    });
    let house = House::open(&place, &script, Clock::system()).await;
    let people = house.people(20).await;
    let id = house.campaign("Mêlée", |_| {}).await;
    house.launch(id).await;
    let over = house.until(id, |status| status != Status::Sending).await;
    assert_eq!(over, Status::PartiallyFailed, "nobody knows of one");
    let expected = [
        ("accepted", "", 17),
        ("failed", "refused", 2),
        ("unknown", "no_answer", 1),
    ];
    assert_eq!(house.ledger(id).await, lines(&expected));
    let (failed, _) =
        relais_core::delivery::messages(&house.tenant, id, relais_core::delivery::Filter::Failed, None, 10)
            .await
            .unwrap();
    assert_eq!(failed[0].detail.as_deref(), Some("550 … unknown"));

    // The address that does not exist is not written to again; the other is.
    let gone = contacts::get(&house.tenant, people[1]).await.unwrap().unwrap();
    assert!(gone.suppressed.contains(Topic::Email));
    script.now(|_| accepted());
    let id = house.campaign("Suivante", |_| {}).await;
    house.launch(id).await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    let expected = [("accepted", "", 19), ("skipped", "suppressed", 1)];
    assert_eq!(house.ledger(id).await, lines(&expected));
}
on_both_databases!(each_message_has_its_own_outcome);

async fn passing_failures_are_tried_again_and_not_for_ever(place: Place) {
    let script = Script::new(|_| transient());
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    house.people(3).await;
    let id = house.campaign("Patience", |_| {}).await;
    house.launch(id).await;
    for attempts in 1..=8 {
        house.until_books(id, |_| script.keys().len() == 3 * attempts).await;
        if attempts < 8 {
            // Nothing is sent before its time.
            let waiting = |line: &Count| line.state == State::Queued && line.count == 3;
            house
                .until_books(id, |progress| progress.by_reason.iter().any(waiting))
                .await;
            assert_eq!(house.status(id).await, Status::Sending);
            assert_eq!(script.keys().len(), 3 * attempts);
            // The pause of the relay may be written after the jump of the clock: the clock goes on until it is over.
            let again = async {
                while script.keys().len() == 3 * attempts {
                    if let Some(pause) = house.idle_for(id).await {
                        house.clock.advance(pause);
                        house.workers.wake(house.tenant.id()).await;
                    }
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(60), again).await.unwrap();
        }
    }
    let over = house.until(id, |status| status != Status::Sending).await;
    assert_eq!(over, Status::PartiallyFailed);
    assert_eq!(house.ledger(id).await, lines(&[("failed", "retries_exhausted", 3)]));
    let mut keys = script.keys();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 3, "the same identity at every attempt");
}
on_both_databases!(passing_failures_are_tried_again_and_not_for_ever);

async fn what_was_never_handed_over_costs_no_attempt(place: Place) {
    let times = AtomicUsize::new(0);
    let script = Script::new(move |_| {
        if times.fetch_add(1, Ordering::SeqCst) < 40 {
            Outcome::Unsent {
                reason: "the relay cannot be reached".into(),
            }
        } else {
            accepted()
        }
    });
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    house.people(4).await;
    let id = house.campaign("Muet", |_| {}).await;
    house.launch(id).await;
    let held = AtomicBool::new(false);
    let wait = async {
        while house.status(id).await == Status::Sending {
            // Whoever looks is told that it waits, for what, and until when.
            if let Some(error) = house.progress(id).await.error {
                assert_eq!(
                    (error.code.as_str(), error.detail.as_str()),
                    ("held", "the relay cannot be reached")
                );
                assert!(error.again_at.is_some());
                held.store(true, Ordering::SeqCst);
            }
            // Only while nothing can be in anybody's hands: a jump of the clock would end the claims on it.
            if let Some(pause) = house.idle_for(id).await {
                house.clock.advance(pause);
                house.workers.wake(house.tenant.id()).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap();
    assert_eq!(house.status(id).await, Status::Finished);
    assert!(held.into_inner() && house.progress(id).await.error.is_none());
    assert_eq!(house.ledger(id).await, lines(&[("accepted", "", 4)]));
}
on_both_databases!(what_was_never_handed_over_costs_no_attempt);

async fn a_campaign_that_is_mostly_refused_stops_itself_and_can_be_resumed(place: Place) {
    let refused = |_: &relais_channels::Message| Outcome::Permanent {
        reason: "550 blocked, see <abuse@relay.test>".into(),
        suppress: false,
    };
    let script = Script::new(refused);
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(600).await;
    let id = house.campaign("Bloquée", |_| {}).await;
    house.launch(id).await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Paused
    );
    let progress = house
        .until_books(id, |progress| progress.queued + progress.failed == 600)
        .await;
    assert!(progress.failed < 600, "it stopped before everybody was refused");
    let error = progress.error.unwrap();
    assert_eq!(
        (error.code.as_str(), error.detail.as_str()),
        ("error_rate", "550 blocked, see …")
    );

    script.now(|_| accepted());
    campaigns::resume(&house.tenant, house.actor(), id)
        .await
        .unwrap()
        .unwrap();
    house.workers.wake(house.tenant.id()).await;
    house.until(id, |status| status == Status::Finished).await;
    let progress = house.progress(id).await;
    assert_eq!(progress.sent + progress.failed, 600);
    assert!(progress.error.is_none());
    house.ledger(id).await;
}
on_both_databases!(a_campaign_that_is_mostly_refused_stops_itself_and_can_be_resumed);

// R: P4
async fn a_message_that_breaks_its_plugin_ends_and_the_others_leave(place: Place) {
    let script = Script::accepting();
    *script.poison.lock().unwrap() = Some("p7@example.test".to_owned());
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    let people = house.people(120).await;
    let id = house.campaign("Poison", |_| {}).await;
    house.launch(id).await;
    let wait = async {
        while house.status(id).await == Status::Sending {
            if let Some(pause) = house.idle_for(id).await {
                house.clock.advance(pause);
                house.workers.wake(house.tenant.id()).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap();
    assert_eq!(house.status(id).await, Status::PartiallyFailed);
    let expected = [("accepted", "", 119), ("failed", "plugin_fault", 1)];
    assert_eq!(house.ledger(id).await, lines(&expected));
    assert_eq!(
        house.message(id, people[7]).await,
        ("failed".to_owned(), "plugin_fault".to_owned())
    );
}
on_both_databases!(a_message_that_breaks_its_plugin_ends_and_the_others_leave);

// R: P4
async fn a_plugin_that_always_breaks_stops_the_campaign_and_loses_nobody(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    house.people(4).await;
    // One message at a time, so that each is alone with the plugin.
    let id = house.campaign("Cassé", |draft| draft.delay_ms = 10).await;
    script.break_down();
    house.launch(id).await;
    let wait = async {
        while house.status(id).await == Status::Sending {
            if let Some(pause) = house.idle_for(id).await {
                house.clock.advance(pause);
                house.workers.wake(house.tenant.id()).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap();
    assert_eq!(house.status(id).await, Status::Paused);
    let progress = house.until_books(id, |progress| progress.queued == 4).await;
    assert_eq!(progress.error.unwrap().code, "plugin_fault");
}
on_both_databases!(a_plugin_that_always_breaks_stops_the_campaign_and_loses_nobody);
