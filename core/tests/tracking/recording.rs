//! What is recorded, of whom, and where links lead.

use crate::house::{FIREFOX, House, LINKS, company, request};
use crate::on_both;
use relais_core::consent::Topic;
use relais_core::tracking::{Followed, Presented};

fn to(link: usize) -> Followed {
    Followed::To(LINKS[link - 1].into())
}

// R: T2 T3 T4
async fn opens_and_clicks_are_counted_and_reading_is_measured(house: House) {
    let (one, two) = (
        house.tracked("un@exemple.fr").await,
        house.tracked("deux@exemple.fr").await,
    );
    house
        .sent(&house.prospect("trois@exemple.fr", false).await, false)
        .await;
    assert!(house.opens(&one, FIREFOX).await);
    house.wait(20);
    assert_eq!(house.clicks(&one, 2, FIREFOX).await, to(2));
    house.wait(70);
    assert_eq!(house.clicks(&one, 1, FIREFOX).await, to(1));
    assert!(house.opens(&one, FIREFOX).await);
    assert!(house.opens(&two, FIREFOX).await);
    let open = || ("open".to_owned(), None, None);
    let click = |link| ("click".to_owned(), Some(link), None);
    assert_eq!(house.events(&one).await, [open(), click(2), click(1), open()]);
    assert_eq!(house.figures(&one).await, (2, 2, 0, 0, Some(90_000)));
    assert_eq!(house.figures(&two).await, (1, 0, 0, 0, None));
    let statistics = house.statistics().await;
    assert_eq!((statistics.sent, statistics.delivered, statistics.tracked), (3, 3, 2));
    assert_eq!((statistics.human.opens.total, statistics.human.opens.unique), (3, 2));
    assert_eq!((statistics.human.clicks.total, statistics.human.clicks.unique), (2, 1));
    assert_eq!(
        (statistics.human.open_rate, statistics.human.click_rate),
        (Some(1.0), Some(0.5))
    );
    assert_eq!(statistics.all, statistics.human);
    assert_eq!(statistics.mean_reading_seconds, Some(90.0));
    assert_eq!(statistics.tracked_share, Some(2.0 / 3.0));
}
on_both!(opens_and_clicks_are_counted_and_reading_is_measured);

// R: T2 O12
async fn who_came_is_sealed(house: House) {
    let sent = house.tracked("un@exemple.fr").await;
    house.opens(&sent, FIREFOX).await;
    let mut tx = house.tenant.read().await.unwrap();
    let (address, agent): (Vec<u8>, Vec<u8>) = tx
        .one(
            "SELECT address, agent FROM events WHERE tenant_id = $1",
            (house.tenant.id(),),
        )
        .await
        .unwrap();
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!holds(&address, "203.0.113.7") && !holds(&agent, "Firefox"));
}
on_both!(who_came_is_sealed);

// R: T2 T3 G5
async fn without_consent_nothing_is_recorded_and_links_still_lead(house: House) {
    let never = house
        .sent(&house.prospect("jamais@exemple.fr", false).await, false)
        .await;
    // Sent tracked, as if consent had stood then.
    let no_longer = house.sent(&house.prospect("plus@exemple.fr", false).await, true).await;
    let withdrawn = house.tracked("retire@exemple.fr").await;
    assert!(house.opens(&withdrawn, FIREFOX).await);
    house.withdraws(&withdrawn, Topic::Tracking).await;
    for sent in [&never, &no_longer, &withdrawn] {
        house.wait(60);
        assert!(house.opens(sent, FIREFOX).await);
        assert_eq!(house.clicks(sent, 1, FIREFOX).await, to(1));
    }
    assert_eq!(house.events(&never).await, []);
    assert_eq!(house.events(&no_longer).await, []);
    assert_eq!(
        house.events(&withdrawn).await.len(),
        1,
        "what was recorded before stays"
    );
    assert_eq!(house.statistics().await.all.opens.total, 1);
}
on_both!(without_consent_nothing_is_recorded_and_links_still_lead);

// R: T3
async fn a_token_that_is_nobodys_or_anothers_leads_nowhere(house: House) {
    let sent = house.tracked("un@exemple.fr").await;
    let other = company(&house.installation, "voisine").await;
    let code = sent.pixel().code().to_owned();
    assert_ne!(other.company().code, code);
    let found = house.installation.tenant_by_code(&code).await.unwrap().unwrap();
    assert_eq!(found.id(), house.tenant.id());
    assert!(house.installation.tenant_by_code("00000").await.unwrap().is_none());
    assert!(house.installation.tenant_by_code("' OR 1").await.unwrap().is_none());

    let text = sent.token.text();
    let last = if text.as_bytes()[8] == b'A' { "B" } else { "A" };
    let altered = format!("{}{last}{}", &text[..8], &text[9..]);
    let foreign = format!("{}{}", other.company().code, &text[5..]);
    for (tenant, text) in [(&house.tenant, &altered), (&other, &foreign), (&other, &text)] {
        let pixel = Presented::parse(text).unwrap();
        let link = Presented::parse(&format!("{text}.1")).unwrap();
        assert!(!house.recorder.open(tenant, &pixel, request(FIREFOX)).await.unwrap());
        assert_eq!(
            house.recorder.click(tenant, &link, request(FIREFOX)).await.unwrap(),
            Followed::Unknown
        );
    }
    assert_eq!(house.clicks(&sent, 4, FIREFOX).await, Followed::Unknown);
    assert_eq!(house.events(&sent).await, []);
}
on_both!(a_token_that_is_nobodys_or_anothers_leads_nowhere);
