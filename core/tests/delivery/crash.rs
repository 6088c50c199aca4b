//! A process that ends in the middle: nothing lost, nothing sent twice, what nobody can know shown as unknown.

use crate::house::{House, Place, Script, lines, runtime};
use relais_core::campaigns::Status;
use relais_tenants::clock::Clock;
use std::time::Duration;

// R: T9
fn a_killed_sender_leaves_at_most_a_window_per_worker_unknown(place: Place) {
    let before = Script::accepting().slowly(Duration::from_millis(40));
    let first = runtime();
    let id = first.block_on(async {
        let house = House::open(&place, &before, Clock::system()).await;
        house.people(1_000).await;
        let id = house.campaign("Coupée", |_| {}).await;
        house.launch(id).await;
        house.until_books(id, |progress| progress.sent > 100).await;
        id
    });
    // Tasks are dropped wherever they are, as a power cut would leave them.
    first.shutdown_timeout(Duration::from_secs(10));
    let left_before = before.keys();

    let after = Script::accepting();
    runtime().block_on(async {
        let house = House::open(&place, &after, Clock::system()).await;
        house.until(id, |status| status != Status::Sending).await;
        let progress = house.progress(id).await;
        assert_eq!(progress.total, 1_000);
        assert_eq!(progress.sent + progress.unknown, 1_000);
        assert!(progress.unknown > 0 && progress.unknown <= 4 * 50, "{progress:?}");
        assert_eq!(house.status(id).await, Status::PartiallyFailed);
        let again: Vec<String> = after
            .keys()
            .into_iter()
            .filter(|key| left_before.contains(key))
            .collect();
        assert!(again.is_empty(), "sent twice: {again:?}");
        // Nothing else is missing than what nobody can know: the end may come between the commit and the handing over.
        let handed = (left_before.len() + after.keys().len()) as u64;
        assert!(handed >= progress.sent && handed <= 1_000, "{handed} of {progress:?}");
        let unknown = i64::try_from(progress.unknown).unwrap();
        let expected = [("accepted", "", 1_000 - unknown), ("unknown", "interrupted", unknown)];
        assert_eq!(house.ledger(id).await, lines(&expected));

        // Whoever opens one shows that it has arrived.
        let mut tx = house.tenant.write().await.unwrap();
        let opened = "UPDATE messages SET opens = 1 WHERE tenant_id = $1 AND state = 'unknown'";
        tx.exec(opened, (house.tenant.id(),)).await.unwrap();
        tx.commit().await.unwrap();
        house.workers.wake(house.tenant.id()).await;
        house.until_books(id, |progress| progress.unknown == 0).await;
        let expected = [("accepted", "", 1_000 - unknown), ("delivered", "", unknown)];
        assert_eq!(house.ledger(id).await, lines(&expected));
    });
}

mod a_killed_sender_leaves_at_most_a_window_per_worker_unknown {
    use crate::house::{Place, runtime};

    #[test]
    fn sqlite() {
        super::a_killed_sender_leaves_at_most_a_window_per_worker_unknown(Place::sqlite());
    }

    #[test]
    fn postgres() {
        let place = runtime().block_on(Place::postgres());
        super::a_killed_sender_leaves_at_most_a_window_per_worker_unknown(place);
    }
}
