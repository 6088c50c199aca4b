//! What is personal is sealed wherever it is kept, by keys without which nothing opens and whose end is the end of what they
//! sealed.

use std::time::Duration;

use relais_core::demo::Draw;
use relais_tests::base::{contacts, text};
use relais_tests::fixture::administrations;
use relais_tests::import::{OnConflict, import};
use relais_tests::stored::{everything, tenant_id};
use relais_tests::{Backend, Server, on_both_databases};
use serde_json::json;

/// People beside the public bodies, with proofs that name them.
const PEOPLE: &str = "Prénom;Nom de famille;Courriel;Portable;Rue;Code postal;Ville;Surnom;Preuve\n\
    Solveig;Abgrall-Tanguy;solveig@secret-personnel.test;0687654321;3 venelle des Sardiniers;29900;Concarneau;Sol la \
    Discrète;Bulletin signé Abgrall-Tanguy\n\
    Maël;Quiniou-Bothorel;mael@secret-personnel.test;0687654322;4 venelle des Sardiniers;29900;Concarneau;Capitaine \
    Filou;Bulletin signé Quiniou-Bothorel\n";

// R: O12 G12
async fn nothing_personal_is_kept_in_clear(server: Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let made = administrations(2_000, 51);
    import(api, "Fichier de Solveig Abgrall-Tanguy.csv", made.csv, OnConflict::Skip).await;
    let preview = relais_tests::import::upload(api, "personnes.csv", PEOPLE.into()).await;
    let basis = json!({
        "email": { "kind": "consent", "evidence": "Preuve" },
        "sms": { "kind": "consent", "evidence": "Registre tenu par Solveig Abgrall-Tanguy" },
    });
    let order = json!({ "on_conflict": "skip", "lawful_basis": basis });
    let id = text(&preview["id"]);
    api.post(&format!("/api/imports/{id}/commit"), order).expect(202).await;
    let report = relais_tests::import::finished(api, &id).await;
    assert_eq!(report["created"], 2, "{report}");
    // A file that is looked through and waits, an answer kept for a repeated request, and a campaign's file.
    relais_tests::import::upload(api, "attend.csv", PEOPLE.into()).await;
    let by_hand =
        json!({ "first_name": "Nolwenn", "last_name": "Trividic-Gloaguen", "email": "nolwenn@secret-personnel.test" });
    api.post("/api/contacts", &by_hand)
        .header("Idempotency-Key", "une-fois")
        .created()
        .await;
    let order = json!({ "title": "Scellée", "channels": ["email"], "event_date": "2030-01-01", "filters": {} });
    let campaign = text(&api.post("/api/campaigns", order).created().await["id"]);
    while api.get(&format!("/api/campaigns/{campaign}")).ok().await["status"] == "preparing" {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let export = api
        .get(&format!("/api/campaigns/{campaign}/export.csv"))
        .expect(200)
        .await;
    assert!(export.text().contains("Trividic-Gloaguen"));

    let mut clear: Vec<String> = [
        // Every address, name and street of the fixture holds one of these.
        "@collectivite",
        "Mairie - ",
        "Brigade de gendarmerie - ",
        "rue de l'Église",
        "Place de la Mairie",
        "Le Bourg",
        // The people's, in any case.
        "Solveig",
        "solveig",
        "Abgrall",
        "abgrall",
        "Maël",
        "Quiniou",
        "secret-personnel",
        "687654321",
        "Sardiniers",
        "Discrète",
        "Filou",
        "Bulletin",
        "Nolwenn",
        "Trividic",
        // Who signs in.
        &tenant.email,
        &tenant.password,
    ]
    .map(str::to_owned)
    .to_vec();
    let mut draw = Draw::new(3);
    for _ in 0..40 {
        let phone = made.expected.bodies[draw.below(made.expected.created())].phone.clone();
        clear.extend(phone.map(|phone| phone.trim_start_matches("+33").to_owned()));
    }
    let kept = everything(&server).await;
    // The categories are in clear on purpose, which shows that the search would find what there is.
    assert!(kept.iter().any(|(_, bytes)| holds(bytes, "Concarneau")));
    for (place, bytes) in &kept {
        for clear in &clear {
            assert!(!holds(bytes, clear), "«{clear}» stands in {place}");
        }
    }
}
on_both_databases!(nothing_personal_is_kept_in_clear, alone);

fn holds(bytes: &[u8], text: &str) -> bool {
    let (first, rest) = text.as_bytes().split_first().unwrap();
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| *byte == first)
        .any(|(at, _)| bytes[at + 1..].starts_with(rest))
}

// R: G12
async fn without_its_own_master_key_it_does_not_start_and_touches_nothing(mut server: Server) {
    let tenant = server.tenant().await;
    import(&tenant.api, "personnes.csv", PEOPLE.into(), OnConflict::Skip).await;
    let held = contacts(&tenant.api).await;
    server.stop().await;
    // What the server's end left in the write-ahead log is written back by whoever opens the file next: not by the refused ones.
    server.cli_ok(&["tenant", "list"], "").await;
    let before = settled(&server).await;
    let file = server.data().join("master.key");
    let own = std::fs::read(&file).unwrap();

    // Another key, no key, no key at all: 32 bytes in base64, or something else.
    let other = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
    for (key, said) in [(Some(other), "key"), (Some("perdue\n"), "key"), (None, "master.key")] {
        match key {
            Some(key) => std::fs::write(&file, key).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        for command in [&["tenant", "list"][..], &["serve", "--listen", "127.0.0.1:0"]] {
            let refused = tokio::time::timeout(Duration::from_secs(60), server.cli(command, "")).await;
            let refused = refused.unwrap_or_else(|_| panic!("it runs with the key {key:?}"));
            assert_ne!(refused.code, Some(0), "{key:?}: {refused:?}");
            assert!(refused.stderr.contains(said), "{key:?}: {}", refused.stderr);
            assert!(!refused.stderr.contains("panicked"), "{}", refused.stderr);
        }
        assert_eq!(
            file.exists(),
            key.is_some(),
            "a key is never made for data that another one sealed"
        );
    }
    assert_eq!(settled(&server).await, before, "something was changed");

    std::fs::write(&file, own).unwrap();
    server.restart().await;
    assert_eq!(contacts(&tenant.api).await, held);
}
on_both_databases!(without_its_own_master_key_it_does_not_start_and_touches_nothing, alone);

/// What is stored, without what starting and looking leave beside it.
async fn settled(server: &Server) -> Vec<(String, Vec<u8>)> {
    let mut kept = everything(server).await;
    kept.retain(|(name, _)| {
        !["server.log", ".lock", "-wal", "-shm"]
            .iter()
            .any(|end| name.ends_with(end))
    });
    kept.sort();
    kept
}

// R: G12 O16
async fn an_erased_company_is_gone_at_once_and_the_others_stay(mut server: Server) {
    let (gone, stays) = (server.tenant().await, server.tenant().await);
    for tenant in [&gone, &stays] {
        import(&tenant.api, "personnes.csv", PEOPLE.into(), OnConflict::Skip).await;
    }
    let id = tenant_id(&server, &gone.slug).await;
    let held = contacts(&stays.api).await;

    let unconfirmed = server
        .cli(&["tenant", "erase", &gone.slug, "--confirm", &stays.slug], "")
        .await;
    assert_ne!(unconfirmed.code, Some(0));
    assert_eq!(contacts(&gone.api).await.len(), 2, "nothing was erased");

    server
        .cli_ok(&["tenant", "erase", &gone.slug, "--confirm", &gone.slug], "")
        .await;
    gone.api.get("/api/contacts").refused(401).await;
    gone.api
        .post("/api/contacts", json!({ "email": "x@y.test" }))
        .refused(401)
        .await;
    assert_eq!(contacts(&stays.api).await, held);
    assert!(!server.cli_ok(&["tenant", "list"], "").await.contains(&id));
    assert_without(&server, &id).await;

    server.restart().await;
    gone.api.get("/api/contacts").refused(401).await;
    assert_eq!(contacts(&stays.api).await, held);
    assert_without(&server, &id).await;

    // The short name is free again, and nothing of what was comes with it.
    let create = [
        "tenant",
        "create",
        &gone.slug,
        "--name",
        "Neuve",
        "--admin",
        &gone.email,
        "--password-stdin",
    ];
    server.cli_ok(&create, "une autre phrase longue\n").await;
    let token = server
        .cli_ok(&["token", "create", "--tenant", &gone.slug, "--user", &gone.email], "")
        .await;
    assert!(contacts(&server.visitor().with_token(&token)).await.is_empty());
}
on_both_databases!(an_erased_company_is_gone_at_once_and_the_others_stay, alone);

/// No file is named after the company, no row names it.
async fn assert_without(server: &Server, id: &str) {
    let kept = everything(server).await;
    assert!(!kept.iter().any(|(name, _)| name.contains(id)), "its file is there");
    if server.backend() == Backend::Postgres {
        let uuid: uuid::Uuid = id.parse().unwrap();
        for (table, bytes) in kept {
            let found = bytes.windows(16).any(|window| window == uuid.as_bytes());
            assert!(!found, "{table} has rows of it");
        }
    }
}

// R: O12 O16
async fn a_company_is_busy_when_it_is_erased(server: Server) {
    let (gone, stays) = (server.tenant().await, server.tenant().await);
    let id = tenant_id(&server, &gone.slug).await;
    let made = administrations(20_000, 52);
    let preview = relais_tests::import::upload(&gone.api, "mairies.csv", made.csv).await;
    relais_tests::import::commit(&gone.api, &text(&preview["id"]), OnConflict::Skip).await;
    server
        .cli_ok(&["tenant", "erase", &gone.slug, "--confirm", &gone.slug], "")
        .await;
    gone.api.get("/api/contacts").refused(401).await;
    // The worker is busy for others, too: theirs is done after whatever was left of the first.
    let report = import(&stays.api, "personnes.csv", PEOPLE.into(), OnConflict::Skip).await;
    assert_eq!(report["created"], 2);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_without(&server, &id).await;
}
on_both_databases!(a_company_is_busy_when_it_is_erased, alone);
