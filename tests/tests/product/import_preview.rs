//! What is seen of a file before it is entered: its first line, its duplicates; and that none of it is kept in clear.

use relais_tests::base::{contact, text};
use relais_tests::import::{OnConflict, import, upload};
use relais_tests::stored::{change, everything, tenant_id, value};
use relais_tests::{Client, Server, Tenant, on_both_databases};
use serde_json::{Value, json};

/// Two people and no titles.
const UNTITLED: &str = "Durand,12 rue Secrete\nMartin,13 rue Secrete\n";

fn headers(preview: &Value) -> Vec<String> {
    let columns = preview["mapping"].as_array().unwrap();
    columns.iter().map(|column| text(&column["header"])).collect()
}

fn reasons(preview: &Value) -> Vec<String> {
    let problems = preview["problems"].as_array().unwrap();
    problems.iter().map(|problem| text(&problem["reason"])).collect()
}

async fn signed_in(server: &Server, tenant: &Tenant) -> Client {
    let browser = server.visitor();
    let fields = [("email", tenant.email.as_str()), ("password", tenant.password.as_str())];
    assert_eq!(browser.submit("/login", &fields).send().await.status, 303);
    browser
}

// R: M5
async fn the_first_person_of_a_list_without_titles_is_not_lost(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let preview = upload(api, "liste.csv", UNTITLED.into()).await;
    assert_eq!(
        (&preview["rows"], &preview["header"]),
        (&json!(2), &json!(false)),
        "{preview}"
    );
    assert_eq!(headers(&preview), ["Colonne 1", "Colonne 2"]);
    assert_eq!(reasons(&preview), ["header_missing"]);

    let path = format!("/api/imports/{}", text(&preview["id"]));
    let titled = api.patch(&path, json!({ "header": true })).ok().await;
    assert_eq!(
        (&titled["rows"], &titled["header"]),
        (&json!(1), &json!(true)),
        "{titled}"
    );
    assert_eq!(headers(&titled), ["Durand", "12 rue Secrete"]);
    assert!(reasons(&titled).is_empty(), "somebody looked: {titled}");
    let change = json!({ "header": false, "mapping": [{ "column": 0, "key": "name" }] });
    let untitled = api.patch(&path, &change).ok().await;
    assert_eq!(
        (&untitled["rows"], &untitled["mapping"][0]["key"]),
        (&json!(2), &json!("name")),
        "{untitled}"
    );
    relais_tests::import::commit(api, &text(&preview["id"]), OnConflict::Skip).await;
    let report = relais_tests::import::finished(api, &text(&preview["id"])).await;
    assert_eq!(report["created"], 2, "{report}");
    api.patch(&path, json!({ "header": true })).refused(409).await;

    // Said with the file; what would leave no row is refused.
    let said = |header| api.upload("/api/imports", "liste.csv", UNTITLED.into(), &[("header", header)]);
    assert_eq!(said("true").created().await["rows"], 1);
    assert_eq!(said("perhaps").refused(422).await["errors"][0]["field"], "header");
    let one = upload(api, "une.csv", "a@une.test\n".into()).await;
    let path = format!("/api/imports/{}", text(&one["id"]));
    let refused = api.patch(&path, json!({ "header": true })).refused(422).await;
    assert_eq!(refused["errors"][0]["code"], "invalid-file-no-rows", "{refused}");
    assert_eq!(api.get(&path).ok().await["rows"], 1);
}
on_both_databases!(the_first_person_of_a_list_without_titles_is_not_lost);

// R: M5
async fn the_page_reads_the_file_again_when_its_first_line_is_another(server: &Server) {
    let tenant = server.tenant().await;
    let browser = signed_in(server, &tenant).await;
    let preview = upload(&tenant.api, "liste.csv", UNTITLED.into()).await;
    let path = format!("/imports/{}", text(&preview["id"]));
    let body = async |answer: relais_tests::client::Request| answer.send().await.text();
    let page = body(browser.get(&path)).await;
    assert!(
        page.contains("La première ligne ne ressemble pas à des titres"),
        "{page}"
    );
    assert!(page.contains("name=\"header\""), "{page}");
    // Ordered with another first line: shown first, not entered.
    let again = [("step", "commit"), ("header_asked", "1"), ("header", "true")];
    let page = body(browser.submit(&path, &again)).await;
    assert!(
        page.contains("12 rue Secrete</th>") && !page.contains("ne ressemble pas"),
        "{page}"
    );
    let kept = tenant.api.get(&format!("/api{path}")).ok().await;
    assert_eq!(
        (&kept["status"], &kept["rows"]),
        (&json!("previewed"), &json!(1)),
        "{kept}"
    );
}
on_both_databases!(the_page_reads_the_file_again_when_its_first_line_is_another);

// R: M5
async fn duplicates_are_shown_by_line(server: &Server) {
    let tenant = server.tenant().await;
    import(
        &tenant.api,
        "a.csv",
        "Nom;Courriel\nA;a@double.test\n".into(),
        OnConflict::Skip,
    )
    .await;
    let known = contact(&tenant.api, "a@double.test").await;
    let file = "Nom;Courriel\nB;b@double.test\nA bis;a@double.test\nB bis;B@double.test\n";
    let preview = upload(&tenant.api, "b.csv", file.into()).await;
    assert_eq!(
        preview["duplicates"],
        json!([
            { "line": 3, "contact": known["id"], "earlier_line": null },
            { "line": 4, "contact": null, "earlier_line": 2 },
        ])
    );
    let browser = signed_in(server, &tenant).await;
    let page = browser.get(&format!("/imports/{}", text(&preview["id"]))).send().await;
    let page = page.text();
    assert!(
        page.contains(&format!("href=\"/contacts/{}\"", text(&known["id"]))),
        "{page}"
    );
    assert!(page.contains("la ligne 2 du fichier"), "{page}");
}
on_both_databases!(duplicates_are_shown_by_line);

// R: O12 G12
async fn the_titles_of_a_file_are_not_kept_in_clear(mut server: Server) {
    let tenant = server.tenant().await;
    let guessed = upload(&tenant.api, "liste.csv", UNTITLED.into()).await;
    // Somebody errs: the first person becomes the titles.
    let said = tenant
        .api
        .upload("/api/imports", "liste.csv", UNTITLED.into(), &[("header", "true")]);
    let erred = said.created().await;
    let former = upload(&tenant.api, "ancien.csv", "Nom;Ville\nA;Brest\n".into()).await;
    let secret = |kept: &[(String, Vec<u8>)]| {
        let clear = ["rue Secrete", "rue_secrete"];
        let holds = |bytes: &[u8]| {
            clear
                .iter()
                .any(|clear| bytes.windows(clear.len()).any(|found| found == clear.as_bytes()))
        };
        kept.iter()
            .filter(|(_, bytes)| holds(bytes))
            .map(|(place, _)| place.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(secret(&everything(&server).await), Vec::<String>::new());

    // What a former version left in clear is sealed by the next one.
    let id = tenant_id(&server, &tenant.slug).await;
    let row = if server.admin_database_url().is_some() {
        format!("id = '{}'", text(&former["id"]))
    } else {
        format!("id = x'{}'", text(&former["id"]).replace('-', ""))
    };
    server.stop().await;
    let mapping = json!([
        { "column": 0, "header": "Durand", "key": "durand", "kind": "text" },
        { "column": 1, "header": "12 rue Secrete", "key": "12_rue_secrete", "kind": "text" },
    ]);
    let summary = json!({
        "rows": 1, "blank": 0, "rejected": 0, "duplicates_in_file": 0, "duplicates_in_base": 0, "counts": {}, "first": [],
    });
    let sql = format!("UPDATE imports SET found = NULL, mapping = '{mapping}', summary = '{summary}' WHERE {row}");
    change(&server, &id, sql).await;
    assert!(!secret(&everything(&server).await).is_empty());
    server.restart().await;
    let sealed = async {
        while value(&server, &tenant.slug, "imports", "mapping", &row)
            .await
            .as_deref()
            != Some("[]")
        {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    assert!(
        tokio::time::timeout(std::time::Duration::from_secs(60), sealed)
            .await
            .is_ok()
    );
    let api = &tenant.api;
    for (id, expected) in [
        (&guessed, "Colonne 2"),
        (&erred, "12 rue Secrete"),
        (&former, "12 rue Secrete"),
    ] {
        let import = api.get(&format!("/api/imports/{}", text(&id["id"]))).ok().await;
        assert_eq!(headers(&import)[1], expected, "{import}");
    }
}
on_both_databases!(the_titles_of_a_file_are_not_kept_in_clear, alone);
