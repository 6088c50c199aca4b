//! Text messages to people in France wait for the hours in which they may leave, each by its recipient's clock.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script, lines};
use relais_channels::{Fault, Outcome};
use relais_core::campaigns::{CampaignId, Status};
use relais_core::channels;
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::{self, ContactId, Details, Field};
use relais_core::content::Content;
use relais_tenants::clock::{Clock, Millis};
use std::collections::BTreeMap;
use std::time::Duration;

fn at(moment: &str) -> Millis {
    Millis(moment.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

async fn person(house: &House, phone: &str, postcode: &str) -> ContactId {
    let mut details = Details::default();
    details.set(Field::Phone, Some(phone.to_owned()));
    details.set(Field::Country, Some("FR".to_owned()));
    details.set(Field::Postcode, Some(postcode.to_owned()));
    let declaration = Declaration {
        kind: BasisKind::Consent,
        evidence: "un essai".to_owned(),
    };
    let grounds = BTreeMap::from([(Topic::Sms, declaration)]);
    contacts::create(&house.tenant, house.actor(), &details, &grounds)
        .await
        .unwrap()
}

/// Text messages leave for real: the plugin is the test's.
async fn live(house: &House) {
    let mut tx = house.tenant.write().await.unwrap();
    let nothing = Fault::Host("nothing yet".to_owned());
    channels::record_fault(&mut tx, &house.tenant, Topic::Sms, &nothing)
        .await
        .unwrap();
    tx.exec(
        "UPDATE channels SET mode = 'live' WHERE tenant_id = $1 AND channel = 'sms'",
        (house.tenant.id(),),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn texts(house: &House, title: &str) -> CampaignId {
    let words = BTreeMap::from([("text".to_owned(), "Portes ouvertes".to_owned())]);
    let id = house
        .campaign(title, |draft| {
            draft.channels = vec!["sms".to_owned()];
            draft.contents = Some(BTreeMap::from([(Topic::Sms, Content(words))]));
        })
        .await;
    house.launch(id).await;
    id
}

/// Lets the clock go on to `until`, waking the house whenever nothing is in anybody's hands.
async fn go_on(house: &House, until: Millis) {
    let now = house.clock.now();
    house.clock.advance(until.since(now));
    house.workers.wake(house.tenant.id()).await;
}

// R: G10
async fn a_text_waits_for_the_morning_where_its_recipient_lives(place: Place) {
    let script = Script::new(|_| Outcome::Accepted { provider_id: None });
    // Saturday, 21 November 2026, half past nine in the evening in Paris, half past midnight in Réunion, half past four in
    // the afternoon in Martinique.
    let house = House::open(&place, &script, Clock::fixed(at("2026-11-21T20:30:00Z"))).await;
    live(&house).await;
    let paris = person(&house, "+33612345678", "75001").await;
    let reunion = person(&house, "+262692123456", "97400").await;
    let martinique = person(&house, "+596696123456", "97200").await;
    let id = texts(&house, "Samedi soir").await;
    house
        .until_books(id, |books| books.sent == 1 && books.quiet_until.is_some())
        .await;
    assert_eq!(house.message(id, martinique).await.0, "accepted");
    for waiting in [paris, reunion] {
        assert_eq!(house.message(id, waiting).await, ("queued".to_owned(), String::new()));
    }
    // Sunday is skipped; Réunion wakes first.
    let books = house.progress(id).await;
    assert_eq!(books.quiet_until, Some(at("2026-11-23T04:00:00Z")));
    assert_eq!(house.ledger(id).await, lines(&[("accepted", "", 1), ("queued", "", 2)]));
    assert_eq!(script.keys().len(), 1, "nobody else's was even handed over");

    go_on(&house, at("2026-11-22T12:00:00Z")).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(house.progress(id).await.sent, 1, "not on Sunday");
    go_on(&house, at("2026-11-23T04:00:00Z")).await;
    house.until_books(id, |books| books.sent == 2).await;
    assert_eq!(house.message(id, reunion).await.0, "accepted");
    go_on(&house, at("2026-11-23T07:00:00Z")).await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    assert_eq!(house.ledger(id).await, lines(&[("accepted", "", 3)]));
    assert_eq!(house.progress(id).await.quiet_until, None);
}
on_both_databases!(a_text_waits_for_the_morning_where_its_recipient_lives);

// R: G10
async fn in_the_sandbox_nobody_is_disturbed(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::fixed(at("2026-11-22T02:00:00Z"))).await;
    person(&house, "+33612345678", "75001").await;
    let id = texts(&house, "Essai de nuit").await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    assert_eq!(house.ledger(id).await, lines(&[("accepted", "", 1)]));
}
on_both_databases!(in_the_sandbox_nobody_is_disturbed);
