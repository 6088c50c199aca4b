//! Whoever withdrew stays out: an import never brings anybody back, and the list of them names nobody.

use relais_tests::base::{consents, contact, contacts, count, report_lines, text};
use relais_tests::import::{OnConflict, import, upload};
use relais_tests::stored::{everything, rows};
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

const LIST: &str = "Nom;Courriel;Téléphone;Adresse;Code postal;Ville\n\
    Zoé Kermarrec;zoe.kermarrec@retrait.test;06 12 34 56 78;17 rue des Goémons;29200;Brest\n\
    Yann Le Goff;yann.legoff@retrait.test;06 12 34 56 79;18 rue des Goémons;29200;Brest\n";

async fn say(api: &Client, person: &Value, channel: &str, kind: &str) {
    let path = format!("/api/contacts/{}/consents", text(&person["id"]));
    let word = json!({ "channel": channel, "kind": kind, "evidence": "Dit au téléphone le 5 mars 2026" });
    api.post(&path, word).created().await;
}

/// How many of the base a campaign by this channel reaches.
async fn reached(api: &Client, channel: &str, title: &str) -> u64 {
    let order = json!({ "title": title, "channels": [channel], "event_date": "2030-01-01", "filters": {} });
    let id = text(&api.post("/api/campaigns", order).created().await["id"]);
    for _ in 0..600 {
        let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
        if campaign["status"] == "ready" {
            return campaign["reach"][channel].as_u64().unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{title} does not become ready");
}

// R: G6
async fn an_import_brings_nobody_back(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    import(api, "liste.csv", LIST.into(), OnConflict::Skip).await;
    assert_eq!(reached(api, "email", "Avant").await, 2);
    let zoe = contact(api, "zoe.kermarrec@retrait.test").await;
    assert_eq!(zoe["consents"]["email"], "b2b_information");
    say(api, &zoe, "email", "withdrawn").await;
    assert_eq!(
        contact(api, "zoe.kermarrec@retrait.test").await["consents"]["email"],
        "withdrawn"
    );
    assert_eq!(reached(api, "email", "Après le retrait").await, 1);

    // The preview tells so before anything is entered.
    let preview = upload(api, "liste.csv", LIST.into()).await;
    assert_eq!(
        (&preview["suppressed_in_file"], &preview["duplicates_in_base"]),
        (&json!(1), &json!(2)),
        "{preview}"
    );

    // An import declares a ground for her again: her word stands.
    let report = import(api, "liste.csv", LIST.into(), OnConflict::Overwrite).await;
    assert_eq!(report["updated"], 2, "{report}");
    assert_eq!(report["suppressed"], 1, "{report}");
    let lines = report_lines(api, &text(&report["id"])).await;
    assert!(
        lines.contains(&(2, String::new(), "suppressed".to_owned())),
        "{lines:?}"
    );
    let zoe = contact(api, "zoe.kermarrec@retrait.test").await;
    assert_eq!(zoe["consents"]["email"], "withdrawn");
    assert_eq!(
        zoe["consents"]["postal"], "legitimate_interest",
        "what she did not withdraw stands"
    );
    assert_eq!(reached(api, "email", "Après réimport").await, 1);
    assert_eq!(reached(api, "postal", "Courrier").await, 2);

    // Deleted and imported again, in other letters: entered, but not for email.
    api.delete(&format!("/api/contacts/{}", text(&zoe["id"])))
        .expect(204)
        .await;
    let again = LIST.replace("zoe.kermarrec@retrait.test", "ZOE.Kermarrec@Retrait.TEST");
    let preview = upload(api, "liste.csv", again.clone().into()).await;
    let told = json!({ "line": 2, "field": null, "reason": "suppressed" });
    assert_eq!(preview["suppressed_in_file"], 1, "{preview}");
    assert!(preview["problems"].as_array().unwrap().contains(&told), "{preview}");
    let report = import(api, "liste.csv", again.into(), OnConflict::Skip).await;
    assert_eq!(
        (&report["created"], &report["suppressed"]),
        (&json!(1), &json!(1)),
        "{report}"
    );
    let lines = report_lines(api, &text(&report["id"])).await;
    assert!(
        lines.contains(&(2, String::new(), "suppressed".to_owned())),
        "{lines:?}"
    );
    let zoe = contact(api, "zoe.kermarrec@retrait.test").await;
    assert_eq!(zoe["consents"]["email"], "withdrawn");
    assert_eq!(reached(api, "email", "Après suppression").await, 1);
    // The ledger says why nothing stands, whatever the file declared.
    let listed = ["email", "withdrawn", "suppression_list"].map(str::to_owned);
    let ledger = consents(api, &zoe).await;
    assert!(ledger.contains(&listed), "{ledger:?}");
    assert_eq!(
        ledger.iter().filter(|[channel, ..]| channel == "email").count(),
        1,
        "{ledger:?}"
    );

    // Entered by hand it is no different.
    api.delete(&format!("/api/contacts/{}", text(&zoe["id"])))
        .expect(204)
        .await;
    let by_hand = json!({ "name": "Zoé Kermarrec", "email": "zoe.kermarrec@retrait.test" });
    let zoe = api.post("/api/contacts", by_hand).created().await;
    assert_eq!(zoe["consents"]["email"], "withdrawn", "{zoe}");
    assert_eq!(consents(api, &zoe).await, [listed]);

    // Only she can take it back.
    say(api, &zoe, "email", "consent").await;
    assert_eq!(
        contact(api, "zoe.kermarrec@retrait.test").await["consents"]["email"],
        "consent"
    );
    assert_eq!(reached(api, "email", "Après nouvel accord").await, 2);
    let report = import(api, "liste.csv", LIST.into(), OnConflict::Overwrite).await;
    assert_eq!(report["suppressed"], 0, "{report}");
    assert_eq!(contacts(api).await.len(), 2);
}
on_both_databases!(an_import_brings_nobody_back);

// R: G6
async fn a_withdrawal_in_one_company_is_none_in_another(server: &Server) {
    let (one, other) = (server.tenant().await, server.tenant().await);
    for tenant in [&one, &other] {
        import(&tenant.api, "liste.csv", LIST.into(), OnConflict::Skip).await;
    }
    let yann = contact(&one.api, "yann.legoff@retrait.test").await;
    say(&one.api, &yann, "email", "withdrawn").await;
    let report = import(&other.api, "liste.csv", LIST.into(), OnConflict::Overwrite).await;
    assert_eq!(report["suppressed"], 0, "{report}");
    let theirs = contact(&other.api, "yann.legoff@retrait.test").await;
    assert_eq!(theirs["consents"]["email"], "b2b_information");
    assert_eq!(count(&other.api, json!({})).await, 2);
    assert_eq!(rows(server, &other.slug, "suppressions", "1 = 1").await, 0);
}
on_both_databases!(a_withdrawal_in_one_company_is_none_in_another);

// R: G6 O12
async fn the_list_of_those_who_withdrew_names_nobody(server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    import(api, "liste.csv", LIST.into(), OnConflict::Skip).await;
    for email in ["zoe.kermarrec@retrait.test", "yann.legoff@retrait.test"] {
        let person = contact(api, email).await;
        for channel in ["email", "sms", "postal", "tracking"] {
            say(api, &person, channel, "withdrawn").await;
        }
        api.delete(&format!("/api/contacts/{}", text(&person["id"])))
            .expect(204)
            .await;
    }
    assert!(contacts(api).await.is_empty());
    assert!(rows(&server, &tenant.slug, "suppressions", "1 = 1").await >= 8);
    for (place, bytes) in everything(&server).await {
        for clear in [
            "kermarrec",
            "legoff",
            "Kermarrec",
            "Le Goff",
            "612345678",
            "Goémons",
            "retrait.test",
        ] {
            let found = bytes.windows(clear.len()).any(|window| window == clear.as_bytes());
            assert!(!found, "«{clear}» stands in {place}");
        }
    }
}
on_both_databases!(the_list_of_those_who_withdrew_names_nobody, alone);
