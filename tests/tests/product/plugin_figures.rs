//! How a plugin does, seen from a process that does not run it.

use std::time::Duration;

use relais_tests::base::{text, whole};
use relais_tests::guests::PAGING_1;
use relais_tests::{Backend, Client, Server};
use serde_json::{Value, json};

use super::sms::{phones, sent};

/// A bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(60);

/// The figures of a plugin, once what it logged says that it sent.
async fn after_sending(api: &Client, name: &str) -> Value {
    let wait = async {
        loop {
            let figures = api.get(&format!("/api/plugins/{name}")).ok().await["figures"].clone();
            let log = figures["log"].as_array().unwrap();
            if log.iter().any(|line| text(&line["text"]) == "info: version 1 sends") {
                return figures;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap()
}

// R: P4, O16
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_worker_elsewhere_does_is_seen_where_people_look() {
    let server = Server::start_with(Backend::Postgres, &["--role", "web"]).await;
    let worker = server.worker_beside().await;
    let tenant = server.tenant().await;
    let api = &tenant.api;
    phones(api, &["+33612345603"]).await;
    api.upload("/api/plugins", "kurier.wasm", PAGING_1.to_vec(), &[])
        .created()
        .await;
    api.post("/api/plugins/kurier/grant", json!({ "version": 1 }))
        .ok()
        .await;
    api.put("/api/channels/sms", json!({ "plugin": "kurier" })).ok().await;
    sent(api, "Un", "Bonjour").await;
    let figures = after_sending(api, "kurier").await;
    assert!(
        whole(&figures["calls"]) > 0 && whole(&figures["peak_memory"]) > 0,
        "{figures}"
    );
    assert_eq!(whole(&figures["failures"]), 0, "{figures}");
    assert!(figures["p95_ms"].as_u64() >= figures["median_ms"].as_u64() && figures["median_ms"].is_u64());

    // They outlive the process that counted them.
    drop(worker);
    assert!(whole(&after_sending(api, "kurier").await["calls"]) >= whole(&figures["calls"]));
}
