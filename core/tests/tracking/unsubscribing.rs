//! The way out of a message.

use crate::house::{FIREFOX, House, company};
use crate::on_both;
use futures_util::future::join_all;
use relais_core::consent::{BasisKind, Declaration, Standing, Topic};
use relais_core::contacts;
use relais_core::tracking::{Recipient, Source, recipient, unsubscribe};
use relais_tenants::audit::Actor;
use std::net::{IpAddr, Ipv4Addr};

fn source(one_click: bool) -> Source {
    Source {
        one_click,
        address: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7)),
        agent: FIREFOX.into(),
    }
}

fn shown(done: bool) -> Option<Recipient> {
    Some(Recipient {
        address: "s•••@exemple.fr".into(),
        channel: Topic::Email,
        done,
    })
}

// R: G11 G4 O10
async fn looking_changes_nothing_and_withdrawing_is_done_once(house: House) {
    let tenant = &house.tenant;
    // The way out is open to whoever was not tracked as well.
    let sent = house
        .sent(&house.prospect("solveig@exemple.fr", false).await, false)
        .await;
    for _ in 0..2 {
        assert_eq!(recipient(tenant, &sent.token).await.unwrap(), shown(false));
    }
    let before = contacts::get(tenant, sent.contact).await.unwrap().unwrap();
    assert!(before.allows(Topic::Email));

    for _ in 0..2 {
        assert_eq!(
            unsubscribe(tenant, &sent.token, &source(true)).await.unwrap(),
            shown(true)
        );
    }
    let after = contacts::get(tenant, sent.contact).await.unwrap().unwrap();
    assert!(!after.allows(Topic::Email) && after.suppressed.contains(Topic::Email));
    assert_eq!(after.bases.get(Topic::Email), Standing::Withdrawn);
    let history = contacts::consents(tenant, sent.contact).await.unwrap().unwrap();
    let acts: Vec<&str> = history.iter().map(|consent| consent.kind.as_str()).collect();
    assert_eq!(acts, ["consent", "withdrawn"]);
    let evidence = &history[1].evidence;
    let expected = format!(
        "One-click unsubscription (RFC 8058); message {}, campaign {}; from 203.0.113.7, {FIREFOX}",
        sent.id, house.campaign
    );
    assert_eq!(evidence, &expected);
    assert_eq!(house.events(&sent).await, [("unsubscribe".to_owned(), None, None)]);
    assert_eq!(house.statistics().await.unsubscribed, 1);
    assert_eq!(recipient(tenant, &sent.token).await.unwrap(), shown(true));
}
on_both!(looking_changes_nothing_and_withdrawing_is_done_once);

// R: G11
async fn an_old_link_withdraws_what_was_agreed_to_since(house: House) {
    let tenant = &house.tenant;
    let sent = house.tracked("solveig@exemple.fr").await;
    unsubscribe(tenant, &sent.token, &source(false)).await.unwrap();
    let again = Declaration {
        kind: BasisKind::Consent,
        evidence: "de nouveau".into(),
    };
    contacts::set_consent(tenant, Actor::System, sent.contact, Topic::Email, Some(&again), "")
        .await
        .unwrap();
    assert_eq!(recipient(tenant, &sent.token).await.unwrap(), shown(false));
    assert_eq!(
        unsubscribe(tenant, &sent.token, &source(false)).await.unwrap(),
        shown(true)
    );
    let after = contacts::get(tenant, sent.contact).await.unwrap().unwrap();
    assert!(!after.allows(Topic::Email) && after.allows(Topic::Tracking));
    assert_eq!(house.statistics().await.unsubscribed, 1, "one person, one message");
}
on_both!(an_old_link_withdraws_what_was_agreed_to_since);

// R: G11
async fn many_at_once_are_one(house: House) {
    let sent = house.tracked("solveig@exemple.fr").await;
    let (tenant, source) = (&house.tenant, &source(true));
    let all = join_all((0..20).map(|_| unsubscribe(tenant, &sent.token, source))).await;
    assert!(all.into_iter().all(|one| one.unwrap() == shown(true)));
    let history = contacts::consents(tenant, sent.contact).await.unwrap().unwrap();
    assert_eq!(history.iter().filter(|consent| consent.kind == "withdrawn").count(), 1);
    assert_eq!(house.events(&sent).await.len(), 1);
}
on_both!(many_at_once_are_one);

// R: G11
async fn only_the_messages_own_tenant_knows_its_token(house: House) {
    let sent = house.tracked("solveig@exemple.fr").await;
    let other = company(&house.installation, "voisine").await;
    assert_eq!(recipient(&other, &sent.token).await.unwrap(), None);
    assert_eq!(unsubscribe(&other, &sent.token, &source(true)).await.unwrap(), None);
    // Nobody is left to be written to, and the link still does not fail.
    assert!(
        relais_core::delivery::delete_contact(&house.tenant, Actor::System, sent.contact)
            .await
            .unwrap()
    );
    let gone = unsubscribe(&house.tenant, &sent.token, &source(true))
        .await
        .unwrap()
        .unwrap();
    assert!(gone.done && gone.address.is_empty());
}
on_both!(only_the_messages_own_tenant_knows_its_token);
