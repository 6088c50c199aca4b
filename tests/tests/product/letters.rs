//! Letters: looked at in the sandbox, made as files for a printer, handed to a provider.

use crate::sending::{act, counted, ledger, over, prepared};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relais_tests::base::text;
use relais_tests::doubles::Letters;
use relais_tests::fixture;
use relais_tests::import::{OnConflict, import};
use relais_tests::{Client, Server, on_both_databases, real};
use serde_json::{Value, json};
use std::io::{Cursor, Read};

const LIST: &str = "nom;courriel;adresse;code postal;ville;pays\n\
    Mairie de L'Haÿ;a@lettre.test;41, rue Jean-Jaurès;94240;L'Haÿ-les-Roses;France\n\
    Mairie de Brest;b@lettre.test;2 rue Frézier;29200;Brest;France\n\
    Sans adresse;c@lettre.test;;29200;Brest;France\n\
    Anticonstitutionnellementanticonstitutionnellement;d@lettre.test;1 rue A;29200;Brest;France\n";

const BODY: &str = "# Portes ouvertes\n\nMadame, Monsieur,\n\nNous vous attendons à **{{ city }}** : «l'œuvre» coûte 12 €.\n\n\
    - lundi\n- mardi\n\n>> La rédaction\n---\nAu dos : le plan.";

fn order(title: &str) -> Value {
    json!({
        "title": title, "event_date": "2030-01-15", "filters": {}, "channels": ["postal"],
        "content": { "postal": { "body": BODY } },
    })
}

/// What another program reads in a PDF, page by page, without spaces.
fn pages(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    let text = |number: &u32| document.extract_text(&[*number]).unwrap();
    numbers.iter().map(text).map(|page| squeezed(&page)).collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

async fn sent(api: &Client, title: &str) -> String {
    let id = prepared(api, order(title)).await;
    act(api, &id, "launch").await;
    assert_eq!(over(api, &id).await["status"], "finished");
    id
}

// R: O5, O6
async fn the_sandbox_shows_a_letter_as_it_would_be_printed(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    import(api, "mairies.csv", LIST.into(), OnConflict::Skip).await;
    let id = sent(api, "Courrier").await;
    let messages = ledger(api, &id).await;
    let counts = counted(api, &id, &messages).await;
    assert_eq!(counts.get("accepted/"), Some(&2), "{counts:?}");
    assert_eq!(counts.get("skipped/no_address"), Some(&2), "{counts:?}");
    let why = messages.values().filter_map(|message| message["detail"].as_str());
    assert!(
        why.clone().any(|why| why.contains("38 characters")),
        "{:?}",
        why.collect::<Vec<_>>()
    );

    let outbox = api.get(&format!("/api/outbox?campaign={id}")).ok().await;
    let items = outbox["items"].as_array().unwrap();
    let to_hay = items.iter().find(|item| text(&item["to"]).contains("HAŸ")).unwrap();
    assert_eq!(
        to_hay["to"],
        "Mairie de L'Haÿ\n41 RUE JEAN-JAURÈS\n94240 L'HAŸ-LES-ROSES"
    );
    let item = text(&to_hay["id"]);
    let whole = api.get(&format!("/api/outbox/{item}")).ok().await;
    assert_eq!(
        (&whole["media_type"], &whole["source"]),
        (&json!("application/pdf"), &json!(""))
    );
    let pdf = STANDARD.decode(whole["source_base64"].as_str().unwrap()).unwrap();
    let read = pages(&pdf);
    assert_eq!(read.len(), 2);
    for part in [
        "Portes ouvertes",
        "Nous vous attendons à L'Haÿ-les-Roses : «l'œuvre» coûte 12 €.",
        "• mardi",
        "41 RUE JEAN-JAURÈS",
        "94240 L'HAŸ-LES-ROSES",
    ] {
        assert!(read[0].contains(&squeezed(part)), "{part} in {}", read[0]);
    }
    assert!(read[1].contains("Audos:leplan."), "{}", read[1]);

    // The same on the page, in a frame.
    let browser = server.visitor();
    let login = [("email", tenant.email.as_str()), ("password", tenant.password.as_str())];
    browser.submit("/login", &login).expect(303).await;
    let page = browser.get(&format!("/outbox/{item}")).expect(200).await;
    assert!(page.text().contains(&format!("/outbox/{item}/letter")), "{page}");
    let letter = browser.get(&format!("/outbox/{item}/letter")).expect(200).await;
    assert_eq!(
        (letter.header("content-type"), letter.body.to_vec()),
        ("application/pdf", pdf)
    );
    // Nothing of the sandbox is for a printer.
    api.get(&format!("/api/campaigns/{id}/letters.zip")).refused(404).await;
}
on_both_databases!(the_sandbox_shows_a_letter_as_it_would_be_printed);

// R: O5
async fn what_people_are_called_is_printed_and_never_a_mark(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let odd = [
        ("Un", "**gras**"),
        ("Deux", "# Titre"),
        ("Trois", "- tiret"),
        ("Quatre", "1. liste"),
        ("Cinq", r"\*barre\"),
        ("Six", ">> droite"),
    ];
    for (company, name) in odd {
        let contact = json!({
            "name": name, "company": company, "address": "1 rue A", "postcode": "29200", "city": "Brest", "country": "FR",
            "lawful_basis": { "postal": { "kind": "legitimate_interest", "evidence": "essai" } },
        });
        api.post("/api/contacts", contact).created().await;
    }
    let order = json!({
        "title": "Noms", "event_date": "2030-01-15", "filters": {}, "channels": ["postal"],
        "content": { "postal": { "body": "{{ name }}\n\nfin **de** *{{ name }}*." } },
    });
    let id = prepared(api, order).await;
    act(api, &id, "launch").await;
    assert_eq!(over(api, &id).await["status"], "finished");
    let outbox = api.get(&format!("/api/outbox?campaign={id}")).ok().await;
    let items = outbox["items"].as_array().unwrap();
    assert_eq!(items.len(), odd.len(), "{outbox}");
    let mut letters = Vec::new();
    for item in items {
        let whole = api.get(&format!("/api/outbox/{}", text(&item["id"]))).ok().await;
        let pdf = STANDARD.decode(whole["source_base64"].as_str().unwrap()).unwrap();
        letters.push(pages(&pdf));
    }
    for (_, name) in odd {
        let printed = squeezed(&format!("{name} fin de {name}."));
        assert!(
            letters
                .iter()
                .any(|pages| pages.len() == 1 && pages[0].contains(&printed)),
            "{printed} in {letters:?}"
        );
    }
}
on_both_databases!(what_people_are_called_is_printed_and_never_a_mark);

// R: O5
async fn letters_for_ones_own_printer_are_downloaded_together(server: &Server) {
    let (tenant, other) = (server.tenant().await, server.tenant().await);
    let api = &tenant.api;
    import(api, "mairies.csv", LIST.into(), OnConflict::Skip).await;
    let live = json!({ "config": { "sender": "Atelier; 1 rue du Port; 29200 BREST" }, "mode": "live" });
    api.put("/api/channels/postal", live).ok().await;
    let id = sent(api, "Imprimés").await;
    let path = format!("/api/campaigns/{id}/letters.zip");
    let answer = api.get(&path).expect(200).await;
    assert_eq!(answer.header("content-type"), "application/zip");
    assert!(
        answer.header("content-disposition").contains("2030-01-15_Imprim"),
        "{answer}"
    );
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body.to_vec())).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let (lists, letters): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| name.ends_with(".csv"));
    let messages = ledger(api, &id).await;
    let accepted: Vec<&String> = messages
        .iter()
        .filter(|(_, message)| message["state"] == "accepted")
        .map(|(key, _)| key)
        .collect();
    assert_eq!(letters.len(), 2);
    let mut listed = String::new();
    for list in lists {
        archive.by_name(&list).unwrap().read_to_string(&mut listed).unwrap();
    }
    for key in accepted {
        let name = format!("{key}.pdf");
        assert!(
            letters.contains(&name) && listed.contains(&format!("{name},{key},2\r\n")),
            "{listed}"
        );
        let mut pdf = Vec::new();
        archive.by_name(&name).unwrap().read_to_end(&mut pdf).unwrap();
        let read = pages(&pdf);
        assert!(read[0].contains("29200BREST") && read[1].contains("2/2"), "{read:?}");
    }
    other.api.get(&path).refused(404).await;
}
on_both_databases!(letters_for_ones_own_printer_are_downloaded_together);

// R: O5, T9
async fn letters_are_handed_to_a_provider_once_each(server: Server) {
    let api = &server.tenant().await.api;
    let provider = Letters::start().await;
    let list = format!("{LIST}Ville fantôme;e@lettre.test;1 rue B;35999;Nulle Part;France\n");
    import(api, "mairies.csv", list.into(), OnConflict::Skip).await;
    let config =
        json!({ "sender": "Atelier; 1 rue du Port; 29200 BREST", "delivery": "service", "url": provider.url() });
    let live = json!({ "config": config, "secrets": { "api_key": provider.key() }, "mode": "live" });
    api.put("/api/channels/postal", live).ok().await;
    let id = sent(api, "Postés").await;
    let messages = ledger(api, &id).await;
    let counts = counted(api, &id, &messages).await;
    assert_eq!(counts.get("accepted/"), Some(&2), "{counts:?}");
    assert_eq!(counts.get("failed/refused"), Some(&1), "{counts:?}");
    let taken = provider.taken();
    assert_eq!(taken.len(), 2);
    for letter in taken {
        assert_eq!(
            (messages[&letter.key]["state"].as_str(), letter.times),
            (Some("accepted"), 1)
        );
        assert_eq!(letter.fields["from[name]"], "Atelier");
        assert!(
            letter.fields["to[name]"].starts_with("Mairie de "),
            "{:?}",
            letter.fields
        );
        assert_eq!(pages(&letter.pdf).len(), 2);
    }
}
on_both_databases!(letters_are_handed_to_a_provider_once_each, beside_relay);

// R: O5. On the real base where it is there, on a generated one always.
async fn every_letter_of_a_base_is_accounted_for(server: &Server) {
    let api = &server.tenant().await.api;
    let whole = real::read(real::ADMINISTRATIONS).unwrap_or_else(|| fixture::administrations(300, 7).csv);
    let head: Vec<u8> = whole
        .split_inclusive(|byte| *byte == b'\n')
        .take(301)
        .flatten()
        .copied()
        .collect();
    import(api, "administrations.csv", head, OnConflict::Skip).await;
    let id = sent(api, "À tous").await;
    let messages = ledger(api, &id).await;
    let counts = counted(api, &id, &messages).await;
    let accepted = counts.get("accepted/").copied().unwrap_or_default();
    let skipped = counts.get("skipped/no_address").copied().unwrap_or_default();
    assert_eq!(
        usize::try_from(accepted + skipped).unwrap(),
        messages.len(),
        "{counts:?}"
    );
    let outbox = api.get(&format!("/api/outbox?campaign={id}&limit=200")).ok().await;
    for item in outbox["items"].as_array().unwrap() {
        let to = text(&item["to"]);
        let lines: Vec<&str> = to.lines().collect();
        assert!(
            (2..=6).contains(&lines.len()) && lines.iter().all(|line| line.chars().count() <= 38),
            "{to}"
        );
    }
}
on_both_databases!(every_letter_of_a_base_is_accounted_for);
