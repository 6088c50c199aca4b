//! Campaigns over several channels: who gets what over which, looked at beforehand, written into the ledger, counted.

use crate::house::{House, LONGEST_TEXT, Place, Script, lines, on_both_databases};
use relais_core::audience::{Filter, LeftOut};
use relais_core::campaigns::{self, CampaignError, CampaignId, Draft, Status};
use relais_core::consent::{BasisKind, Topic};
use relais_core::content::{Content, Contents};
use relais_core::delivery::{self, Estimate, TestError, TestTo};
use relais_core::tracking;
use relais_tenants::clock::Clock;
use std::collections::BTreeMap;

const EMAIL: (Topic, BasisKind) = (Topic::Email, BasisKind::B2bInformation);
const SMS: (Topic, BasisKind) = (Topic::Sms, BasisKind::Consent);

fn text(text: &str) -> Content {
    Content(BTreeMap::from([("text".to_owned(), text.to_owned())]))
}

/// Adds a text message to a campaign, and its channel.
fn both(draft: &mut Draft, said: &str) {
    draft.channels = vec!["email".into(), "sms".into()];
    let contents = draft.contents.get_or_insert_default();
    contents.insert(Topic::Sms, text(said));
}

/// Five by email, three by text message alone, two by both, one whose ground allows no text message, one with nothing.
async fn town(house: &House) {
    for i in 0..5 {
        house
            .somebody(Some(&format!("e{i}@example.test")), None, &[EMAIL])
            .await;
    }
    for i in 0..3 {
        house.somebody(None, Some(&format!("+3361234567{i}")), &[SMS]).await;
    }
    for i in 0..2 {
        let (email, phone) = (format!("b{i}@example.test"), format!("+3361234568{i}"));
        house.somebody(Some(&email), Some(&phone), &[EMAIL, SMS]).await;
    }
    house
        .somebody(None, Some("+33612345690"), &[(Topic::Sms, BasisKind::B2bInformation)])
        .await;
    house.somebody(None, None, &[]).await;
}

async fn by_channel(house: &House, id: CampaignId) -> Vec<(String, String, u64)> {
    let books = house.progress(id).await.by_reason.into_iter();
    books
        .map(|line| {
            (
                line.channel,
                format!("{}/{}", line.state.as_str(), line.reason),
                line.count,
            )
        })
        .collect()
}

fn books(lines: &[(&str, &str, u64)]) -> Vec<(String, String, u64)> {
    let owned = lines.iter();
    owned
        .map(|(channel, place, count)| ((*channel).to_owned(), (*place).to_owned(), *count))
        .collect()
}

// R: O4 G3
async fn each_person_gets_it_once_over_the_first_channel_that_reaches_them(place: Place) {
    let script = Script::accepting().with_texts();
    let house = House::open(&place, &script, Clock::system()).await;
    town(&house).await;
    // What is counted beforehand is what happens.
    let shares = house.audiences.ask(&house.tenant, |index| {
        let everybody = index.select(&Filter::new());
        let shares = index.shared_out(&everybody, &[Topic::Email, Topic::Sms]);
        shares.iter().map(campaigns::People::len).collect::<Vec<u64>>()
    });
    assert_eq!(shares.await.unwrap(), [7, 3]);

    let first = |draft: &mut Draft| {
        both(draft, "Bonjour");
        draft.fallback = true;
    };
    let id = house.campaign("Le premier possible", first).await;
    assert!(campaigns::get(&house.tenant, id).await.unwrap().unwrap().fallback);
    house.launch(id).await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );
    let expected = [
        ("email", "accepted/", 7),
        ("email", "skipped/no_basis", 2),
        ("sms", "accepted/", 3),
    ];
    assert_eq!(by_channel(&house, id).await, books(&expected));
    let progress = house.progress(id).await;
    assert_eq!(
        (progress.total, progress.sent, progress.skipped, progress.queued),
        (12, 10, 2, 0)
    );
    house.ledger(id).await;
    let mut addresses = script.addresses();
    addresses.sort();
    addresses.dedup();
    assert_eq!(addresses.len(), 10, "nobody got it twice");
    assert!(addresses.contains(&"b0@example.test".to_owned()) && !addresses.contains(&"+33612345680".to_owned()));

    // The other way round the text message comes first; over all channels everybody gets all that reach them.
    let turned = |draft: &mut Draft| {
        first(draft);
        draft.channels.reverse();
    };
    let id = house.campaign("L'autre sens", turned).await;
    house.launch(id).await;
    house.until(id, |status| status == Status::Finished).await;
    let expected = [
        ("email", "accepted/", 5),
        ("sms", "accepted/", 5),
        ("sms", "skipped/no_basis", 2),
    ];
    assert_eq!(by_channel(&house, id).await, books(&expected));
    let id = house.campaign("Tous", |draft| both(draft, "Bonjour")).await;
    house.launch(id).await;
    house.until(id, |status| status == Status::Finished).await;
    let progress = house.progress(id).await;
    assert_eq!((progress.total, progress.sent, progress.skipped), (24, 12, 12));

    let statistics = tracking::statistics_by_channel(&house.tenant, id.uuid()).await.unwrap();
    assert_eq!((statistics["email"].sent, statistics["sms"].sent), (7, 5));
    let all = tracking::statistics(&house.tenant, id.uuid()).await.unwrap();
    assert_eq!((all.sent, all.skipped, all.waiting), (12, 12, 0));
}
on_both_databases!(each_person_gets_it_once_over_the_first_channel_that_reaches_them);

// R: O4
async fn how_channels_go_together_is_fixed_by_the_launch(place: Place) {
    let script = Script::accepting().with_texts();
    let house = House::open(&place, &script, Clock::system()).await;
    town(&house).await;
    let later = |draft: &mut Draft| {
        both(draft, "Bonjour");
        draft.scheduled_at = "2035-01-10T09:00:00Z".into();
    };
    let id = house.campaign("Fixée", later).await;
    let change = async |fallback| {
        let draft = |old: &campaigns::Campaign, _: &Contents| Draft {
            title: old.title.clone(),
            channels: old.channels.clone(),
            event_date: "2030-01-15".into(),
            scheduled_at: "2035-01-10T09:00:00Z".into(),
            fallback,
            ..Draft::default()
        };
        campaigns::update(&house.tenant, &house.audiences, house.actor(), id, draft, None).await
    };
    assert!(change(true).await.unwrap().unwrap().fallback);
    house.until(id, |status| status == Status::Ready).await;
    house.launch(id).await;
    assert!(matches!(change(false).await, Err(CampaignError::Status(_))));
    assert!(change(true).await.is_ok());
}
on_both_databases!(how_channels_go_together_is_fixed_by_the_launch);

// R: O4 G3
async fn whom_a_channel_leaves_out_is_counted_and_listed(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::system()).await;
    town(&house).await;
    let gone = house.somebody(None, Some("+33612345699"), &[SMS]).await;
    let stop = relais_core::contacts::set_consent(&house.tenant, house.actor(), gone, Topic::Sms, None, "STOP");
    stop.await.unwrap().unwrap();
    let everybody = Filter::new();
    let ask = house.audiences.ask(&house.tenant, |index| {
        let audience = index.select(&everybody);
        let reach = index.channel_reach(&audience, Topic::Sms);
        let listed = LeftOut::ALL.map(|why| index.count(&why.within(&everybody, Topic::Sms).unwrap()));
        (audience.len(), reach, listed)
    });
    let (count, reach, listed) = ask.await.unwrap();
    // A professional's information is no ground for a text message.
    assert_eq!(
        (reach.reached, reach.no_address, reach.stopped, reach.no_ground),
        (5, 6, 1, 1)
    );
    assert_eq!(
        reach.reached + reach.no_address + reach.stopped + reach.no_ground,
        count
    );
    assert_eq!(listed, [6, 1, 1], "each reason lists as many as it counts");
    assert_eq!(reach.grounds, [(BasisKind::Consent, 5)]);
}
on_both_databases!(whom_a_channel_leaves_out_is_counted_and_listed);

// R: T1 S16
async fn a_text_message_is_seen_measured_estimated_and_tried(place: Place) {
    let script = Script::accepting().with_texts();
    let house = House::open(&place, &script, Clock::system()).await;
    town(&house).await;
    let (tenant, courier) = (&house.tenant, &house.courier);
    let contact = house.somebody(None, Some("+33612345677"), &[SMS]).await;
    let contact = relais_core::contacts::get(tenant, contact).await.unwrap().unwrap();
    let said = text("Bonjour {{ city }} l'été & <vous>");
    let seen = delivery::preview(tenant, courier, Topic::Sms, &said, Some(&contact))
        .await
        .unwrap();
    // Nothing is escaped in a text, and what is missing is told.
    let rendered = seen.rendered.as_ref().unwrap();
    assert_eq!(rendered.body, "Bonjour  l'été & <vous>");
    assert_eq!(
        (rendered.to.as_str(), seen.units, seen.missing.as_slice()),
        ("+33612345677", Some(2), ["city".to_owned()].as_slice())
    );

    // Too long with this person's values: said, and the plugin is not asked.
    let long = text("{{ name }} {{ name }} {{ name }}");
    let seen = delivery::preview(tenant, courier, Topic::Sms, &long, Some(&contact))
        .await
        .unwrap();
    assert_eq!(
        (seen.too_long[0].field.as_str(), seen.too_long[0].max),
        ("text", LONGEST_TEXT)
    );
    assert!(seen.rendered.is_none());
    let unknown = delivery::preview(tenant, courier, Topic::Sms, &text("{{ shoe }}"), None).await;
    assert!(matches!(unknown, Err(TestError::Content(_))));
    // Without a plugin there is nothing but the text.
    let letter = Content(BTreeMap::from([("body".to_owned(), "Madame".to_owned())]));
    let seen = delivery::preview(tenant, courier, Topic::Postal, &letter, Some(&contact))
        .await
        .unwrap();
    assert!(seen.rendered.is_none() && seen.units.is_none() && seen.field("body") == "Madame");

    let people = house
        .audiences
        .ask(tenant, |index| index.reached(index.live(), Topic::Sms))
        .await
        .unwrap();
    let estimated = delivery::estimate(tenant, courier, (Topic::Sms, &said), &people)
        .await
        .unwrap();
    assert_eq!(
        estimated,
        Some(Estimate {
            people: 6,
            sampled: 6,
            units: 12
        })
    );
    let none = delivery::estimate(tenant, courier, (Topic::Postal, &letter), &people)
        .await
        .unwrap();
    assert_eq!(none, None);

    // A test to nobody's address stays in the house, and is no message of any ledger.
    let actor = house.actor();
    let sent = delivery::test_content(
        tenant,
        courier,
        actor,
        None,
        (Topic::Sms, &said),
        TestTo::Outbox,
        Some(contact.id),
    );
    sent.await.unwrap();
    let (kept, _) = delivery::outbox(tenant, None, None, 10).await.unwrap();
    assert_eq!(
        (kept.len(), kept[0].channel.as_str(), kept[0].to.as_str()),
        (1, "sms", "+33612345677")
    );
    let none = delivery::test_content(
        tenant,
        courier,
        actor,
        None,
        (Topic::Postal, &letter),
        TestTo::Outbox,
        None,
    )
    .await;
    assert!(matches!(none, Err(TestError::NoPlugin)));
}
on_both_databases!(a_text_message_is_seen_measured_estimated_and_tried);

// R: T9
async fn a_message_that_becomes_too_long_fails_alone(place: Place) {
    let script = Script::accepting().with_texts();
    let house = House::open(&place, &script, Clock::system()).await;
    house.somebody(None, Some("+33612345601"), &[SMS]).await;
    let long = house
        .somebody(
            Some("une-adresse-bien-trop-longue@example.test"),
            Some("+33612345602"),
            &[SMS],
        )
        .await;
    let only = |draft: &mut Draft| {
        draft.channels = vec!["sms".into()];
        draft.contents = Some(Contents::from([(Topic::Sms, text("{{ name }}, bonjour"))]));
    };
    let id = house.campaign("Trop long", only).await;
    house.launch(id).await;
    house.until(id, |status| status == Status::Finished).await;
    assert_eq!(
        house.ledger(id).await,
        lines(&[("accepted", "", 1), ("failed", "content", 1)])
    );
    assert_eq!(
        house.message(id, long).await,
        ("failed".to_owned(), "content".to_owned())
    );
}
on_both_databases!(a_message_that_becomes_too_long_fails_alone);

// R: O3
async fn what_somebody_else_changed_meanwhile_is_not_written_over(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(2).await;
    let id = house.campaign("À deux", |_| {}).await;
    let seen = campaigns::get(&house.tenant, id).await.unwrap().unwrap();
    let said = campaigns::contents(&house.tenant, id).await.unwrap();
    let version = campaigns::version(&seen, &said);
    let change = async |description: &str, as_of: Option<String>| {
        let draft = |old: &campaigns::Campaign, _: &Contents| Draft {
            title: old.title.clone(),
            description: description.to_owned(),
            event_date: "2030-01-15".into(),
            as_of,
            ..Draft::default()
        };
        campaigns::update(&house.tenant, &house.audiences, house.actor(), id, draft, None).await
    };
    change("Anne", Some(version.clone())).await.unwrap().unwrap();
    assert!(matches!(
        change("Bruno", Some(version)).await,
        Err(CampaignError::Changed)
    ));
    let now = campaigns::get(&house.tenant, id).await.unwrap().unwrap();
    assert_eq!(now.description, "Anne");
    // Whoever has seen it may, and whoever does not say what they saw.
    change("Bruno", Some(campaigns::version(&now, &said)))
        .await
        .unwrap()
        .unwrap();
    change("Carine", None).await.unwrap().unwrap();
}
on_both_databases!(what_somebody_else_changed_meanwhile_is_not_written_over);
