//! Mail over web services on this machine, in the shapes of two providers: configured, sent, reported on.

use relais_tests::base::{contact, text};
use relais_tests::providers::Fault;
use relais_tests::providers::mailgun::{self, Mailgun};
use relais_tests::providers::sendgrid::{self, SendGrid};
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

use super::sending::{act, counted, ledger, order, over, people, prepared};

async fn sent(api: &Client, title: &str) -> String {
    let id = prepared(api, order(title)).await;
    act(api, &id, "launch").await;
    over(api, &id).await;
    id
}

fn email(index: usize) -> String {
    format!("p{index}@example.test")
}

/// Where each message of a campaign stands, by person: state and reason.
async fn standings(api: &Client, campaign: &str, count: usize) -> Vec<String> {
    let ledger = ledger(api, campaign).await;
    counted(api, campaign, &ledger).await;
    let mut standings = Vec::new();
    for index in 0..count {
        let person = contact(api, &email(index)).await;
        let message = ledger
            .values()
            .find(|message| message["contact"] == person["id"])
            .unwrap();
        standings.push(format!("{}/{}", text(&message["state"]), text(&message["reason"])));
    }
    standings
}

async fn standing(api: &Client, index: usize) -> Value {
    contact(api, &email(index)).await["consents"]["email"].clone()
}

async fn figures(api: &Client, campaign: &str) -> Value {
    api.get(&format!("/api/tracking/campaigns/{campaign}")).ok().await
}

// R: O5, O15, P7
async fn mail_leaves_over_mailgun_and_its_events_come_back(server: Server) {
    let tenant = server.tenant().await;
    let (api, provider) = (&tenant.api, Mailgun::start().await);
    people(api, 6).await;
    let config =
        json!({ "api": provider.url(), "domain": mailgun::DOMAIN, "from": "Atelier <bonjour@mg.atelier.test>" });
    // Not before the plugin has what it needs.
    let order = json!({ "plugin": "mailgun", "mode": "live", "config": config });
    api.put("/api/channels/email", &order).refused(422).await;
    let mut order = order;
    order["secrets"] = json!({ "api_key": mailgun::API_KEY, "webhook_key": mailgun::WEBHOOK_KEY });
    let channel = api.put("/api/channels/email", order).ok().await;
    assert_eq!(
        (&channel["plugin"], &channel["mode"]),
        (&json!("mailgun"), &json!("live"))
    );
    let callback = text(&channel["callback_url"]);
    provider.order(
        &email(5),
        Fault::new(
            400,
            json!({ "message": "'to' parameter is not a valid address" }).to_string(),
        ),
    );
    let id = sent(api, "Par service web").await;

    let mail = provider.last(&email(0));
    assert_eq!(mail.field("subject"), "Bonjour Prénom0");
    assert_eq!(mail.field("from"), "\"Atelier\" <bonjour@mg.atelier.test>");
    assert!(mail.field("h:List-Unsubscribe").contains("/unsubscribe/"), "{mail:?}");
    assert_eq!(mail.field("h:List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(
        mail.field("o:tracking"),
        "no",
        "who may be tracked is for Relais to know"
    );
    assert!(mail.field("html").contains("/track/pixel/"), "this person agreed to it");
    assert_eq!(provider.taken().len(), 5);

    let of = |index: usize| provider.last(&email(index));
    let event = |index: usize, id: &'static str, event: Value| {
        let (provider, callback, mail) = (&provider, &callback, of(index));
        async move { assert_eq!(provider.event(callback, &mail, id, event).await, 200) }
    };
    let failed = |severity: &str, reason: &str| {
        json!({ "event": "failed", "severity": severity, "reason": reason,
            "delivery-status": { "code": 550, "message": "5.1.1 <x@example.test> inconnu" } })
    };
    event(0, "e0", json!({ "event": "delivered" })).await;
    event(0, "e0", json!({ "event": "delivered" })).await;
    event(1, "e1", failed("permanent", "bounce")).await;
    // Late: it had come back by then.
    event(1, "e1-late", json!({ "event": "delivered" })).await;
    event(2, "e2", failed("temporary", "generic")).await;
    event(2, "e2-then", json!({ "event": "delivered" })).await;
    event(3, "e3", json!({ "event": "complained" })).await;
    event(4, "e4", json!({ "event": "unsubscribed" })).await;
    let expected = [
        "delivered/",
        "bounced/bounced",
        "delivered/",
        "delivered/",
        "accepted/",
        "failed/refused",
    ];
    assert_eq!(standings(api, &id, 6).await, expected);
    assert_eq!(
        (standing(api, 3).await, standing(api, 4).await),
        (json!("withdrawn"), json!("withdrawn"))
    );
    let told = figures(api, &id).await;
    let known = ["delivered", "bounced", "failed", "unsubscribed"].map(|figure| told[figure].clone());
    assert_eq!(known, [4, 1, 1, 1].map(|count| json!(count)), "{told}");

    // A click that the provider saw counts where the person agreed, and once per report.
    for _ in 0..2 {
        event(
            0,
            "e0-click",
            json!({ "event": "clicked", "url": "https://exemple.fr/programme" }),
        )
        .await;
    }
    let told = figures(api, &id).await;
    assert_eq!(
        (&told["clicks"]["total"], &told["opens"]["total"]),
        (&json!(1), &json!(0)),
        "{told}"
    );
    let path = format!("/api/contacts/{}/consents", text(&contact(api, &email(2)).await["id"]));
    let word = json!({ "channel": "tracking", "kind": "withdrawn", "evidence": "Dit au téléphone" });
    api.post(&path, word).created().await;
    event(2, "e2-open", json!({ "event": "opened" })).await;
    assert_eq!(
        figures(api, &id).await["opens"]["total"],
        0,
        "their consent to that does not stand any more"
    );

    // What is signed with another key, or was signed yesterday, is not believed.
    for old in [false, true] {
        assert_eq!(provider.forged_event(&callback, &of(0), old).await, 403);
    }
    assert_eq!(standing(api, 0).await, "b2b_information");
    let next = sent(api, "Ensuite").await;
    let expected = [
        "accepted/",
        "skipped/suppressed",
        "accepted/",
        "skipped/withdrawn",
        "skipped/withdrawn",
        "skipped/suppressed",
    ];
    assert_eq!(standings(api, &next, 6).await, expected);
}
on_both_databases!(mail_leaves_over_mailgun_and_its_events_come_back, beside_relay);

// R: O5, O15, P7
async fn mail_leaves_over_sendgrid_and_its_events_come_back(server: Server) {
    let tenant = server.tenant().await;
    let (api, provider) = (&tenant.api, SendGrid::start().await);
    people(api, 5).await;
    let order = json!({
        "plugin": "sendgrid", "mode": "live",
        "config": { "api": provider.url(), "from": "Atelier <bonjour@atelier.test>", "webhook_key": provider.public_key() },
        "secrets": { "api_key": sendgrid::API_KEY },
    });
    let channel = api.put("/api/channels/email", order).ok().await;
    let callback = text(&channel["callback_url"]);
    let id = sent(api, "Par service web").await;
    let mail = provider.last(&email(0));
    assert_eq!(mail.body["subject"], "Bonjour Prénom0");
    assert_eq!(
        mail.body["headers"]["List-Unsubscribe-Post"],
        "List-Unsubscribe=One-Click"
    );
    assert_eq!(mail.body["tracking_settings"]["open_tracking"]["enable"], false);

    // A list of events at once, some told before, some of nobody here.
    let of = |index: usize| provider.last(&email(index));
    let mut stranger = provider.event(&of(0), "x", json!({ "event": "spamreport" }));
    stranger["relais_key"] = json!("01890000-0000-7000-8000-000000000000");
    stranger["email"] = json!("personne@example.test");
    let list = vec![
        provider.event(&of(0), "s0", json!({ "event": "processed" })),
        provider.event(&of(0), "s1", json!({ "event": "delivered", "response": "250 OK" })),
        provider.event(
            &of(1),
            "s2",
            json!({ "event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 inconnu" }),
        ),
        provider.event(
            &of(2),
            "s3",
            json!({ "event": "bounce", "type": "blocked", "status": "5.7.1", "reason": "refusé" }),
        ),
        provider.event(&of(3), "s4", json!({ "event": "spamreport" })),
        provider.event(&of(4), "s5", json!({ "event": "group_unsubscribe" })),
        stranger,
    ];
    assert_eq!(provider.forged_report(&callback, list.clone()).await, 403);
    assert_eq!(standings(api, &id, 5).await, ["accepted/"; 5]);
    for _ in 0..2 {
        assert_eq!(provider.report(&callback, list.clone()).await, 200);
    }
    let expected = [
        "delivered/",
        "bounced/bounced",
        "bounced/bounced_soft",
        "delivered/",
        "accepted/",
    ];
    assert_eq!(standings(api, &id, 5).await, expected);
    assert_eq!(figures(api, &id).await["unsubscribed"], 1);
    // The person thinks again, at the provider: what they had set there is lifted; a complaint is not.
    let again = vec![
        provider.event(&of(4), "s6", json!({ "event": "group_resubscribe" })),
        provider.event(&of(3), "s7", json!({ "event": "group_resubscribe" })),
    ];
    assert_eq!(provider.report(&callback, again).await, 200);
    assert_eq!(
        (standing(api, 3).await, standing(api, 4).await),
        (json!("withdrawn"), json!("consent"))
    );
    let next = sent(api, "Ensuite").await;
    let expected = [
        "accepted/",
        "skipped/suppressed",
        "accepted/",
        "skipped/withdrawn",
        "accepted/",
    ];
    assert_eq!(standings(api, &next, 5).await, expected);
}
on_both_databases!(mail_leaves_over_sendgrid_and_its_events_come_back, beside_relay);
