//! Providers' reports: whenever they come, in whatever order and however often, the books stand.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script, lines};
use relais_channels::{Event, EventKind, EventSubject, Message, Outcome};
use relais_core::campaigns::Status;
use relais_core::consent::{Standing, Topic};
use relais_core::contacts;
use relais_core::delivery::callbacks::{Taken, take};
use relais_tenants::clock::Clock;
use std::time::Duration;

fn event(subject: EventSubject, kind: EventKind, id: &str) -> Event {
    Event {
        subject,
        kind,
        at: None,
        id: Some(id.to_owned()),
    }
}

fn key(message: &str) -> EventSubject {
    EventSubject::Key(message.to_owned())
}

async fn told(house: &House, events: &[Event]) -> Taken {
    take(&house.tenant, Topic::Email, "essai", events).await.unwrap()
}

fn by_id() -> Script {
    Script::new(|message: &Message| Outcome::Accepted {
        provider_id: Some(format!("id-{}", message.to)),
    })
}

// R: O15
async fn a_report_that_is_quicker_than_the_answer_stands(place: Place) {
    let script = by_id().slowly(Duration::from_millis(1_500));
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(3).await;
    let id = house.campaign("Plus vite que la réponse", |_| {}).await;
    house.launch(id).await;
    // Handed over, and the provider has not answered yet.
    house.until_books(id, |_| script.keys().len() == 3).await;
    let keys = script.keys();
    let nameless = |to: &str, id: &str| event(EventSubject::ProviderId(format!("id-{to}")), EventKind::Delivered, id);
    let early = told(
        &house,
        &[
            event(key(&keys[0]), EventKind::Delivered, "a"),
            event(key(&keys[1]), EventKind::BouncedHard("550 5.1.1 inconnu".into()), "b"),
            nameless("p2@example.test", "c"),
        ],
    )
    .await;
    assert_eq!((early.applied, early.too_early, early.unknown), (2, 1, 0), "{early:?}");
    let over = house.until(id, |status| status != Status::Sending).await;
    assert_eq!(over, Status::Finished);
    let expected = [("accepted", "", 1), ("bounced", "bounced", 1), ("delivered", "", 1)];
    assert_eq!(house.ledger(id).await, lines(&expected));
    // Told again, as it is asked for: what was taken counts once, what was too early is known now.
    let again = told(
        &house,
        &[
            event(key(&keys[0]), EventKind::Delivered, "a"),
            nameless("p2@example.test", "c"),
        ],
    )
    .await;
    assert_eq!((again.applied, again.repeated, again.too_early), (1, 1, 0), "{again:?}");
    assert_eq!(
        house.ledger(id).await,
        lines(&[("bounced", "bounced", 1), ("delivered", "", 2)])
    );
    assert_eq!(script.keys().len(), 3, "nothing is sent again");
}
on_both_databases!(a_report_that_is_quicker_than_the_answer_stands);

// R: O15, G6
async fn who_is_reported_on_is_who_is_meant(place: Place) {
    let script = by_id();
    let house = House::open(&place, &script, Clock::system()).await;
    let people = house.people(4).await;
    let id = house.campaign("Comptes rendus", |_| {}).await;
    house.launch(id).await;
    house.until(id, |status| status != Status::Sending).await;
    let address = |index: usize| EventSubject::Address(format!("P{index}@Example.test"));
    let nobody = "01890000-0000-7000-8000-000000000000";
    let taken = told(
        &house,
        &[
            event(address(0), EventKind::BouncedHard("inconnu".into()), "a"),
            event(address(1), EventKind::Complained, "b"),
            event(address(2), EventKind::Unsubscribed, "c"),
            event(address(2), EventKind::Unsubscribed, "c-again"),
            event(address(3), EventKind::Replied("Merci".into()), "d"),
            event(key(nobody), EventKind::Complained, "e"),
            event(key("no key at all"), EventKind::Complained, "f"),
            event(EventSubject::ProviderId("id-nobody".into()), EventKind::Delivered, "g"),
            event(EventSubject::Address("nowhere".into()), EventKind::Complained, "h"),
            event(
                EventSubject::Address("late@example.test".into()),
                EventKind::Unsubscribed,
                "i",
            ),
        ],
    )
    .await;
    assert_eq!((taken.applied, taken.unknown, taken.too_early), (6, 4, 0), "{taken:?}");
    let expected = [("accepted", "", 2), ("bounced", "bounced", 1), ("delivered", "", 1)];
    assert_eq!(house.ledger(id).await, lines(&expected));
    let mut standings = Vec::new();
    for person in &people {
        let contact = contacts::get(&house.tenant, *person).await.unwrap().unwrap();
        let withdrawn = contact.bases.get(Topic::Email) == Standing::Withdrawn;
        standings.push((withdrawn, contact.suppressed.contains(Topic::Email)));
    }
    assert_eq!(standings, [(false, true), (true, true), (true, true), (false, false)]);
    let acts = contacts::consents(&house.tenant, people[2]).await.unwrap().unwrap();
    assert_eq!(
        acts.iter().filter(|act| act.kind == "withdrawn").count(),
        1,
        "once is enough"
    );
    // Whoever said it before they were in the base is not written to when they are.
    let late = house
        .contact(
            Some("late@example.test"),
            Some(relais_core::consent::BasisKind::B2bInformation),
        )
        .await;
    let late = contacts::get(&house.tenant, late).await.unwrap().unwrap();
    assert_eq!(late.bases.get(Topic::Email), Standing::Withdrawn);

    // What the person set is lifted by the person; a complaint and an address that does not exist are not.
    let back = |index: usize, id: &str| event(address(index), EventKind::Resubscribed, id);
    told(&house, &[back(0, "j"), back(1, "k"), back(2, "l")]).await;
    let mut standings = Vec::new();
    for person in &people {
        let contact = contacts::get(&house.tenant, *person).await.unwrap().unwrap();
        standings.push(contact.allows(Topic::Email));
    }
    assert_eq!(standings, [false, false, true, true]);
}
on_both_databases!(who_is_reported_on_is_who_is_meant);

// R: O15
async fn two_nodes_that_are_told_the_same_count_it_once(place: Place) {
    let script = by_id();
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(40).await;
    let id = house.campaign("Deux fois", |_| {}).await;
    house.launch(id).await;
    house.until(id, |status| status != Status::Sending).await;
    let kind = |index: usize| match index % 4 {
        0 => EventKind::BouncedHard("inconnu".into()),
        1 => EventKind::Unsubscribed,
        _ => EventKind::Delivered,
    };
    let keys = script.keys();
    let events: Vec<Event> = keys
        .iter()
        .enumerate()
        .map(|(index, message)| event(key(message), kind(index), &format!("e{index}")))
        .collect();
    let turned: Vec<Event> = events.iter().rev().cloned().collect();
    let (one, two, three) = tokio::join!(told(&house, &events), told(&house, &turned), told(&house, &events));
    assert_eq!(one.applied + two.applied + three.applied, 40);
    assert_eq!(one.repeated + two.repeated + three.repeated, 80);
    let expected = [("accepted", "", 10), ("bounced", "bounced", 10), ("delivered", "", 20)];
    assert_eq!(house.ledger(id).await, lines(&expected));
}
on_both_databases!(two_nodes_that_are_told_the_same_count_it_once);
