//! Sending for real, to a relay on this machine that remembers what it took.

use std::collections::BTreeMap;

use relais_tests::Client;
use relais_tests::smtp_sink::SinkProcess;
use serde_json::json;

/// A relay as a process of its own: it outlives the program under test.
pub fn relay() -> SinkProcess {
    SinkProcess::start(env!("CARGO_BIN_EXE_smtp-sink"), &[])
}

/// Takes a company's email live over this relay.
pub async fn live(api: &Client, relay: &SinkProcess) {
    let order = json!({
        "mode": "live",
        "config": { "relay": relay.url(), "from": "Atelier <bonjour@example.test>", "tls": "none" },
    });
    assert_eq!(api.put("/api/channels/email", order).ok().await["mode"], "live");
}

/// How often the relay took each message of the ledger.
pub fn received(relay: &SinkProcess) -> BTreeMap<String, u64> {
    let ids = relay.accepted().into_iter();
    ids.map(|(id, times)| {
        let (message, domain) = id.split_once('@').unwrap_or_else(|| panic!("{id}"));
        assert_eq!(domain, "example.test");
        (message.to_owned(), u64::from(times))
    })
    .collect()
}
