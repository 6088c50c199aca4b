//! Whom each channel reaches, through the API: counted, shared out, listed by the reason why not.

use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

async fn person(api: &Client, name: &str, addresses: Value, grounds: Value) {
    let mut body = json!({ "name": name, "lawful_basis": grounds });
    for (key, value) in addresses.as_object().unwrap() {
        body[key] = value.clone();
    }
    api.post("/api/contacts", body).created().await;
}

fn ground(kind: &str) -> Value {
    json!({ "kind": kind, "evidence": "Formulaire, mai 2026" })
}

/// Three by email, two by both, one by text message alone, one professional without consent to text messages.
async fn town(api: &Client) {
    for i in 0..3 {
        let email = json!({ "email": format!("e{i}@example.test"), "city": "Rennes" });
        person(
            api,
            &format!("E{i}"),
            email,
            json!({ "email": ground("b2b_information") }),
        )
        .await;
    }
    for i in 0..2 {
        let both =
            json!({ "email": format!("b{i}@example.test"), "phone": format!("+3361234568{i}"), "city": "Rennes" });
        let grounds = json!({ "email": ground("b2b_information"), "sms": ground("consent") });
        person(api, &format!("B{i}"), both, grounds).await;
    }
    let phone = json!({ "phone": "+33612345670", "city": "Brest" });
    person(api, "S0", phone, json!({ "sms": ground("consent") })).await;
    let phone = json!({ "phone": "+33612345671", "city": "Brest" });
    person(api, "P0", phone, json!({ "sms": ground("b2b_information") })).await;
}

/// Text as it stands in an address.
fn encoded(text: &str) -> String {
    let bytes = text.bytes();
    bytes
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn channel<'a>(reached: &'a Value, name: &str) -> &'a Value {
    let channels = reached["channels"].as_array().unwrap();
    channels.iter().find(|one| one["channel"] == name).unwrap()
}

// R: O4 G3
async fn each_channel_says_whom_it_reaches_and_whom_not(server: &Server) {
    let api = &server.tenant().await.api;
    town(api).await;
    let reached = api.post("/api/audiences/reach", json!({})).ok().await;
    assert_eq!(reached["count"], 7);
    assert_eq!(reached["unreached"], 1);
    assert_eq!(reached["channels"].as_array().unwrap().len(), 4);
    assert_eq!(channel(&reached, "email")["reached"], 5);
    assert_eq!(
        channel(&reached, "sms")["reached"],
        3,
        "a professional's ground allows no text message"
    );
    assert_eq!(channel(&reached, "sms")["grounds"], json!({ "consent": 3 }));
    for one in reached["channels"].as_array().unwrap() {
        let left: u64 = one["left_out"]
            .as_array()
            .unwrap()
            .iter()
            .map(|why| why["count"].as_u64().unwrap())
            .sum();
        assert_eq!(left + one["reached"].as_u64().unwrap(), 7, "{one}");
        assert_eq!(one["receives"], one["reached"]);
        assert_eq!(one["estimate"], Value::Null);
        // Each reason lists its people.
        for why in one["left_out"].as_array().unwrap() {
            let filters = encoded(&why["filters"].to_string());
            let listed = api.get(&format!("/api/contacts?filters={filters}")).ok().await;
            let listed = listed["items"].as_array().unwrap().len();
            assert_eq!(listed as u64, why["count"].as_u64().unwrap(), "{why}");
        }
    }

    // In their order each person falls to the first channel that reaches them.
    let ask = json!({ "filters": { "city": ["Rennes", "Brest"] }, "channels": ["sms", "email"], "fallback": true });
    let shared = api.post("/api/audiences/reach", ask).ok().await;
    assert_eq!((&shared["count"], &shared["unreached"]), (&json!(7), &json!(1)));
    let receives: Vec<&Value> = shared["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["receives"])
        .collect();
    assert_eq!(receives, [&json!(3), &json!(3)]);
    assert_eq!(channel(&shared, "email")["reached"], 5);
}
on_both_databases!(each_channel_says_whom_it_reaches_and_whom_not);

async fn what_cannot_be_asked_is_refused_with_its_field(server: &Server) {
    let api = &server.tenant().await.api;
    town(api).await;
    for (ask, field) in [
        (json!({ "channels": ["fax"] }), "channels"),
        (json!({ "filters": [] }), "filters"),
        (
            json!({ "content": { "email": { "subject": "{{ inconnu }}", "text": "x" } } }),
            "content.email.subject",
        ),
    ] {
        let problem = api.post("/api/audiences/reach", ask).refused(422).await;
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
}
on_both_databases!(what_cannot_be_asked_is_refused_with_its_field);

// R: O3 O13
async fn how_channels_go_together_is_kept_and_changed(server: &Server) {
    let api = &server.tenant().await.api;
    let order =
        json!({ "title": "À plusieurs", "event_date": "2030-01-01", "channels": ["sms", "email"], "fallback": true });
    let made = api.post("/api/campaigns", order).created().await;
    assert_eq!(
        (&made["fallback"], &made["channels"]),
        (&json!(true), &json!(["sms", "email"]))
    );
    let path = format!("/api/campaigns/{}", made["id"].as_str().unwrap());
    let changed = api
        .patch(&path, json!({ "channels": ["email", "postal", "sms"] }))
        .ok()
        .await;
    assert_eq!(
        (&changed["fallback"], &changed["channels"]),
        (&json!(true), &json!(["email", "postal", "sms"]))
    );
    let changed = api.patch(&path, json!({ "fallback": null })).ok().await;
    assert_eq!(changed["fallback"], false);
    let usual = api
        .post(
            "/api/campaigns",
            json!({ "title": "Simple", "event_date": "2030-01-01" }),
        )
        .created()
        .await;
    assert_eq!(usual["fallback"], false);
}
on_both_databases!(how_channels_go_together_is_kept_and_changed);
