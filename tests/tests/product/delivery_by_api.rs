//! A campaign sent in the sandbox, by the API: everybody accounted for, everything as rendered in the outbox.

use relais_tests::base::{contact, text};
use relais_tests::{Server, on_both_databases};
use serde_json::json;

use super::sending::{act, counted, kept, ledger, order, over, people, prepared, until};

// R: T1, T9, O3, O6, O13, G3
async fn a_campaign_is_sent_in_the_sandbox(server: &Server) {
    let api = server.tenant().await.api;
    people(&api, 230).await;
    let withdrawn = contact(&api, "p7@example.test").await;
    let path = format!("/api/contacts/{}/consents", text(&withdrawn["id"]));
    let stop = json!({ "channel": "email", "kind": "withdrawn", "evidence": "par téléphone" });
    api.post(&path, &stop).created().await;
    let id = prepared(&api, order("Premier envoi")).await;
    let gone = contact(&api, "p9@example.test").await;
    api.delete(&format!("/api/contacts/{}", text(&gone["id"])))
        .expect(204)
        .await;

    let launched = act(&api, &id, "launch").await;
    assert!(
        ["sending", "finished"].contains(&text(&launched["status"]).as_str()),
        "{launched}"
    );
    let done = over(&api, &id).await;
    assert_eq!(done["status"], "finished", "{done}");
    let ledger = ledger(&api, &id).await;
    let counts = counted(&api, &id, &ledger).await;
    let expected = [("accepted/", 228), ("skipped/gone", 1), ("skipped/withdrawn", 1)];
    let expected = expected.into_iter().map(|(place, count)| (place.to_owned(), count));
    assert_eq!(counts, expected.collect());

    // The outbox holds each message that left, once, with the words for its person.
    let kept = kept(&api, &id).await;
    let sent = ledger.values().filter(|message| message["state"] == "accepted");
    assert_eq!(
        kept.keys().cloned().collect::<Vec<_>>(),
        sent.map(|m| text(&m["id"])).collect::<Vec<_>>()
    );
    assert!(kept.values().all(|times| *times == 1));
    let page = api.get(&format!("/api/outbox?campaign={id}&limit=1")).ok().await;
    let item = &page["items"][0];
    let name = text(&item["to"]).replace("@example.test", "").replace('p', "Prénom");
    assert_eq!(item["subject"], format!("Bonjour {name}"));
    assert!(text(&item["rendered"]).contains(&format!("Bonjour {name}")), "{item}");
    let whole = api.get(&format!("/api/outbox/{}", text(&item["id"]))).ok().await;
    let source = text(&whole["source"]);
    for header in [
        "List-Unsubscribe: <",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Message-ID: <",
    ] {
        assert!(source.contains(header), "{header} in {source}");
    }

    // Filters of the ledger; what is over cannot be launched, paused, resumed or cancelled again.
    let skipped = api
        .get(&format!("/api/campaigns/{id}/messages?state=skipped"))
        .ok()
        .await;
    assert_eq!(skipped["items"].as_array().unwrap().len(), 2);
    api.get(&format!("/api/campaigns/{id}/messages?state=envolé"))
        .refused(422)
        .await;
    for verb in ["launch", "pause", "resume", "cancel"] {
        api.post(&format!("/api/campaigns/{id}/{verb}"), json!({}))
            .refused(409)
            .await;
    }
}
on_both_databases!(a_campaign_is_sent_in_the_sandbox);

// R: O3
async fn what_is_not_ready_is_not_launched_and_what_is_launched_follows(server: &Server) {
    let api = server.tenant().await.api;
    people(&api, 12).await;
    let launch = |id: &str| api.post(&format!("/api/campaigns/{id}/launch"), json!({}));
    let draft = api
        .post(
            "/api/campaigns",
            json!({ "title": "Brouillon", "event_date": "2030-01-15" }),
        )
        .created()
        .await;
    launch(&text(&draft["id"])).refused(409).await;
    let mut mute = order("Sans message");
    mute.as_object_mut().unwrap().remove("content");
    let refused = launch(&prepared(&api, mute).await).refused(422).await;
    assert_eq!(refused["errors"][0]["field"], "content.email", "{refused}");
    let mut letter = order("Lettre");
    letter["channels"] = json!(["postal"]);
    let refused = launch(&prepared(&api, letter).await).refused(422).await;
    assert_eq!(refused["errors"][0]["field"], "content.postal", "{refused}");

    // Launched while it is being prepared, it follows by itself.
    let hurried = text(&api.post("/api/campaigns", order("Pressée")).created().await["id"]);
    act(&api, &hurried, "launch").await;
    let done = until(&api, &hurried, |campaign| {
        !["preparing", "sending"].contains(&campaign["status"].as_str().unwrap_or_default())
    });
    assert_eq!(done.await["status"], "finished");

    // Launched for a date, it waits; its message cannot be changed any more, its date can.
    let mut later = order("Plus tard");
    later["scheduled_at"] = json!("2030-01-15T10:00:00Z");
    let id = prepared(&api, later).await;
    assert_eq!(act(&api, &id, "launch").await["status"], "scheduled");
    let path = format!("/api/campaigns/{id}");
    let words = json!({ "content": { "email": { "subject": "Autre", "html": "<p>Autre</p>" } } });
    api.patch(&path, &words).refused(409).await;
    let moved = api
        .patch(&path, json!({ "scheduled_at": "2030-02-15T10:00:00Z" }))
        .ok()
        .await;
    assert_eq!(
        (&moved["status"], &moved["scheduled_at"]),
        (&json!("scheduled"), &json!("2030-02-15T10:00:00Z"))
    );
    // What the file repeats of the campaign is written again, and the campaign waits on.
    let named = json!({ "title": "Bien plus tard", "event_date": "2030-03-01" });
    api.patch(&path, &named).ok().await;
    until(&api, &id, |campaign| campaign["status"] == "scheduled").await;
    let file = api.get(&format!("{path}/export.csv")).expect(200).await;
    let names = |line: &str| line.contains(",Bien plus tard,") && line.ends_with(",2030-03-01");
    assert!(file.text().lines().skip(1).all(names), "{}", file.text());
    assert_eq!(act(&api, &id, "pause").await["status"], "paused");
    assert_eq!(act(&api, &id, "resume").await["status"], "scheduled");
    act(&api, &id, "cancel").await;
    // Its ledger is written to the end all the same.
    let cancelled = until(&api, &id, |campaign| campaign["delivery"]["skipped"] == 12).await;
    assert_eq!(cancelled["delivery"]["queued"], 0);
    let ledger = ledger(&api, &id).await;
    counted(&api, &id, &ledger).await;
}
on_both_databases!(what_is_not_ready_is_not_launched_and_what_is_launched_follows);
