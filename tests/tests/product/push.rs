//! Notifications: subscribed to on the company's page, looked at in the sandbox, sent to browsers and devices.

use crate::sending::{act, counted, ledger, over, prepared};
use relais_tests::base::{consents, contact, text};
use relais_tests::doubles::{ACCOUNT_KEY, Browser, Fcm, PushService};
use relais_tests::import::{OnConflict, import};
use relais_tests::ledger::Ledger;
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

/// Somebody who agreed to notifications.
async fn person(api: &Client, email: &str) -> Value {
    let consent = json!({ "kind": "consent", "evidence": "Formulaire de l'application" });
    let order = json!({ "email": email, "first_name": "Zoé", "lawful_basis": { "push": consent } });
    api.post("/api/contacts", order).created().await
}

async fn subscribe(api: &Client, person: &Value, subscription: &Value) {
    let path = format!("/api/contacts/{}/push-subscriptions", text(&person["id"]));
    api.post(&path, subscription).created().await;
}

fn order(title: &str) -> Value {
    json!({
        "title": title, "event_date": "2030-01-15", "filters": {}, "channels": ["push"],
        "content": { "push": {
            "title": "Bonjour {{ first_name }}", "body": "Les portes ouvrent demain.", "url": "https://exemple.fr/programme",
        } },
    })
}

// R: O5, O6
async fn the_sandbox_shows_a_notification_as_it_would_appear(server: &Server) {
    let api = &server.tenant().await.api;
    let browser = Browser::named("firefox");
    let zoe = person(api, "zoe@push.test").await;
    person(api, "nobody@push.test").await;
    subscribe(api, &zoe, &browser.subscription("https://push.example.test")).await;
    let id = prepared(api, order("Portes ouvertes")).await;
    let campaign = api.get(&format!("/api/campaigns/{id}")).ok().await;
    assert_eq!(campaign["reach"]["push"], 1, "{campaign}");
    act(api, &id, "launch").await;
    assert_eq!(over(api, &id).await["status"], "finished");
    let counts = counted(api, &id, &ledger(api, &id).await).await;
    assert_eq!(counts.get("accepted/"), Some(&1), "{counts:?}");
    assert_eq!(counts.get("skipped/no_address"), Some(&1), "{counts:?}");
    let outbox = api.get(&format!("/api/outbox?campaign={id}")).ok().await;
    let item = &outbox["items"][0];
    assert_eq!(
        (&item["channel"], &item["subject"], &item["rendered"]),
        (
            &json!("push"),
            &json!("Bonjour Zoé"),
            &json!("Les portes ouvrent demain.")
        )
    );
    let whole = api.get(&format!("/api/outbox/{}", text(&item["id"]))).ok().await;
    assert_eq!(whole["media_type"], "application/json", "{whole}");
    let source: Value = serde_json::from_str(whole["source"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&source["title"], &source["url"]),
        (&json!("Bonjour Zoé"), &json!("https://exemple.fr/programme"))
    );
}
on_both_databases!(the_sandbox_shows_a_notification_as_it_would_appear);

// R: O5, O10, O11, G1
async fn somebody_subscribes_on_the_page_and_leaves_again(server: &Server) {
    let tenant = server.tenant().await;
    let api = &tenant.api;
    let list = "Nom;Courriel\nZoé Kermarrec;zoe@page.test\n";
    import(api, "liste.csv", list.into(), OnConflict::Skip).await;
    let campaign = json!({ "title": "Invitation", "event_date": "2030-01-01" });
    let campaign = api.post("/api/campaigns", campaign).created().await;
    let zoe = contact(api, "zoe@page.test").await;
    let token = Ledger::open(server, &tenant.slug)
        .await
        .sent(&campaign, &zoe, false)
        .await;
    let code = token.split('.').next().unwrap().to_owned();
    let page = format!("/push/{code}/{token}");
    let visitor = server.visitor();

    // Without keys there is nothing to subscribe to; nothing but the exact address is a page.
    let before = visitor.get(&page).send().await;
    assert_eq!(before.status, 200, "{before}");
    assert!(!before.text().contains("data-push "), "{before}");
    for wrong in [
        format!("/push/other/{token}"),
        format!("/push/{code}/{code}.AAAAAAAAAAAAAAAAAAAAAA"),
        format!("/push/{code}/{token}.1"),
    ] {
        visitor.get(&wrong).expect(404).await;
    }
    let worker = visitor.get(&format!("/push/{code}/worker.js")).send().await;
    assert_eq!(
        (worker.status, worker.header("content-type")),
        (200, "text/javascript; charset=utf-8")
    );

    // The company makes its keys once.
    let made = api.post("/api/channels/push/keys", json!({})).ok().await;
    let key = text(&made["config"]["public_key"]);
    assert_eq!((key.len(), &made["secrets_set"]), (87, &json!(["vapid_key"])));
    let again = api.post("/api/channels/push/keys", json!({})).ok().await;
    assert_eq!(again["config"], made["config"]);
    let config = json!({ "public_key": key, "contact": "mailto:a@b.fr", "services": "https://push.example.test" });
    api.put("/api/channels/push", json!({ "config": config })).ok().await;

    let offered = visitor.get(&page).send().await;
    assert!(
        offered.text().contains(&key) && offered.header("set-cookie").is_empty(),
        "{offered}"
    );
    assert!(
        offered.header("content-security-policy").contains("script-src 'self'"),
        "{offered}"
    );

    let subscription = Browser::named("page").subscription("https://push.example.test");
    let foreign = Browser::named("page").subscription("https://intern.example.test");
    visitor.post(&page, &foreign).expect(422).await;
    visitor.post(&page, json!({ "token": "device" })).expect(422).await;
    assert!(!consents(api, &zoe).await.iter().any(|act| act[0] == "push"));

    visitor.post(&page, &subscription).expect(204).await;
    let acts = consents(api, &zoe).await;
    let act = acts.iter().find(|act| act[0] == "push").unwrap();
    assert_eq!(act[1], "consent");
    for part in ["push-1", "notifications", "https://push.example.test", "127.0.0.1"] {
        assert!(act[2].contains(part), "{part} in {}", act[2]);
    }
    let subscriptions = format!("/api/contacts/{}/push-subscriptions", text(&zoe["id"]));
    let kept = api.get(&subscriptions).ok().await;
    assert_eq!(kept["items"].as_array().unwrap().len(), 1);
    assert_eq!(kept["items"][0]["service"], "https://push.example.test");
    assert!(
        !kept.to_string().contains("p256dh") && !kept.to_string().contains("/push/page"),
        "{kept}"
    );
    // The same browser again is the same subscription.
    visitor.post(&page, &subscription).expect(204).await;
    assert_eq!(api.get(&subscriptions).ok().await["items"].as_array().unwrap().len(), 1);
    assert!(
        visitor
            .get(&page)
            .send()
            .await
            .text()
            .contains(&format!("{page}/leave"))
    );

    visitor.submit(&format!("{page}/leave"), &[]).expect(200).await;
    assert_eq!(api.get(&subscriptions).ok().await["items"], json!([]));
    let last = consents(api, &zoe)
        .await
        .into_iter()
        .rfind(|act| act[0] == "push")
        .unwrap();
    assert_eq!(last[1], "withdrawn");
    // Who comes back by their own act is back.
    visitor.post(&page, &subscription).expect(204).await;
    let back = api.get(&format!("/api/contacts/{}", text(&zoe["id"]))).ok().await;
    assert_eq!(back["consents"]["push"], "consent");
}
on_both_databases!(somebody_subscribes_on_the_page_and_leaves_again);

// R: O5, O6, T9
async fn browsers_and_devices_are_notified(server: Server) {
    let api = &server.tenant().await.api;
    let (service, fcm) = (PushService::start().await, Fcm::start().await);
    let mut people = Vec::new();
    for name in ["firefox", "busy-chrome", "gone-safari"] {
        let one = person(api, &format!("{name}@live.test")).await;
        subscribe(api, &one, &Browser::named(name).subscription(service.url())).await;
        people.push(one);
    }
    for token in ["device-1", "gone-device"] {
        let one = person(api, &format!("{token}@live.test")).await;
        subscribe(api, &one, &json!({ "token": token })).await;
        people.push(one);
    }
    // Of two browsers the newest is notified.
    let two = person(api, "two@live.test").await;
    for name in ["old", "new"] {
        subscribe(api, &two, &Browser::named(name).subscription(service.url())).await;
    }
    let keys = api.post("/api/channels/push/keys", json!({})).ok().await;
    let key = text(&keys["config"]["public_key"]);
    let config = json!({
        "public_key": key, "contact": "mailto:a@b.fr", "services": service.url(), "ttl": 600,
        "fcm_project": "p-1", "fcm_account": "sender@p-1.iam.test", "fcm_url": fcm.url(),
        "token_url": format!("{}/token", fcm.url()),
    });
    let secrets = json!({ "service_account_key": ACCOUNT_KEY });
    let live = json!({ "config": config, "secrets": secrets, "mode": "live" });
    assert_eq!(api.put("/api/channels/push", live).ok().await["mode"], "live");

    let id = prepared(api, order("En vrai")).await;
    act(api, &id, "launch").await;
    over(api, &id).await;
    let counts = counted(api, &id, &ledger(api, &id).await).await;
    assert_eq!(service.refused(), Vec::<String>::new());
    assert_eq!(fcm.refused(), Vec::<String>::new());
    assert_eq!(counts.get("accepted/"), Some(&4), "{counts:?}");
    assert_eq!(counts.get("failed/refused"), Some(&2), "{counts:?}");

    for name in ["firefox", "busy-chrome", "new"] {
        let shown = service.shown(name);
        assert_eq!(shown.len(), 1, "{name}");
        assert_eq!((shown[0].ttl, shown[0].sender.as_str()), (600, key.as_str()));
        assert_eq!(shown[0].notification["title"], "Bonjour Zoé");
        assert_eq!(shown[0].notification["url"], "https://exemple.fr/programme");
    }
    assert!(service.shown("old").is_empty());
    let taken = fcm.taken();
    assert_eq!((taken.len(), fcm.tokens()), (1, 1));
    assert_eq!(
        taken[0]["notification"],
        json!({ "title": "Bonjour Zoé", "body": "Les portes ouvrent demain." })
    );

    // What has ended is forgotten; the person may subscribe again.
    for (person, left) in people.iter().zip([1, 1, 0, 1, 0]) {
        let id = text(&person["id"]);
        let kept = api.get(&format!("/api/contacts/{id}/push-subscriptions")).ok().await;
        assert_eq!(kept["items"].as_array().unwrap().len(), left, "{person}");
        let contact = api.get(&format!("/api/contacts/{id}")).ok().await;
        assert_eq!(contact["consents"]["push"], "consent");
    }
}
on_both_databases!(browsers_and_devices_are_notified, beside_relay);
