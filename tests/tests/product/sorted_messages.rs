//! The messages of a campaign in every order: nobody is missing, nobody comes twice, whatever the size of the pages.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

use relais_tests::base::{contact, text};
use relais_tests::ledger::Ledger;
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

use super::sending::{act, order, over, people, prepared};

/// All pages of a listing, `limit` messages each.
async fn listed(api: &Client, id: &str, query: &str, limit: usize) -> Vec<Value> {
    let mut messages = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/campaigns/{id}/messages?limit={limit}&{query}{cursor}");
        let page = api.get(&path).ok().await;
        messages.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return messages,
        }
    }
}

fn ids(messages: &[Value]) -> Vec<String> {
    messages.iter().map(|message| text(&message["id"])).collect()
}

/// That a listing is in order: by `key`, and where that is the same as contacts are, in `direction`.
fn assert_sorted<K: Ord>(messages: &[Value], contacts: &[String], descending: bool, key: impl Fn(&Value) -> Option<K>) {
    let place = |message: &Value| contacts.iter().position(|id| *id == text(&message["id"])).unwrap();
    for pair in messages.windows(2) {
        let [a, b] = pair else { continue };
        let order = match (key(a), key(b)) {
            // Without a value, as contacts are.
            (None, None) => place(a).cmp(&place(b)),
            (None, Some(_)) | (Some(_), None) => continue,
            (Some(x), Some(y)) => {
                let order = x.cmp(&y).then(place(a).cmp(&place(b)));
                if descending { order.reverse() } else { order }
            }
        };
        assert_eq!(order, Ordering::Less, "{a} before {b}");
    }
}

// R: T6
async fn messages_are_sorted_and_pages_meet(server: &Server) {
    let company = server.tenant().await;
    let api = &company.api;
    people(api, 40).await;
    let withdrawn = contact(api, "p3@example.test").await;
    let stop = json!({ "channel": "email", "kind": "withdrawn", "evidence": "par téléphone" });
    let path = format!("/api/contacts/{}/consents", text(&withdrawn["id"]));
    api.post(&path, &stop).created().await;
    let id = prepared(api, order("Triée")).await;
    act(api, &id, "launch").await;
    over(api, &id).await;

    // Some are opened, some of these more than once, and some clicked.
    let ledger = Ledger::open(server, &company.slug).await;
    let contacts = ids(&listed(api, &id, "", 200).await);
    let visitor = server.visitor();
    for (nth, message) in contacts.iter().enumerate() {
        let token = ledger.token(message);
        for _ in 0..nth % 4 {
            visitor.get(&format!("/track/pixel/{token}")).expect(200).await;
        }
        if nth % 5 == 0 {
            visitor.get(&format!("/track/click/{token}.1")).expect(302).await;
        }
    }

    let everybody: BTreeSet<&String> = contacts.iter().collect();
    let sorts = [
        "", "sent_at", "-sent_at", "opens", "-opens", "clicks", "-clicks", "status",
    ];
    for sort in sorts {
        let whole = listed(api, &id, &format!("sort={sort}"), 200).await;
        for limit in [1, 7] {
            let pages = listed(api, &id, &format!("sort={sort}"), limit).await;
            assert_eq!(ids(&pages), ids(&whole), "sorted by {sort}, {limit} at a time");
        }
        assert_eq!(
            ids(&whole).iter().collect::<BTreeSet<_>>(),
            everybody,
            "sorted by {sort}"
        );
        let descending = sort.starts_with('-');
        match sort.trim_start_matches('-') {
            "sent_at" => {
                assert_sorted(&whole, &contacts, descending, |message| {
                    message["sent_at"].as_str().map(str::to_owned)
                });
                assert!(
                    whole.last().unwrap()["sent_at"].is_null(),
                    "who was left out comes last"
                );
            }
            figure @ ("opens" | "clicks") => {
                let of = |message: &Value| message[figure].as_u64().filter(|count| *count > 0);
                assert_sorted(&whole, &contacts, descending, of);
                let counts: Vec<u64> = whole.iter().map(|message| message[figure].as_u64().unwrap()).collect();
                let mut sorted = counts.clone();
                match descending {
                    true => sorted.sort_by_key(|count| Reverse(*count)),
                    false => sorted.sort_unstable(),
                }
                assert_eq!(counts, sorted);
                assert!(
                    counts.contains(&0) && counts.iter().any(|count| *count > 0),
                    "{counts:?}"
                );
            }
            "status" => assert_eq!(whole.last().unwrap()["state"], "skipped"),
            _ => {}
        }
    }

    // Filters go with every order.
    for sort in sorts {
        let opened = listed(api, &id, &format!("state=opened&sort={sort}"), 3).await;
        assert!(
            opened.iter().all(|message| message["opens"].as_u64() > Some(0)),
            "{sort}"
        );
        let all = listed(api, &id, "", 200).await;
        let expected = all.iter().filter(|message| message["opens"].as_u64() > Some(0)).count();
        assert!(expected > 25, "more than a page: {expected}");
        assert_eq!(opened.len(), expected, "{sort}");
        let skipped = listed(api, &id, &format!("state=skipped&sort={sort}"), 3).await;
        assert_eq!(skipped.len(), 1, "{sort}");
    }

    // A cursor is one of its order; there is no other order.
    let page = api
        .get(&format!("/api/campaigns/{id}/messages?limit=3&sort=-opens"))
        .ok()
        .await;
    let cursor = text(&page["next_cursor"]);
    for wrong in [
        format!("sort=opens&cursor={cursor}"),
        "sort=name".to_owned(),
        "sort=-status".to_owned(),
    ] {
        api.get(&format!("/api/campaigns/{id}/messages?{wrong}"))
            .refused(422)
            .await;
    }

    // The page says by what it is sorted, and its links keep the filter.
    let fields = [
        ("email", company.email.as_str()),
        ("password", company.password.as_str()),
    ];
    visitor.submit("/login", &fields).expect(303).await;
    let shown = visitor
        .get(&format!("/campaigns/{id}?state=opened&sort=-opens"))
        .expect(200)
        .await
        .text();
    assert!(shown.contains("aria-sort=\"descending\""), "{shown}");
    assert!(
        shown.contains(&format!("/campaigns/{id}?state=opened&#38;sort=opens#messages")),
        "{shown}"
    );
    assert!(shown.contains("state=opened&#38;sort=-opens&#38;after="), "{shown}");
}
on_both_databases!(messages_are_sorted_and_pages_meet);
