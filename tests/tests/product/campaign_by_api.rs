//! The main job through the API: a file, an audience, a campaign, its clusters, its export.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use relais_tests::fixture::{Administrations, Body, administrations};
use relais_tests::import::{OnConflict, import};
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

/// A bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(120);

fn mairie_of(regions: &'static [&'static str]) -> impl Fn(&Body) -> bool {
    move |body| body.kind == "mairie" && body.region.is_some_and(|region| regions.contains(&region))
}

async fn prepared(api: &Client, id: &str) -> Value {
    let wait = async {
        loop {
            let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
            match campaign["status"].as_str() {
                Some("preparing") => tokio::time::sleep(Duration::from_millis(50)).await,
                _ => return campaign,
            }
        }
    };
    let campaign = tokio::time::timeout(PATIENCE, wait).await;
    campaign.unwrap_or_else(|_| panic!("campaign {id} is not prepared after {PATIENCE:?}"))
}

async fn count(api: &Client, filters: Value) -> u64 {
    let answer = api
        .post("/api/audiences/count", json!({ "filters": filters }))
        .ok()
        .await;
    answer["count"].as_u64().unwrap()
}

// R: S4, S6, S9, S11, S12, S14, S16, O13, M5
async fn from_a_file_to_a_prepared_campaign(server: &Server) {
    let api = server.tenant().await.api;
    let Administrations { csv, expected } = administrations(900, 11);
    let report = import(&api, "annuaire.csv", csv.clone(), OnConflict::Skip).await;
    assert_eq!(report["rows"], expected.rows);
    assert_eq!(report["created"], expected.created());
    assert_eq!(report["skipped"], expected.duplicates.len());
    assert_eq!(report["rejected"], 0);

    // Counts and facets against a naive reading of the file.
    assert_eq!(count(&api, json!({})).await, expected.created() as u64);
    for regions in [&["Bretagne"][..], &["Bretagne", "Corse"]] {
        let filters = json!({ "type": ["mairie"], "region": regions });
        assert_eq!(
            count(&api, filters).await,
            expected.count(mairie_of(regions)) as u64,
            "{regions:?}"
        );
    }
    assert_eq!(count(&api, json!({ "type": ["nul n’est de ce type"] })).await, 0);
    let facets = api
        .post("/api/audiences/facets", json!({ "filters": { "type": ["mairie"] } }))
        .ok()
        .await;
    let regions: BTreeMap<String, usize> = serde_json::from_value(facets["facets"]["region"].clone()).unwrap();
    let naive = expected.bodies.iter().filter(|body| body.kind == "mairie");
    let mut by_region: BTreeMap<String, usize> = BTreeMap::new();
    for body in naive {
        *by_region.entry(body.region.unwrap_or_default().to_owned()).or_default() += 1;
    }
    assert_eq!(regions, by_region);

    // A campaign, its preparation, its clusters.
    let filters = json!({ "type": ["mairie"], "region": ["Bretagne", "Corse", "Occitanie"] });
    let members: Vec<&Body> = expected
        .bodies
        .iter()
        .filter(|body| mairie_of(&["Bretagne", "Corse", "Occitanie"])(body))
        .collect();
    assert!(members.len() > 10, "the fixture has too few mairies to cluster");
    let order =
        json!({ "title": "Vœux des mairies", "event_date": "2027-01-15", "duration_days": 3, "filters": filters });
    let created = api.post("/api/campaigns", &order).created().await;
    assert_eq!(created["status"], "preparing");
    assert_eq!(created["social_network"], "Multi-canal");
    assert_eq!(created["end_date"], "2027-01-18");
    let id = created["id"].as_str().unwrap();
    let ready = prepared(&api, id).await;
    assert_eq!((&ready["status"], &ready["progress"]), (&json!("ready"), &Value::Null));
    assert_eq!(ready["audience_size"], members.len());
    let clusters = api.get(&format!("/api/campaigns/{id}/clusters")).ok().await;
    let clusters = clusters["items"].as_array().unwrap();
    let labels: BTreeSet<&str> = clusters.iter().map(|one| one["label"].as_str().unwrap()).collect();
    assert_eq!(
        labels.len(),
        clusters.len(),
        "two clusters with one label: {clusters:?}"
    );
    assert!(!labels.contains(""));
    let total: u64 = clusters.iter().map(|one| one["size"].as_u64().unwrap()).sum();
    assert_eq!(total, members.len() as u64);

    // The export, byte by byte; which cluster somebody is in is the one thing taken from it, and counted.
    let export = api.get(&format!("/api/campaigns/{id}/export.csv")).expect(200).await;
    assert_eq!(export.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        export
            .header("content-disposition")
            .contains("2027-01-15_V%C5%93ux_des_mairies_export.csv"),
        "{}",
        export.header("content-disposition")
    );
    let text = export.text();
    let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "Cluster_ID")
        .unwrap();
    let ids: Vec<String> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
    for id in &ids {
        *sizes.entry(id.parse().unwrap()).or_default() += 1;
    }
    let told: BTreeMap<u64, u64> = clusters
        .iter()
        .map(|one| (one["id"].as_u64().unwrap(), one["size"].as_u64().unwrap()))
        .collect();
    assert_eq!(sizes, told);
    assert_eq!(
        text,
        expected_export(&csv, &members, &ids, "Vœux des mairies", "2027-01-15")
    );

    // Reachable later, from the list.
    let listed = api.get("/api/campaigns").ok().await;
    assert_eq!(listed["items"][0]["id"], id);
}
on_both_databases!(from_a_file_to_a_prepared_campaign);

/// The file as it must be: canonical columns, the company's own, what the campaign adds; RFC 4180.
fn expected_export(csv: &[u8], members: &[&Body], ids: &[String], title: &str, date: &str) -> String {
    let mut rows: BTreeMap<u64, csv::StringRecord> = BTreeMap::new();
    let mut line = 2;
    let mut reader = csv::Reader::from_reader(csv);
    for row in reader.records() {
        let row = row.unwrap();
        let lines = 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        rows.insert(line, row);
        line += lines;
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = "name,company,first_name,last_name,type,sector,email,phone,address,postcode,city,department,region,\
                  country,language,status,website,reference,Cluster_ID,Campagne,Réseau social,Date";
    writer.write_record(header.split(',')).unwrap();
    for (body, cluster) in members.iter().zip(ids) {
        let row = &rows[&body.line];
        let address = row[5].lines().map(str::trim).collect::<Vec<_>>().join(", ");
        let cells = [
            &body.name,
            "",
            "",
            "",
            body.kind,
            "",
            &body.email,
            body.phone.as_deref().unwrap_or_default(),
            &address,
            body.postcode.unwrap_or_default(),
            body.city.unwrap_or_default(),
            body.department,
            body.region.unwrap_or_default(),
            "",
            "",
            "",
            &row[10],
            &row[0],
            cluster,
            title,
            "Multi-canal",
            date,
        ];
        writer.write_record(cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

// R: S13
async fn a_handful_of_people_is_one_generic_cluster(server: &Server) {
    let api = server.tenant().await.api;
    for number in 0..4 {
        api.post(
            "/api/contacts",
            json!({ "email": format!("a{number}@b.fr.test"), "type": "mairie" }),
        )
        .created()
        .await;
    }
    let order = json!({ "title": "Petite", "event_date": "2027-01-15", "filters": {} });
    let created = api.post("/api/campaigns", order).created().await;
    let id = created["id"].as_str().unwrap();
    assert_eq!(prepared(&api, id).await["audience_size"], 4);
    let clusters = api.get(&format!("/api/campaigns/{id}/clusters")).ok().await;
    assert_eq!(clusters["items"][0]["label"], "Générique");
    assert_eq!(clusters["items"].as_array().unwrap().len(), 1);
}
on_both_databases!(a_handful_of_people_is_one_generic_cluster);

// R: S5, S7, S8, S10, O3
async fn what_is_wrong_with_a_campaign_is_said_field_by_field(server: &Server) {
    let api = server.tenant().await.api;
    api.post("/api/contacts", json!({ "email": "a@b.fr.test", "type": "mairie" }))
        .created()
        .await;
    let fields = async |order: Value| -> Vec<String> {
        let problem = api.post("/api/campaigns", order).refused(422).await;
        let errors = problem["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(fields(json!({ "title": " " })).await, ["title", "event_date"]);
    let day = "2027-01-15";
    for (order, expected) in [
        (json!({ "title": "a", "event_date": day, "end_date": day }), "end_date"),
        (json!({ "title": "a", "event_date": "15/01/2027" }), "event_date"),
        (
            json!({ "title": "a", "event_date": day, "duration_days": 0 }),
            "duration_days",
        ),
        (
            json!({ "title": "a", "event_date": day, "channels": ["fax"] }),
            "channels",
        ),
        (
            json!({ "title": "a", "event_date": day, "time_zone": "Mars/Olympus" }),
            "time_zone",
        ),
        (json!({ "title": "a", "event_date": day, "delay_ms": -1 }), "delay_ms"),
        (json!({ "title": "a".repeat(500), "event_date": day }), "title"),
        (
            json!({ "title": "a", "event_date": day, "filters": { "type": ["nul"] } }),
            "filters",
        ),
        (
            json!({ "title": "a", "event_date": day, "filters": { "type": "mairie" } }),
            "filters.type",
        ),
    ] {
        assert_eq!(fields(order.clone()).await, [expected], "{order}");
    }
    // Nothing of all that was kept.
    assert_eq!(api.get("/api/campaigns").ok().await["items"], json!([]));

    let draft = api
        .post("/api/campaigns", json!({ "title": "Été 2027", "event_date": day }))
        .created()
        .await;
    assert_eq!(draft["status"], "draft");
    let taken = api
        .post("/api/campaigns", json!({ "title": " ÉTÉ  2027 ", "event_date": day }))
        .refused(409)
        .await;
    assert_eq!(taken["errors"][0]["field"], "title");
}
on_both_databases!(what_is_wrong_with_a_campaign_is_said_field_by_field);

async fn a_campaign_is_changed_cancelled_and_deleted(server: &Server) {
    let api = server.tenant().await.api;
    api.post("/api/contacts", json!({ "email": "a@b.fr.test" }))
        .created()
        .await;
    let order = json!({ "title": "Un", "description": "d", "scheduled_at": "2126-01-14T23:30:00Z" });
    let draft = api.post("/api/campaigns", order).created().await;
    assert_eq!(draft["event_date"], "2126-01-15", "past midnight in Paris");
    let path = format!("/api/campaigns/{}", draft["id"].as_str().unwrap());
    let changed = api
        .patch(
            &path,
            json!({ "title": "Deux", "description": null, "end_date": "2126-02-01" }),
        )
        .ok()
        .await;
    assert_eq!(
        (&changed["title"], &changed["description"]),
        (&json!("Deux"), &json!(""))
    );
    assert_eq!(
        changed["scheduled_at"], draft["scheduled_at"],
        "what is not named stays"
    );
    let longer = api.patch(&path, json!({ "duration_days": 2 })).ok().await;
    assert_eq!(longer["end_date"], "2126-01-17");
    api.patch(&path, json!({ "title": "" })).refused(422).await;
    api.patch(&path, json!({ "nom": "x" })).refused(422).await;

    let started = api.patch(&path, json!({ "filters": {} })).ok().await;
    assert_eq!(started["status"], "preparing");
    let id = draft["id"].as_str().unwrap();
    prepared(&api, id).await;
    api.patch(&path, json!({ "filters": {} })).refused(409).await;

    // The file repeats what the campaign is called: a new name writes it again, over the same audience.
    let renamed = api.patch(&path, json!({ "title": "Trois" })).ok().await;
    assert_eq!(renamed["status"], "preparing");
    assert_eq!(prepared(&api, id).await["audience_size"], 1);
    let file = api.get(&format!("{path}/export.csv")).expect(200).await;
    let file = file.text();
    assert!(file.contains(",Trois,") && !file.contains(",Deux,"), "{file}");
    let cancelled = api.request(reqwest::Method::POST, &format!("{path}/cancel")).ok().await;
    assert_eq!(cancelled["status"], "cancelled");
    api.request(reqwest::Method::POST, &format!("{path}/cancel"))
        .refused(409)
        .await;
    api.delete(&path).expect(204).await;
    for gone in [
        path.clone(),
        format!("{path}/clusters"),
        format!("{path}/export.csv"),
        format!("{path}/events"),
    ] {
        api.get(&gone).refused(404).await;
    }
}
on_both_databases!(a_campaign_is_changed_cancelled_and_deleted);

// R: S11
async fn the_preparation_is_followed_as_events(server: &Server) {
    let api = server.tenant().await.api;
    api.post("/api/contacts", json!({ "email": "a@b.fr.test" }))
        .created()
        .await;
    let order = json!({ "title": "Suivie", "event_date": "2027-01-15", "filters": {} });
    let created = api.post("/api/campaigns", order).created().await;
    let path = format!("/api/campaigns/{}/events", created["id"].as_str().unwrap());
    let response = api.get(&path).stream().await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    // The stream ends with the preparation, so it can be read to its end.
    let text = tokio::time::timeout(PATIENCE, response.text()).await.unwrap().unwrap();
    let told: Vec<Value> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|json| serde_json::from_str(json).unwrap())
        .collect();
    assert!(text.contains("event: campaign_progress"), "{text}");
    assert_eq!(told.last().unwrap()["status"], "ready", "{text}");
}
on_both_databases!(the_preparation_is_followed_as_events);

// R: O3
async fn a_moment_that_has_passed_is_refused(server: &Server) {
    let api = server.tenant().await.api;
    let order = |at: &str| json!({ "title": "Hier", "event_date": "2126-01-15", "scheduled_at": at });
    let past = api
        .post("/api/campaigns", order("2024-05-01T10:00:00Z"))
        .refused(422)
        .await;
    assert_eq!(
        (&past["errors"][0]["field"], &past["errors"][0]["code"]),
        (&json!("scheduled_at"), &json!("invalid-past"))
    );
    // What is now when a form is filled in has passed when it arrives.
    let other = json!({ "title": "Aujourd’hui", "event_date": "2126-01-15" });
    let other = api.post("/api/campaigns", other).created().await;
    let just_now = other["created_at"].as_str().unwrap();
    let draft = api.post("/api/campaigns", order(just_now)).created().await;
    let path = format!("/api/campaigns/{}", draft["id"].as_str().unwrap());
    api.patch(&path, json!({ "scheduled_at": "2024-05-01T10:00:00Z" }))
        .refused(422)
        .await;
    // What stands there is no new wish, even when it has passed meanwhile.
    api.patch(&path, json!({ "title": "Avant-hier" })).ok().await;
}
on_both_databases!(a_moment_that_has_passed_is_refused);

// R: T8
async fn two_changes_at_once_both_stand(server: &Server) {
    let api = server.tenant().await.api;
    let order = json!({ "title": "Ensemble", "event_date": "2126-01-15" });
    let draft = api.post("/api/campaigns", order).created().await;
    let path = format!("/api/campaigns/{}", draft["id"].as_str().unwrap());
    for round in 0..12 {
        let (title, description) = (format!("Ensemble {round}"), format!("Texte {round}"));
        let (one, other, third) = tokio::join!(
            api.patch(&path, json!({ "title": title })).ok(),
            api.patch(&path, json!({ "description": description })).ok(),
            api.patch(&path, json!({ "delay_ms": round })).ok(),
        );
        drop((one, other, third));
        let stored = api.get(&path).ok().await;
        assert_eq!(
            (&stored["title"], &stored["description"], &stored["delay_ms"]),
            (&json!(title), &json!(description), &json!(round))
        );
    }
    // Marks that turn a name around do not make it another one.
    let turned = json!({ "title": "\u{202e}Ensemble\u{200b} 11", "event_date": "2126-01-15" });
    api.post("/api/campaigns", turned).refused(409).await;
}
on_both_databases!(two_changes_at_once_both_stand);
