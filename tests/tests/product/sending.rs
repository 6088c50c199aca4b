//! The steps of sending a campaign through the API, as every scenario of delivery needs them.

use std::collections::BTreeMap;
use std::time::Duration;

use relais_tests::Client;
use relais_tests::base::{items, text};
use relais_tests::import::{OnConflict, import};
use serde_json::{Value, json};

/// A bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(240);

/// Enters so many people who may be written to and tracked: `p0@example.test` and so on.
pub async fn people(api: &Client, count: usize) {
    named(api, "p", count).await;
}

/// The same with addresses that begin like this.
pub async fn named(api: &Client, prefix: &str, count: usize) {
    let mut csv = String::from("email;prénom;ville\n");
    for i in 0..count {
        csv.push_str(&format!("{prefix}{i}@example.test;Prénom{i};Rennes\n"));
    }
    let report = import(api, "personnes.csv", csv.into_bytes(), OnConflict::Skip).await;
    assert_eq!(report["created"], count);
}

/// A campaign to everybody.
pub fn order(title: &str) -> Value {
    json!({
        "title": title,
        "event_date": "2030-01-15",
        "filters": {},
        "content": { "email": {
            "subject": "Bonjour {{ first_name }}",
            "html": "<html><body><p>Bonjour {{ first_name }}</p><p><a href=\"https://exemple.fr/programme\">Le programme</a></p></body></html>",
        } },
    })
}

/// Creates a campaign and waits until it is prepared.
pub async fn prepared(api: &Client, order: Value) -> String {
    let id = text(&api.post("/api/campaigns", order).created().await["id"]);
    let campaign = until(api, &id, |campaign| campaign["status"] != "preparing").await;
    assert_eq!(campaign["status"], "ready", "{campaign}");
    id
}

/// Launches, pauses, resumes or cancels a campaign.
pub async fn act(api: &Client, id: &str, verb: &str) -> Value {
    api.post(&format!("/api/campaigns/{id}/{verb}"), json!({})).ok().await
}

/// Waits until a campaign is as `there` says.
pub async fn until(api: &Client, id: &str, there: impl Fn(&Value) -> bool) -> Value {
    let path = format!("/api/campaigns/{id}");
    let wait = async {
        loop {
            let campaign = api.get(&path).ok().await;
            if there(&campaign) {
                return campaign;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    match tokio::time::timeout(PATIENCE, wait).await {
        Ok(campaign) => campaign,
        Err(_) => panic!("the campaign stays {}", api.get(&path).ok().await),
    }
}

/// Waits until a campaign is over.
pub async fn over(api: &Client, id: &str) -> Value {
    until(api, id, |campaign| {
        !["scheduled", "sending"].contains(&campaign["status"].as_str().unwrap_or_default())
    })
    .await
}

/// The ledger: message by identifier.
pub async fn ledger(api: &Client, id: &str) -> BTreeMap<String, Value> {
    let messages = items(api, &format!("/api/campaigns/{id}/messages")).await;
    let count = messages.len();
    let ledger: BTreeMap<String, Value> = messages
        .into_iter()
        .map(|message| (text(&message["id"]), message))
        .collect();
    assert_eq!(ledger.len(), count, "a message twice in the pages");
    ledger
}

/// How many messages of the ledger stand where, as `state/reason`; the books of the campaign must say the same.
pub async fn counted(api: &Client, id: &str, ledger: &BTreeMap<String, Value>) -> BTreeMap<String, u64> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for message in ledger.values() {
        *counts.entry(place(message)).or_default() += 1;
    }
    let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
    let delivery = &campaign["delivery"];
    let lines = delivery["by_reason"].as_array().unwrap().iter();
    let books: BTreeMap<String, u64> = lines
        .map(|line| (place(line), line["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(books, counts, "the books differ from the ledger");
    let sum: u64 = ["queued", "sent", "failed", "skipped", "unknown"]
        .iter()
        .map(|figure| delivery[figure].as_u64().unwrap())
        .sum();
    assert_eq!(sum, delivery["total"].as_u64().unwrap(), "{delivery}");
    assert_eq!(delivery["total"], campaign["audience_size"], "one channel");
    counts
}

fn place(line: &Value) -> String {
    format!("{}/{}", text(&line["state"]), text(&line["reason"]))
}

/// The outbox of a campaign: how many messages each row of the ledger has in it.
pub async fn kept(api: &Client, id: &str) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = api
            .get(&format!("/api/outbox?campaign={id}&limit=200{cursor}"))
            .ok()
            .await;
        for item in page["items"].as_array().unwrap() {
            *counts.entry(text(&item["message"])).or_default() += 1;
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return counts,
        }
    }
}
