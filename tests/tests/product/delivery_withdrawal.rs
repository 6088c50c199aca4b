//! A withdrawal committed while a campaign is being sent keeps that person's message from leaving.

use relais_tests::base::{items, text};
use relais_tests::stored::value;
use relais_tests::{Backend, Server, on_both_databases};
use serde_json::json;

use super::sending::{act, counted, kept, ledger, order, over, people, prepared};

const PEOPLE: usize = 6_000;

// R: G4
async fn whoever_withdraws_while_it_is_sent_gets_nothing_afterwards(server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    people(api, PEOPLE).await;
    // Newest first: those who are written to last.
    let contacts = items(api, "/api/contacts").await;
    let id = prepared(api, order("Sous la charge")).await;
    act(api, &id, "launch").await;
    let stop = json!({ "channel": "email", "kind": "withdrawn", "evidence": "un appel" });
    let mut late = Vec::new();
    for contact in contacts.iter().step_by(40) {
        let contact = text(&contact["id"]);
        api.post(&format!("/api/contacts/{contact}/consents"), &stop)
            .created()
            .await;
        // Read after the answer, so after the commit: what has not begun to leave must not leave any more.
        let is_theirs = match server.backend() {
            Backend::Sqlite => format!("contact_id = x'{}'", contact.replace('-', "")),
            Backend::Postgres => format!("contact_id = '{contact}'"),
        };
        let state = value(&server, &tenant.slug, "messages", "state", &is_theirs).await;
        if !["transmitting", "accepted"].contains(&state.as_deref().unwrap_or_default()) {
            late.push(contact);
        }
        if api.get(&format!("/api/campaigns/{id}")).ok().await["status"] != "sending" {
            break;
        }
    }
    assert_eq!(over(api, &id).await["status"], "finished");
    assert!(!late.is_empty(), "everything had left before anybody withdrew");
    let ledger = ledger(api, &id).await;
    counted(api, &id, &ledger).await;
    let kept = kept(api, &id).await;
    for message in ledger.values() {
        let left = kept.contains_key(&text(&message["id"]));
        assert_eq!(left, message["state"] == "accepted", "{message}");
        if late.contains(&text(&message["contact"])) {
            assert_eq!(
                (&message["state"], &message["reason"]),
                (&json!("skipped"), &json!("withdrawn"))
            );
        }
    }
}
on_both_databases!(whoever_withdraws_while_it_is_sent_gets_nothing_afterwards, alone);
