//! A power cut at any moment of sending: no message is lost, none leaves twice, and what nobody can know is shown as unknown.

use std::time::{Duration, Instant};

use relais_tests::{Backend, Server, on_both_databases};

use super::kills::Kills;
use super::sending::{act, counted, kept, ledger, order, over, people, prepared};

const PEOPLE: usize = 12_000;
/// A window of each worker.
const IN_FLIGHT: u64 = 4 * 50;

// R: T9
async fn sending_survives_being_killed_again_and_again(mut server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    people(api, PEOPLE).await;
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
    kills.within(&mut server, Duration::from_millis(40)).await;
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
        kills.within(&mut server, took / 4).await;
    }
    let done = over(api, &id).await;
    assert!(
        ["finished", "partially_failed"].contains(&done["status"].as_str().unwrap()),
        "{done}"
    );

    let ledger = ledger(api, &id).await;
    assert_eq!(ledger.len(), PEOPLE);
    let counts = counted(api, &id, &ledger).await;
    let unknown = counts.get("unknown/interrupted").copied().unwrap_or(0);
    assert_eq!(
        counts.get("accepted/").copied().unwrap_or(0) + unknown,
        PEOPLE as u64,
        "{counts:?}"
    );
    assert!(
        unknown <= IN_FLIGHT * (times + 1),
        "{unknown} unknown after {times} kills"
    );
    assert_eq!(done["status"] == "partially_failed", unknown > 0);
    let mut people: Vec<&str> = ledger
        .values()
        .filter_map(|message| message["email"].as_str())
        .collect();
    people.sort_unstable();
    people.dedup();
    assert_eq!(people.len(), PEOPLE, "one message per person");

    // The outbox is what the sandbox was handed: each accepted message once, and nothing else.
    let kept = kept(api, &id).await;
    for (message, line) in &ledger {
        let times = kept.get(message).copied().unwrap_or(0);
        assert_eq!(times, u64::from(line["state"] == "accepted"), "{line}");
    }
    assert_eq!(kept.len() as u64, PEOPLE as u64 - unknown);
}
on_both_databases!(sending_survives_being_killed_again_and_again, alone);
