//! Nothing enters transmission after a withdrawal has committed.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script};
use relais_core::campaigns::Status;
use relais_tenants::clock::Clock;
use std::time::Duration;

// R: G4
async fn whoever_withdraws_during_the_sending_is_not_written_to_afterwards(place: Place) {
    let script = Script::accepting().slowly(Duration::from_millis(20));
    let house = House::open(&place, &script, Clock::system()).await;
    let people = house.people(1_500).await;
    let id = house.campaign("Sous la charge", |_| {}).await;
    house.launch(id).await;
    let mut late = Vec::new();
    for contact in people.iter().rev().step_by(7) {
        house.withdraw(*contact).await;
        // Read after the withdrawal has committed: what has not begun to leave by now must never leave.
        let (state, _) = house.message_if_any(id, *contact).await.unwrap_or_default();
        if !["transmitting", "accepted"].contains(&state.as_str()) {
            late.push(*contact);
        }
    }
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    assert!(!late.is_empty(), "the campaign was over before anybody withdrew");
    for contact in late {
        let (state, reason) = house.message(id, contact).await;
        assert_eq!((state.as_str(), reason.as_str()), ("skipped", "withdrawn"));
    }
    let progress = house.progress(id).await;
    assert_eq!(script.keys().len() as u64, progress.sent);
    house.ledger(id).await;
}
on_both_databases!(whoever_withdraws_during_the_sending_is_not_written_to_afterwards);
