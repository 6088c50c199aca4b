//! Nonsense sent to every route that takes a body: always a clear 4xx, never a partial write.

use relais_tests::{Client, Server, on_both_databases};
use reqwest::Method;
use serde_json::{Value, json};

/// Routes with a JSON body, with a body that is right but for the field named.
fn routes(contact: &str, campaign: &str) -> Vec<(Method, String, Value)> {
    let day = "2027-01-15";
    vec![
        (Method::POST, "/api/contacts".into(), json!({ "name": "x" })),
        (
            Method::PATCH,
            format!("/api/contacts/{contact}"),
            json!({ "name": "x" }),
        ),
        (
            Method::POST,
            format!("/api/contacts/{contact}/consents"),
            json!({ "channel": "sms", "kind": "consent", "evidence": "x" }),
        ),
        (
            Method::POST,
            "/api/attributes".into(),
            json!({ "key": "x", "label": "x", "kind": "text" }),
        ),
        (
            Method::POST,
            "/api/audiences/count".into(),
            json!({ "filters": { "type": ["x"] } }),
        ),
        (
            Method::POST,
            "/api/audiences/facets".into(),
            json!({ "filters": { "type": ["x"] } }),
        ),
        (
            Method::POST,
            "/api/audiences/values".into(),
            json!({ "category": "type", "search": "x", "limit": 5 }),
        ),
        (
            Method::POST,
            "/api/campaigns".into(),
            json!({ "title": "x", "event_date": day, "description": "x" }),
        ),
        (
            Method::PATCH,
            format!("/api/campaigns/{campaign}"),
            json!({ "title": "x" }),
        ),
        (
            Method::POST,
            "/api/invitations".into(),
            json!({ "email": "x@y.fr.test", "role": "reader" }),
        ),
        (Method::POST, "/api/tokens".into(), json!({ "label": "x" })),
    ]
}

async fn refused(api: &Client, method: &Method, path: &str, body: Vec<u8>, what: &str) {
    let request = api
        .request(method.clone(), path)
        .header("Content-Type", "application/json")
        .body(body);
    let answer = request.send().await;
    assert!((400..500).contains(&answer.status), "{what}: {answer}");
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{what}: {answer}"
    );
}

// R: S10
async fn nonsense_is_refused_in_words(server: &Server) {
    let api = server.tenant().await.api;
    let contact = api
        .post("/api/contacts", json!({ "name": "a", "type": "mairie" }))
        .created()
        .await;
    let campaign = api
        .post("/api/campaigns", json!({ "title": "a", "event_date": "2027-01-15" }))
        .created()
        .await;
    let (contact, campaign) = (contact["id"].as_str().unwrap(), campaign["id"].as_str().unwrap());
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(5_000), close.repeat(5_000)).into_bytes();
    let malformed: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("half", b"{\"title\":".to_vec()),
        ("two", b"{} {}".to_vec()),
        ("not UTF-8", b"{\"name\":\"\xff\xfe\"}".to_vec()),
        ("half a surrogate", b"{\"name\":\"\\ud800\"}".to_vec()),
        ("bare control character", b"{\"name\":\"a\x00b\"}".to_vec()),
        ("deep arrays", deep("[", "]")),
        ("deep objects", deep("{\"a\":", "}")),
        ("a form", b"title=a&event_date=2027-01-15".to_vec()),
        ("an array", b"[1]".to_vec()),
        ("a text", b"\"a\"".to_vec()),
        ("null", b"null".to_vec()),
        ("an unknown field", b"{\"inconnu\":1}".to_vec()),
        ("a number out of bounds", b"{\"title\":1e999,\"name\":1e999}".to_vec()),
        ("too large", vec![b' '; 2 * 1024 * 1024]),
    ];
    for (method, path, right) in routes(contact, campaign) {
        for (what, body) in &malformed {
            refused(
                &api,
                &method,
                &path,
                body.clone(),
                &format!("{what} to {method} {path}"),
            )
            .await;
        }
        // Each field in turn of a type it never has.
        for field in right.as_object().unwrap().keys() {
            for wrong in [json!([[1]]), json!({ "a": { "b": 1 } })] {
                let mut body = right.clone();
                body[field] = wrong;
                let what = format!("{body} to {method} {path}");
                refused(&api, &method, &path, body.to_string().into_bytes(), &what).await;
            }
        }
    }
    assert_eq!(
        api.get("/api/contacts").ok().await["items"].as_array().unwrap().len(),
        1
    );
    assert_eq!(
        api.get("/api/campaigns").ok().await["items"].as_array().unwrap().len(),
        1
    );
}
on_both_databases!(nonsense_is_refused_in_words);

/// Text that databases, spreadsheets and pages stumble over: kept as text or refused, never an error of ours.
async fn awkward_text_is_only_text(server: &Server) {
    let api = server.tenant().await.api;
    let contact = api
        .post("/api/contacts", json!({ "name": "a", "type": "mairie" }))
        .created()
        .await;
    let campaign = api
        .post("/api/campaigns", json!({ "title": "a", "event_date": "2027-01-15" }))
        .created()
        .await;
    let (contact, campaign) = (contact["id"].as_str().unwrap(), campaign["id"].as_str().unwrap());
    let awkward = [
        "\u{0}",
        "a\u{0}b",
        "\u{7f}\u{1b}[31m",
        "\u{202e}abc",
        "\u{fffe}",
        "'; DROP TABLE contacts; --",
        "=1+1",
        "😀",
    ];
    for (method, path, right) in routes(contact, campaign) {
        for text in awkward {
            for field in right.as_object().unwrap().keys() {
                let mut body = right.clone();
                match &mut body[field] {
                    Value::Object(filters) => {
                        filters.insert("type".into(), json!(["mairie", text]));
                        filters.insert(text.to_owned(), json!([text]));
                    }
                    value => *value = json!(text),
                }
                // `send` fails on a 500.
                let answer = api.request(method.clone(), &path).json(&body).send().await;
                assert!(answer.status < 500, "{answer}");
            }
        }
    }
    for (number, text) in awkward.into_iter().enumerate() {
        let filters = json!({ "type": ["mairie", text] });
        let body = json!({ "title": format!("{text}{number}"), "event_date": "2027-01-15", "filters": filters,
            "description": text, "social_network": text });
        let answer = api.post("/api/campaigns", body).send().await;
        assert!(answer.status < 500, "{answer}");
        for query in ["email", "phone", "filters", "cursor", "limit"] {
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let answer = api.get(&format!("/api/contacts?{query}={escaped}")).send().await;
            assert!((200..500).contains(&answer.status), "{answer}");
        }
    }
    api.get("/api/contacts?email=%ff%fe").refused(422).await;
    for id in [
        "x",
        "%00",
        "..%2f..",
        "00000000-0000-0000-0000-00000000000g",
        &"9".repeat(2_000),
    ] {
        let problem = api.get(&format!("/api/campaigns/{id}")).refused(404).await;
        assert_eq!(problem["type"], "urn:relais:problem-not-found");
    }
}
on_both_databases!(awkward_text_is_only_text);

// R: M5
async fn uploads_that_are_none_are_refused(server: &Server) {
    let api = server.tenant().await.api;
    let sent =
        |name: &str, bytes: &[u8], fields: &[(&str, &str)]| api.upload("/api/imports", name, bytes.to_vec(), fields);
    for (what, bytes) in [
        ("empty", &b""[..]),
        ("a spreadsheet", b"PK\x03\x04\x14\x00\x06\x00\x08\x00"),
        ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00"),
        ("UTF-16", b"\xff\xfeN\x00o\x00m\x00\n\x00"),
        ("a page", b"<!DOCTYPE html><html><body>"),
    ] {
        let problem = sent("a.csv", bytes, &[]).refused(422).await;
        assert_eq!(problem["errors"][0]["field"], "file", "{what}: {problem}");
    }
    let file = b"Nom;Courriel\nAna;ana@b.fr.test\n";
    for mapping in [
        "{",
        "1",
        "{\"Prix\":\"price\"}",
        "{\"Nom\":\"email\",\"Courriel\":\"email\"}",
        "{\"Nom\":\"É\"}",
    ] {
        let problem = sent("a.csv", file, &[("mapping", mapping)]).refused(422).await;
        assert_eq!(problem["errors"][0]["field"], "mapping", "{mapping}: {problem}");
    }
    sent("a.csv", file, &[("autre", "x")]).refused(422).await;
    let multipart = "multipart/form-data; boundary=abc";
    for body in [&b""[..], b"--abc", b"--abc\r\n\r\n", b"--abc--\r\n", b"nonsense"] {
        let request = api
            .request(Method::POST, "/api/imports")
            .header("Content-Type", multipart)
            .body(body);
        let answer = request.send().await;
        assert!((400..500).contains(&answer.status), "{answer}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{answer}");
    }
    api.post("/api/imports", json!({})).refused(400).await;
    assert_eq!(api.get("/api/imports").ok().await["items"], json!([]));

    let previewed = sent("a.csv", file, &[]).created().await;
    let commit = format!("/api/imports/{}/commit", previewed["id"].as_str().unwrap());
    let basis = json!({ "kind": "consent", "evidence": "x" });
    for order in [
        json!({ "on_conflict": "skip", "lawful_basis": {} }),
        json!({ "on_conflict": "skip", "lawful_basis": { "tracking": basis } }),
        json!({ "on_conflict": "skip", "lawful_basis": { "email": { "kind": "consent", "evidence": " " } } }),
        json!({ "on_conflict": "skip", "lawful_basis": { "email": { "kind": "envie", "evidence": "x" } } }),
        json!({ "on_conflict": "skip", "lawful_basis": { "fax": basis } }),
        json!({ "on_conflict": "skip" }),
        json!({ "on_conflict": "peut-être", "lawful_basis": { "email": basis } }),
    ] {
        api.post(&commit, &order).refused(422).await;
    }
    assert_eq!(api.get("/api/contacts").ok().await["items"], json!([]));
    api.post(
        &commit,
        json!({ "on_conflict": "skip", "lawful_basis": { "email": basis } }),
    )
    .expect(202)
    .await;
    api.post(
        &commit,
        json!({ "on_conflict": "skip", "lawful_basis": { "email": basis } }),
    )
    .refused(409)
    .await;
}
on_both_databases!(uploads_that_are_none_are_refused);

// R: S10 O13
async fn what_cannot_be_read_is_told_in_the_readers_language(server: &Server) {
    let api = server.tenant().await.api;
    let told = async |body: &str| {
        let request = api
            .request(Method::POST, "/api/campaigns")
            .header("Content-Type", "application/json");
        let answer = request.body(body.to_owned().into_bytes()).send().await;
        serde_json::from_slice::<Value>(&answer.body).unwrap()
    };
    for (body, field, sentence) in [
        (r#"{"title":7}"#, "title", "Un texte est attendu ici."),
        ("{}", "title", "Ce champ est obligatoire."),
        (r#"{"title":"a","nom":1}"#, "nom", "Ce champ n’existe pas."),
        (
            r#"{"title":"a","channels":[1]}"#,
            "channels[0]",
            "Un texte est attendu ici.",
        ),
    ] {
        let error = &told(body).await["errors"][0];
        assert_eq!((&error["field"], &error["detail"]), (&json!(field), &json!(sentence)));
    }
    assert_eq!(
        told("{\"title\":").await["detail"],
        "Le corps de la demande n’est pas du JSON lisible : il cesse de l’être à la ligne 1, colonne 9."
    );
}
on_both_databases!(what_cannot_be_read_is_told_in_the_readers_language);
