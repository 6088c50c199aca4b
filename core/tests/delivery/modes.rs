//! Where a campaign's messages go is decided when it is launched, whatever its channels become afterwards.

use crate::house::{House, Place, Script, on_both_databases};
use relais_channels::Sink;
use relais_core::campaigns::{self, CampaignId, Status};
use relais_core::channels::{self, Mode};
use relais_core::consent::Topic;
use relais_core::delivery::{self, Filter};
use relais_tenants::clock::{Clock, Millis};
use std::time::Duration;

const BEGIN: Millis = Millis(1_800_000_000_000);
const DELAY: Duration = Duration::from_secs(60);

/// Takes email live, or back to the sandbox.
async fn turn(house: &House, mode: Mode) {
    let mut tx = house.tenant.write().await.unwrap();
    // A channel that nobody has touched has no row yet; a fault makes one.
    let fault = relais_channels::Fault::Crashed("once".into());
    channels::record_fault(&mut tx, &house.tenant, Topic::Email, &fault)
        .await
        .unwrap();
    tx.exec(
        "UPDATE channels SET mode = $3 WHERE tenant_id = $1 AND channel = $2",
        (house.tenant.id(), Topic::Email.as_str(), mode.as_str()),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Three people and a campaign of which one message has left, the next waiting for a minute to pass.
async fn begun(house: &House, title: &str) -> CampaignId {
    house.people(3).await;
    let id = house.campaign(title, |draft| draft.delay_ms = 60_000).await;
    house.launch(id).await;
    house.until_books(id, |progress| progress.sent == 1).await;
    id
}

/// Lets the clock go on until the campaign does not send any more.
async fn to_its_end(house: &House, id: CampaignId) -> Status {
    let wait = async {
        while house.status(id).await == Status::Sending {
            if house.idle_for(id).await.is_some() {
                house.clock.advance(DELAY);
                house.workers.wake(house.tenant.id()).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(DELAY, wait).await.unwrap();
    house.status(id).await
}

/// What the ledger says of where messages went.
async fn told(house: &House, id: CampaignId) -> Vec<Option<Mode>> {
    let (lines, _) = delivery::messages(&house.tenant, id, Filter::All, None, 10)
        .await
        .unwrap();
    lines.into_iter().map(|line| line.mode).collect()
}

// R: O13
async fn what_was_launched_in_the_sandbox_stays_there_to_its_end(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    let id = begun(&house, "Répétition").await;
    turn(&house, Mode::Live).await;
    assert_eq!(to_its_end(&house, id).await, Status::Finished);
    assert_eq!(*script.sinks.lock().unwrap(), [Sink::Sandbox; 3]);
    assert_eq!(told(&house, id).await, [Some(Mode::Sandbox); 3]);
    assert_eq!(house.progress(id).await.modes.of("email"), Some(Mode::Sandbox));
}
on_both_databases!(what_was_launched_in_the_sandbox_stays_there_to_its_end);

// R: O13
async fn what_was_launched_live_stops_while_its_channel_is_in_the_sandbox(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    turn(&house, Mode::Live).await;
    let id = begun(&house, "Pour de vrai").await;
    turn(&house, Mode::Sandbox).await;
    assert_eq!(to_its_end(&house, id).await, Status::Paused);
    let queued = |line: &delivery::Count| line.state == delivery::State::Queued && line.count == 2;
    let progress = house
        .until_books(id, |progress| progress.by_reason.iter().any(queued))
        .await;
    let error = progress.error.unwrap();
    assert_eq!(
        (error.code.as_str(), error.detail.as_str()),
        ("back_in_sandbox", "email")
    );
    assert_eq!(script.keys().len(), 1, "nothing turns unreal");
    assert_eq!(progress.modes.of("email"), Some(Mode::Live), "it did leave");

    turn(&house, Mode::Live).await;
    campaigns::resume(&house.tenant, house.actor(), id)
        .await
        .unwrap()
        .unwrap();
    house.workers.wake(house.tenant.id()).await;
    assert_eq!(to_its_end(&house, id).await, Status::Finished);
    assert_eq!(*script.sinks.lock().unwrap(), [Sink::Live; 3]);
    turn(&house, Mode::Sandbox).await;
    assert_eq!(told(&house, id).await, [Some(Mode::Live); 3]);
}
on_both_databases!(what_was_launched_live_stops_while_its_channel_is_in_the_sandbox);

// R: O13
async fn a_campaign_of_which_nothing_was_decided_goes_where_its_channel_goes(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::fixed(BEGIN)).await;
    let id = begun(&house, "Ancienne").await;
    let mut tx = house.tenant.write().await.unwrap();
    tx.exec(
        "UPDATE deliveries SET modes = NULL WHERE tenant_id = $1 AND campaign_id = $2",
        (house.tenant.id(), id),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    turn(&house, Mode::Live).await;
    assert_eq!(to_its_end(&house, id).await, Status::Finished);
    assert_eq!(*script.sinks.lock().unwrap(), [Sink::Sandbox, Sink::Live, Sink::Live]);
    let told = told(&house, id).await;
    assert_eq!(told.iter().filter(|mode| **mode == Some(Mode::Live)).count(), 2);
}
on_both_databases!(a_campaign_of_which_nothing_was_decided_goes_where_its_channel_goes);
