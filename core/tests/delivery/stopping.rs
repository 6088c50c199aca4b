//! Pausing, cancelling, taking one's time.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script};
use relais_core::campaigns::{self, CampaignError, Status};
use relais_tenants::clock::Clock;
use std::time::Duration;

// R: O3
async fn a_pause_stops_it_within_a_batch_and_nothing_is_lost_or_sent_twice(place: Place) {
    let script = Script::accepting().slowly(Duration::from_millis(60));
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(1_200).await;
    let id = house.campaign("Pauses", |_| {}).await;
    house.launch(id).await;
    for _ in 0..4 {
        let before = script.keys().len();
        house.until_books(id, |_| script.keys().len() > before).await;
        campaigns::pause(&house.tenant, house.actor(), id)
            .await
            .unwrap()
            .unwrap();
        let paused = script.keys().len();
        // What was let through before the pause still leaves: a window per worker.
        tokio::time::sleep(Duration::from_millis(150)).await;
        let still = script.keys().len();
        assert!(still <= paused + 4 * 50, "{paused} then {still}");
        house
            .until_books(id, |progress| progress.by_reason.iter().all(|line| !held(line)))
            .await;
        assert_eq!(script.keys().len(), still, "nothing leaves while it is paused");
        house.ledger(id).await;
        campaigns::resume(&house.tenant, house.actor(), id)
            .await
            .unwrap()
            .unwrap();
        house.workers.wake(house.tenant.id()).await;
    }
    house.until(id, |status| status == Status::Finished).await;
    let mut keys = script.keys();
    keys.sort();
    let all = keys.len();
    keys.dedup();
    assert_eq!((keys.len(), all), (1_200, 1_200));
}
on_both_databases!(a_pause_stops_it_within_a_batch_and_nothing_is_lost_or_sent_twice);

fn held(line: &relais_core::delivery::Count) -> bool {
    use relais_core::delivery::State;
    matches!(line.state, State::Claimed | State::Transmitting)
}

// R: O3
async fn what_has_not_left_when_it_is_cancelled_never_leaves(place: Place) {
    let script = Script::accepting().slowly(Duration::from_millis(60));
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(900).await;
    let id = house.campaign("Annulée", |_| {}).await;
    house.launch(id).await;
    house.until_books(id, |_| !script.keys().is_empty()).await;
    campaigns::cancel(&house.tenant, house.actor(), id)
        .await
        .unwrap()
        .unwrap();
    house.workers.wake(house.tenant.id()).await;
    let progress = house.until_books(id, |progress| progress.queued == 0).await;
    assert_eq!(progress.sent + progress.skipped, 900);
    house.until_books(id, |progress| progress.finished_at.is_some()).await;
    assert!(progress.skipped > 0);
    assert_eq!(script.keys().len() as u64, progress.sent);
    house.ledger(id).await;
    let again = campaigns::resume(&house.tenant, house.actor(), id).await;
    assert!(matches!(again, Err(CampaignError::Status(Status::Cancelled))));
}
on_both_databases!(what_has_not_left_when_it_is_cancelled_never_leaves);

// R: T1
async fn a_delay_keeps_messages_apart(place: Place) {
    let script = Script::accepting();
    let house = House::open(
        &place,
        &script,
        Clock::fixed(relais_tenants::clock::Millis(1_800_000_000_000)),
    )
    .await;
    house.people(4).await;
    let id = house.campaign("Lente", |draft| draft.delay_ms = 60_000).await;
    house.launch(id).await;
    for sent in 1..=4_usize {
        house.until_books(id, |progress| progress.sent == sent as u64).await;
        house.workers.wake(house.tenant.id()).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(script.keys().len(), sent, "one message per step of the clock");
        house.clock.advance(Duration::from_secs(60));
        house.workers.wake(house.tenant.id()).await;
    }
    house.until(id, |status| status == Status::Finished).await;
}
on_both_databases!(a_delay_keeps_messages_apart);
