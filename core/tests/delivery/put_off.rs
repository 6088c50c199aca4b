//! Recipients who are put off for now, and what is said of the time that is left meanwhile.

use crate::house::{House, Place, Script, accepted, on_both_databases, transient};
use relais_core::campaigns::Status;
use relais_tenants::clock::{Clock, Millis};

const BEGIN: Millis = Millis(1_800_000_000_000);

// R: T9
async fn one_recipient_who_is_put_off_holds_nobody_else(place: Place) {
    let script = Script::new(|message| match message.to.as_str() {
        "p0@example.test" => transient(),
        _ => accepted(),
    });
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(6).await;
    let id = house.campaign("Liste grise", |draft| draft.delay_ms = 5).await;
    house.launch(id).await;
    let progress = house
        .until_books(id, |progress| {
            assert_eq!(progress.error, None, "it does get on");
            progress.sent == 5 && progress.retries.is_some()
        })
        .await;
    assert_eq!(progress.retries.unwrap().count, 1);
    assert_eq!(house.status(id).await, Status::Sending);
}
on_both_databases!(one_recipient_who_is_put_off_holds_nobody_else);

// R: T7
async fn nothing_is_promised_while_nothing_can_leave(place: Place) {
    let script = Script::new(|message| match message.to.as_str() {
        "p0@example.test" | "p1@example.test" => accepted(),
        _ => transient(),
    });
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    house.people(5).await;
    let id = house.campaign("En attente", |_| {}).await;
    house.launch(id).await;
    let progress = house.until_books(id, |progress| progress.retries.is_some()).await;
    let retries = progress.retries.unwrap();
    assert_eq!((progress.sent, retries.count), (2, 3));
    assert!(retries.next_at > BEGIN, "{retries:?}");
    assert_eq!((progress.rate_per_second, progress.seconds_left), (None, None));
}
on_both_databases!(nothing_is_promised_while_nothing_can_leave);
