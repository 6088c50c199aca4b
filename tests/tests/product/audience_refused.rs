//! What an audience cannot be asked for is refused with the place at fault; a question that names nobody is answered.

use relais_tests::{Server, on_both_databases};
use serde_json::{Value, json};

// R: O3
async fn an_audience_is_never_more_than_was_asked_for(server: &Server) {
    let api = &server.tenant().await.api;
    for path in ["count", "facets", "values", "reach"].map(|last| format!("/api/audiences/{last}")) {
        for body in [json!([]), json!([{}]), json!(null), json!("{}")] {
            let problem = api.post(&path, &body).refused(422).await;
            assert_eq!(problem["errors"][0]["field"], "", "{path} {body}: {problem}");
        }
        for (filters, field) in [
            (json!({ "type": [1] }), "filters.type"),
            (json!({ "type": [null] }), "filters.type"),
            (json!({ "type": ["mairie", true] }), "filters.type"),
            (json!({ "zorg": ["x"] }), "filters.zorg"),
            (json!({ "email": ["a@b.fr.test"] }), "filters.email"),
            (json!({ "reach:fax": ["true"] }), "filters.reach:fax"),
        ] {
            let mut body = json!({ "filters": filters });
            if path.ends_with("values") {
                body["category"] = json!("type");
            }
            let problem = api.post(&path, &body).refused(422).await;
            assert_eq!(problem["errors"][0]["field"], field, "{path} {body}: {problem}");
        }
    }
    let order = json!({ "title": "a", "event_date": "2030-01-15", "filters": { "zorg": ["x"] } });
    let problem = api.post("/api/campaigns", order).refused(422).await;
    assert_eq!(problem["errors"][0]["field"], "filters.zorg");
    api.get("/api/contacts?filters=%7B%22zorg%22%3A%5B%22x%22%5D%7D")
        .refused(422)
        .await;
}
on_both_databases!(an_audience_is_never_more_than_was_asked_for);

async fn what_nobody_has_counts_nobody(server: &Server) {
    let api = &server.tenant().await.api;
    let count = async |filters: Value| {
        let counted = api
            .post("/api/audiences/count", json!({ "filters": filters }))
            .ok()
            .await;
        counted["count"].as_u64().unwrap()
    };
    assert_eq!(
        count(json!({ "type": ["mairie"] })).await,
        0,
        "before the first contact"
    );
    api.post("/api/contacts", json!({ "email": "a@b.fr.test", "type": "mairie" }))
        .created()
        .await;
    assert_eq!(count(json!({ "type": ["mairie"] })).await, 1);
    assert_eq!(count(json!({ "type": ["commerce"] })).await, 0);
    assert_eq!(count(json!({ "type": [""] })).await, 0);
    assert_eq!(count(json!({ "has:email": ["true"] })).await, 1);
    // An attribute can be filtered by from the moment it is made known, free text never.
    for (key, kind) in [("segment", "category"), ("income", "number"), ("note", "text")] {
        let attribute = json!({ "key": key, "label": key, "kind": kind });
        api.post("/api/attributes", attribute).created().await;
    }
    assert_eq!(count(json!({ "segment": ["A"] })).await, 0);
    assert_eq!(count(json!({ "income": { "min": 1 } })).await, 0);
    let ask = json!({ "filters": { "note": ["x"] } });
    let problem = api.post("/api/audiences/count", ask).refused(422).await;
    assert_eq!(problem["errors"][0]["field"], "filters.note");
}
on_both_databases!(what_nobody_has_counts_nobody);
