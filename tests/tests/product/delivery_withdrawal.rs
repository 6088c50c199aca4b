//! A withdrawal committed while a campaign is being sent keeps that person's message from leaving.

use std::collections::{BTreeMap, BTreeSet};

use relais_tests::base::{items, text};
use relais_tests::stored::value;
use relais_tests::{Backend, Client, Server, Tenant, on_both_databases};
use serde_json::json;

use super::relay::{live, received, relay};
use super::sending::{act, counted, kept, ledger, order, over, people, prepared};

const PEOPLE: usize = 6_000;

// R: G4
async fn whoever_withdraws_while_it_is_sent_gets_nothing_afterwards(server: Server) {
    let tenant = server.tenant().await;
    people(&tenant.api, PEOPLE).await;
    let (id, late) = withdrawals(&server, &tenant).await;
    let kept = kept(&tenant.api, &id).await;
    nothing_left_for(&tenant.api, &id, &late, &kept).await;
}
on_both_databases!(whoever_withdraws_while_it_is_sent_gets_nothing_afterwards, alone);

// R: G4
async fn the_relay_is_given_nothing_for_whoever_withdrew(server: Server) {
    let tenant = server.tenant().await;
    let relay = relay();
    live(&tenant.api, &relay).await;
    people(&tenant.api, PEOPLE).await;
    let (id, late) = withdrawals(&server, &tenant).await;
    nothing_left_for(&tenant.api, &id, &late, &received(&relay)).await;
}
on_both_databases!(the_relay_is_given_nothing_for_whoever_withdrew, beside_relay);

/// Sends a campaign while people withdraw, several at a time: the campaign, and the people whose message had not begun to
/// leave when their withdrawal was acknowledged.
async fn withdrawals(server: &Server, tenant: &Tenant) -> (String, BTreeSet<String>) {
    let api = &tenant.api;
    // Newest first: those who are written to last.
    let contacts: Vec<String> = items(api, "/api/contacts")
        .await
        .iter()
        .map(|c| text(&c["id"]))
        .collect();
    let id = prepared(api, order("Sous la charge")).await;
    act(api, &id, "launch").await;
    let one = |at: usize| {
        let (contacts, id) = (&contacts, &id);
        async move {
            let mut late = Vec::new();
            for contact in contacts.iter().skip(at * 10).step_by(40) {
                if let Some(contact) = withdraw(server, tenant, contact).await {
                    late.push(contact);
                }
                if api.get(&format!("/api/campaigns/{id}")).ok().await["status"] != "sending" {
                    break;
                }
            }
            late
        }
    };
    let (a, b, c, d) = tokio::join!(one(0), one(1), one(2), one(3));
    assert_eq!(over(api, &id).await["status"], "finished");
    let late: BTreeSet<String> = [a, b, c, d].concat().into_iter().collect();
    assert!(!late.is_empty(), "everything had left before anybody withdrew");
    (id, late)
}

/// Withdraws one person's consent; the person, when their message had not begun to leave at the answer.
async fn withdraw(server: &Server, tenant: &Tenant, contact: &str) -> Option<String> {
    let stop = json!({ "channel": "email", "kind": "withdrawn", "evidence": "un appel" });
    tenant
        .api
        .post(&format!("/api/contacts/{contact}/consents"), &stop)
        .created()
        .await;
    // Read after the answer, so after the commit: what has not begun to leave must not leave any more.
    let is_theirs = match server.backend() {
        Backend::Sqlite => format!("contact_id = x'{}'", contact.replace('-', "")),
        Backend::Postgres => format!("contact_id = '{contact}'"),
    };
    let state = value(server, &tenant.slug, "messages", "state", &is_theirs).await;
    let leaves = ["transmitting", "accepted"].contains(&state.as_deref().unwrap_or_default());
    (!leaves).then(|| contact.to_owned())
}

/// What left is what the ledger says, and nothing of it was for those who withdrew in time.
async fn nothing_left_for(api: &Client, id: &str, late: &BTreeSet<String>, left: &BTreeMap<String, u64>) {
    let ledger = ledger(api, id).await;
    counted(api, id, &ledger).await;
    assert_eq!(left.values().sum::<u64>(), left.len() as u64, "nothing left twice");
    for message in ledger.values() {
        let has_left = left.contains_key(&text(&message["id"]));
        assert_eq!(has_left, message["state"] == "accepted", "{message}");
        if late.contains(&text(&message["contact"])) {
            assert_eq!(
                (&message["state"], &message["reason"]),
                (&json!("skipped"), &json!("withdrawn"))
            );
        }
    }
}
