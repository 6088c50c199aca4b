//! Whose contact is deleted leaves nothing that was written to them, also when it is on its way at that moment.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script, lines};
use relais_core::campaigns::Status;
use relais_core::delivery;
use relais_tenants::clock::Clock;
use std::time::Duration;

// R: O12
async fn what_is_on_its_way_to_somebody_who_is_deleted_is_not_kept(place: Place) {
    let script = Script::accepting().slowly(Duration::from_millis(1_500)).with_files();
    let house = House::open(&place, &script, Clock::system()).await;
    let people = house.people(3).await;
    let id = house.campaign("En vol", |_| {}).await;
    house.launch(id).await;
    house.until_books(id, |_| script.keys().len() == 3).await;
    let deleted = delivery::delete_contact(&house.tenant, house.actor(), people[1]).await;
    assert!(deleted.unwrap());
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    // A message that is accepted by being stored was not.
    let expected = [("accepted", "", 2), ("skipped", "gone", 1)];
    assert_eq!(house.ledger(id).await, lines(&expected));
    let (outbox, _) = delivery::outbox(&house.tenant, Some(id), None, 10).await.unwrap();
    let mut kept: Vec<&str> = outbox.iter().map(|item| item.to.as_str()).collect();
    kept.sort_unstable();
    assert_eq!(kept, ["p0@example.test", "p2@example.test"]);
    assert_eq!(delivery::spooled(&house.tenant, id).await.unwrap().letters, 2);
    let again = delivery::delete_contact(&house.tenant, house.actor(), people[1]).await;
    assert!(!again.unwrap());
}
on_both_databases!(what_is_on_its_way_to_somebody_who_is_deleted_is_not_kept);
