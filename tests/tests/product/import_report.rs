//! Every line of a file is accounted for, and the preview says beforehand what comes of it.

use relais_core::contacts::import::ImportId;
use relais_tests::base::{consents, contact, contacts, count, facets, report_lines, text, whole};
use relais_tests::fixture::{Expected, administrations};
use relais_tests::import::{OnConflict, commit, finished, import, upload};
use relais_tests::{Server, on_both_databases};
use serde_json::{Value, json};

/// The report that importing a generated file into an empty base must give, in the order of its lines.
pub fn expected_lines(expected: &Expected) -> Vec<(u64, String, String)> {
    let mut lines = Vec::new();
    for (at, field, reason) in [
        (&expected.duplicates, "email", "duplicate_in_file"),
        (&expected.shared_phones, "phone", "same_phone"),
        (&expected.doubtful_phones, "phone", "doubtful_phone"),
        (&expected.commented_phones, "phone", "extra_ignored"),
        (&expected.doubtful_postcodes, "postcode", "doubtful_postcode"),
    ] {
        lines.extend(at.iter().map(|line| (*line, field.to_owned(), reason.to_owned())));
    }
    lines.sort();
    lines
}

/// The same lines whatever the order of those of one row.
pub fn sorted<T: Ord>(mut lines: Vec<T>) -> Vec<T> {
    lines.sort();
    lines
}

/// Whether the base holds what the fixture says, in its order.
pub fn assert_bodies(held: &[Value], expected: &Expected) {
    assert_eq!(held.len(), expected.created());
    for (contact, body) in held.iter().zip(&expected.bodies) {
        let known = json!({
            "name": body.name, "type": body.kind, "email": body.email, "phone": body.phone, "postcode": body.postcode,
            "city": body.city, "department": body.department, "region": body.region,
        });
        for (key, value) in known.as_object().into_iter().flatten() {
            assert_eq!(&contact[key], value, "{key} of line {}: {contact}", body.line);
        }
        assert_eq!(
            contact["website"].is_string(),
            body.website,
            "line {}: {contact}",
            body.line
        );
    }
}

// R: M5 M3
async fn every_line_is_accounted_for_and_the_preview_foretold_it(server: &Server) {
    let tenant = server.tenant().await;
    let made = administrations(3_000, 17);
    let preview = upload(&tenant.api, "mairies.csv", made.csv.clone()).await;
    assert_eq!(preview["status"], "previewed");
    assert_eq!(preview["rows"], made.expected.rows);
    assert_eq!(preview["duplicates_in_file"], made.expected.duplicates.len());
    assert_eq!(preview["duplicates_in_base"], 0);
    assert_eq!(preview["would_reject"], 0);
    assert_eq!(
        preview["problem_counts"]["same_phone"],
        made.expected.shared_phones.len()
    );
    assert!(contacts(&tenant.api).await.is_empty(), "a preview enters nobody");

    let id = text(&preview["id"]);
    commit(&tenant.api, &id, OnConflict::Skip).await;
    let report = finished(&tenant.api, &id).await;
    let foretold = whole(&preview["rows"]) - whole(&preview["duplicates_in_file"]) - whole(&preview["would_reject"]);
    assert_eq!(report["created"], foretold);
    assert_eq!(report["skipped"], preview["duplicates_in_file"]);
    assert_eq!((&report["updated"], &report["rejected"]), (&json!(0), &json!(0)));
    let lines = report_lines(&tenant.api, &id).await;
    assert_eq!(sorted(lines.clone()), expected_lines(&made.expected));
    assert!(lines.is_sorted_by_key(|(line, ..)| *line), "in the order of the file");
    assert_bodies(&contacts(&tenant.api).await, &made.expected);

    // The preview of the same file now says that all of it is there already; and so it is.
    let again = upload(&tenant.api, "mairies.csv", made.csv).await;
    assert_eq!(again["duplicates_in_base"], made.expected.rows);
    let id = text(&again["id"]);
    commit(&tenant.api, &id, OnConflict::Skip).await;
    let report = finished(&tenant.api, &id).await;
    assert_eq!(report["skipped"], made.expected.rows);
    assert_eq!(report["created"], 0);
    assert_eq!(report["error_counts"]["duplicate_email"], made.expected.rows);
    assert_bodies(&contacts(&tenant.api).await, &made.expected);
}
on_both_databases!(every_line_is_accounted_for_and_the_preview_foretold_it);

// R: M5 M3
async fn skipping_keeps_and_overwriting_replaces_what_the_row_knows(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let first = "Nom;Courriel;Ville;Téléphone;Chiffre d'affaires\nAvant;un@conflit.test;Brest;0298008080;1000\n";
    import(api, "avant.csv", first.into(), OnConflict::Skip).await;
    let second = "Nom;Courriel;Ville;Secteur;Chiffre d'affaires\n\
        Après;UN@Conflit.TEST;;Culture;2000\n\
        Deux;deux@conflit.test;Lyon;;\n\
        Deux bis; deux@conflit.test;Paris;;\n";

    let report = import(api, "après.csv", second.into(), OnConflict::Skip).await;
    let counts = |report: &Value| ["created", "updated", "skipped", "rejected"].map(|key| whole(&report[key]));
    assert_eq!(counts(&report), [1, 0, 2, 0], "{report}");
    let lines = report_lines(api, &text(&report["id"])).await;
    let told = |line, reason: &str| (line, "email".to_owned(), reason.to_owned());
    assert_eq!(lines, [told(2, "duplicate_email"), told(4, "duplicate_in_file")]);
    let one = contact(api, "un@conflit.test").await;
    assert_eq!((&one["name"], &one["sector"]), (&json!("Avant"), &Value::Null));

    let report = import(api, "après.csv", second.into(), OnConflict::Overwrite).await;
    assert_eq!(counts(&report), [0, 3, 0, 0], "{report}");
    let one = contact(api, "un@conflit.test").await;
    assert_eq!(one["name"], "Après");
    assert_eq!(one["sector"], "Culture");
    assert_eq!(one["attributes"]["chiffre_d_affaires"], 2000);
    // What the row does not say stays as it was.
    assert_eq!((&one["city"], &one["phone"]), (&json!("Brest"), &json!("+33298008080")));
    let two = contact(api, "deux@conflit.test").await;
    assert_eq!((&two["name"], &two["city"]), (&json!("Deux bis"), &json!("Paris")));
    assert_eq!(contacts(api).await.len(), 2);
    assert_eq!(
        count(api, json!({ "city": ["Paris"] })).await,
        1,
        "the audience follows"
    );
    assert_eq!(count(api, json!({ "city": ["Lyon"] })).await, 0);
}
on_both_databases!(skipping_keeps_and_overwriting_replaces_what_the_row_knows);

// R: M5
async fn columns_are_proposed_corrected_and_unknown_ones_become_attributes(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let file = "Contact;Mail perso;Mail pro;Segment client;Effectif;Depuis;Référence\n\
        Anna;a@perso.test;a@pro.test;Or;12;2020-05-01;R-1\n\
        Bo;b@perso.test;b@pro.test;Argent;7;2021-06-02;R-2\n\
        Cléo;c@perso.test;c@pro.test;Or;30;2022-07-03;R-3\n";
    let mapping = json!({ "Mail pro": "email", "Mail perso": null, "Contact": "name", "Segment client": "segment" });
    let sent = api.upload(
        "/api/imports",
        "c.csv",
        file.into(),
        &[("mapping", &mapping.to_string())],
    );
    let preview = sent.created().await;
    let columns = preview["mapping"].as_array().unwrap();
    let key = |header: &str| {
        let column = columns.iter().find(|column| column["header"] == header);
        column.map(|column| column["key"].clone()).unwrap_or_default()
    };
    assert_eq!(key("Mail pro"), "email");
    assert_eq!(key("Mail perso"), Value::Null);
    assert_eq!(key("Segment client"), "segment");
    assert_eq!(key("Effectif"), "effectif");
    let id = text(&preview["id"]);
    assert!(id.parse::<ImportId>().is_ok());
    commit(api, &id, OnConflict::Skip).await;
    finished(api, &id).await;

    let anna = contact(api, "a@pro.test").await;
    assert_eq!(anna["name"], "Anna");
    assert_eq!(anna["attributes"]["segment"], "Or");
    assert_eq!(anna["attributes"]["effectif"], 12);
    assert_eq!(anna["attributes"]["depuis"], "2020-05-01");
    assert!(!anna.to_string().contains("perso"), "{anna}");
    assert_eq!(facets(api, json!({})).await["segment"], json!({ "Or": 2, "Argent": 1 }));
    assert_eq!(
        count(api, json!({ "segment": ["Or"], "effectif": { "min": 20 } })).await,
        1
    );
    assert_eq!(count(api, json!({ "effectif": { "min": 7, "max": 12 } })).await, 2);
    assert_eq!(
        count(api, json!({ "depuis": { "min": "2021-01-01", "max": "2021-12-31" } })).await,
        1
    );
}
on_both_databases!(columns_are_proposed_corrected_and_unknown_ones_become_attributes);

// R: O9 O11 M5
async fn a_proof_from_a_column_is_each_persons_own(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let file = "Nom;Courriel;Preuve du consentement\n\
        Anna;anna@preuve.test;Bulletin n° 17 du 3 mars 2026\n\
        Bo;bo@preuve.test;\n\
        Cléo;cleo@preuve.test;Case cochée le 4 mars 2026\n";
    let preview = upload(api, "preuves.csv", file.into()).await;
    let id = text(&preview["id"]);
    let basis = json!({
        "email": { "kind": "consent", "evidence": "Preuve du consentement" },
        "postal": { "kind": "legitimate_interest", "evidence": "Registre, page 4" },
    });
    let order = json!({ "on_conflict": "skip", "lawful_basis": basis });
    api.post(&format!("/api/imports/{id}/commit"), order).expect(202).await;
    let report = finished(api, &id).await;
    assert_eq!(report["created"], 3, "{report}");
    let missing = (3, "email".to_owned(), "missing_evidence".to_owned());
    assert_eq!(report_lines(api, &id).await, [missing]);

    let own = |channel: &str, kind: &str, evidence: &str| [channel, kind, evidence].map(str::to_owned);
    let shared = own("postal", "legitimate_interest", "Registre, page 4");
    for (email, proof) in [
        ("anna@preuve.test", Some("Bulletin n° 17 du 3 mars 2026")),
        ("bo@preuve.test", None),
        ("cleo@preuve.test", Some("Case cochée le 4 mars 2026")),
    ] {
        let person = contact(api, email).await;
        let expected = proof
            .map(|proof| own("email", "consent", proof))
            .into_iter()
            .chain([shared.clone()]);
        assert_eq!(
            sorted(consents(api, &person).await),
            sorted(expected.collect()),
            "{email}"
        );
        let standing = if proof.is_some() { "consent" } else { "unknown" };
        assert_eq!(person["consents"]["email"], standing, "{email}");
    }
}
on_both_databases!(a_proof_from_a_column_is_each_persons_own);

// R: M5 M3
async fn the_same_file_imported_by_two_at_once_enters_nobody_twice(server: &Server) {
    let tenant = server.tenant().await;
    let made = administrations(2_500, 23);
    let other = tenant.api.clone();
    let (one, two) = tokio::join!(
        import(&tenant.api, "un.csv", made.csv.clone(), OnConflict::Skip),
        import(&other, "deux.csv", made.csv.clone(), OnConflict::Overwrite),
    );
    let sum = |key: &str| whole(&one[key]) + whole(&two[key]);
    assert_eq!(sum("created"), made.expected.created() as u64, "{one} {two}");
    assert_eq!(
        sum("created") + sum("updated") + sum("skipped") + sum("rejected"),
        2 * made.expected.rows as u64
    );
    let held = contacts(&tenant.api).await;
    let mut emails: Vec<String> = held.iter().map(|contact| text(&contact["email"])).collect();
    emails.sort();
    let mut expected: Vec<String> = made.expected.bodies.iter().map(|body| body.email.clone()).collect();
    expected.sort();
    assert_eq!(emails, expected);
    assert_eq!(count(&tenant.api, json!({})).await, expected.len() as u64);
}
on_both_databases!(the_same_file_imported_by_two_at_once_enters_nobody_twice);

// R: M5 M3
async fn the_preview_warns_of_phones_and_counts_blank_lines(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let base = "Nom;Courriel;Téléphone\nZoé;zoe@tel.test;01 99 00 00 02\n";
    import(api, "base.csv", base.into(), OnConflict::Skip).await;
    let file = "Nom;Courriel;Téléphone\n\
        Un;un@tel.test;01 99 00 00 01\n\n\
        Deux;deux@tel.test;+33 1 99 00 00 01\n ; ;\n\
        Trois;trois@tel.test;01 99 00 00 02\n\
        Zoé;zoe@tel.test;01 99 00 00 02\n";
    let preview = upload(api, "mêmes.csv", file.into()).await;
    let told = |line: u64| (line, "phone".to_owned(), "same_phone".to_owned());
    let problems = preview["problems"].as_array().unwrap().iter().map(|line| {
        let field = text(&line["field"]);
        (whole(&line["line"]), field, text(&line["reason"]))
    });
    assert_eq!(problems.collect::<Vec<_>>(), [told(4), told(6)], "{preview}");
    // Header, rows and blank lines make up the file.
    assert_eq!((whole(&preview["rows"]), whole(&preview["blank"])), (4, 2), "{preview}");
    assert_eq!(whole(&preview["would_reject"]), 0, "a warning rejects nobody");

    let id = text(&preview["id"]);
    commit(api, &id, OnConflict::Skip).await;
    let report = finished(api, &id).await;
    assert_eq!(
        (whole(&report["created"]), whole(&report["skipped"])),
        (3, 1),
        "{report}"
    );
    assert_eq!(whole(&report["blank"]), 2);
    let lines = report_lines(api, &id).await;
    let duplicate = (7, "email".to_owned(), "duplicate_email".to_owned());
    assert_eq!(lines, [told(4), told(6), duplicate], "as the preview foretold");
}
on_both_databases!(the_preview_warns_of_phones_and_counts_blank_lines);
