//! Trying a channel: a message to oneself over the saved configuration, whatever the mode, and plain words about it.

use relais_tests::stored::rows;
use relais_tests::{Server, on_both_databases};
use serde_json::{Value, json};

use super::relay::relay;
use super::sending::{order, people, prepared};

const TEST: &str = "/api/channels/email/test";

fn to(address: &str) -> Value {
    json!({ "to": address })
}

// R: P6, O4, O10
async fn a_test_really_leaves_and_says_what_came_of_it(server: Server) {
    let (tenant, relay) = (server.tenant().await, relay());
    let api = &tenant.api;
    let none = api
        .post("/api/channels/push/test", to("x@example.test"))
        .refused(409)
        .await;
    assert!(none["type"].as_str().unwrap().contains("test-none"), "{none}");
    let unfit = api.post(TEST, to("ines@example.test")).refused(422).await;
    assert_eq!(unfit["errors"][0]["field"], "config", "{unfit}");

    let config = json!({ "relay": relay.url(), "from": "Atelier <bonjour@example.test>", "tls": "none" });
    api.put("/api/channels/email", json!({ "config": config })).ok().await;
    let nowhere = api.post(TEST, to("ines")).refused(422).await;
    assert_eq!(nowhere["errors"][0]["field"], "to", "{nowhere}");
    assert!(relay.accepted().is_empty());

    let accepted = api.post(TEST, to(" Ines@example.test ")).ok().await;
    assert_eq!(
        accepted,
        json!({ "to": "ines@example.test", "result": "accepted", "said": "" })
    );
    assert_eq!(relay.accepted().len(), 1, "it left, from the sandbox");
    for (address, result, words) in [
        ("rcpt-5xx+ines@example.test", "refused", "5.1.1"),
        ("content-4xx+ines@example.test", "later", "451"),
    ] {
        let told = api.post(TEST, to(address)).ok().await;
        assert_eq!(told["result"], result, "{told}");
        assert!(
            told["said"].as_str().unwrap().contains(words),
            "the relay's own words: {told}"
        );
    }
    assert_eq!(api.get("/api/outbox").ok().await["items"], json!([]));
    assert_eq!(api.get("/api/channels/email").ok().await["mode"], "sandbox");

    // What was tried is in the audit log; to whom is not.
    assert_eq!(
        rows(&server, &tenant.slug, "audit_entries", "action = 'channel.test'").await,
        3
    );
    let told = "action = 'channel.test' AND CAST(details AS TEXT) LIKE '%ines%'";
    assert_eq!(rows(&server, &tenant.slug, "audit_entries", told).await, 0);
}
on_both_databases!(a_test_really_leaves_and_says_what_came_of_it, beside_relay);

// R: P6
async fn the_page_says_what_the_relay_said_in_the_readers_language(server: Server) {
    let (tenant, relay) = (server.tenant().await, relay());
    let config = json!({ "relay": relay.url(), "from": "bonjour@example.test", "tls": "none" });
    tenant
        .api
        .put("/api/channels/email", json!({ "config": config }))
        .ok()
        .await;
    let browser = server.visitor();
    browser
        .submit("/login", &[("email", &tenant.email), ("password", &tenant.password)])
        .expect(303)
        .await;
    for (language, accepted, refused) in [("fr", "Accepté", "Refusé"), ("en", "Accepted", "Refused")] {
        let choice = [("lang", language), ("back", "/")];
        browser.submit("/language", &choice).expect(303).await;
        let send = async |address: &str| {
            let form = [("to", address)];
            browser.submit("/channels/email/test", &form).expect(200).await.text()
        };
        assert!(send("ines@example.test").await.contains(accepted));
        let page = send("rcpt-5xx+ines@example.test").await;
        assert!(page.contains(refused) && page.contains("550"), "{page}");
    }
    // Nobody has a push subscription at hand to write to.
    let page = browser.get("/channels/push").expect(200).await.text();
    assert!(!page.contains("/channels/push/test"));
}
on_both_databases!(the_page_says_what_the_relay_said_in_the_readers_language, beside_relay);

// R: P6
async fn tests_come_to_an_end(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    // Nobody listens there: each test ends at once.
    let config = json!({ "relay": "smtp://127.0.0.1:1", "from": "bonjour@example.test", "tls": "none" });
    api.put("/api/channels/email", json!({ "config": config })).ok().await;
    for _ in 0..10 {
        let told = api.post(TEST, to("ines@example.test")).ok().await;
        assert_ne!(told["result"], "accepted");
        assert!(!told["said"].as_str().unwrap().is_empty(), "{told}");
    }
    let refused = api.post(TEST, to("ines@example.test")).expect(429).await;
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    // Another company is not held up.
    let other = server.tenant().await;
    other
        .api
        .put("/api/channels/email", json!({ "config": config }))
        .ok()
        .await;
    other.api.post(TEST, to("ines@example.test")).ok().await;
}
on_both_databases!(tests_come_to_an_end);

// R: T8, P6
async fn a_mail_comes_from_a_domain_of_its_channel(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    people(api, 11).await;
    let from = |sender: &str| json!({ "content": { "email": { "from": sender } } });
    let id = prepared(api, order("Domaines")).await;
    let path = format!("/api/campaigns/{id}");
    api.patch(&path, from("Autre <lettre@autre.test>")).ok().await;
    let config = |domains: &[&str]| json!({ "config": { "from": "bonjour@example.test", "domains": domains } });
    api.put("/api/channels/email", config(&[])).ok().await;
    let refused = api.post(&format!("{path}/launch"), json!({})).refused(422).await;
    assert_eq!(refused["errors"][0]["field"], "content.email.from", "{refused}");
    assert!(
        refused["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("example.test"),
        "{refused}"
    );
    // The configuration may name others beside its own.
    api.put("/api/channels/email", config(&["autre.test"])).ok().await;
    api.post(&format!("{path}/launch"), json!({})).ok().await;
    let wrong = json!({ "mode": "live", "config": { "relay": "smtp://r.test", "from": "a@b.test", "domains": ["pas un domaine"] } });
    api.put("/api/channels/email", wrong).refused(422).await;
}
on_both_databases!(a_mail_comes_from_a_domain_of_its_channel);
