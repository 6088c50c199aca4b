//! What a deleted contact leaves: figures, and nothing that was written to them.

use relais_tests::base::{contact, items, text};
use relais_tests::import::{OnConflict, import};
use relais_tests::stored::rows;
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};
use std::io::{Cursor, Read};

use super::sending::{act, counted, ledger, order, over, prepared};

const LIST: &str = "nom;courriel;adresse;code postal;ville;pays\n\
    Zoé Adieu;zoe@oubli.test;41 rue du Port;29200;Brest;France\n\
    Yann Demeure;yann@oubli.test;2 rue Frézier;29200;Brest;France\n";

async fn sent(api: &Client, order: Value) -> String {
    let id = prepared(api, order).await;
    act(api, &id, "launch").await;
    assert_eq!(over(api, &id).await["status"], "finished");
    id
}

/// The files of a campaign's letters and lists, by name.
async fn files(api: &Client, campaign: &str) -> Vec<(String, Vec<u8>)> {
    let path = format!("/api/campaigns/{campaign}/letters.zip");
    let answer = api.get(&path).expect(200).await;
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut files = Vec::new();
    for name in names {
        let mut content = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut content).unwrap();
        files.push((name, content));
    }
    files
}

// R: O12, O6
async fn a_deleted_contact_leaves_figures_and_nothing_that_was_written_to_them(server: Server) {
    let (tenant, other) = (server.tenant().await, server.tenant().await);
    let api = &tenant.api;
    import(api, "personnes.csv", LIST.into(), OnConflict::Skip).await;
    let mails = sent(api, order("Bac à sable")).await;
    let live = json!({ "config": { "sender": "Atelier; 1 rue du Port; 29200 BREST" }, "mode": "live" });
    api.put("/api/channels/postal", live).ok().await;
    let letter = json!({
        "title": "Courrier", "event_date": "2030-01-15", "filters": {}, "channels": ["postal"],
        "content": { "postal": { "body": "Bonjour **{{ city }}**" } },
    });
    let letters = sent(api, letter).await;
    let (zoe, yann) = (
        contact(api, "zoe@oubli.test").await,
        contact(api, "yann@oubli.test").await,
    );

    // A mail that is opened, and a test to oneself, written as to each of them.
    let outbox = items(api, "/api/outbox").await;
    let visitor = server.visitor();
    for mail in &outbox {
        let html = text(&mail["rendered"]);
        let (_, pixel) = html.split_once("/track/pixel/").unwrap();
        let (token, _) = pixel.split_once('"').unwrap();
        visitor.get(&format!("/track/pixel/{token}")).expect(200).await;
    }
    let browser = server.visitor();
    let login = [("email", tenant.email.as_str()), ("password", tenant.password.as_str())];
    browser.submit("/login", &login).expect(303).await;
    for position in ["0", "1"] {
        let form = [
            ("email.subject", "Essai"),
            ("email.text", "Pour {{ email }}"),
            ("test_to", "moi@atelier.test"),
            ("seen", position),
        ];
        let path = format!("/campaigns/{mails}/message/test?channel=email");
        browser.submit(&path, &form).expect(200).await;
    }
    let slug = tenant.slug.as_str();
    let kept = |condition: &'static str| rows(&server, slug, "outbox", condition);
    assert_eq!(
        (kept("message_id IS NOT NULL").await, kept("message_id IS NULL").await),
        (2, 2)
    );
    assert_eq!(rows(&server, slug, "events", "address IS NOT NULL").await, 2);
    let before = files(api, &letters).await;
    assert_eq!(before.iter().filter(|(name, _)| name.ends_with(".pdf")).count(), 2);
    let figures = api.get(&format!("/api/tracking/campaigns/{mails}")).ok().await;
    assert_eq!(figures["opens"]["total"], 2, "{figures}");

    // Nobody else's to delete.
    let path = format!("/api/contacts/{}", text(&zoe["id"]));
    other.api.delete(&path).refused(404).await;
    assert_eq!(kept("1 = 1").await, 4);
    api.delete(&path).expect(204).await;

    let outbox = items(api, "/api/outbox").await;
    assert_eq!(outbox.len(), 2, "{outbox:?}");
    for mail in &outbox {
        let whole = api
            .get(&format!("/api/outbox/{}", text(&mail["id"])))
            .ok()
            .await
            .to_string();
        assert!(!whole.contains("zoe@") && !whole.contains("Zoé"), "{whole}");
    }
    assert_eq!(rows(&server, slug, "events", "address IS NOT NULL").await, 1);
    assert_eq!(rows(&server, slug, "events", "1 = 1").await, 2);
    let ledger = ledger(api, &letters).await;
    let (gone, stays): (Vec<_>, Vec<_>) = ledger.iter().partition(|(_, message)| message["contact"] != yann["id"]);
    let after = files(api, &letters).await;
    let has = |id: &str| after.iter().any(|(name, _)| *name == format!("{id}.pdf"));
    assert!(!has(gone[0].0) && has(stays[0].0));
    let lists: Vec<&(String, Vec<u8>)> = after.iter().filter(|(name, _)| name.ends_with(".csv")).collect();
    assert!(!lists.is_empty());
    for (name, content) in lists {
        let listed = String::from_utf8_lossy(content);
        assert!(
            !listed.contains("Adieu") && !listed.contains("PORT"),
            "{name}: {listed}"
        );
    }

    // The books and the figures stand.
    for campaign in [&mails, &letters] {
        let ledger = super::sending::ledger(api, campaign).await;
        let counts = counted(api, campaign, &ledger).await;
        let left = ["accepted/", "delivered/"]
            .iter()
            .filter_map(|place| counts.get(*place));
        assert_eq!(left.sum::<u64>(), 2, "{counts:?}");
    }
    assert_eq!(api.get(&format!("/api/tracking/campaigns/{mails}")).ok().await, figures);
}
on_both_databases!(
    a_deleted_contact_leaves_figures_and_nothing_that_was_written_to_them,
    alone
);
