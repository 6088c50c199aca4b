//! What a company's base holds, read through the API to its last page.

use serde_json::{Value, json};

use crate::client::Client;

/// Every item of a list, page after page. `path` has no query yet.
pub async fn items(api: &Client, path: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut query = "limit=200".to_owned();
    loop {
        let mut page = api.get(&format!("{path}?{query}")).ok().await;
        match page["items"].take() {
            Value::Array(items) => all.extend(items),
            other => panic!("no items: {other}"),
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => query = format!("limit=200&cursor={cursor}"),
            None => return all,
        }
    }
}

/// What is known of every contact, in the order in which they were entered: without identifiers and times, which
/// differ from one import to the next.
pub async fn contacts(api: &Client) -> Vec<Value> {
    let mut contacts = items(api, "/api/contacts").await;
    contacts.reverse();
    for contact in &mut contacts {
        if let Value::Object(values) = contact {
            for own in ["id", "created_at", "updated_at"] {
                values.remove(own);
            }
        }
    }
    contacts
}

/// The one contact with this address.
pub async fn contact(api: &Client, email: &str) -> Value {
    let mut found = api.get(&format!("/api/contacts?email={email}")).ok().await;
    match found["items"].as_array_mut() {
        Some(items) if items.len() == 1 => items.remove(0),
        _ => panic!("not one contact has the address {email}: {found}"),
    }
}

/// What a person agreed to or withdrew, oldest first: channel, kind and evidence.
pub async fn consents(api: &Client, contact: &Value) -> Vec<[String; 3]> {
    let path = format!("/api/contacts/{}/consents", text(&contact["id"]));
    let history = api.get(&path).ok().await;
    let acts = history["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    acts.iter()
        .map(|act| ["channel", "kind", "evidence"].map(|part| text(&act[part])))
        .collect()
}

/// Every line of an import's report: where, what about (empty: the row), why.
pub async fn report_lines(api: &Client, import: &str) -> Vec<(u64, String, String)> {
    let lines = items(api, &format!("/api/imports/{import}/errors")).await;
    lines
        .iter()
        .map(|line| {
            let field = line["field"].as_str().unwrap_or_default().to_owned();
            (whole(&line["line"]), field, text(&line["reason"]))
        })
        .collect()
}

/// How many people the filters let in.
pub async fn count(api: &Client, filters: Value) -> u64 {
    let answer = api
        .post("/api/audiences/count", json!({ "filters": filters }))
        .ok()
        .await;
    whole(&answer["count"])
}

/// How the people of an audience spread: by category, then by value. Values that nobody has are left out.
pub async fn facets(api: &Client, filters: Value) -> Value {
    let mut answer = api
        .post("/api/audiences/facets", json!({ "filters": filters }))
        .ok()
        .await;
    let mut facets = answer["facets"].take();
    if let Value::Object(categories) = &mut facets {
        for category in categories.values_mut().filter_map(Value::as_object_mut) {
            category.retain(|_, count| count != 0);
        }
    }
    facets
}

/// A text that must be there.
pub fn text(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => panic!("no text: {value}"),
    }
}

/// A count that must be there.
pub fn whole(value: &Value) -> u64 {
    match value.as_u64() {
        Some(number) => number,
        None => panic!("no count: {value}"),
    }
}
