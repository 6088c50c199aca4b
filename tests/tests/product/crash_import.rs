//! A power cut at any moment of an import costs at most the batch under way: nothing is entered twice, nothing is lost,
//! nothing half-made is shown.

use std::time::{Duration, Instant};

use relais_tests::base::{consents, contacts, count, facets, items, report_lines, text};
use relais_tests::fixture::{Administrations, administrations};
use relais_tests::import::{OnConflict, commit, finished, professional_basis, upload};
use relais_tests::stored::rows;
use relais_tests::{Backend, Server, Tenant, on_both_databases};
use serde_json::{Value, json};

use super::import_report::{assert_bodies, expected_lines, sorted};
use super::kills::{Kills, claim, taken_up};

const ROWS: usize = 20_000;

/// What an import is compared by.
const COUNTS: [&str; 6] = [
    "created",
    "updated",
    "skipped",
    "rejected",
    "suppressed",
    "error_counts",
];

// R: M5
async fn an_import_survives_being_killed_again_and_again(mut server: Server) {
    let made = administrations(ROWS, 41);
    let mut kills = Kills::new(42);
    let (calm, tried) = (server.tenant().await, server.tenant().await);

    let started = Instant::now();
    let preview = upload(&calm.api, "mairies.csv", made.csv.clone()).await;
    let upload_took = started.elapsed();
    let (calm_report, took) = enter(&calm, &text(&preview["id"]), OnConflict::Skip).await;
    uploads(&mut server, &mut kills, &tried, &made, &preview, upload_took).await;
    let id = text(&upload(&tried.api, "mairies.csv", made.csv.clone()).await["id"]);
    let report = entering(&mut server, &mut kills, &tried, &id, OnConflict::Skip, took).await;
    assert_same(&report, &calm_report);
    assert_eq!(
        sorted(report_lines(&tried.api, &id).await),
        expected_lines(&made.expected)
    );
    let held = contacts(&tried.api).await;
    assert_bodies(&held, &made.expected);
    assert_eq!(held, contacts(&calm.api).await);
    audience(&tried, &made).await;
    nothing_twice(&server, &tried, &calm).await;

    // The same again, with every row replacing what is there.
    let preview = upload(&calm.api, "mairies.csv", made.csv.clone()).await;
    let (calm_report, took) = enter(&calm, &text(&preview["id"]), OnConflict::Overwrite).await;
    let id = text(&upload(&tried.api, "mairies.csv", made.csv).await["id"]);
    let report = entering(&mut server, &mut kills, &tried, &id, OnConflict::Overwrite, took).await;
    assert_same(&report, &calm_report);
    assert_eq!(contacts(&tried.api).await, contacts(&calm.api).await);
    nothing_twice(&server, &tried, &calm).await;
}
on_both_databases!(an_import_survives_being_killed_again_and_again, alone);

/// Enters an import in peace; tells how long it took.
async fn enter(tenant: &Tenant, id: &str, on_conflict: OnConflict) -> (Value, Duration) {
    let started = Instant::now();
    commit(&tenant.api, id, on_conflict).await;
    (finished(&tenant.api, id).await, started.elapsed())
}

/// Kills uploads and previews: whatever is there afterwards is whole.
async fn uploads(
    server: &mut Server,
    kills: &mut Kills,
    tenant: &Tenant,
    made: &Administrations,
    whole: &Value,
    took: Duration,
) {
    for _ in 0..5 {
        let request = tenant.api.upload("/api/imports", "mairies.csv", made.csv.clone(), &[]);
        let attempt = tokio::spawn(request.attempt());
        kills.moment(took).await;
        server.kill9().await;
        // Answered or not: the client cannot know.
        let _ = attempt.await;
        server.restart().await;
        for import in items(&tenant.api, "/api/imports").await {
            let id = text(&import["id"]);
            let import = tenant.api.get(&format!("/api/imports/{id}")).ok().await;
            for known in [
                "status",
                "rows",
                "mapping",
                "problems",
                "problem_counts",
                "duplicates_in_file",
            ] {
                assert_eq!(import[known], whole[known], "half a preview: {known}");
            }
            tenant.api.delete(&format!("/api/imports/{id}")).expect(204).await;
        }
    }
    assert!(contacts(&tenant.api).await.is_empty());
    if server.backend() == Backend::Sqlite {
        // Another node might be writing them on a shared database; there they are left for a day.
        assert_eq!(rows(server, &tenant.slug, "blobs", "1 = 1").await, 0);
        assert_eq!(rows(server, &tenant.slug, "blob_chunks", "1 = 1").await, 0);
    }
}

/// Kills while an import is ordered and entered, then lets it end.
async fn entering(
    server: &mut Server,
    kills: &mut Kills,
    tenant: &Tenant,
    id: &str,
    on_conflict: OnConflict,
    took: Duration,
) -> Value {
    let path = format!("/api/imports/{id}");
    let order = json!({ "on_conflict": on_conflict.as_str(), "lawful_basis": professional_basis() });
    loop {
        let attempt = tokio::spawn(tenant.api.post(&format!("{path}/commit"), &order).attempt());
        kills.within(server, Duration::from_millis(40)).await;
        let _ = attempt.await;
        if tenant.api.get(&path).ok().await["status"] != "previewed" {
            break;
        }
    }
    // A dead process's claim lasts a while on a shared database.
    let times = if server.backend() == Backend::Sqlite { 6 } else { 2 };
    for _ in 0..times {
        let before = claim(server, &tenant.slug, "imports").await;
        taken_up(server, &tenant.slug, "imports", before).await;
        kills.within(server, took / 3).await;
        let import = tenant.api.get(&path).ok().await;
        let done: u64 = COUNTS[..4].iter().filter_map(|count| import[count].as_u64()).sum();
        assert!(done <= ROWS as u64, "{import}");
    }
    finished(&tenant.api, id).await
}

fn assert_same(report: &Value, calm: &Value) {
    for count in COUNTS {
        assert_eq!(report[count], calm[count], "{count}");
    }
}

/// Counts and facets are those of the file.
async fn audience(tenant: &Tenant, made: &Administrations) {
    let expected = &made.expected;
    let breton = expected.count(|body| body.kind == "mairie" && body.region == Some("Bretagne"));
    let filters = json!({ "type": ["mairie"], "region": ["Bretagne"] });
    assert_eq!(count(&tenant.api, filters).await, breton as u64);
    let facets = facets(&tenant.api, json!({})).await;
    assert_eq!(facets["type"], json!(expected.facet(|body| Some(body.kind))));
    assert_eq!(
        facets["region"],
        json!(expected.facet(|body| Some(body.region.unwrap_or_default())))
    );
    assert_eq!(
        facets["department"],
        json!(expected.facet(|body| Some(body.department)))
    );
}

/// Rows behind the scenes are as many as without kills, and a sample of people has the same proofs.
async fn nothing_twice(server: &Server, tried: &Tenant, calm: &Tenant) {
    for table in ["contacts", "consents", "consent_sources", "import_problems"] {
        let (mine, theirs) = (
            rows(server, &tried.slug, table, "1 = 1").await,
            rows(server, &calm.slug, table, "1 = 1").await,
        );
        assert_eq!(mine, theirs, "{table}");
    }
    let people = tried.api.get("/api/contacts?limit=20").ok().await;
    for person in people["items"].as_array().into_iter().flatten() {
        let twin = relais_tests::base::contact(&calm.api, &text(&person["email"])).await;
        let acts = sorted(consents(&tried.api, person).await);
        assert_eq!(acts, sorted(consents(&calm.api, &twin).await));
        assert!(acts.len() >= 3);
    }
}
