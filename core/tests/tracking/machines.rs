//! Machines among the visitors: kept, named, counted apart.

use crate::house::{FIREFOX, House, request};
use crate::on_both;
use relais_core::content::TRAP;
use relais_core::tracking::Followed;

fn reasons(events: Vec<(String, Option<i64>, Option<String>)>) -> Vec<String> {
    events
        .into_iter()
        .map(|(kind, _, machine)| format!("{kind} {}", machine.unwrap_or_default()))
        .collect()
}

// R: T2 T3 T4
async fn a_scanner_is_found_out_and_what_it_did_before_with_it(house: House) {
    let sent = house.tracked("un@exemple.fr").await;
    // A person reads and clicks; much later a scanner with a browser's name goes through the mail.
    house.opens(&sent, FIREFOX).await;
    house.wait(30);
    house.clicks(&sent, 1, FIREFOX).await;
    house.wait(3_600);
    house.opens(&sent, FIREFOX).await;
    house.wait(1);
    house.clicks(&sent, 2, FIREFOX).await;
    let before = house.statistics().await;
    assert_eq!(
        (
            before.human.opens.total,
            before.human.clicks.total,
            before.machine_clicks
        ),
        (2, 2, 0)
    );
    house.wait(1);
    assert!(matches!(house.clicks(&sent, TRAP, FIREFOX).await, Followed::To(_)));
    assert_eq!(
        reasons(house.events(&sent).await),
        ["open ", "click ", "open trap", "click trap", "click trap"]
    );
    assert_eq!(house.figures(&sent).await, (1, 1, 1, 1, Some(30_000)));
    let after = house.statistics().await;
    assert_eq!((after.human.opens.total, after.human.clicks.total), (1, 1));
    assert_eq!(
        (after.machine_opens, after.machine_clicks),
        (1, 1),
        "the trap is no link of the mail"
    );
    assert_eq!((after.all.opens.total, after.all.clicks.total), (2, 2));
    assert_eq!(after.mean_reading_seconds, Some(30.0));
}
on_both!(a_scanner_is_found_out_and_what_it_did_before_with_it);

// R: T3 T4
async fn links_followed_all_at_once_are_a_machines(house: House) {
    let sent = house.tracked("un@exemple.fr").await;
    house.clicks(&sent, 1, FIREFOX).await;
    house.wait(1);
    house.clicks(&sent, 2, FIREFOX).await;
    house.clicks(&sent, 3, FIREFOX).await;
    assert_eq!(
        reasons(house.events(&sent).await),
        ["click burst", "click burst", "click burst"]
    );
    assert_eq!(house.figures(&sent).await, (0, 0, 0, 3, None));
    house.wait(60);
    house.clicks(&sent, 1, FIREFOX).await;
    assert_eq!(house.figures(&sent).await, (0, 1, 0, 3, None));
    let statistics = house.statistics().await;
    assert_eq!((statistics.human.clicks.unique, statistics.all.clicks.unique), (1, 1));
}
on_both!(links_followed_all_at_once_are_a_machines);

// R: T2
async fn what_says_of_itself_that_it_is_none_is_no_human(house: House) {
    let sent = house.tracked("un@exemple.fr").await;
    house.opens(&sent, "Mozilla/5.0").await;
    house.opens(&sent, "curl/8.5.0").await;
    let mut looks = request(FIREFOX);
    looks.head = true;
    house.recorder.open(&house.tenant, &sent.pixel(), looks).await.unwrap();
    assert_eq!(
        reasons(house.events(&sent).await),
        ["open prefetch", "open agent", "open head"]
    );
    let statistics = house.statistics().await;
    assert_eq!((statistics.human.opens.total, statistics.machine_opens), (0, 3));
    assert_eq!(
        (statistics.all.open_rate, statistics.human.open_rate),
        (Some(1.0), Some(0.0))
    );
}
on_both!(what_says_of_itself_that_it_is_none_is_no_human);
