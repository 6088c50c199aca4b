//! What cannot be imported is refused in words, and leaves nothing behind.

use relais_tests::base::{consents, contact, contacts, text};
use relais_tests::import::{finished, professional_basis, upload};
use relais_tests::stored::rows;
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

/// Files that are no CSV, with what is said about them.
fn no_lists() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    vec![
        ("vide.csv", Vec::new(), "invalid-file-empty"),
        ("blanc.csv", b" \r\n\t\r\n".to_vec(), "invalid-file-empty"),
        ("marque.csv", b"\xef\xbb\xbf".to_vec(), "invalid-file-empty"),
        (
            "classeur.xlsx",
            b"PK\x03\x04\x14\x00\x06\x00\x08\x00xl/workbook.xml".to_vec(),
            "invalid-file-spreadsheet",
        ),
        (
            "classeur.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00".to_vec(),
            "invalid-file-spreadsheet",
        ),
        (
            "unicode.txt",
            [b"\xff\xfe".to_vec(), utf16("Nom\tCourriel\r\nA\ta@b.fr\r\n")].concat(),
            "invalid-file-utf16",
        ),
        (
            "page.csv",
            b"<!DOCTYPE html><html><table><tr><td>a</td></tr></table>".to_vec(),
            "invalid-file-markup",
        ),
        // R: M5
        ("titres.csv", b"email\n".to_vec(), "invalid-file-no-rows"),
        ("deux-titres.csv", b"Nom;Courriel\r\n".to_vec(), "invalid-file-no-rows"),
        (
            "prose.csv",
            "Bonjour, voici la liste promise.\n".into(),
            "invalid-file-no-rows",
        ),
        (
            "image.csv",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".to_vec(),
            "invalid-file-binary",
        ),
    ]
}

// R: M5
async fn what_is_no_list_is_refused_in_words_and_leaves_nothing(server: &Server) {
    let tenant = server.tenant().await;
    for (name, file, code) in no_lists() {
        let refused = tenant.api.upload("/api/imports", name, file, &[]).refused(422).await;
        assert_eq!(refused["errors"][0]["field"], "file", "{name}: {refused}");
        assert_eq!(refused["errors"][0]["code"], code, "{name}: {refused}");
        assert!(
            !text(&refused["errors"][0]["detail"]).contains("invalid-"),
            "{name}: {refused}"
        );
    }
    assert_nothing(server, &tenant.slug, &tenant.api).await;
}
on_both_databases!(what_is_no_list_is_refused_in_words_and_leaves_nothing);

// R: M5
async fn a_broken_upload_is_refused_and_leaves_nothing(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let list = || b"Nom;Courriel\nA;a@b.fr\n".to_vec();
    for mapping in [
        "{",
        "[]x",
        "7",
        r#"{"Nom": 3}"#,
        r#"{"Inconnue": "email"}"#,
        r#"{"Nom": "é è"}"#,
        r#"{"Nom": "email", "Courriel": "email"}"#,
        r#"{"Nom": null, "Courriel": null}"#,
        r#"[{"column": 9, "key": "email"}]"#,
        r#"[{"key": "email"}]"#,
    ] {
        let refused = api
            .upload("/api/imports", "a.csv", list(), &[("mapping", mapping)])
            .refused(422)
            .await;
        assert_eq!(refused["errors"][0]["field"], "mapping", "{mapping}: {refused}");
    }
    let unknown = api
        .upload("/api/imports", "a.csv", list(), &[("autre", "1")])
        .send()
        .await;
    assert!((400..500).contains(&unknown.status), "{unknown}");
    let multipart = |body: &'static str| {
        api.post("/api/imports", json!({}))
            .header("Content-Type", "multipart/form-data; boundary=x")
            .body(body)
    };
    for body in [
        "",
        "--x",
        "--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nNom;Courriel\nA;a@b.fr",
    ] {
        let answer = multipart(body).send().await;
        assert!((400..500).contains(&answer.status), "{body:?}: {answer}");
    }
    api.post("/api/imports", json!({ "file": "Nom" })).refused(400).await;
    assert_nothing(server, &tenant.slug, api).await;
}
on_both_databases!(a_broken_upload_is_refused_and_leaves_nothing);

// R: M5
async fn a_file_above_the_limit_is_refused_before_it_is_sent(server: &Server) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let tenant = server.tenant().await;
    let token = server
        .cli_ok(
            &["token", "create", "--tenant", &tenant.slug, "--user", &tenant.email],
            "",
        )
        .await;
    let address = server.url().trim_start_matches("http://");
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /api/imports HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3000000000\r\n\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"grand.csv\"\r\n\r\nNom;Courriel\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 4_096];
    let read = tokio::time::timeout(std::time::Duration::from_secs(60), connection.read(&mut answer)).await;
    let answer = String::from_utf8_lossy(&answer[..read.unwrap().unwrap()]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.to_lowercase().contains("application/problem+json"), "{answer}");
    drop(connection);
    // Other routes take less.
    let long = json!({ "name": "x".repeat(2 * 1024 * 1024) });
    tenant.api.post("/api/contacts", long).refused(413).await;
    assert_nothing(server, &tenant.slug, &tenant.api).await;
}
on_both_databases!(a_file_above_the_limit_is_refused_before_it_is_sent);

/// No import, no contact and no byte of a file.
async fn assert_nothing(server: &Server, slug: &str, api: &Client) {
    assert_eq!(api.get("/api/imports").ok().await["items"], json!([]));
    assert!(contacts(api).await.is_empty());
    // A broken connection's file is deleted right after the answer.
    let gone = async {
        while rows(server, slug, "blobs", "1 = 1").await + rows(server, slug, "blob_chunks", "1 = 1").await > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(60), gone).await;
    assert!(waited.is_ok(), "an unfinished file is kept");
}

// R: O9 M5
async fn nothing_is_entered_without_a_lawful_basis_and_its_proof(server: &Server) {
    let tenant = server.tenant().await;
    let preview = upload(&tenant.api, "a.csv", b"Nom;Courriel\nA;a@base.test\n".to_vec()).await;
    let id = text(&preview["id"]);
    let commit = format!("/api/imports/{id}/commit");
    let order = |basis: Value| json!({ "on_conflict": "skip", "lawful_basis": basis });
    let proof = |kind: &str, evidence: &str| json!({ "kind": kind, "evidence": evidence });
    for order in [
        json!({}),
        json!({ "on_conflict": "skip" }),
        json!({ "on_conflict": "parfois", "lawful_basis": professional_basis() }),
        json!({ "on_conflict": "skip", "lawful_basis": professional_basis(), "surprise": 1 }),
        order(json!({})),
        // Tracking alone is no ground to write to anybody.
        order(json!({ "tracking": proof("consent", "formulaire") })),
        order(json!({ "email": { "kind": "consent" } })),
        order(json!({ "email": proof("consent", "") })),
        order(json!({ "email": proof("consent", "  ") })),
        order(json!({ "email": proof("consent", &"é".repeat(2_001)) })),
        order(json!({ "email": proof("envie", "formulaire") })),
        order(json!({ "pigeon": proof("consent", "formulaire") })),
    ] {
        let answer = tenant.api.post(&commit, &order).send().await;
        assert!([400, 422].contains(&answer.status), "{order}: {answer}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{answer}");
    }
    assert_eq!(
        tenant.api.get(&format!("/api/imports/{id}")).ok().await["status"],
        "previewed"
    );
    assert!(contacts(&tenant.api).await.is_empty());

    let order = order(json!({ "email": proof("consent", "Formulaire du salon, mars 2026") }));
    tenant.api.post(&commit, &order).expect(202).await;
    finished(&tenant.api, &id).await;
    let person = contact(&tenant.api, "a@base.test").await;
    let standing = ["email", "sms", "postal", "tracking"].map(|topic| text(&person["consents"][topic]));
    assert_eq!(standing, ["consent", "unknown", "unknown", "unknown"]);
    let history = consents(&tenant.api, &person).await;
    assert_eq!(
        history,
        [["email", "consent", "Formulaire du salon, mars 2026"].map(str::to_owned)]
    );

    // Once is once.
    tenant.api.post(&commit, &order).refused(409).await;
    tenant.api.delete(&format!("/api/imports/{id}")).refused(409).await;
    assert_eq!(contacts(&tenant.api).await.len(), 1);
}
on_both_databases!(nothing_is_entered_without_a_lawful_basis_and_its_proof);

// R: M5
async fn a_discarded_preview_is_gone_with_its_file(server: &Server) {
    let tenant = server.tenant().await;
    let preview = upload(&tenant.api, "a.csv", b"Nom;Courriel\nA;a@base.test\n".to_vec()).await;
    let path = format!("/api/imports/{}", text(&preview["id"]));
    tenant.api.delete(&path).expect(204).await;
    tenant.api.get(&path).refused(404).await;
    tenant.api.delete(&path).refused(404).await;
    let order = json!({ "on_conflict": "skip", "lawful_basis": professional_basis() });
    tenant.api.post(&format!("{path}/commit"), order).refused(404).await;
    assert_nothing(server, &tenant.slug, &tenant.api).await;
}
on_both_databases!(a_discarded_preview_is_gone_with_its_file);
