//! The real files, where somebody has put them beside the clone; elsewhere these tests have nothing to do.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use relais_tests::base::{count, facets, text, whole};
use relais_tests::import::{OnConflict, import};
use relais_tests::real::{
    self, ADMINISTRATIONS, ADMINISTRATIONS_EMAILS, ADMINISTRATIONS_ROWS, CUSTOMERS, CUSTOMERS_ROWS,
};
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

use super::crash_prepare::{assert_clusters, export};

type Row = BTreeMap<String, String>;

fn read(bytes: &[u8], separator: u8) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let mut rows: Vec<Row> = reader.deserialize().map(Result::unwrap).collect();
    for cell in rows.iter_mut().flat_map(BTreeMap::values_mut) {
        *cell = cell.chars().map(repaired).collect();
    }
    rows
}

/// A control character where the œ of «Le Fœil» was: somebody took Windows-1252 for ISO 8859-1 before it came here.
fn repaired(read: char) -> char {
    match read {
        '\u{8c}' => 'Œ',
        '\u{9c}' => 'œ',
        '\u{92}' => '’',
        other => other,
    }
}

async fn prepared(api: &Client, title: &str, filters: Value) -> (String, u64) {
    let order = json!({ "title": title, "channels": ["email"], "event_date": "2030-05-17", "filters": filters });
    let id = text(&api.post("/api/campaigns", order).created().await["id"]);
    for _ in 0..2_400 {
        let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
        match text(&campaign["status"]).as_str() {
            "preparing" => tokio::time::sleep(Duration::from_millis(100)).await,
            "ready" => return (id, whole(&campaign["audience_size"])),
            _ => panic!("{campaign}"),
        }
    }
    panic!("«{title}» does not become ready");
}

fn tally<'a>(values: impl Iterator<Item = &'a str>) -> Value {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    json!(counts)
}

// R: M5 S4 S6 S12 S14
async fn every_public_body_is_accounted_for(server: &Server) {
    let Some(file) = real::read(ADMINISTRATIONS) else {
        return;
    };
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let report = import(api, ADMINISTRATIONS, file.clone(), OnConflict::Skip).await;
    assert_eq!(report["rows"], ADMINISTRATIONS_ROWS);
    assert_eq!(report["created"], ADMINISTRATIONS_EMAILS, "{}", report["error_counts"]);
    let counts = ["created", "updated", "skipped", "rejected"].map(|count| whole(&report[count]));
    assert_eq!(counts.iter().sum::<u64>(), ADMINISTRATIONS_ROWS as u64);

    // The first row of each address, as a naive reader finds them.
    let mut seen = HashSet::new();
    let mut bodies = read(&file, b',');
    bodies.retain(|row| seen.insert(row["Courriel"].trim().to_lowercase()));
    let of = |row: &Row, kind: &str, region: &str| row["Type"] == kind && row["Région"] == region;
    let naive = bodies.iter().filter(|row| of(row, "mairie", "Bretagne")).count();
    assert!(naive > 1_000);
    let filters = json!({ "type": ["mairie"], "region": ["Bretagne"] });
    assert_eq!(count(api, filters.clone()).await, naive as u64);
    let all = facets(api, json!({})).await;
    for (header, key) in [("Type", "type"), ("Région", "region"), ("Département", "department")] {
        assert_eq!(all[key], tally(bodies.iter().map(|row| row[header].trim())), "{key}");
    }
    // Inside a category the other values stay countable; the other categories shrink.
    let some = facets(api, filters.clone()).await;
    let breton = bodies.iter().filter(|row| row["Région"] == "Bretagne");
    assert_eq!(some["type"], tally(breton.map(|row| row["Type"].trim())));
    let mairies = bodies.iter().filter(|row| row["Type"] == "mairie");
    assert_eq!(some["region"], tally(mairies.map(|row| row["Région"].trim())));

    let (id, size) = prepared(api, "Mairies de Bretagne", filters).await;
    assert_eq!(size, naive as u64);
    let rows = export(api, &id).await;
    let expected = bodies.iter().filter(|row| of(row, "mairie", "Bretagne"));
    assert_eq!(rows.len(), naive);
    for (row, body) in rows.iter().zip(expected) {
        let same = |key: &str, header: &str| {
            let spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (kept, read) = (spaces(&row[key]), spaces(&body[header]));
            // What a spreadsheet would take for a formula is written as text.
            assert_eq!(
                kept.trim_start_matches('\''),
                read.trim_start_matches('\''),
                "{key} of {body:?}"
            );
        };
        assert_eq!(row["email"], body["Courriel"].trim().to_lowercase());
        for (key, header) in [
            ("name", "Nom"),
            ("type", "Type"),
            ("city", "Ville"),
            ("region", "Région"),
        ] {
            same(key, header);
        }
        assert_eq!(
            (&*row["Campagne"], &*row["Réseau social"], &*row["Date"]),
            ("Mairies de Bretagne", "Multi-canal", "2030-05-17")
        );
    }
    assert_clusters(api, &id, &rows).await;
}
on_both_databases!(every_public_body_is_accounted_for);

// R: M5 S12 S13
async fn every_customer_is_kept_and_counted_by_figures(server: &Server) {
    let Some(file) = real::read(CUSTOMERS) else { return };
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let report = import(api, CUSTOMERS, file.clone(), OnConflict::Skip).await;
    assert_eq!(report["rows"], CUSTOMERS_ROWS);
    assert_eq!(report["created"], CUSTOMERS_ROWS, "{report}");

    let customers = read(&file, b';');
    let figure = |row: &Row, header: &str| row[header].trim().parse::<f64>().ok();
    let between = |header: &str, min: f64, max: f64| {
        let inside = |row: &&Row| figure(row, header).is_some_and(|figure| (min..=max).contains(&figure));
        customers.iter().filter(inside).count() as u64
    };
    for (header, key, min, max) in [
        ("Income", "income", 20_000, 50_000),
        ("Income", "income", 90_000, 700_000),
        ("MntWines", "mntwines", 0, 100),
        ("Year_Birth", "year_birth", 1960, 1975),
    ] {
        let naive = between(header, f64::from(min), f64::from(max));
        assert!(naive > 0);
        assert_eq!(
            count(api, json!({ key: { "min": min, "max": max } })).await,
            naive,
            "{header}"
        );
    }
    let both = json!({ "income": { "min": 50_000 }, "education": ["PhD", "Master"] });
    let naive = customers.iter().filter(|row| {
        figure(row, "Income").is_some_and(|income| income >= 50_000.0)
            && ["PhD", "Master"].contains(&&*row["Education"])
    });
    assert_eq!(count(api, both).await, naive.count() as u64);
    assert_eq!(
        facets(api, json!({})).await["education"],
        tally(customers.iter().map(|row| row["Education"].trim()))
    );

    let (id, size) = prepared(api, "Tous les clients", json!({})).await;
    assert_eq!(size, CUSTOMERS_ROWS as u64);
    let rows = export(api, &id).await;
    assert_eq!(rows.len(), CUSTOMERS_ROWS);
    assert_clusters(api, &id, &rows).await;
    let clusters: HashSet<&str> = rows.iter().map(|row| row["Cluster_ID"].as_str()).collect();
    assert!(clusters.len() >= 2, "customers differ");
    for (row, customer) in rows.iter().zip(&customers) {
        assert_eq!(row["year_birth"], customer["Year_Birth"], "{row:?}");
        assert_eq!(row["education"], customer["Education"]);
    }
}
on_both_databases!(every_customer_is_kept_and_counted_by_figures);
