//! Text messages to people in France wait for the hours in which they may leave, each by its recipient's clock.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script, lines};
use relais_channels::{AddressKind, ContentField, Fault, FieldKind, Outcome};
use relais_core::campaigns::{CampaignId, Status};
use relais_core::channels;
use relais_core::consent::{BasisKind, Declaration, Topic};
use relais_core::contacts::{self, ContactId, Details, Field};
use relais_core::content::Content;
use relais_tenants::clock::{Clock, Millis};
use sqlx::types::Json;
use std::collections::BTreeMap;
use std::time::Duration;

fn at(moment: &str) -> Millis {
    Millis(moment.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

async fn person(house: &House, channel: Topic, phone: &str, postcode: &str) -> ContactId {
    let mut details = Details::default();
    details.set(Field::Phone, Some(phone.to_owned()));
    details.set(Field::Country, Some("FR".to_owned()));
    details.set(Field::Postcode, Some(postcode.to_owned()));
    let declaration = Declaration {
        kind: BasisKind::Consent,
        evidence: "un essai".to_owned(),
    };
    let grounds = BTreeMap::from([(channel, declaration)]);
    contacts::create(&house.tenant, house.actor(), &details, &grounds)
        .await
        .unwrap()
}

/// Text messages leave for real: the plugin is the test's.
async fn live(house: &House, channel: Topic) {
    let mut tx = house.tenant.write().await.unwrap();
    let nothing = Fault::Host("nothing yet".to_owned());
    channels::record_fault(&mut tx, &house.tenant, channel, &nothing)
        .await
        .unwrap();
    tx.exec(
        "UPDATE channels SET mode = 'live' WHERE tenant_id = $1 AND channel = $2",
        (house.tenant.id(), channel.to_string()),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// A channel that a plugin brings is the company's from the moment at which somebody saves it, with what the plugin says of it.
async fn opened(house: &House, channel: Topic) {
    live(house, channel).await;
    let text = ContentField {
        name: "text".to_owned(),
        label: String::new(),
        kind: FieldKind::Text,
        required: true,
        max_length: None,
    };
    let mut tx = house.tenant.write().await.unwrap();
    tx.exec(
        "UPDATE channels SET plugin = $2, described = $3 WHERE tenant_id = $1 AND channel = $2",
        (
            house.tenant.id(),
            channel.to_string(),
            Json(channels::Described::new(AddressKind::Phone, &[text])),
        ),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn texts(house: &House, channel: Topic, title: &str) -> CampaignId {
    let words = BTreeMap::from([("text".to_owned(), "Portes ouvertes".to_owned())]);
    let id = house
        .campaign(title, |draft| {
            draft.channels = vec![channel.to_string()];
            draft.contents = Some(BTreeMap::from([(channel, Content(words))]));
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
    live(&house, Topic::Sms).await;
    let paris = person(&house, Topic::Sms, "+33612345678", "75001").await;
    let reunion = person(&house, Topic::Sms, "+262692123456", "97400").await;
    let martinique = person(&house, Topic::Sms, "+596696123456", "97200").await;
    let id = texts(&house, Topic::Sms, "Samedi soir").await;
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
async fn so_does_whatever_else_goes_to_phones(place: Place) {
    let script = Script::accepting();
    // Sunday afternoon in Paris.
    let house = House::open(&place, &script, Clock::fixed(at("2026-11-22T14:00:00Z"))).await;
    let fax = Topic::parse("fax").unwrap();
    opened(&house, fax).await;
    let paris = person(&house, fax, "+33112345678", "75001").await;
    let id = texts(&house, fax, "Dimanche").await;
    house.until_books(id, |books| books.quiet_until.is_some()).await;
    assert_eq!(house.message(id, paris).await, ("queued".to_owned(), String::new()));
    assert_eq!(house.progress(id).await.quiet_until, Some(at("2026-11-23T07:00:00Z")));
    assert!(script.keys().is_empty(), "nothing was handed over");
    go_on(&house, at("2026-11-23T07:00:00Z")).await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    assert_eq!(house.ledger(id).await, lines(&[("accepted", "", 1)]));
}
on_both_databases!(so_does_whatever_else_goes_to_phones);

// R: G10
async fn in_the_sandbox_nobody_is_disturbed(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::fixed(at("2026-11-22T02:00:00Z"))).await;
    person(&house, Topic::Sms, "+33612345678", "75001").await;
    let id = texts(&house, Topic::Sms, "Essai de nuit").await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    assert_eq!(house.ledger(id).await, lines(&[("accepted", "", 1)]));
}
on_both_databases!(in_the_sandbox_nobody_is_disturbed);
