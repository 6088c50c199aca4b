//! What a campaign says, through the API: kept, changed field by field, refused with words that help.

use relais_tests::{Server, on_both_databases};
use serde_json::{Value, json};

fn refusals(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors
        .map(|error| (text(&error["field"]), text(&error["code"])))
        .collect()
}

// R: T1 T8 O13
async fn contents_are_kept_and_changed_field_by_field(server: &Server) {
    let api = &server.tenant().await.api;
    let email = json!({ "subject": "Bonjour {{ first_name|default('vous') }}", "html": "<p>{{ city }}</p>", "from": "Ville <a@b.fr>" });
    let order = json!({ "title": "Dite", "event_date": "2030-01-01", "content": { "email": email, "sms": { "text": "Salut" } } });
    let made = api.post("/api/campaigns", order).created().await;
    assert_eq!(made["content"], json!({ "email": email, "sms": { "text": "Salut" } }));
    let path = format!("/api/campaigns/{}", made["id"].as_str().unwrap());
    let change = json!({ "content": { "email": { "subject": "Autre", "from": null }, "sms": null } });
    let changed = api.patch(&path, change).ok().await;
    let expected = json!({ "email": { "subject": "Autre", "html": "<p>{{ city }}</p>" } });
    assert_eq!(changed["content"], expected);
    assert_eq!(changed["title"], "Dite");
    let changed = api.patch(&path, json!({ "description": "x" })).ok().await;
    assert_eq!(changed["content"], expected);
    assert_eq!(api.get(&path).ok().await["content"], expected);
    let listed = api.get("/api/campaigns").ok().await;
    assert!(listed["items"][0].get("content").is_none(), "{listed}");
    let cleared = api.patch(&path, json!({ "content": null })).ok().await;
    assert_eq!(cleared["content"], json!({}));
}
on_both_databases!(contents_are_kept_and_changed_field_by_field);

// R: T1
async fn two_changes_of_different_fields_at_once_both_stand(server: &Server) {
    let api = &server.tenant().await.api;
    let order = json!({ "title": "À deux", "event_date": "2030-01-01" });
    let made = api.post("/api/campaigns", order).created().await;
    let path = format!("/api/campaigns/{}", made["id"].as_str().unwrap());
    for round in 0..15 {
        let said = |field: &str| json!({ "content": { "email": { field: format!("{field} {round}") } } });
        let (subject, text) = (api.patch(&path, said("subject")), api.patch(&path, said("text")));
        tokio::join!(subject.ok(), text.ok());
        let expected = json!({ "subject": format!("subject {round}"), "text": format!("text {round}") });
        assert_eq!(api.get(&path).ok().await["content"]["email"], expected);
    }
}
on_both_databases!(two_changes_of_different_fields_at_once_both_stand);

// R: T1
async fn what_cannot_be_sent_is_refused_when_it_is_written(server: &Server) {
    let api = &server.tenant().await.api;
    api.post(
        "/api/attributes",
        json!({ "key": "surnom", "label": "Surnom", "kind": "text" }),
    )
    .created()
    .await;
    let refused = async |content: Value| {
        let order = json!({ "title": "Refusée", "event_date": "2030-01-01", "content": content });
        api.post("/api/campaigns", order).refused(422).await
    };
    let unknown = refused(json!({ "email": { "subject": "{{ pointure }} {{ surnom }}" } })).await;
    assert_eq!(
        refusals(&unknown),
        [("content.email.subject".into(), "invalid-merge-field".into())]
    );
    let detail = unknown["errors"][0]["detail"].as_str().unwrap();
    assert!(
        detail.contains("pointure") && detail.contains("first_name") && detail.contains("surnom"),
        "{detail}"
    );
    for (content, field, code) in [
        (
            json!({ "fax": { "text": "x" } }),
            "content.fax",
            "invalid-unknown-channel",
        ),
        (
            json!({ "email": { "bcc": "a@b.fr" } }),
            "content.email.bcc",
            "invalid-unknown-field",
        ),
        (
            json!({ "email": { "subject": "a\r\nBcc: x@y.fr" } }),
            "content.email.subject",
            "invalid-several-lines",
        ),
        (
            json!({ "email": { "from": "personne" } }),
            "content.email.from",
            "invalid-mailbox",
        ),
        (
            json!({ "email": { "html": "{% for a in name %}x{% endfor %}" } }),
            "content.email.html",
            "invalid-template-use",
        ),
        (
            json!({ "email": { "html": "{{ name" } }),
            "content.email.html",
            "invalid-template-unclosed",
        ),
        (
            json!({ "email": { "html": "{{ name|replace('a', 'b') }}" } }),
            "content.email.html",
            "invalid-template-filter",
        ),
        (
            json!({ "email": { "html": "<a href=\"javascript:alert(1)\">x</a>" } }),
            "content.email.html",
            "invalid-mail-link",
        ),
        (
            json!({ "email": { "html": "x".repeat(600_000) } }),
            "content.email.html",
            "invalid-content-size",
        ),
        (
            json!({ "push": { "url": "javascript:alert(1)" } }),
            "content.push.url",
            "invalid-link",
        ),
    ] {
        let problem = refused(content.clone()).await;
        assert_eq!(refusals(&problem), [(field.into(), code.into())]);
    }
    assert_eq!(
        api.get("/api/campaigns").ok().await["items"],
        json!([]),
        "nothing was kept"
    );
}
on_both_databases!(what_cannot_be_sent_is_refused_when_it_is_written);
