//! Contacts one at a time through the API: values brought into form, doubtful ones refused, consents, pages.

use relais_tests::{Server, on_both_databases};
use serde_json::{Value, json};

// R: M1, O12
async fn values_are_brought_into_form_or_refused(server: &Server) {
    let api = server.tenant().await.api;
    let given = json!({
        "name": " Mairie  de Brest ", "email": "Contact@Mairie-Brest.FR", "phone": "02 98 00 80 80", "department": "1",
        "postcode": "29200", "city": "Brest", "country": "France", "followers_instagram": 1200,
        "attributes": { "income": 1234.5, "since": "2026-01-31", "segment": "A" },
        "lawful_basis": { "email": { "kind": "b2b_information", "evidence": "Annuaire" } }
    });
    let created = api.post("/api/contacts", &given).created().await;
    let expect = |of: &Value, key: &str, value: Value| assert_eq!(of[key], value, "{key} in {of}");
    expect(&created, "name", json!("Mairie de Brest"));
    expect(&created, "email", json!("contact@mairie-brest.fr"));
    expect(&created, "phone", json!("+33298008080"));
    expect(&created, "department", json!("01"));
    expect(&created, "country", json!("FR"));
    expect(&created, "followers_instagram", json!(1200));
    expect(
        &created,
        "attributes",
        json!({ "income": 1234.5, "since": "2026-01-31", "segment": "A" }),
    );
    expect(&created["consents"], "email", json!("b2b_information"));
    expect(&created["consents"], "sms", json!("unknown"));
    expect(&created, "sector", Value::Null);

    // What is new is counted at once, own attributes too.
    for filters in [
        json!({ "segment": ["A"] }),
        json!({ "income": { "min": 1000 } }),
        json!({ "since": { "max": "2026-02-01" } }),
    ] {
        let count = api
            .post("/api/audiences/count", json!({ "filters": filters }))
            .ok()
            .await;
        assert_eq!(count["count"], 1, "{filters}");
    }
    let attributes = api.get("/api/attributes").ok().await;
    let kinds: Vec<(&str, &str)> = attributes["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["canonical"] == false)
        .map(|one| (one["key"].as_str().unwrap(), one["kind"].as_str().unwrap()))
        .collect();
    for kind in [
        ("income", "number"),
        ("since", "date"),
        ("segment", "category"),
        ("followers_instagram", "number"),
    ] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }

    let path = format!("/api/contacts/{}", created["id"].as_str().unwrap());
    assert_eq!(api.get(&path).ok().await, created);
    let changed = api
        .patch(
            &path,
            json!({ "city": null, "name": "Mairie", "attributes": { "segment": null } }),
        )
        .ok()
        .await;
    expect(&changed, "city", Value::Null);
    expect(&changed, "email", created["email"].clone());
    expect(
        &changed,
        "attributes",
        json!({ "income": 1234.5, "since": "2026-01-31" }),
    );

    for (body, field) in [
        (json!({ "email": "pas une adresse" }), "email"),
        (json!({ "phone": "12" }), "phone"),
        (json!({ "phone": "02 98 00 80 80 / le matin" }), "phone"),
        (json!({ "postcode": "ABC" }), "postcode"),
        (json!({ "country": "Ruritanie" }), "country"),
        (json!({ "city": "x".repeat(10_000) }), "city"),
        (json!({ "courriel": "a@b.fr" }), "courriel"),
        (json!({ "name": ["a"] }), "name"),
        (json!({ "attributes": "a" }), "attributes"),
        (json!({ "attributes": { "email": "a@b.fr" } }), "attributes.email"),
        (json!({ "attributes": { "income": "beaucoup" } }), "income"),
        (json!({ "attributes": { "Clé": "a" } }), "Clé"),
    ] {
        for problem in [
            api.post("/api/contacts", &body).refused(422).await,
            api.patch(&path, &body).refused(422).await,
        ] {
            assert_eq!(problem["errors"][0]["field"], field, "{body}: {problem}");
            assert!(problem["errors"][0]["detail"].as_str().unwrap().len() > 10, "{problem}");
        }
    }
    for body in [json!({}), json!({ "name": "n/a" })] {
        api.post("/api/contacts", body).refused(422).await;
    }
    // Nothing of what was refused is there.
    let all = api.get("/api/contacts").ok().await;
    assert_eq!(all["items"].as_array().unwrap().len(), 1);

    api.delete(&path).expect(204).await;
    api.get(&path).refused(404).await;
    api.delete(&path).refused(404).await;
}
on_both_databases!(values_are_brought_into_form_or_refused);

// R: M3
async fn an_address_belongs_to_one_contact_and_finds_it(server: &Server) {
    let api = server.tenant().await.api;
    let one = api
        .post(
            "/api/contacts",
            json!({ "email": "ana@b.fr.test", "phone": "06 39 98 00 01" }),
        )
        .created()
        .await;
    let two = api
        .post(
            "/api/contacts",
            json!({ "email": "lea@b.fr.test", "phone": "06 39 98 00 01" }),
        )
        .created()
        .await;
    let taken = api
        .post("/api/contacts", json!({ "email": "ANA@b.fr.test" }))
        .refused(409)
        .await;
    assert_eq!(taken["errors"][0]["field"], "email");
    let path = format!("/api/contacts/{}", two["id"].as_str().unwrap());
    api.patch(&path, json!({ "email": "Ana@b.fr.test" })).refused(409).await;

    let ids = async |query: &str| -> Vec<Value> {
        let found = api.get(&format!("/api/contacts?{query}")).ok().await;
        found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].clone())
            .collect()
    };
    assert_eq!(ids("email=ANA%40b.fr.test").await, [one["id"].clone()]);
    assert_eq!(
        ids("phone=%2B33639980001").await,
        [two["id"].clone(), one["id"].clone()]
    );
    assert_eq!(ids("email=personne%40b.fr.test").await, Vec::<Value>::new());
    api.get("/api/contacts?email=personne").refused(422).await;
    api.get("/api/contacts?email=a%40b.fr&phone=0298008080")
        .refused(422)
        .await;
    api.get("/api/contacts?filters=%7B").refused(422).await;
    api.get("/api/contacts?nom=a").refused(422).await;
}
on_both_databases!(an_address_belongs_to_one_contact_and_finds_it);

// R: O11, G6
async fn a_person_withdraws_and_comes_back_only_by_their_own_word(server: &Server) {
    let api = server.tenant().await.api;
    let basis = json!({ "email": { "kind": "consent", "evidence": "Formulaire" } });
    let body = json!({ "email": "ana@b.fr.test", "lawful_basis": basis });
    let contact = api.post("/api/contacts", &body).created().await;
    let path = format!("/api/contacts/{}", contact["id"].as_str().unwrap());
    let consents = format!("{path}/consents");
    let withdrawal = json!({ "channel": "email", "kind": "withdrawn", "evidence": "Appel du 3 mars" });
    let recorded = api.post(&consents, withdrawal).created().await;
    assert_eq!(
        (&recorded["channel"], &recorded["kind"]),
        (&json!("email"), &json!("withdrawn"))
    );
    assert_eq!(api.get(&path).ok().await["consents"]["email"], "withdrawn");

    // Entered again, they stay withdrawn.
    api.delete(&path).expect(204).await;
    let again = api.post("/api/contacts", &body).created().await;
    assert_eq!(again["consents"]["email"], "withdrawn");
    let consents = format!("/api/contacts/{}/consents", again["id"].as_str().unwrap());
    let agreement = json!({ "channel": "email", "kind": "consent", "evidence": "Formulaire signé" });
    api.post(&consents, agreement).created().await;
    let history = api.get(&consents).ok().await;
    let kinds: Vec<&str> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["withdrawn", "consent"],
        "what the list said, then their own word"
    );

    for (body, field) in [
        (
            json!({ "channel": "fax", "kind": "consent", "evidence": "x" }),
            "channel",
        ),
        (json!({ "channel": "sms", "kind": "envie", "evidence": "x" }), "kind"),
        (
            json!({ "channel": "sms", "kind": "consent", "evidence": "  " }),
            "evidence",
        ),
    ] {
        assert_eq!(
            api.post(&consents, body).refused(422).await["errors"][0]["field"],
            field
        );
    }
}
on_both_databases!(a_person_withdraws_and_comes_back_only_by_their_own_word);

async fn pages_follow_one_another_whatever_is_added(server: &Server) {
    let api = server.tenant().await.api;
    let mut entered: Vec<Value> = Vec::new();
    for number in 0..7 {
        let body =
            json!({ "email": format!("a{number}@b.fr.test"), "type": if number % 2 == 0 { "pair" } else { "impair" } });
        entered.insert(0, api.post("/api/contacts", body).created().await["id"].clone());
    }
    for (path, expected) in [
        ("/api/contacts?limit=2", entered.clone()),
        (
            "/api/contacts?limit=3&filters=%7B%22type%22%3A%5B%22pair%22%5D%7D",
            entered.iter().step_by(2).cloned().collect(),
        ),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let next = cursor
                .as_ref()
                .map(|cursor| format!("&cursor={cursor}"))
                .unwrap_or_default();
            let page = api.get(&format!("{path}{next}")).ok().await;
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
            // Whoever comes meanwhile shifts no page.
            api.post("/api/contacts", json!({ "name": format!("Nouveau {}", seen.len()) }))
                .created()
                .await;
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }
        let newest = seen.iter().position(|id| *id == expected[0]).unwrap();
        assert_eq!(seen[newest..], expected, "{path}");
    }
    let foreign = api.get("/api/contacts?limit=2").ok().await["next_cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    for cursor in ["", "x", "AAAA", "%00", "..%2F..", &foreign[1..], &"A".repeat(3_000)] {
        api.get(&format!("/api/contacts?cursor={cursor}")).refused(422).await;
    }
    for list in ["/api/campaigns", "/api/imports"] {
        api.get(&format!("{list}?cursor={foreign}")).refused(422).await;
        assert_eq!(api.get(list).ok().await["items"], json!([]));
    }
    for limit in ["0", "201", "-1", "beaucoup", "99999999999999999999999"] {
        api.get(&format!("/api/contacts?limit={limit}")).refused(422).await;
    }
}
on_both_databases!(pages_follow_one_another_whatever_is_added);
