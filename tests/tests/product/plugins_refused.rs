//! What is not installed, and why: no plugins, plugins that want too much, foreign signatures, altered bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relais_tests::base::text;
use relais_tests::client::Request;
use relais_tests::guests::PAGING_1;
use relais_tests::stored::change_control;
use relais_tests::{Client, Server, on_both_databases};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::plugins::relabelled;

fn upload(api: &Client, component: &[u8], fields: &[(&str, &str)]) -> Request {
    api.upload("/api/plugins", "kurier.wasm", component.to_vec(), fields)
}

// R: P2, P3
async fn what_is_no_plugin_is_not_installed(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let wat = |text: &str| wat::parse_str(text).unwrap();
    let cases = [
        (b"Bonjour".to_vec(), "invalid-plugin-component"),
        (b"\0asm\x01\0\0\0".to_vec(), "invalid-plugin-component"),
        (PAGING_1[..PAGING_1.len() / 2].to_vec(), "invalid-plugin-component"),
        (wat("(component)"), "invalid-plugin-interface"),
        (
            wat(r#"(component (import "somebody:else/files@1.0.0" (instance)))"#),
            "invalid-plugin-import",
        ),
        (
            wat(r#"(component (import "relais:channel/doors@1.0.0" (instance)))"#),
            "invalid-plugin-import",
        ),
    ];
    for (component, code) in cases {
        let refused = upload(api, &component, &[]).refused(422).await;
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!("file"), &json!(code)),
            "{refused}"
        );
    }
    let nothing = upload(api, b"", &[]).refused(422).await;
    assert_eq!(nothing["errors"][0]["code"], "invalid-required");
    upload(api, &vec![0; 48 * 1024 * 1024 + 1], &[]).refused(413).await;
    for name in ["Kurier", "4u", "k_r", "../x", &"a".repeat(41)] {
        let refused = upload(api, PAGING_1, &[("name", name)]).refused(422).await;
        assert_eq!(refused["errors"][0]["code"], "invalid-plugin-name", "{refused}");
    }
    for name in ["email", "sms", "postal"] {
        let refused = upload(api, PAGING_1, &[("name", name)]).refused(409).await;
        assert!(text(&refused["type"]).ends_with("problem-plugin-taken"), "{refused}");
    }
    upload(api, PAGING_1, &[("colour", "red")]).refused(422).await;
    assert_eq!(api.get("/api/plugins").ok().await["items"], json!([]));

    // Under a name that has another channel's plugin there is no place.
    upload(api, PAGING_1, &[]).created().await;
    let other = upload(api, relais_tests::guests::TUTORIAL, &[]).refused(409).await;
    assert!(
        text(&other["type"]).ends_with("problem-plugin-other-channel"),
        "{other}"
    );

    // A command says the same.
    let file = server.data().join("nothing.wasm");
    std::fs::write(&file, b"\0asm\x01\0\0\0").unwrap();
    let said = server.cli(&["plugin", "install", file.to_str().unwrap()], "").await;
    assert!(
        said.code != Some(0) && said.stderr.contains("not a WebAssembly component"),
        "{}",
        said.stderr
    );
    let said = server
        .cli(&["plugin", "remove", "nothing", "--tenant", &tenant.slug], "")
        .await;
    assert!(
        said.code != Some(0) && said.stderr.contains("no such plugin"),
        "{}",
        said.stderr
    );
    let said = server.cli(&["plugin", "list", "--tenant", "nobody-here"], "").await;
    assert!(
        said.code != Some(0) && said.stderr.contains("relais tenant list"),
        "{}",
        said.stderr
    );
}
on_both_databases!(what_is_no_plugin_is_not_installed);

/// A publisher's key as base64, and its signature over a component.
fn signed(seed: u8, component: &[u8]) -> (String, String) {
    let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
    let key = STANDARD.encode(pair.public_key().as_ref());
    (key, STANDARD.encode(pair.sign(component).as_ref()))
}

// R: P2
async fn a_signature_is_checked_and_the_publisher_stays_the_same(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let code = |refused: &Value| text(&refused["errors"][0]["code"]);
    let (key, signature) = signed(1, PAGING_1);
    let (other_key, other_signature) = signed(2, PAGING_1);
    for (fields, wrong) in [
        (vec![("signature", &*signature)], "invalid-publisher-needed"),
        (vec![("publisher_key", &*key)], "invalid-signature-missing"),
        (
            vec![("signature", &*signature), ("publisher_key", "abc")],
            "invalid-publisher-key",
        ),
        (
            vec![("signature", &*signature), ("publisher_key", &*other_key)],
            "invalid-signature",
        ),
        (
            vec![("signature", "abc"), ("publisher_key", &*key)],
            "invalid-signature",
        ),
    ] {
        let refused = upload(api, PAGING_1, &fields).refused(422).await;
        assert_eq!(code(&refused), wrong, "{refused}");
    }
    let good = upload(api, PAGING_1, &[("signature", &signature), ("publisher_key", &key)]);
    assert_eq!(good.created().await["versions"][0]["publisher"], json!(key));
    api.post("/api/plugins/kurier/grant", json!({ "version": 1 }))
        .ok()
        .await;

    // The next one by the same publisher needs no key and serves at once.
    let second = relabelled(PAGING_1, 2);
    let (_, signature) = signed(1, &second);
    let next = upload(api, &second, &[("signature", &signature)]).created().await;
    assert_eq!(
        (&next["serving"], &next["versions"][0]["publisher"]),
        (&json!(2), &json!(key))
    );

    // One by somebody else, or by nobody, has to be meant; then an administrator decides anew.
    let by_other = [("signature", &*other_signature), ("publisher_key", &*other_key)];
    for fields in [&by_other[..], &[]] {
        let refused = upload(api, PAGING_1, fields).refused(409).await;
        assert!(
            text(&refused["type"]).ends_with("problem-plugin-publisher"),
            "{refused}"
        );
    }
    let meant = upload(api, PAGING_1, &[("change_publisher", "true")]).created().await;
    assert_eq!(
        (&meant["serving"], &meant["versions"][0]["state"]),
        (&json!(2), &json!("waiting"))
    );
    assert_eq!(meant["versions"][0]["publisher"], Value::Null);

    // The command finds the signature beside the file.
    let file = server.data().join("gezeichnet.wasm");
    std::fs::write(&file, PAGING_1).unwrap();
    std::fs::write(
        file.with_extension("wasm.sig"),
        STANDARD.decode(&other_signature).unwrap(),
    )
    .unwrap();
    let install = ["plugin", "install", file.to_str().unwrap(), "--tenant", &tenant.slug];
    let unnamed = server.cli(&install, "").await;
    assert!(
        unnamed.code != Some(0) && unnamed.stderr.contains("say by whose key"),
        "{}",
        unnamed.stderr
    );
    let wrong = server
        .cli(&[&install[..], &["--publisher-key", &key]].concat(), "")
        .await;
    assert!(
        wrong.code != Some(0) && wrong.stderr.contains("signature"),
        "{}",
        wrong.stderr
    );
    let done = server
        .cli_ok(&[&install[..], &["--publisher-key", &other_key]].concat(), "")
        .await;
    assert!(done.contains(&format!("signed by {other_key}")), "{done}");
}
on_both_databases!(a_signature_is_checked_and_the_publisher_stays_the_same);

// R: P2, P4
async fn altered_bytes_are_not_run_and_can_be_repaired(mut server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    upload(api, PAGING_1, &[]).created().await;
    api.post("/api/plugins/kurier/grant", json!({ "version": 1 }))
        .ok()
        .await;
    api.put("/api/channels/sms", json!({ "plugin": "kurier" })).ok().await;
    assert_eq!(api.get("/api/plugins/kurier").ok().await["trouble"], Value::Null);

    server.stop().await;
    let other = relais_tests::guests::PAGING_2;
    let hex: String = other.iter().map(|byte| format!("{byte:02x}")).collect();
    let bytes = if server.admin_database_url().is_some() {
        format!("'\\x{hex}'::bytea")
    } else {
        format!("x'{hex}'")
    };
    change_control(&server, format!("UPDATE plugin_components SET component = {bytes}")).await;
    server.restart().await;
    let trouble = api.get("/api/plugins/kurier").ok().await["trouble"].clone();
    assert!(text(&trouble).contains("not the one that was installed"), "{trouble}");
    assert_eq!(api.get("/api/channels/sms").ok().await["plugin"], Value::Null);

    // The same file once more, and all is as it was.
    upload(api, PAGING_1, &[]).ok().await;
    assert_eq!(api.get("/api/plugins/kurier").ok().await["trouble"], Value::Null);
    assert_eq!(api.get("/api/channels/sms").ok().await["plugin"], "kurier");
}
on_both_databases!(altered_bytes_are_not_run_and_can_be_repaired, alone);
