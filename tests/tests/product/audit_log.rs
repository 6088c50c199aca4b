//! The audit log: what is in it, that it proves itself to somebody who trusts none of our code, and that it leaves the house.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use relais_tests::base::{items, text};
use relais_tests::{Server, Tenant, on_both_databases};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::auditor;
use super::kills::Kills;

async fn log(tenant: &Tenant) -> Vec<Value> {
    items(&tenant.api, "/api/audit/entries").await
}

async fn add(tenant: &Tenant, number: usize) -> Value {
    let body = json!({ "name": format!("Personne {number}"), "email": format!("personne{number}@secret.test") });
    tenant.api.post("/api/contacts", body).created().await
}

// R: G9 M4
async fn acts_are_in_the_log_and_prove_themselves_offline(server: &Server) {
    let tenant = server.tenant().await;
    let early = tenant.api.get("/api/audit/checkpoint").ok().await;
    let body = json!({ "name": "Solène", "email": "solene@secret.test" });
    let answer = tenant.api.post("/api/contacts", body).expect(201).await;
    let contact = answer.json::<Value>();
    let consents = format!("/api/contacts/{}/consents", text(&contact["id"]));
    let withdrawal = json!({ "channel": "email", "kind": "withdrawn", "evidence": "Lettre de Solène" });
    tenant.api.post(&consents, withdrawal).created().await;

    let checkpoint = tenant.api.get("/api/audit/checkpoint").ok().await;
    let entries = log(&tenant).await;
    let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions[0], "company.create");
    assert!(
        actions.contains(&"token.create") && actions.contains(&"consent.record"),
        "{actions:?}"
    );
    let made = entries
        .iter()
        .find(|entry| entry["action"] == "contact.create")
        .unwrap();
    assert_eq!(made["object"], contact["id"]);
    assert_eq!(made["request"], answer.header("x-request-id"));
    assert!(text(&made["actor"]).starts_with("person:"));
    let told = serde_json::to_string(&entries).unwrap();
    assert!(
        !told.contains("Solène") && !told.contains("secret.test") && !told.contains("Lettre"),
        "{told}"
    );

    // Every hash, computed anew; the signature; the proofs.
    let key = text(&checkpoint["key"]);
    let (size, root) = auditor::opened(checkpoint["note"].as_str().unwrap(), &key);
    assert_eq!(size, entries.len() as u64);
    let leaves: Vec<auditor::Hash> = entries
        .iter()
        .enumerate()
        .map(|(place, entry)| {
            let at = entry["at_ms"].as_i64().unwrap();
            assert_eq!(entry["index"], place);
            assert_eq!(
                auditor::hex(&auditor::commitment(entry, at)),
                text(&entry["commitment"])
            );
            auditor::leaf(entry, at)
        })
        .collect();
    assert_eq!(auditor::root(&leaves), root);
    for entry in &entries {
        let proof = tenant
            .api
            .get(&format!("/api/audit/proof?entry={}", text(&entry["id"])))
            .ok()
            .await;
        assert_eq!(auditor::included(&proof), root, "{proof}");
        assert_eq!(proof["leaf_hash"], entry["leaf_hash"]);
        assert_eq!(proof["checkpoint"], checkpoint["note"]);
    }
    let (from, earlier) = auditor::opened(early["note"].as_str().unwrap(), &key);
    let proof = tenant
        .api
        .get(&format!("/api/audit/proof?from={from}&to={size}"))
        .ok()
        .await;
    assert_eq!(auditor::grown(&proof, earlier), (earlier, root));

    // Details open on record only, and are what the log has committed to.
    let id = entries
        .iter()
        .find(|entry| entry["action"] == "consent.record")
        .unwrap();
    let path = format!("/api/audit/entries/{}/reveal", text(&id["id"]));
    let revealed = tenant.api.post(&path, json!({})).ok().await;
    let details = revealed["details"].as_str().unwrap();
    assert!(details.contains("withdrawn"), "{details}");
    let hash = auditor::sha(&[&auditor::unhex(&revealed["details_salt"]), details.as_bytes()]);
    assert_eq!(auditor::hex(&hash), text(&id["details_hash"]));
    let last = log(&tenant).await.pop().unwrap();
    assert_eq!((&last["action"], &last["object"]), (&json!("audit.reveal"), &id["id"]));

    for (path, status) in [
        ("/api/audit/proof", 422),
        ("/api/audit/proof?entry=1&from=1", 422),
        ("/api/audit/proof?from=x", 422),
        ("/api/audit/proof?entry=99999", 404),
        ("/api/audit/proof?from=99999", 404),
        ("/api/audit/entries?cursor=x", 422),
    ] {
        tenant.api.get(path).refused(status).await;
    }
    let note = tenant
        .api
        .get("/api/audit/checkpoint")
        .header("Accept", "text/plain")
        .expect(200)
        .await;
    auditor::opened(&note.text(), &key);
}
on_both_databases!(acts_are_in_the_log_and_prove_themselves_offline);

// R: G9
async fn another_companys_log_never_existed(server: &Server) {
    let (ours, theirs) = (server.tenant().await, server.tenant().await);
    let id = text(&log(&theirs).await[0]["id"]);
    let reveal = format!("/api/audit/entries/{id}/reveal");
    ours.api.get(&format!("/api/audit/proof?entry={id}")).refused(404).await;
    ours.api.post(&reveal, json!({})).refused(404).await;
    theirs.api.get(&format!("/api/audit/proof?entry={id}")).ok().await;
    let keys = [&ours, &theirs].map(|tenant| tenant.api.get("/api/audit/checkpoint"));
    let [one, two] = keys;
    let (one, two) = (one.ok().await, two.ok().await);
    assert_ne!(one["origin"], two["origin"]);
    assert_ne!(one["key"], two["key"]);
    assert!(log(&ours).await.iter().all(|entry| entry["id"] != id));
}
on_both_databases!(another_companys_log_never_existed);

// R: G9
async fn an_export_verifies_without_us(server: &Server) {
    let tenant = server.tenant().await;
    for number in 0..20 {
        add(&tenant, number).await;
    }
    let closed = tenant.api.get("/api/audit/export").expect(200).await;
    assert!(closed.header("content-disposition").contains(".jsonl"));
    let open = tenant
        .api
        .get("/api/audit/export?details=true")
        .expect(200)
        .await
        .text();
    let closed = closed.text();
    let entries = auditor::checked(&closed);
    assert!(entries.iter().all(|entry| entry["details"].is_null()));
    let more = auditor::checked(&open);
    assert!(more.iter().all(|entry| entry["details"].is_string()));
    assert_eq!(
        more.last().unwrap()["action"],
        "audit.export",
        "that it was taken is in the next one"
    );

    let dir = tempfile::tempdir().unwrap();
    let nowhere = dir.path().join("no-data");
    let written = |name: &str, content: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let file = written("log.jsonl", &open);
    let checkpoint = tenant.api.get("/api/audit/checkpoint").ok().await;
    let key = written(
        "key",
        &server.cli_ok(&["audit", "key", "--tenant", &tenant.slug], "").await,
    );
    // No data directory, no database: the file and the key are enough.
    let data = nowhere.to_str().unwrap();
    let verify = async |file: &str, more: &[&str]| {
        let mut arguments = vec!["audit", "verify", "--data", data, "--export", file];
        arguments.extend(more);
        server.cli(&arguments, "").await
    };
    let whole = verify(&file, &["--key", &key]).await;
    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    assert!(whole.stdout.contains("The log is whole") && whole.stdout.contains(&text(&checkpoint["key"])));
    assert!(!nowhere.exists(), "a database was opened");

    // The export is shorter than the log by now: a later checkpoint shows it.
    let later = written("later.json", &serde_json::to_string(&checkpoint).unwrap());
    let short = verify(&file, &["--checkpoint", &later]).await;
    assert!(short.stderr.contains("rolled back or cut off"), "{}", short.stderr);

    let lines: Vec<&str> = open.lines().collect();
    let place = lines.iter().position(|line| line.contains("\"index\":7,")).unwrap();
    let without = |place: usize| [&lines[..place], &lines[place + 1..]].concat().join("\n");
    let changed = |from: &str, to: &str| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        assert!(lines[place].contains(from), "{}", lines[place]);
        lines[place] = lines[place].replacen(from, to, 1);
        lines.join("\n")
    };
    for (name, content, expected) in [
        ("gone", without(place), "entry 7 is missing"),
        ("cut", lines[..place].join("\n"), "missing; the first bad entry is 7"),
        ("verb", changed("contact.create", "contact.delete"), "entry 7"),
        ("actor", changed("\"actor\":\"person", "\"actor\":\"parson"), "entry 7"),
        ("detail", changed("\"details\":\"{", "\"details\":\"{ "), "entry 7"),
        ("broken", changed("{", "["), "entry 7"),
    ] {
        let bad = verify(&written(name, &content), &["--key", &key]).await;
        assert_eq!(bad.code, Some(1), "{name}");
        assert!(
            bad.stderr.contains("not whole") && bad.stderr.contains(expected),
            "{name}: {}",
            bad.stderr
        );
    }
    let other = server.tenant().await;
    let other = written(
        "other",
        &server.cli_ok(&["audit", "key", "--tenant", &other.slug], "").await,
    );
    assert!(verify(&file, &["--key", &other]).await.stderr.contains("another key"));
    assert_eq!(verify(&key, &[]).await.code, Some(1), "no export at all");
    // The same by the command line, to a file of one's own.
    auditor::checked(&server.cli_ok(&["audit", "export", "--tenant", &tenant.slug], "").await);
}
on_both_databases!(an_export_verifies_without_us);

// R: G9
async fn a_kill_during_sequencing_leaves_the_log_whole(mut server: Server) {
    let tenant = server.tenant().await;
    let mut kills = Kills::new(77);
    let mut known = Vec::new();
    for round in 0..5 {
        let writers = (0..4).map(|writer| {
            let api = tenant.api.clone();
            tokio::spawn(async move {
                let mut made = Vec::new();
                for number in 0..60 {
                    let body = json!({ "name": format!("P{round}-{writer}-{number}") });
                    match api.post("/api/contacts", body).attempt().await {
                        Ok(answer) if answer.status == 201 => made.push(text(&answer.json::<Value>()["id"])),
                        // Killed: answered or not, nobody knows.
                        _ => break,
                    }
                }
                made
            })
        });
        let writers: Vec<_> = writers.collect();
        kills.within(&mut server, Duration::from_millis(900)).await;
        for writer in writers {
            known.extend(writer.await.unwrap());
        }
        let whole = server.cli(&["audit", "verify", "--tenant", &tenant.slug], "").await;
        assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    }
    let entries = log(&tenant).await;
    for (place, entry) in entries.iter().enumerate() {
        assert_eq!(entry["index"], place);
    }
    let logged = |id: &String| {
        entries
            .iter()
            .any(|entry| entry["action"] == "contact.create" && entry["object"] == *id)
    };
    assert!(
        !known.is_empty() && known.iter().all(logged),
        "an act that was answered is not in the log"
    );
    auditor::checked(&server.cli_ok(&["audit", "export", "--tenant", &tenant.slug], "").await);
}
on_both_databases!(a_kill_during_sequencing_leaves_the_log_whole, alone);

/// Somebody outside who keeps checkpoints.
#[derive(Clone, Default)]
struct Keeper {
    kept: Arc<Mutex<Vec<String>>>,
    answer: Arc<AtomicU16>,
}

impl Keeper {
    async fn start() -> (Self, String) {
        let keeper = Self::default();
        keeper.answer.store(204, Ordering::Relaxed);
        let router = Router::new().route("/journal", post(take)).with_state(keeper.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/journal", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (keeper, url)
    }

    /// The note after the first `known`.
    async fn next(&self, known: usize) -> String {
        for _ in 0..600 {
            if let Some(note) = self.kept.lock().unwrap().get(known) {
                return note.clone();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no checkpoint came");
    }
}

async fn take(State(keeper): State<Keeper>, note: String) -> StatusCode {
    keeper.kept.lock().unwrap().push(note);
    StatusCode::from_u16(keeper.answer.load(Ordering::Relaxed)).unwrap()
}

// R: G9
async fn checkpoints_leave_the_house(server: Server) {
    let tenant = server.tenant().await;
    let (keeper, url) = Keeper::start().await;
    let browser = server.visitor();
    let fields = [("email", tenant.email.as_str()), ("password", tenant.password.as_str())];
    browser.submit("/login", &fields).expect(303).await;

    let refused = browser.submit("/audit/outlet", &[("address", "ftp://x.test/"), ("hours", "1")]);
    assert!(refused.expect(422).await.text().contains("https://"));
    browser
        .submit("/audit/outlet", &[("address", &url), ("hours", "2")])
        .expect(400)
        .await;
    browser
        .submit("/audit/outlet", &[("address", &url), ("hours", "1")])
        .expect(303)
        .await;
    let note = keeper.next(0).await;
    let key = server.cli_ok(&["audit", "key", "--tenant", &tenant.slug], "").await;
    let (size, _) = auditor::opened(&note, &key);
    assert!(size > 0);
    let told = async |words: &str| {
        for _ in 0..100 {
            if browser.get("/audit").expect(200).await.text().contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the page does not say «{words}»");
    };
    told("Dernier envoi accepté").await;
    // Who does not take it is named where the officer looks.
    keeper.answer.store(503, Ordering::Relaxed);
    browser
        .submit("/audit/outlet", &[("address", &url), ("hours", "24")])
        .expect(303)
        .await;
    keeper.next(1).await;
    told("HTTP 503").await;

    // What was posted is what the command line compares with.
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("posted");
    std::fs::write(&file, &note).unwrap();
    let verify = [
        "audit",
        "verify",
        "--tenant",
        &tenant.slug,
        "--checkpoint",
        file.to_str().unwrap(),
    ];
    assert!(server.cli_ok(&verify, "").await.contains("1 compared"));
}
on_both_databases!(checkpoints_leave_the_house, beside_relay);

// R: G9
async fn no_checkpoint_goes_to_a_private_address_unless_the_operator_allows(server: &Server) {
    let tenant = server.tenant().await;
    let browser = server.visitor();
    let fields = [("email", tenant.email.as_str()), ("password", tenant.password.as_str())];
    browser.submit("/login", &fields).expect(303).await;
    let clear = browser.submit("/audit/outlet", &[("address", "http://127.0.0.1:9/"), ("hours", "1")]);
    assert_eq!(clear.send().await.status, 422);
    let inside = [("address", "https://127.0.0.1:9/"), ("hours", "1")];
    browser.submit("/audit/outlet", &inside).expect(303).await;
    for _ in 0..300 {
        if browser
            .get("/audit")
            .expect(200)
            .await
            .text()
            .contains("private network")
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the page does not say why nothing leaves");
}
on_both_databases!(no_checkpoint_goes_to_a_private_address_unless_the_operator_allows);
