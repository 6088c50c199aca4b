//! A fifth channel, made by a stranger with the program alone: installed, opened, agreed to, sent over, withdrawn from. Nothing of
//! the program knows it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

use relais_tests::base::{consents, contact, text};
use relais_tests::doubles::Webhook;
use relais_tests::import::{finished, upload};
use relais_tests::server::binary;
use relais_tests::{Client, Server, Tenant, on_both_databases};
use serde_json::{Value, json};

use super::sending::{act, counted, ledger, over, prepared, until};

/// What the stranger writes over the template: an address, a form of three fields, and that any address will do.
const WRITTEN: [(&str, &str); 5] = [
    ("\"Webhook\".to_owned()", "\"Fax\".to_owned()"),
    (
        "content: vec![ContentField::required(\"text\", \"Message\", FieldKind::Text)],",
        "address: AddressKind::Phone,\n            content: vec![\n                \
         ContentField::required(\"title\", [\"Heading\", \"En-tête\"][usize::from(language.starts_with(\"fr\"))], \
         FieldKind::Line).at_most(30),\n                \
         ContentField::required(\"text\", \"Message\", FieldKind::Text),\n                \
         ContentField::optional(\"cover\", \"Page\", FieldKind::Url),\n            ],",
    ),
    ("starts_with(\"https://\")", "starts_with(\"http\")"),
    (
        "\"text\": message.field(\"text\")",
        "\"title\": message.field(\"title\"), \"text\": message.field(\"text\")",
    ),
    ("\"https://…\"", "\"an address that begins with http\""),
];

/// The plugin's folder and its component, made once for all tests.
fn plugin() -> (&'static Path, PathBuf) {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let parent = MADE.get_or_init(make).path();
    (parent, parent.join("fax/fax.wasm"))
}

/// Makes and builds it with the program: `relais plugin new`, an editor, `relais plugin build`.
fn make() -> tempfile::TempDir {
    let parent = tempfile::tempdir().unwrap();
    relais(parent.path(), &["new", "fax"]);
    let project = parent.path().join("fax");
    let code = project.join("src/lib.rs");
    let mut written = std::fs::read_to_string(&code).unwrap();
    for (from, to) in WRITTEN {
        assert!(written.contains(from), "the template says no more: {from}");
        written = written.replace(from, to);
    }
    std::fs::write(&code, written).unwrap();
    relais(&project, &["build"]);
    parent
}

fn relais(folder: &Path, arguments: &[&str]) {
    let here = std::env::current_exe().unwrap();
    let tagged = here.ancestors().filter(|folder| folder.join("CACHEDIR.TAG").is_file());
    let mut command = Command::new(binary().unwrap());
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", tagged.last().unwrap().join("guests"))
        .arg("plugin")
        .args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Everything below a folder, and when it was written.
fn files(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let (path, about) = entry.map(|entry| (entry.path(), entry.metadata().unwrap())).unwrap();
        if about.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path, about.modified().unwrap());
        }
    }
    found
}

fn codes(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().unwrap().iter();
    errors
        .map(|error| (text(&error["field"]), text(&error["code"])))
        .collect()
}

fn order(title: &str) -> Value {
    json!({
        "title": title, "event_date": "2030-01-15", "filters": {}, "channels": ["fax"],
        "content": { "fax": {
            "title": "Portes ouvertes",
            "text": "Bonjour {{ first_name }}. Ne plus en recevoir : {{ unsubscribe_url }}",
        } },
    })
}

const LIST: &str = "prénom;email;téléphone;accord fax\n\
    Agathe;agathe@fax.test;+32 470 12 34 01;Formulaire du 5 mars\n\
    Bruno;bruno@fax.test;+32 470 12 34 02;\n\
    Chloé;chloe@fax.test;;Formulaire du 6 mars\n\
    Denis;denis@fax.test;+32 470 12 34 04;Formulaire du 7 mars\n\
    Élise;elise@fax.test;+32 470 12 34 05;Formulaire du 8 mars\n";

/// Enters them: a cell of the file says who agreed to faxes; each may be written to by email on another ground.
async fn entered(api: &Client) {
    let preview = upload(api, "fax.csv", LIST.into()).await;
    let id = text(&preview["id"]);
    let basis = json!({
        "email": { "kind": "b2b_information", "evidence": "Annuaire 2026" },
        "fax": { "kind": "consent", "evidence": "accord fax" },
    });
    let order = json!({ "on_conflict": "skip", "lawful_basis": basis });
    let answer = api.post(&format!("/api/imports/{id}/commit"), order).send().await;
    assert_eq!(answer.status, 202, "{answer}");
    assert_eq!(finished(api, &id).await["created"], 5);
}

async fn standing(api: &Client, person: &Value) -> (String, String) {
    let path = format!("/api/contacts/{}", text(&person["id"]));
    let consents = api.get(&path).ok().await["consents"].clone();
    (text(&consents["fax"]), text(&consents["email"]))
}

async fn says(api: &Client, email: &str, channel: &str, kind: &str) {
    let person = contact(api, email).await;
    let path = format!("/api/contacts/{}/consents", text(&person["id"]));
    let word = json!({ "channel": channel, "kind": kind, "evidence": "Appel du 9 mars" });
    api.post(&path, word).created().await;
}

/// Where the message to each of these people stands.
async fn stands(api: &Client, campaign: &str, emails: &[&str]) -> Vec<(String, String)> {
    let ledger = ledger(api, campaign).await;
    counted(api, campaign, &ledger).await;
    let mut places = Vec::new();
    for email in emails {
        let person = contact(api, email).await;
        let message = ledger
            .values()
            .find(|message| message["contact"] == person["id"])
            .unwrap();
        places.push((text(&message["state"]), text(&message["reason"])));
    }
    places
}

fn at(state: &str, reason: &str) -> (String, String) {
    (state.to_owned(), reason.to_owned())
}

const EVERYBODY: [&str; 5] = [
    "agathe@fax.test",
    "bruno@fax.test",
    "chloe@fax.test",
    "denis@fax.test",
    "elise@fax.test",
];

/// Before it is the company's, nobody can name it; afterwards it is a channel like any other.
async fn opened(server: &Server, tenant: &Tenant) {
    let api = &tenant.api;
    let sandbox = json!({ "mode": "sandbox" });
    api.put("/api/channels/pigeon", &sandbox).refused(404).await;
    let listed = api.get("/api/channels").ok().await;
    let fax = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["channel"] == "fax");
    assert!(fax.is_some(), "{listed}");
    let refused = api.post("/api/campaigns", order("Trop tôt")).refused(422).await;
    assert!(
        codes(&refused).contains(&at("content.fax", "invalid-unknown-channel")),
        "{refused}"
    );
    let channel = api.put("/api/channels/fax", &sandbox).ok().await;
    assert_eq!(
        (&channel["plugin"], &channel["mode"]),
        (&json!("fax"), &json!("sandbox"))
    );

    // It is the company's alone: another one has not opened it.
    let other = server.tenant().await;
    let said = json!({ "channels": ["fax"] });
    other.api.post("/api/audiences/reach", &said).refused(422).await;
    api.post("/api/audiences/reach", &said).ok().await;
}

/// The form comes from what the plugin describes, and so do the refusals.
async fn written(tenant: &Tenant) {
    let api = &tenant.api;
    for (content, field, code) in [
        (
            json!({ "title": "Un titre qui ne tient pas sur une ligne" }),
            "title",
            "invalid-too-long",
        ),
        (json!({ "title": "Deux\nlignes" }), "title", "invalid-several-lines"),
        (json!({ "cover": "page.pdf" }), "cover", "invalid-link"),
        (json!({ "colour": "bleu" }), "colour", "invalid-unknown-field"),
        (json!({ "text": "{{ pointure }}" }), "text", "invalid-merge-field"),
    ] {
        let order = json!({ "title": "Refusée", "event_date": "2030-01-15", "channels": ["fax"], "content": { "fax": content } });
        let refused = api.post("/api/campaigns", order).refused(422).await;
        assert_eq!(
            codes(&refused),
            [at(&format!("content.fax.{field}"), code)],
            "{refused}"
        );
    }
    let lacking = json!({
        "title": "Sans texte", "event_date": "2030-01-15", "filters": {}, "channels": ["fax"],
        "content": { "fax": { "title": "Portes ouvertes" } },
    });
    let id = prepared(api, lacking).await;
    let refused = api
        .post(&format!("/api/campaigns/{id}/launch"), json!({}))
        .refused(422)
        .await;
    assert_eq!(
        codes(&refused),
        [at("content.fax.text", "invalid-required")],
        "{refused}"
    );
    api.delete(&format!("/api/campaigns/{id}")).expect(204).await;
}

/// The pages show it as they show the others, in the reader's language.
async fn seen(server: &Server, tenant: &Tenant, campaign: &str) {
    let browser = server.visitor();
    let login = [("email", tenant.email.as_str()), ("password", tenant.password.as_str())];
    browser.submit("/login", &login).expect(303).await;
    let page = |path: String| {
        let request = browser.get(&path).header("Accept-Language", "fr");
        async move { request.expect(200).await.text() }
    };
    let agathe = contact(&tenant.api, EVERYBODY[0]).await;
    for (path, words) in [
        ("/channels".to_owned(), "Fax"),
        ("/channels/fax".to_owned(), "Adresse"),
        (format!("/contacts/{}", text(&agathe["id"])), "Fax"),
        (format!("/campaigns/{campaign}"), "Fax"),
        ("/contacts/new".to_owned(), "basis.fax.kind"),
        ("/contacts?channel=fax".to_owned(), "Agathe"),
        ("/outbox".to_owned(), "Fax"),
    ] {
        let shown = page(path.clone()).await;
        assert!(shown.contains(words), "{path} says nothing of {words}:\n{shown}");
    }
    // The form of a draft: a field for each that the plugin describes, with its label and its limit.
    let draft = json!({ "title": "Brouillon", "event_date": "2030-01-15", "channels": ["fax"] });
    let draft = text(&tenant.api.post("/api/campaigns", draft).created().await["id"]);
    let form = page(format!("/campaigns/{draft}/message")).await;
    for words in [
        "En-tête",
        "via.fax.title",
        "via.fax.text",
        "via.fax.cover",
        "data-max=\"30\"",
    ] {
        assert!(form.contains(words), "the form lacks {words}:\n{form}");
    }
    let said = [("via.fax.title", "Bonjour {{ first_name }}"), ("via.fax.text", "Venez")];
    let preview = browser.submit(&format!("/campaigns/{draft}/message/preview?channel=fax"), &said);
    let preview = preview.expect(200).await.text();
    assert!(preview.contains("Bonjour Agathe"), "{preview}");
}

// R: O4 P1 G3 G4
async fn a_fifth_channel_needs_no_change_and_wants_consent(server: Server) {
    let program = binary().unwrap();
    let written_at = std::fs::metadata(&program).unwrap().modified().unwrap();
    let (parent, component) = plugin();
    let before = files(parent);
    assert!(
        before.keys().all(|file| file.starts_with(parent.join("fax"))),
        "{before:?}"
    );

    let tenant = server.tenant_abroad().await;
    let api = &tenant.api;
    api.put("/api/channels/fax", json!({ "mode": "sandbox" }))
        .refused(404)
        .await;
    let component = component.to_str().unwrap();
    server
        .cli_ok(&["plugin", "install", component, "--grant-all"], "")
        .await;
    opened(&server, &tenant).await;

    // Consent is its only ground: not what allows mail, not what allows a text message.
    entered(api).await;
    written(&tenant).await;
    says(api, "bruno@fax.test", "fax", "existing_customer").await;
    says(api, "elise@fax.test", "fax", "withdrawn").await;
    let reached = api
        .post("/api/audiences/reach", json!({ "channels": ["fax"] }))
        .ok()
        .await;
    let fax = &reached["channels"][0];
    assert_eq!(
        (&fax["reached"], &fax["grounds"]),
        (&json!(2), &json!({ "consent": 2 }))
    );
    let left_out: BTreeMap<String, u64> = fax["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|why| (text(&why["reason"]), why["count"].as_u64().unwrap()))
        .collect();
    let expected = [("no_address", 1), ("no_ground", 1), ("stopped", 1)];
    assert_eq!(left_out, expected.map(|(why, count)| (why.to_owned(), count)).into());

    // In the sandbox: only those who agreed, and what is seen is what would be posted.
    let first = prepared(api, order("Au bac à sable")).await;
    assert_eq!(
        api.get(&format!("/api/campaigns/{first}")).ok().await["reach"]["fax"],
        2
    );
    act(api, &first, "launch").await;
    assert_eq!(over(api, &first).await["status"], "finished");
    let expected = [
        at("accepted", ""),
        at("skipped", "no_basis"),
        at("skipped", "no_address"),
        at("accepted", ""),
        at("skipped", "withdrawn"),
    ];
    assert_eq!(stands(api, &first, &EVERYBODY).await, expected);
    let kept = api.get(&format!("/api/outbox?campaign={first}")).ok().await;
    let kept = kept["items"].as_array().unwrap();
    assert_eq!(kept.len(), 2);
    let agathes = kept.iter().find(|item| item["to"] == "+32470123401").unwrap();
    assert_eq!(agathes["channel"], "fax");
    assert!(text(&agathes["rendered"]).contains("Bonjour Agathe."), "{agathes}");
    let figures = api.get(&format!("/api/tracking/campaigns/{first}")).ok().await;
    assert_eq!(
        (&figures["sent"], &figures["skipped"]),
        (&json!(2), &json!(3)),
        "{figures}"
    );

    instead(api).await;
    seen(&server, &tenant, &first).await;
    live(&server, &tenant).await;

    // Nothing was made or changed but the plugin, in its own folder.
    assert_eq!(files(parent), before);
    assert_eq!(std::fs::metadata(&program).unwrap().modified().unwrap(), written_at);
}
on_both_databases!(a_fifth_channel_needs_no_change_and_wants_consent, beside_relay);

/// Where channels stand in for each other it takes its place: who is not reached by it gets a mail.
async fn instead(api: &Client) {
    let mut both = order("Par fax, sinon par mail");
    both["channels"] = json!(["fax", "email"]);
    both["fallback"] = json!(true);
    both["content"]["email"] = json!({ "subject": "Portes ouvertes", "text": "Bonjour {{ first_name }}" });
    let id = prepared(api, both).await;
    act(api, &id, "launch").await;
    over(api, &id).await;
    let mut by_channel: BTreeMap<String, u64> = BTreeMap::new();
    for message in ledger(api, &id)
        .await
        .values()
        .filter(|message| message["state"] == "accepted")
    {
        *by_channel.entry(text(&message["channel"])).or_default() += 1;
    }
    assert_eq!(
        by_channel,
        BTreeMap::from([("email".to_owned(), 3), ("fax".to_owned(), 2)])
    );
}

/// Live: the plugin posts; who withdraws while it is sent gets nothing; the link of a message ends this channel alone.
async fn live(server: &Server, tenant: &Tenant) {
    let (api, place) = (&tenant.api, Webhook::start().await);
    let refused = api
        .put(
            "/api/channels/fax",
            json!({ "mode": "live", "config": { "url": "ftp" } }),
        )
        .refused(422)
        .await;
    assert_eq!(codes(&refused), [at("config", "invalid-config-refused")], "{refused}");
    let config = json!({ "mode": "live", "config": { "url": place.url() } });
    assert_eq!(api.put("/api/channels/fax", config).ok().await["mode"], "live");
    says(api, "bruno@fax.test", "fax", "consent").await;

    let mut slow = order("Lentement");
    slow["delay_ms"] = json!(1_500);
    let id = prepared(api, slow).await;
    act(api, &id, "launch").await;
    until(api, &id, |campaign| campaign["delivery"]["sent"].as_u64() >= Some(1)).await;
    let waiting = ledger(api, &id).await;
    let last = waiting.values().rfind(|message| message["state"] == "queued").unwrap();
    let late = text(&last["contact"]);
    let word = json!({ "channel": "fax", "kind": "withdrawn", "evidence": "un appel" });
    api.post(&format!("/api/contacts/{late}/consents"), word)
        .created()
        .await;
    assert_eq!(over(api, &id).await["status"], "finished");
    let messages = ledger(api, &id).await;
    let counts = counted(api, &id, &messages).await;
    assert_eq!(
        (counts.get("accepted/"), counts.get("skipped/withdrawn")),
        (Some(&2), Some(&2)),
        "{counts:?}"
    );
    // What came is what the ledger says left, each once and with the message's own words.
    let came = place.taken();
    let mut keys: Vec<String> = came.iter().map(|posted| text(&posted["id"])).collect();
    keys.sort();
    let left = messages.iter().filter(|(_, message)| message["state"] == "accepted");
    assert_eq!(keys, left.map(|(id, _)| id.clone()).collect::<Vec<_>>());
    assert!(
        came.iter().all(|posted| posted["title"] == "Portes ouvertes"),
        "{came:?}"
    );
    let figures = api.get(&format!("/api/tracking/campaigns/{id}")).ok().await;
    assert_eq!(
        (&figures["sent"], &figures["skipped"]),
        (&json!(2), &json!(3)),
        "{figures}"
    );

    // Out by the link in a message: this channel and no other, with the proof.
    let words = text(&came[0]["text"]);
    let way_out = words.split_once("/unsubscribe/").unwrap().1.to_owned();
    let person = messages[&text(&came[0]["id"])].clone();
    let person = json!({ "id": person["contact"] });
    assert_eq!(standing(api, &person).await, at("consent", "b2b_information"));
    let visitor = server.visitor();
    let page = visitor.get(&format!("/unsubscribe/{way_out}")).expect(200).await;
    assert!(page.text().contains("fax"), "{page}");
    visitor
        .submit(&format!("/unsubscribe/{way_out}"), &[])
        .expect(200)
        .await;
    assert_eq!(standing(api, &person).await, at("withdrawn", "b2b_information"));
    let acts = consents(api, &person).await;
    assert_eq!(
        acts.last().map(|[channel, kind, _]| at(channel, kind)),
        Some(at("fax", "withdrawn"))
    );
    let figures = api.get(&format!("/api/tracking/campaigns/{id}")).ok().await;
    assert_eq!(figures["unsubscribed"], 1, "{figures}");

    // Another import does not bring anybody back.
    entered_again(api).await;
    assert_eq!(standing(api, &person).await, at("withdrawn", "b2b_information"));
    let second = prepared(api, order("Encore")).await;
    act(api, &second, "launch").await;
    over(api, &second).await;
    let messages = ledger(api, &second).await;
    let theirs = messages
        .values()
        .find(|message| message["contact"] == person["id"])
        .unwrap();
    assert_eq!(
        (&theirs["state"], &theirs["reason"]),
        (&json!("skipped"), &json!("withdrawn"))
    );
}

/// The same people from another file, which says that all of them agreed.
async fn entered_again(api: &Client) {
    let preview = upload(api, "encore.csv", LIST.into()).await;
    let id = text(&preview["id"]);
    let order = json!({
        "on_conflict": "overwrite",
        "lawful_basis": { "fax": { "kind": "consent", "evidence": "Salon 2026" } },
    });
    api.post(&format!("/api/imports/{id}/commit"), order).expect(202).await;
    assert_eq!(finished(api, &id).await["updated"], 5);
}
