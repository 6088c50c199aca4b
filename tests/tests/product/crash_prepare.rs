//! A power cut while a campaign is prepared costs the step under way: it becomes ready with exactly its frozen audience.
//! Given up in the middle, a preparation leaves no half-written file behind.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use relais_tests::base::{text, whole};
use relais_tests::fixture::{Expected, administrations};
use relais_tests::import::{OnConflict, import};
use relais_tests::stored::{change, rows, tenant_id};
use relais_tests::{Backend, Client, Server, Tenant, on_both_databases};
use serde_json::{Value, json};

use super::kills::{Kills, claim, taken_up};

const ROWS: usize = 20_000;
/// Longest wait for a preparation; a bound for hanging.
const PATIENCE: Duration = Duration::from_secs(240);

// R: S11 S12 S14
async fn a_preparation_survives_being_killed_again_and_again(mut server: Server) {
    let (tenant, expected) = base(&server).await;
    let mut kills = Kills::new(7);

    let started = Instant::now();
    let calm = create(&tenant.api, "Au calme").await;
    ready(&tenant.api, &calm).await;
    let took = started.elapsed();

    // Longer each time: on a busy machine nothing is answered in a moment.
    let mut moment = Duration::from_millis(40);
    let id = loop {
        let attempt = tokio::spawn(tenant.api.post("/api/campaigns", order("Sous les coupures")).attempt());
        kills.within(&mut server, moment).await;
        moment = moment * 3 / 2;
        let answered = attempt
            .await
            .is_ok_and(|answer| answer.is_ok_and(|answer| answer.status == 201));
        match find(&tenant.api, "Sous les coupures").await {
            Some(id) => break id,
            None => assert!(!answered, "an acknowledged campaign is lost"),
        }
    };
    // A dead process's claim lasts a while on a shared database.
    let times = if server.backend() == Backend::Sqlite { 7 } else { 3 };
    for _ in 0..times {
        let before = claim(&server, &tenant.slug, "campaigns").await;
        taken_up(&server, &tenant.slug, "campaigns", before).await;
        kills.within(&mut server, took).await;
        let campaign = tenant.api.get(&format!("/api/campaigns/{id}")).ok().await;
        assert!(
            ["preparing", "ready"].contains(&text(&campaign["status"]).as_str()),
            "{campaign}"
        );
    }
    ready(&tenant.api, &id).await;

    let mairies = expected.bodies.iter().filter(|body| body.kind == "mairie");
    let mairies: Vec<&str> = mairies.map(|body| body.email.as_str()).collect();
    let (tried, calm_export) = (export(&tenant.api, &id).await, export(&tenant.api, &calm).await);
    let emails: Vec<&str> = tried.iter().map(|row| row["email"].as_str()).collect();
    assert_eq!(emails, mairies, "everybody of the audience, each once");
    let without_title = |rows: &[Row]| -> Vec<Row> {
        let mut rows = rows.to_vec();
        rows.iter_mut().for_each(|row| drop(row.remove("Campagne")));
        rows
    };
    assert_eq!(
        without_title(&tried),
        without_title(&calm_export),
        "kills change nothing"
    );
    assert_clusters(&tenant.api, &id, &tried).await;
    assert_eq!(
        rows(&server, &tenant.slug, "blobs", "kind = 'export' AND size IS NOT NULL").await,
        2
    );
    if server.backend() == Backend::Postgres {
        // Beside a shared database nobody knows whose half-written file it is: it goes when it is a day old.
        let id = tenant_id(&server, &tenant.slug).await;
        let aged = format!("UPDATE blobs SET created_at = 0 WHERE tenant_id = '{id}' AND size IS NULL");
        change(&server, &id, aged).await;
        server.restart().await;
    }
    tidy(&server, &tenant.slug).await;
}
on_both_databases!(a_preparation_survives_being_killed_again_and_again, alone);

// R: S11
async fn a_preparation_given_up_leaves_nothing_half_made(server: Server) {
    let (tenant, _) = base(&server).await;
    let api = &tenant.api;
    let mut kills = Kills::new(11);
    let started = Instant::now();
    let first = create(api, "Entière").await;
    ready(api, &first).await;
    let took = started.elapsed();

    let mut cancelled = Vec::new();
    for turn in 0..8 {
        let id = create(api, &format!("Abandonnée {turn}")).await;
        kills.moment(took).await;
        if turn % 2 == 0 {
            api.delete(&format!("/api/campaigns/{id}")).expect(204).await;
            api.get(&format!("/api/campaigns/{id}")).refused(404).await;
        } else {
            let answer = api.post(&format!("/api/campaigns/{id}/cancel"), json!({})).send().await;
            assert!(answer.status < 300, "{answer}");
            cancelled.push(id);
        }
    }
    // Another preparation behind them all: the worker is done with what was given up.
    let last = create(api, "Dernière").await;
    ready(api, &last).await;
    assert_eq!(export(api, &last).await.len(), export(api, &first).await.len());
    for id in cancelled {
        let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
        assert_eq!(
            campaign["status"], "cancelled",
            "a cancelled campaign never becomes ready"
        );
    }
    tidy(&server, &tenant.slug).await;
}
on_both_databases!(a_preparation_given_up_leaves_nothing_half_made, alone);

type Row = BTreeMap<String, String>;

async fn base(server: &Server) -> (Tenant, Expected) {
    let tenant = server.tenant().await;
    let made = administrations(ROWS, 31);
    import(&tenant.api, "mairies.csv", made.csv, OnConflict::Skip).await;
    (tenant, made.expected)
}

fn order(title: &str) -> Value {
    json!({
        "title": title, "channels": ["email"], "event_date": "2030-05-17", "filters": { "type": ["mairie"] },
    })
}

async fn create(api: &Client, title: &str) -> String {
    text(&api.post("/api/campaigns", order(title)).created().await["id"])
}

async fn find(api: &Client, title: &str) -> Option<String> {
    let campaigns = relais_tests::base::items(api, "/api/campaigns").await;
    let found = campaigns.iter().find(|campaign| campaign["title"] == title)?;
    Some(text(&found["id"]))
}

async fn ready(api: &Client, id: &str) {
    let wait = async {
        loop {
            let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
            match text(&campaign["status"]).as_str() {
                "ready" => return,
                "preparing" => tokio::time::sleep(Duration::from_millis(50)).await,
                _ => panic!("{campaign}"),
            }
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, wait).await.is_ok(),
        "{id} does not become ready"
    );
}

/// The rows of a campaign's file, cells by header.
pub async fn export(api: &Client, id: &str) -> Vec<Row> {
    let file = api.get(&format!("/api/campaigns/{id}/export.csv")).expect(200).await;
    let mut reader = csv::Reader::from_reader(file.body.as_slice());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Every row has a cluster there is, and each cluster has as many rows as it says.
pub async fn assert_clusters(api: &Client, id: &str, rows: &[Row]) {
    let clusters = api.get(&format!("/api/campaigns/{id}/clusters")).ok().await;
    let clusters = clusters["items"].as_array().unwrap();
    let sizes: BTreeMap<String, u64> = clusters
        .iter()
        .map(|cluster| (cluster["id"].to_string(), whole(&cluster["size"])))
        .collect();
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        *counted.entry(row["Cluster_ID"].clone()).or_default() += 1;
    }
    assert_eq!(counted, sizes);
    let labels: BTreeSet<String> = clusters.iter().map(|cluster| text(&cluster["label"])).collect();
    assert!(labels.iter().all(|label| !label.is_empty()), "{labels:?}");
}

/// Waits until no file is half-written and nothing is left of a preparation that was cut off.
async fn tidy(server: &Server, slug: &str) {
    let wait = async {
        while rows(server, slug, "blobs", "size IS NULL").await + orphans(server, slug).await > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, wait).await.is_ok(),
        "half-made files are kept"
    );
}

/// Clusters and files that belong to no campaign.
async fn orphans(server: &Server, slug: &str) -> i64 {
    let clusters = "campaign_id NOT IN (SELECT id FROM campaigns)";
    let files = "kind = 'export' AND id NOT IN (SELECT export_id FROM campaigns WHERE export_id IS NOT NULL)";
    rows(server, slug, "clusters", clusters).await + rows(server, slug, "blobs", files).await
}
