//! Many at once: nothing lost, nothing counted twice, a withdrawal in the middle obeyed.

use crate::house::{FIREFOX, House};
use crate::on_both;
use futures_util::future::join_all;
use relais_core::consent::Topic;

// R: T2 T3 T4
async fn every_request_of_a_rush_is_recorded_once(house: House) {
    let mut sent = Vec::new();
    for number in 0..20 {
        sent.push(house.tracked(&format!("p{number}@exemple.fr")).await);
    }
    // Every message is opened fifty times and its first link followed fifty times, all at the same moment.
    let requests = (0..50).flat_map(|_| sent.iter()).map(|sent| async {
        let opened = house.opens(sent, FIREFOX).await;
        let followed = house.clicks(sent, 1, FIREFOX).await;
        assert!(opened, "{followed:?}");
    });
    join_all(requests).await;
    for message in &sent {
        assert_eq!(house.figures(message).await, (50, 50, 0, 0, Some(0)));
        assert_eq!(house.events(message).await.len(), 100);
    }
    let statistics = house.statistics().await;
    assert_eq!(
        (statistics.human.opens.total, statistics.human.opens.unique),
        (1_000, 20)
    );
    assert_eq!(
        (statistics.human.clicks.total, statistics.human.clicks.unique),
        (1_000, 20)
    );
    assert_eq!(statistics.mean_reading_seconds, Some(0.0));
}
on_both!(every_request_of_a_rush_is_recorded_once);

// R: G5
async fn a_withdrawal_in_the_middle_of_a_rush_ends_recording(house: House) {
    let sent = house.tracked("un@exemple.fr").await;
    let rush = join_all((0..400).map(|_| house.opens(&sent, FIREFOX)));
    let withdrawal = async {
        house.withdraws(&sent, Topic::Tracking).await;
        house.events(&sent).await.len()
    };
    let (answers, recorded) = tokio::join!(rush, withdrawal);
    assert!(
        answers.into_iter().all(|shown| shown),
        "the picture is shown all the same"
    );
    assert_eq!(
        house.events(&sent).await.len(),
        recorded,
        "nothing after the withdrawal was committed"
    );
}
on_both!(a_withdrawal_in_the_middle_of_a_rush_ends_recording);

// R: T2
async fn a_pixel_fetched_in_a_loop_fills_no_disk(house: House) {
    let sent = house.tracked("un@exemple.fr").await;
    let answers = join_all((0..1_100).map(|_| house.opens(&sent, FIREFOX))).await;
    assert!(answers.into_iter().all(|shown| shown));
    assert_eq!(house.events(&sent).await.len(), 1_000);
    assert_eq!(house.statistics().await.all.opens.total, 1_000);
}
on_both!(a_pixel_fetched_in_a_loop_fills_no_disk);
