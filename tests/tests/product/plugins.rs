//! Plugins that are installed beside those of the program: by the operator for everybody, by a developer for one company.

use std::time::Duration;

use relais_core::access::Role;
use relais_tests::base::text;
use relais_tests::guests::{PAGING_1, PAGING_2};
use relais_tests::ledger::Ledger;
use relais_tests::stored::rows;
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

use super::access::person;
use super::sending::{act, prepared};
use super::sms::{phones, sent};

/// The same plugin in other bytes: a custom section that nothing reads.
pub fn relabelled(component: &[u8], label: u8) -> Vec<u8> {
    [component, &[0, 3, 1, b'x', label]].concat()
}

/// What the newest version of a plugin wants, with a mark where it was granted and where it is new.
fn wants(plugin: &Value) -> Vec<String> {
    let capabilities = plugin["versions"][0]["capabilities"].as_array().unwrap();
    let mark = |capability: &Value| {
        let granted = if capability["granted"] == true { "+" } else { "-" };
        let new = if capability["new"] == true { " new" } else { "" };
        format!("{granted}{}{new}", text(&capability["name"]))
    };
    capabilities.iter().map(mark).collect()
}

fn states(plugin: &Value) -> Vec<String> {
    let versions = plugin["versions"].as_array().unwrap();
    versions.iter().map(|version| text(&version["state"])).collect()
}

/// The last line that a plugin logged for a company.
async fn last_line(api: &Client, name: &str) -> String {
    let figures = api.get(&format!("/api/plugins/{name}")).ok().await["figures"].clone();
    text(&figures["log"].as_array().unwrap().last().unwrap()["text"])
}

/// A process beside the server changed something: the server asks again after a second.
pub async fn noticed() {
    tokio::time::sleep(Duration::from_millis(1_100)).await;
}

// R: P2, P5
async fn the_operator_installs_upgrades_and_goes_back_beside_a_running_server(server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    phones(api, &["+33612345601"]).await;
    let file = server.data().join("paging_fr.wasm");
    std::fs::write(&file, PAGING_1).unwrap();
    let file = file.to_str().unwrap();

    // Nothing is used before somebody has decided.
    let said = server.cli_ok(&["plugin", "install", file], "").await;
    assert!(
        said.contains("paging-fr version 1 installed") && said.contains("`relais plugin grant paging-fr`"),
        "{said}"
    );
    assert!(said.contains("make requests to the web addresses you allow"), "{said}");
    api.put("/api/channels/sms", json!({ "plugin": "paging-fr" }))
        .refused(422)
        .await;
    let partly = server.cli_ok(&["plugin", "install", file, "--grant", "http"], "").await;
    assert!(
        partly.contains("installed already") && partly.contains("waits to be granted clock, log"),
        "{partly}"
    );
    let said = server.cli_ok(&["plugin", "install", file, "--grant-all"], "").await;
    assert!(said.contains("It is in use."), "{said}");

    let channel = api
        .put("/api/channels/sms", json!({ "plugin": "paging-fr" }))
        .ok()
        .await;
    assert_eq!(channel["plugin"], "paging-fr");
    sent(api, "Un", "Bonjour").await;
    assert_eq!(last_line(api, "paging-fr").await, "info: version 1 sends");

    // Another version that wants more waits; the one in use stays in use.
    std::fs::write(file, PAGING_2).unwrap();
    let said = server.cli_ok(&["plugin", "install", file], "").await;
    assert!(
        said.contains("version 2 installed") && said.contains("(cache) NEW") && !said.contains("(http) NEW"),
        "{said}"
    );
    assert!(said.contains("version 1 stays in use"), "{said}");
    let seen = api.get("/api/plugins/paging-fr").ok().await;
    assert_eq!((&seen["scope"], &seen["serving"]), (&json!("operator"), &json!(1)));
    assert_eq!(wants(&seen), ["-http", "-cache new", "-clock", "-log"]);
    assert_eq!(states(&seen), ["waiting", "serving"]);
    noticed().await;
    sent(api, "Deux", "Bonjour").await;
    assert_eq!(last_line(api, "paging-fr").await, "info: version 1 sends");

    server.cli_ok(&["plugin", "install", file, "--grant-all"], "").await;
    noticed().await;
    sent(api, "Trois", "Bonjour").await;
    assert_eq!(last_line(api, "paging-fr").await, "info: version 2 sends");
    let said = server.cli_ok(&["plugin", "rollback", "paging-fr"], "").await;
    assert_eq!(said, "paging-fr version 1 is in use");
    noticed().await;
    sent(api, "Quatre", "Bonjour").await;
    assert_eq!(last_line(api, "paging-fr").await, "info: version 1 sends");
    let list = server.cli_ok(&["plugin", "list"], "").await;
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split('\t').take(5).collect()).collect();
    assert_eq!(
        lines,
        [
            ["paging-fr", "all", "2", "aside", "sms"],
            ["paging-fr", "all", "1", "serving", "sms"]
        ]
    );

    // It is the operator's: a company uses it and cannot change it, and it stays while it is needed.
    api.delete("/api/plugins/paging-fr").refused(409).await;
    api.post("/api/plugins/paging-fr/rollback", json!({}))
        .refused(409)
        .await;
    let live = json!({ "config": { "url": "https://paging.example.test/" }, "mode": "live" });
    api.put("/api/channels/sms", live).ok().await;
    let refused = server.cli(&["plugin", "remove", "paging-fr"], "").await;
    assert_ne!(refused.code, Some(0));
    assert!(
        refused.stderr.contains(&tenant.slug) && refused.stderr.contains("sandbox"),
        "{}",
        refused.stderr
    );
    api.put("/api/channels/sms", json!({ "mode": "sandbox" })).ok().await;
    server.cli_ok(&["plugin", "remove", "paging-fr"], "").await;
    assert_eq!(server.cli_ok(&["plugin", "list"], "").await, "");
    noticed().await;
    assert_eq!(api.get("/api/channels/sms").ok().await["plugin"], Value::Null);
}

on_both_databases!(
    the_operator_installs_upgrades_and_goes_back_beside_a_running_server,
    alone
);

// R: P2, P5
async fn the_operator_grants_and_revokes_what_is_installed(server: &Server) {
    let tenant = server.tenant().await;
    let (api, slug) = (&tenant.api, tenant.slug.as_str());
    let file = server.data().join(format!("{slug}.wasm"));
    std::fs::write(&file, PAGING_1).unwrap();
    let install = [
        "plugin",
        "install",
        file.to_str().unwrap(),
        "--name",
        "kurier",
        "--tenant",
        slug,
    ];
    server.cli_ok(&install, "").await;
    let grant = async |rights: &[&str]| {
        let arguments = [&["plugin", "grant", "kurier", "--tenant", slug][..], rights].concat();
        server.cli_ok(&arguments, "").await
    };
    let standing = async || {
        let seen = api.get("/api/plugins/kurier").ok().await;
        (wants(&seen), states(&seen))
    };

    // One right after the other; it is in use with the last.
    let said = grant(&["http"]).await;
    assert!(
        said.contains("to no others (http)\n") && said.contains("(log) – not granted"),
        "{said}"
    );
    assert!(said.contains("It waits to be granted clock, log"), "{said}");
    assert_eq!(
        standing().await,
        (vec_of(&["+http", "-clock", "-log"]), vec_of(&["waiting"]))
    );
    let said = grant(&["log", "clock"]).await;
    assert!(
        said.ends_with("It is in use.") && !said.contains("not granted"),
        "{said}"
    );
    assert_eq!(
        standing().await,
        (vec_of(&["+http", "+clock", "+log"]), vec_of(&["serving"]))
    );

    // What is taken back ends its use, and all at once puts it back.
    let said = server
        .cli_ok(&["plugin", "revoke", "kurier", "log", "--tenant", slug], "")
        .await;
    assert!(
        said.contains("(log) – not granted") && said.contains("it is not in use"),
        "{said}"
    );
    assert_eq!(
        standing().await,
        (vec_of(&["+http", "+clock", "-log"]), vec_of(&["waiting"]))
    );
    assert!(grant(&[]).await.ends_with("It is in use."));
    server
        .cli_ok(&["plugin", "revoke", "kurier", "--tenant", slug], "")
        .await;
    assert_eq!(standing().await.0, vec_of(&["-http", "-clock", "-log"]));

    // What it does not ask for, what there is not, and what is somebody else's.
    for wrong in [
        &["grant", "kurier", "cache", "--tenant", slug][..],
        &["grant", "kurier", "--version", "9", "--tenant", slug],
        &["grant", "kurier"],
        &["revoke", "rien", "--tenant", slug],
    ] {
        let output = server.cli(&[&["plugin"][..], wrong].concat(), "").await;
        assert_ne!(output.code, Some(0), "{wrong:?}: {}", output.stdout);
        assert!(!output.stderr.is_empty(), "{wrong:?} says why");
    }
}
on_both_databases!(the_operator_grants_and_revokes_what_is_installed);

fn vec_of(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

// R: P2, P3, O16
async fn a_developer_uploads_an_administrator_grants_and_nobody_else_sees_it(server: &Server) {
    let (tenant, other) = (server.tenant().await, server.tenant().await);
    let admin = &tenant.api;
    let developer = person(server, &tenant, Role::PluginDeveloper).await.api;
    let reader = person(server, &tenant, Role::Reader).await.api;
    let upload = |component: &[u8]| developer.upload("/api/plugins", "kurier.wasm", component.to_vec(), &[]);
    reader
        .upload("/api/plugins", "kurier.wasm", PAGING_1.to_vec(), &[])
        .refused(403)
        .await;

    let first = upload(PAGING_1).created().await;
    assert_eq!((&first["scope"], &first["serving"]), (&json!("company"), &Value::Null));
    assert_eq!(wants(&first), ["-http", "-clock", "-log"]);
    let one = &first["versions"][0];
    assert_eq!(
        (&one["title"], &one["channel"], &one["publisher"]),
        (&json!("Messagerie"), &json!("sms"), &Value::Null)
    );
    assert_eq!(text(&one["sha256"]).len(), 64);
    let path = "/api/plugins/kurier";
    let grant = |client: &Client, version: i64| client.post(&format!("{path}/grant"), json!({ "version": version }));
    grant(&developer, 1).refused(403).await;
    admin
        .put("/api/channels/sms", json!({ "plugin": "kurier" }))
        .refused(422)
        .await;
    let granted = grant(admin, 1).ok().await;
    assert_eq!(
        (&granted["serving"], wants(&granted)),
        (&json!(1), ["+http", "+clock", "+log"].map(str::to_owned).to_vec())
    );
    let channel = admin.put("/api/channels/sms", json!({ "plugin": "kurier" })).ok().await;
    assert_eq!(channel["plugin"], "kurier");

    // What wants no more serves at once; what wants more waits, and with less than it wants it goes on waiting.
    let same = upload(&relabelled(PAGING_1, 2)).created().await;
    assert_eq!(
        (&same["serving"], states(&same)),
        (&json!(2), vec!["serving".to_owned(), "aside".to_owned()])
    );
    assert_eq!(same["versions"][0]["granted_by"], "system");
    let more = upload(PAGING_2).created().await;
    assert_eq!(wants(&more), ["-http", "-cache new", "-clock", "-log"]);
    assert_eq!(
        upload(PAGING_2).ok().await["versions"].as_array().unwrap().len(),
        3,
        "the same again is the same"
    );
    let partly = json!({ "version": 3, "capabilities": ["http", "cache"] });
    let partly = admin.post(&format!("{path}/grant"), partly).ok().await;
    assert_eq!(
        (&partly["serving"], wants(&partly)),
        (
            &json!(2),
            ["+http", "+cache new", "-clock", "-log"].map(str::to_owned).to_vec()
        )
    );
    for (order, code) in [
        (json!({ "version": 9 }), "invalid-plugin-version"),
        (
            json!({ "version": 3, "capabilities": ["spool"] }),
            "invalid-plugin-capability",
        ),
        (
            json!({ "version": 3, "capabilities": ["everything"] }),
            "invalid-plugin-capability",
        ),
    ] {
        let refused = admin.post(&format!("{path}/grant"), order).refused(422).await;
        assert_eq!(refused["errors"][0]["code"], code, "{refused}");
    }
    let other_one = json!({ "version": 3, "sha256": one["sha256"] });
    admin.post(&format!("{path}/grant"), other_one).refused(409).await;
    assert_eq!(grant(admin, 3).ok().await["serving"], 3);
    let back = developer.post(&format!("{path}/rollback"), json!({})).ok().await;
    assert_eq!(
        (&back["serving"], states(&back)),
        (&json!(2), ["aside", "serving", "aside"].map(str::to_owned).to_vec())
    );

    // Another company neither sees nor uses nor changes it, and may call one of its own the same.
    assert_eq!(other.api.get("/api/plugins").ok().await["items"], json!([]));
    other.api.get(path).refused(404).await;
    other.api.delete(path).refused(404).await;
    grant(&other.api, 1).refused(404).await;
    other
        .api
        .post(&format!("{path}/rollback"), json!({}))
        .refused(404)
        .await;
    other
        .api
        .put("/api/channels/sms", json!({ "plugin": "kurier" }))
        .refused(422)
        .await;
    let theirs = other.api.upload("/api/plugins", "kurier.wasm", PAGING_2.to_vec(), &[]);
    assert_eq!(theirs.created().await["versions"].as_array().unwrap().len(), 1);
    assert_eq!(admin.get(path).ok().await["versions"].as_array().unwrap().len(), 3);
    let ours = server.cli_ok(&["plugin", "list", "--tenant", &tenant.slug], "").await;
    assert!(
        ours.lines().filter(|line| line.starts_with("kurier\t")).count() == 3,
        "{ours}"
    );

    // The reader sees how it does, and not what it logs.
    assert_eq!(reader.get(path).ok().await["figures"]["log"], Value::Null);
    for (action, times) in [
        ("plugin.install", 3),
        ("plugin.grant", 3),
        ("plugin.roll_back", 1),
        ("plugin.remove", 0),
    ] {
        let told = rows(server, &tenant.slug, "audit_entries", &format!("action = '{action}'")).await;
        assert_eq!(told, times, "{action}");
    }
    developer.delete(path).expect(204).await;
    developer.get(path).refused(404).await;
    assert_eq!(admin.get("/api/channels/sms").ok().await["plugin"], Value::Null);
    assert_eq!(
        rows(server, &tenant.slug, "audit_entries", "action = 'plugin.remove'").await,
        1
    );
    assert_eq!(other.api.get(path).ok().await["versions"].as_array().unwrap().len(), 1);
}
on_both_databases!(a_developer_uploads_an_administrator_grants_and_nobody_else_sees_it);

// R: P2
async fn what_a_channel_or_a_campaign_needs_stays(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    phones(api, &["+33612345602"]).await;
    api.upload("/api/plugins", "kurier.wasm", PAGING_1.to_vec(), &[])
        .created()
        .await;
    api.post("/api/plugins/kurier/grant", json!({ "version": 1 }))
        .ok()
        .await;
    let live = json!({ "plugin": "kurier", "mode": "live", "config": { "url": "https://paging.example.test/" } });
    api.put("/api/channels/sms", live).ok().await;
    let refused = api.delete("/api/plugins/kurier").refused(409).await;
    assert!(text(&refused["type"]).ends_with("problem-plugin-live"), "{refused}");
    api.put("/api/channels/sms", json!({ "mode": "sandbox" })).ok().await;

    let order = json!({
        "title": "Plus tard", "event_date": "2126-01-15", "filters": {}, "channels": ["sms"],
        "scheduled_at": "2126-01-14T09:00:00Z", "content": { "sms": { "text": "Bonjour" } },
    });
    let id = prepared(api, order).await;
    act(api, &id, "launch").await;
    // Also while it is still prepared: it is launched by then, and follows by itself.
    let ledger = Ledger::open(server, &tenant.slug).await;
    for status in ["preparing", "scheduled"] {
        ledger.held_at(&id, status).await;
        let refused = api.delete("/api/plugins/kurier").refused(409).await;
        assert!(text(&refused["type"]).ends_with("problem-plugin-campaign"), "{refused}");
        assert!(text(&refused["detail"]).contains("Plus tard"), "{refused}");
    }
    act(api, &id, "cancel").await;
    api.delete("/api/plugins/kurier").expect(204).await;
}
on_both_databases!(what_a_channel_or_a_campaign_needs_stays);
