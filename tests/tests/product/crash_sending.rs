//! A power cut at any moment of sending: no message is lost, none leaves twice, and what nobody can know is shown as unknown.

use std::time::{Duration, Instant};

use relais_tests::{Backend, Client, Server, on_both_databases};

use super::kills::Kills;
use super::relay::{live, received, relay};
use super::sending::{act, counted, kept, ledger, order, over, people, prepared};

const PEOPLE: usize = 12_000;
const LIVE: usize = 4_000;
/// A window of each worker.
const IN_FLIGHT: u64 = 4 * 50;

// R: T9
async fn sending_survives_being_killed_again_and_again(mut server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    people(api, PEOPLE).await;
    let id = killed_while_sending(&mut server, api, PEOPLE).await;
    // The outbox is what the sandbox was handed: each accepted message once, and nothing else.
    let kept = kept(api, &id).await;
    for (message, line) in ledger(api, &id).await {
        let times = kept.get(&message).copied().unwrap_or(0);
        assert_eq!(times, u64::from(line["state"] == "accepted"), "{line}");
    }
}
on_both_databases!(sending_survives_being_killed_again_and_again, alone);

// R: T9
async fn what_the_relay_took_is_what_the_ledger_says(mut server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let relay = relay();
    live(api, &relay).await;
    people(api, LIVE).await;
    let id = killed_while_sending(&mut server, api, LIVE).await;
    let mut received = received(&relay);
    let ledger = ledger(api, &id).await;
    let mut theirs = 0;
    for (message, line) in &ledger {
        let times = received.remove(message).unwrap_or(0);
        theirs += times;
        match line["state"].as_str().unwrap() {
            "accepted" => assert_eq!(times, 1, "{line}"),
            "unknown" => assert!(times <= 1, "{times} times: {line}"),
            _ => assert_eq!(times, 0, "{line}"),
        }
    }
    assert!(theirs > 0);
    // What is left is the campaign that nobody disturbed.
    assert_eq!(received.len(), LIVE);
    assert!(received.values().all(|times| *times == 1));
}
on_both_databases!(what_the_relay_took_is_what_the_ledger_says, beside_relay);

/// Sends a campaign to everybody while the program is killed again and again, and looks at the books when it is over:
/// the campaign.
async fn killed_while_sending(server: &mut Server, api: &Client, people: usize) -> String {
    let mut kills = Kills::new(23);

    let calm = prepared(api, order("Au calme")).await;
    let started = Instant::now();
    act(api, &calm, "launch").await;
    assert_eq!(over(api, &calm).await["status"], "finished");
    let took = started.elapsed();

    let id = prepared(api, order("Sous les coupures")).await;
    let launch = tokio::spawn(
        api.post(&format!("/api/campaigns/{id}/launch"), serde_json::json!({}))
            .attempt(),
    );
    kills.within(server, Duration::from_millis(40)).await;
    let answered = launch
        .await
        .is_ok_and(|answer| answer.is_ok_and(|answer| answer.status == 200));
    if api.get(&format!("/api/campaigns/{id}")).ok().await["status"] == "ready" {
        assert!(!answered, "an acknowledged launch is lost");
        act(api, &id, "launch").await;
    }
    // A dead process's claims last a while on a shared database.
    let times = if server.backend() == Backend::Sqlite { 8 } else { 4 };
    for _ in 0..times {
        kills.within(server, took / 4).await;
    }
    let done = over(api, &id).await;
    assert!(
        ["finished", "partially_failed"].contains(&done["status"].as_str().unwrap()),
        "{done}"
    );

    let ledger = ledger(api, &id).await;
    assert_eq!(ledger.len(), people);
    let counts = counted(api, &id, &ledger).await;
    let unknown = counts.get("unknown/interrupted").copied().unwrap_or(0);
    assert_eq!(
        counts.get("accepted/").copied().unwrap_or(0) + unknown,
        people as u64,
        "{counts:?}"
    );
    assert!(
        unknown <= IN_FLIGHT * (times + 1),
        "{unknown} unknown after {times} kills"
    );
    assert_eq!(done["status"] == "partially_failed", unknown > 0);
    let mut addresses: Vec<&str> = ledger
        .values()
        .filter_map(|message| message["email"].as_str())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), people, "one message per person");
    id
}
