//! The ledger accounts for everybody, once.

use crate::house::on_both_databases;
use crate::house::{House, Place, Script, lines};
use relais_core::campaigns::{self, CampaignError, Status};
use relais_core::consent::BasisKind;
use relais_core::delivery::{self, Filter};
use relais_tenants::clock::{Clock, Millis};
use std::time::Duration;

// R: T9 G3
async fn everybody_of_the_audience_is_accounted_for(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::system()).await;
    let people = house.people(120).await;
    house.contact(None, Some(BasisKind::Consent)).await;
    house.contact(Some("sans@example.test"), None).await;
    house
        .contact(Some("interet@example.test"), Some(BasisKind::LegitimateInterest))
        .await;
    let id = house.campaign("Tous", |_| {}).await;
    // Between freezing and launching.
    house.withdraw(people[3]).await;
    assert!(
        delivery::delete_contact(&house.tenant, house.actor(), people[7])
            .await
            .unwrap()
    );
    house.launch(id).await;
    assert_eq!(
        house.until(id, |status| status != Status::Sending).await,
        Status::Finished
    );

    let expected = [
        ("accepted", "", 118),
        ("skipped", "gone", 1),
        ("skipped", "no_address", 1),
        ("skipped", "no_basis", 2),
        ("skipped", "withdrawn", 1),
    ];
    assert_eq!(house.ledger(id).await, lines(&expected));
    let progress = house.progress(id).await;
    assert_eq!((progress.total, progress.sent, progress.skipped), (123, 118, 5));
    assert_eq!((progress.queued, progress.failed, progress.unknown), (0, 0, 0));
    assert!(progress.planned && progress.finished_at.is_some() && progress.error.is_none());

    // The outbox holds each of them once, with its own words.
    let (kept, next) = delivery::outbox(&house.tenant, Some(id), None, 1_000).await.unwrap();
    assert_eq!((kept.len(), next), (118, None));
    let one = kept.iter().find(|kept| kept.to == "p5@example.test").unwrap();
    assert_eq!(one.subject, "Bonjour Personne p5@example.test");
    assert!(one.rendered.contains("/unsubscribe/") && !one.rendered.contains("/track/"));
    let whole = delivery::outbox_item(&house.tenant, one.id).await.unwrap().unwrap();
    assert_eq!(&whole.kept, one);

    // Pages of the ledger hold each message once, with whom it is for.
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let (page, next) = delivery::messages(&house.tenant, id, Filter::All, after.as_ref(), 50)
            .await
            .unwrap();
        seen.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 123);
    assert!(
        seen.iter()
            .any(|line| line.email == "p5@example.test" && line.basis == "b2b_information")
    );
    let (skipped, _) = delivery::messages(&house.tenant, id, Filter::parse("skipped").unwrap(), None, 50)
        .await
        .unwrap();
    assert_eq!(skipped.len(), 5);
    assert_eq!(skipped.iter().filter(|line| line.contact.is_none()).count(), 1);
    let summaries = delivery::summaries(&house.tenant, &[id]).await.unwrap();
    let standing = summaries[&id].standing;
    assert_eq!((standing.sent, standing.failed), (118, 0));
}
on_both_databases!(everybody_of_the_audience_is_accounted_for);

// R: O3
async fn a_launch_during_the_preparation_follows_by_itself(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(30).await;
    let id = house.campaign_preparing("Pressée", |_| {}).await;
    house.launch(id).await;
    let over = house
        .until(id, |status| matches!(status, Status::Ready | Status::Finished))
        .await;
    assert_eq!(over, Status::Finished);
    assert_eq!(house.ledger(id).await, lines(&[("accepted", "", 30)]));
    let again = campaigns::launch(&house.tenant, &house.courier, house.actor(), id).await;
    assert!(matches!(again, Err(CampaignError::Status(Status::Finished))));
}
on_both_databases!(a_launch_during_the_preparation_follows_by_itself);

// R: O3
async fn what_cannot_be_sent_is_not_launched(place: Place) {
    let script = Script::accepting();
    let house = House::open(&place, &script, Clock::system()).await;
    house.people(2).await;
    let launch = async |id| campaigns::launch(&house.tenant, &house.courier, house.actor(), id).await;
    let mute = house.campaign("Muette", |draft| draft.contents = None).await;
    assert!(matches!(launch(mute).await, Err(CampaignError::NoContent(_))));
    let letter = house
        .campaign("Lettre", |draft| draft.channels = vec!["postal".into()])
        .await;
    assert!(matches!(launch(letter).await, Err(CampaignError::NoPlugin(_))));
    for id in [mute, letter] {
        assert_eq!(house.status(id).await, Status::Ready);
    }
}
on_both_databases!(what_cannot_be_sent_is_not_launched);

// R: O3
async fn a_campaign_waits_for_its_date_and_can_be_put_off(place: Place) {
    let script = Script::accepting();
    let clock = Clock::fixed(Millis(1_800_000_000_000));
    let house = House::open(&place, &script, clock).await;
    house.people(5).await;
    let at = |hours: u64| house.clock.now().plus(Duration::from_secs(hours * 3600)).to_string();
    let (first, second) = (at(1), at(3));
    let id = house
        .campaign("Plus tard", |draft| draft.scheduled_at = first.clone())
        .await;
    house.launch(id).await;
    house.until_books(id, |progress| progress.planned).await;
    assert_eq!(house.status(id).await, Status::Scheduled);
    let draft = campaigns::Draft {
        title: "Plus tard".into(),
        scheduled_at: second,
        ..Default::default()
    };
    let put_off = campaigns::update(
        &house.tenant,
        &house.audiences,
        house.actor(),
        id,
        |_, _| draft.clone(),
        None,
    )
    .await;
    put_off.unwrap().unwrap();
    house.clock.advance(Duration::from_secs(2 * 3600));
    house.workers.wake(house.tenant.id()).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(house.status(id).await, Status::Scheduled);
    assert!(script.keys().is_empty());
    house.clock.advance(Duration::from_secs(2 * 3600));
    house.workers.wake(house.tenant.id()).await;
    assert_eq!(
        house.until(id, |status| status == Status::Finished).await,
        Status::Finished
    );
    assert_eq!(script.keys().len(), 5);
}
on_both_databases!(a_campaign_waits_for_its_date_and_can_be_put_off);
