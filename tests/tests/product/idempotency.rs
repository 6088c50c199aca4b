//! Requests repeated under an `Idempotency-Key` act once.

use relais_tests::{Client, Server, on_both_databases};
use serde_json::json;

fn keyed(request: relais_tests::client::Request, key: &str) -> relais_tests::client::Request {
    request.header("Idempotency-Key", key)
}

async fn contacts(api: &Client) -> usize {
    api.get("/api/contacts").ok().await["items"].as_array().unwrap().len()
}

// R: O13
async fn a_repeated_request_is_answered_as_the_first_time(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let body = json!({ "name": "Mairie", "type": "mairie" });
    let first = keyed(api.post("/api/contacts", &body), "clé".trim_end_matches('é'))
        .expect(201)
        .await;
    assert_eq!(first.header("idempotency-replayed"), "");
    for _ in 0..3 {
        let again = keyed(api.post("/api/contacts", &body), "cl").expect(201).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.body, first.body);
        assert_eq!(again.header("location"), first.header("location"));
        assert_eq!(again.header("content-type"), first.header("content-type"));
    }
    assert_eq!(contacts(api).await, 1);

    let other = keyed(api.post("/api/contacts", json!({ "name": "Autre" })), "cl")
        .refused(422)
        .await;
    assert_eq!(other["type"], "urn:relais:problem-key-reused");
    // Another route or another person: another key.
    keyed(
        api.post("/api/campaigns", json!({ "title": "a", "event_date": "2027-01-15" })),
        "cl",
    )
    .created()
    .await;
    let stranger = server.tenant().await.api;
    keyed(stranger.post("/api/contacts", json!({ "name": "Ailleurs" })), "cl")
        .created()
        .await;
    assert_eq!((contacts(api).await, contacts(&stranger).await), (1, 1));

    // What was refused did nothing: corrected, it passes under the same key.
    keyed(api.post("/api/contacts", json!({ "email": "non" })), "k2")
        .refused(422)
        .await;
    keyed(api.post("/api/contacts", json!({ "email": "oui@b.fr.test" })), "k2")
        .created()
        .await;
    for unusable in ["a b", "", &"k".repeat(256)] {
        keyed(api.post("/api/contacts", &body), unusable).refused(400).await;
    }
}
on_both_databases!(a_repeated_request_is_answered_as_the_first_time);

async fn requests_at_the_same_time_act_once(server: &Server) {
    let api = server.tenant().await.api;
    let send = |_| keyed(api.post("/api/contacts", json!({ "name": "Une" })), "ensemble").send();
    let answers = futures_util::future::join_all((0..8).map(send)).await;
    let mut bodies: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 201)
        .map(|answer| &answer.body)
        .collect();
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    assert!(answers.iter().all(|answer| matches!(answer.status, 201 | 409)));
    assert_eq!(contacts(&api).await, 1);
}
on_both_databases!(requests_at_the_same_time_act_once);

async fn an_upload_is_recognised_by_what_it_holds(server: &Server) {
    let api = server.tenant().await.api;
    let file = b"Nom;Courriel\nAna;ana@b.fr.test\n".to_vec();
    // Each of these draws a boundary of its own.
    let upload = |file: &[u8]| keyed(api.upload("/api/imports", "a.csv", file.to_vec(), &[]), "fichier");
    let first = upload(&file).expect(201).await;
    let again = upload(&file).expect(201).await;
    assert_eq!(
        (again.header("idempotency-replayed"), &again.body),
        ("true", &first.body)
    );
    upload(b"Nom;Courriel\nEva;eva@b.fr.test\n").refused(422).await;
    assert_eq!(api.get("/api/imports").ok().await["items"].as_array().unwrap().len(), 1);
}
on_both_databases!(an_upload_is_recognised_by_what_it_holds);
