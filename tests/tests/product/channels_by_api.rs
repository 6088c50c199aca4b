//! The channels of a company: configured, kept secret, taken live only when their plugin is content.

use relais_tests::{Server, on_both_databases};
use serde_json::{Value, json};

const SECRET: &str = "motdepasse-du-relais-4711";

fn named<'a>(list: &'a Value, channel: &str) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["channel"] == channel).unwrap()
}

// R: O4, O12, P3, P6
async fn a_channel_is_configured_and_its_secrets_are_never_told(server: &Server) {
    let (tenant, other) = (server.tenant().await, server.tenant().await);
    let api = &tenant.api;
    let list = api.get("/api/channels").ok().await;
    let names: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["channel"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["email", "sms", "push", "postal"]);
    let untouched = json!({ "channel": "email", "plugin": "email", "mode": "sandbox", "config": {}, "secrets_set": [],
        "fault": null, "callback_url": null, "updated_at": null });
    assert_eq!(named(&list, "email"), &untouched);
    assert_eq!(named(&list, "push")["plugin"], "push");

    // In the sandbox a configuration may be unfinished.
    let order = json!({ "config": { "from": "bonjour@example.test" }, "secrets": { "username": "relais", "password": SECRET } });
    let saved = api.put("/api/channels/email", order).ok().await;
    assert_eq!(saved["secrets_set"], json!(["password", "username"]));
    assert_eq!(saved["config"], json!({ "from": "bonjour@example.test" }));
    assert!(saved["updated_at"].is_string());

    // A secret that is not named stays; null removes one; nothing tells what they are.
    let kept = api
        .put("/api/channels/email", json!({ "secrets": { "username": null } }))
        .ok()
        .await;
    assert_eq!(kept["secrets_set"], json!(["password"]));
    assert_eq!(kept["config"], json!({ "from": "bonjour@example.test" }));
    for path in ["/api/channels", "/api/channels/email"] {
        let told = api.get(path).ok().await.to_string();
        assert!(told.contains("password") && !told.contains(SECRET), "{told}");
    }
    // R: O16
    assert_eq!(other.api.get("/api/channels/email").ok().await, untouched);
}
on_both_databases!(a_channel_is_configured_and_its_secrets_are_never_told);

// R: O4
async fn a_channel_goes_live_only_when_its_plugin_is_content(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let refused = api
        .put("/api/channels/email", json!({ "mode": "live" }))
        .refused(422)
        .await;
    assert!(!refused["errors"].as_array().unwrap().is_empty(), "{refused}");
    assert_eq!(api.get("/api/channels/email").ok().await["mode"], "sandbox");

    let config =
        json!({ "relay": "smtp://relay.example.test:2525", "from": "Atelier <bonjour@example.test>", "tls": "none" });
    let live = api
        .put("/api/channels/email", json!({ "config": config, "mode": "live" }))
        .ok()
        .await;
    assert_eq!((&live["mode"], &live["config"]), (&json!("live"), &config));

    // What would break a live channel is refused, and it stays as it was.
    api.put("/api/channels/email", json!({ "config": {} }))
        .refused(422)
        .await;
    assert_eq!(api.get("/api/channels/email").ok().await["config"], config);
    let back = api
        .put("/api/channels/email", json!({ "mode": "sandbox", "config": {} }))
        .ok()
        .await;
    assert_eq!((&back["mode"], &back["config"]), (&json!("sandbox"), &json!({})));
}
on_both_databases!(a_channel_goes_live_only_when_its_plugin_is_content);

// R: P3
async fn a_server_that_may_not_be_reached_is_named_when_going_live(server: &Server) {
    let api = server.tenant().await.api;
    for relay in [
        "smtp://127.0.0.1:2525",
        "smtp://localhost:25",
        "smtps://10.1.2.3",
        "smtp://[::1]:25",
    ] {
        let config = json!({ "relay": relay, "from": "bonjour@example.test" });
        let order = json!({ "config": config, "mode": "live" });
        let refused = api.put("/api/channels/email", order).refused(422).await;
        assert_eq!(
            refused["errors"][0]["code"], "invalid-closed-host",
            "{relay}: {refused}"
        );
        assert_eq!(api.get("/api/channels/email").ok().await["mode"], "sandbox");
    }
}
on_both_databases!(a_server_that_may_not_be_reached_is_named_when_going_live);

async fn what_makes_no_sense_is_refused_with_its_place(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    for path in ["/api/channels/pigeon", "/api/channels/tracking", "/api/channels/Email"] {
        api.get(path).refused(404).await;
        api.put(path, json!({})).refused(404).await;
    }
    let cases = [
        (json!({ "mode": "real" }), "mode"),
        (json!({ "plugin": "pigeon" }), "plugin"),
        (json!({ "plugin": "email", "config": [1] }), "config"),
        (json!({ "config": { "from": "a".repeat(70_000) } }), "config"),
        (
            json!({ "secrets": { "nobody_asked_for_this": "x" } }),
            "secrets.nobody_asked_for_this",
        ),
        (
            json!({ "secrets": { "password": "x".repeat(20_000) } }),
            "secrets.password",
        ),
        (json!({ "secrets": { "password": 3 } }), "secrets.password"),
        (
            json!({ "secrets": { "dkim_key": "no key at all" } }),
            "secrets.dkim_key",
        ),
    ];
    for (order, field) in cases {
        let refused = api.put("/api/channels/email", order).refused(422).await;
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    assert_eq!(api.get("/api/channels/email").ok().await["updated_at"], Value::Null);
}
on_both_databases!(what_makes_no_sense_is_refused_with_its_place);
