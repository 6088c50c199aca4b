//! One company's relay says nothing, or refuses everything: nobody else waits for it.

use std::time::Duration;

use relais_tests::base::items;
use relais_tests::{Client, Server, on_both_databases};
use serde_json::Value;

use super::relay::{live, received, relay};
use super::sending::{act, counted, ledger, named, order, over, people, prepared, until};

const PEOPLE: usize = 400;
/// A bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(120);

// R: T9, O16
async fn a_silent_or_failing_relay_holds_nobody_else_up(server: Server) {
    let relay = relay();
    // What goes wrong is chosen by the recipient's address.
    let mut troubled = Vec::new();
    for fault in [
        "silent-rcpt",
        "silent-content",
        "content-421",
        "cut-content",
        "rcpt-4xx",
    ] {
        let tenant = server.tenant().await;
        live(&tenant.api, &relay).await;
        named(&tenant.api, &format!("{fault}+"), PEOPLE).await;
        let id = prepared(&tenant.api, order(fault)).await;
        act(&tenant.api, &id, "launch").await;
        troubled.push((tenant, id));
    }
    for (tenant, id) in &troubled {
        has_begun(&tenant.api, id).await;
    }

    let calm = server.tenant().await;
    live(&calm.api, &relay).await;
    people(&calm.api, PEOPLE).await;
    let id = prepared(&calm.api, order("Sans histoire")).await;
    act(&calm.api, &id, "launch").await;
    assert_eq!(over(&calm.api, &id).await["status"], "finished");
    let ledger = ledger(&calm.api, &id).await;
    let counts = counted(&calm.api, &id, &ledger).await;
    assert_eq!(counts.get("accepted/"), Some(&(PEOPLE as u64)), "{counts:?}");
    let received = received(&relay);
    assert!(ledger.keys().all(|message| received.get(message) == Some(&1)));

    // The troubled see their pages too, and a pause is heard while their relay says nothing.
    for (tenant, id) in &troubled {
        let campaign = tenant.api.get(&format!("/api/campaigns/{id}")).ok().await;
        assert_ne!(campaign["status"], "finished", "{campaign}");
        tenant.api.get("/api/contacts").ok().await;
        if campaign["status"] == "sending" {
            act(&tenant.api, id, "pause").await;
        }
    }
}
on_both_databases!(a_silent_or_failing_relay_holds_nobody_else_up, beside_relay);

/// Waits until somebody waits for this campaign's relay, or was sent away by it.
async fn has_begun(api: &Client, id: &str) {
    until(api, id, |campaign| campaign["delivery"]["total"] == PEOPLE).await;
    let begun = async {
        loop {
            let messages = items(api, &format!("/api/campaigns/{id}/messages")).await;
            let begun = |message: &Value| message["state"] == "transmitting" || message["attempts"] != 0;
            if messages.iter().any(begun) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, begun).await.is_ok(),
        "nothing is handed over"
    );
}
