//! Text messages over a provider on this machine: configured, sent, reported on, answered.

use relais_tests::base::{consents, text};
use relais_tests::providers::Fault;
use relais_tests::providers::twilio::{ACCOUNT, Sms, TOKEN, Twilio};
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};

use super::sending::{act, counted, ledger, over, prepared};

/// People with these phones who agreed to text messages: their contacts, in order.
pub async fn phones(api: &Client, phones: &[&str]) -> Vec<Value> {
    let mut people = Vec::new();
    for (number, phone) in phones.iter().enumerate() {
        let person = json!({ "first_name": format!("Prénom{number}"), "phone": phone });
        let person = api.post("/api/contacts", person).created().await;
        let path = format!("/api/contacts/{}/consents", text(&person["id"]));
        let word = json!({ "channel": "sms", "kind": "consent", "evidence": "Formulaire du 5 mars 2026" });
        api.post(&path, word).created().await;
        people.push(person);
    }
    people
}

/// Takes a company's text messages live over this provider: where it reports.
pub async fn live(api: &Client, provider: &Twilio) -> String {
    let order = json!({
        "mode": "live",
        "config": { "api": provider.url(), "account_sid": ACCOUNT, "from": "36180" },
        "secrets": { "auth_token": TOKEN },
    });
    let channel = api.put("/api/channels/sms", order).ok().await;
    assert_eq!((&channel["plugin"], &channel["mode"]), (&json!("sms"), &json!("live")));
    text(&channel["callback_url"])
}

/// Sends a text to everybody: the campaign.
pub async fn sent(api: &Client, title: &str, words: &str) -> String {
    let order = json!({
        "title": title, "event_date": "2030-01-15", "filters": {}, "channels": ["sms"],
        "content": { "sms": { "text": words } },
    });
    let id = prepared(api, order).await;
    act(api, &id, "launch").await;
    over(api, &id).await;
    id
}

/// Where the message of a campaign to somebody stands: state and reason.
async fn stands(api: &Client, campaign: &str, person: &Value) -> (String, String) {
    let ledger = ledger(api, campaign).await;
    let message = ledger.values().find(|message| message["contact"] == person["id"]);
    let message = message.unwrap_or_else(|| panic!("no message to {person}"));
    (text(&message["state"]), text(&message["reason"]))
}

fn at(state: &str, reason: &str) -> (String, String) {
    (state.to_owned(), reason.to_owned())
}

async fn standing(api: &Client, person: &Value) -> Value {
    let path = format!("/api/contacts/{}", text(&person["id"]));
    api.get(&path).ok().await["consents"]["sms"].clone()
}

const PHONES: [&str; 5] = [
    "+32470123401",
    "+32470123402",
    "+32470123403",
    "+32470123404",
    "+32470123405",
];

// R: O5, O10, O15
async fn a_text_is_sent_reported_on_and_answered(server: Server) {
    let tenant = server.tenant_abroad().await;
    let (api, provider) = (&tenant.api, Twilio::start().await);
    let people = phones(api, &PHONES).await;
    let callback = live(api, &provider).await;
    let first = sent(
        api,
        "Premier texte",
        "Bonjour {{ first_name }}, portes ouvertes samedi.",
    )
    .await;

    let said: Vec<String> = PHONES.iter().map(|phone| provider.last(phone).body).collect();
    assert_eq!(said[2], "Bonjour Prénom2, portes ouvertes samedi. STOP au 36180");
    assert_eq!(provider.taken().len(), PHONES.len());
    let counts = counted(api, &first, &ledger(api, &first).await).await;
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("accepted/".to_owned(), 5)]);

    // The first arrives, and is said to twice; the second has no such number; the third was switched off.
    let of = |index: usize| provider.last(PHONES[index]);
    assert_eq!(provider.status(&of(0), "delivered", None).await, 200);
    assert_eq!(provider.status(&of(0), "delivered", None).await, 200);
    // Late and out of order: it changes nothing.
    assert_eq!(provider.status(&of(0), "sent", None).await, 200);
    assert_eq!(provider.status(&of(1), "undelivered", Some(30005)).await, 200);
    assert_eq!(provider.status(&of(2), "undelivered", Some(30003)).await, 200);
    assert_eq!(stands(api, &first, &people[0]).await, at("delivered", ""));
    assert_eq!(stands(api, &first, &people[1]).await, at("bounced", "bounced"));
    assert_eq!(stands(api, &first, &people[2]).await, at("bounced", "bounced_soft"));
    let figures = api.get(&format!("/api/tracking/campaigns/{first}")).ok().await;
    assert_eq!(
        (&figures["sent"], &figures["delivered"], &figures["bounced"]),
        (&json!(5), &json!(3), &json!(2)),
        "{figures}"
    );
    counted(api, &first, &ledger(api, &first).await).await;

    // The fourth writes STOP in French; the provider tells it twice.
    for _ in 0..2 {
        assert_eq!(provider.inbound(&callback, "SM-in-1", PHONES[3], "Arrêt !").await, 200);
    }
    assert_eq!(standing(api, &people[3]).await, "withdrawn");
    let acts = consents(api, &people[3]).await;
    let withdrawn: Vec<_> = acts.iter().filter(|[_, kind, _]| kind == "withdrawn").collect();
    assert!(
        matches!(&withdrawn[..], [[channel, _, evidence]] if channel == "sms" && evidence.contains("STOP")),
        "{acts:?}"
    );
    // The fifth only answers.
    assert_eq!(
        provider
            .inbound(&callback, "SM-in-2", PHONES[4], "Merci, à samedi")
            .await,
        200
    );
    assert_eq!(standing(api, &people[4]).await, "consent");
    let figures = api.get(&format!("/api/tracking/campaigns/{first}")).ok().await;
    assert_eq!(figures["unsubscribed"], 1, "{figures}");

    // Nobody who said STOP, and no number that does not exist, is written to again; who was switched off is.
    let second = sent(api, "Deuxième texte", "Encore un mot. STOP au 36180").await;
    assert_eq!(stands(api, &second, &people[1]).await, at("skipped", "suppressed"));
    assert_eq!(stands(api, &second, &people[3]).await, at("skipped", "withdrawn"));
    assert_eq!(stands(api, &second, &people[2]).await, at("accepted", ""));
    assert_eq!(provider.taken().len(), PHONES.len() + 3);
    assert_eq!(
        provider.last(PHONES[0]).body,
        "Encore un mot. STOP au 36180",
        "once is enough"
    );

    // START lifts what STOP had set, and only that.
    assert_eq!(provider.inbound(&callback, "SM-in-3", PHONES[3], "START").await, 200);
    assert_eq!(provider.inbound(&callback, "SM-in-4", PHONES[1], "start").await, 200);
    assert_eq!(standing(api, &people[3]).await, "consent");
    let path = format!("/api/contacts/{}/consents", text(&people[4]["id"]));
    let word = json!({ "channel": "sms", "kind": "withdrawn", "evidence": "Dit au téléphone" });
    api.post(&path, word).created().await;
    assert_eq!(provider.inbound(&callback, "SM-in-5", PHONES[4], "START").await, 200);
    assert_eq!(
        standing(api, &people[4]).await,
        "withdrawn",
        "a member wrote down what she said"
    );
    let third = sent(api, "Troisième texte", "Bon retour").await;
    assert_eq!(stands(api, &third, &people[3]).await, at("accepted", ""));
    assert_eq!(stands(api, &third, &people[1]).await, at("skipped", "suppressed"));
    assert_eq!(stands(api, &third, &people[4]).await, at("skipped", "withdrawn"));
}
on_both_databases!(a_text_is_sent_reported_on_and_answered, beside_relay);

// R: O15, O16
async fn nobody_else_can_report(server: Server) {
    let (ours, theirs) = (server.tenant_abroad().await, server.tenant_abroad().await);
    let provider = Twilio::start().await;
    let people = phones(&ours.api, &PHONES[..1]).await;
    phones(&theirs.api, &PHONES[1..2]).await;
    let callback = live(&ours.api, &provider).await;
    let foreign = live(&theirs.api, &provider).await;
    let id = sent(&ours.api, "À nous", "Bonjour").await;
    sent(&theirs.api, "À eux", "Bonjour").await;
    let (mine, other) = (provider.last(PHONES[0]), provider.last(PHONES[1]));
    let accepted = at("accepted", "");

    assert_eq!(provider.forged_status(&mine, "delivered").await, 403);
    // Our message, told to another company; their message, told to us.
    let crossed = |callback: &str, of: &Sms| {
        let key = of.callback.split_once('?').unwrap().1;
        Sms {
            callback: format!("{callback}?{key}"),
            ..of.clone()
        }
    };
    assert_eq!(provider.status(&crossed(&foreign, &mine), "delivered", None).await, 200);
    assert_eq!(
        provider.status(&crossed(&callback, &other), "delivered", None).await,
        200
    );
    assert_eq!(stands(&ours.api, &id, &people[0]).await, accepted);
    // By the provider's identifier alone, in another company's name.
    let nameless = Sms {
        callback: foreign.clone(),
        ..mine.clone()
    };
    assert_eq!(provider.status(&nameless, "delivered", None).await, 200);
    assert_eq!(stands(&ours.api, &id, &people[0]).await, accepted);
    assert_eq!(provider.inbound(&foreign, "SM-x", PHONES[0], "STOP").await, 200);
    assert_eq!(standing(&ours.api, &people[0]).await, "consent");

    // Addresses that are nobody's; a method and a channel that are none; what is too large.
    let visitor = server.visitor();
    let path = callback
        .strip_prefix(server.url())
        .unwrap_or_else(|| panic!("{callback}"));
    let (place, key) = path.rsplit_once('/').unwrap();
    let strange = format!("{place}/{}", "A".repeat(43));
    for wrong in [
        strange.as_str(),
        &path.replace("/sms/", "/email/"),
        &path.replace("/sms/", "/fax/"),
        &format!("/callbacks/zzzzz/sms/{key}"),
        &format!("{place}/x"),
        &format!("{place}/{}", "A".repeat(5_000)),
    ] {
        let answer = visitor.post(wrong, json!({})).send().await;
        assert_eq!(answer.status, 404, "{wrong}: {answer}");
    }
    assert_eq!(visitor.get(path).send().await.status, 405);
    assert_eq!(visitor.post(path, json!({})).send().await.status, 403, "unsigned");
    let large = visitor.post(path, "x".repeat(1_200_000)).send().await;
    assert_eq!(large.status, 413, "{large}");

    // A renewed address ends the old one; by the identifier alone it works too.
    let renewed = ours
        .api
        .put("/api/channels/sms", json!({ "renew_callback": true }))
        .ok()
        .await;
    let renewed = text(&renewed["callback_url"]);
    assert_ne!(renewed, callback);
    assert_eq!(provider.status(&mine, "delivered", None).await, 404);
    let by_id = Sms {
        callback: renewed,
        ..mine
    };
    assert_eq!(provider.status(&by_id, "delivered", None).await, 200);
    assert_eq!(stands(&ours.api, &id, &people[0]).await, at("delivered", ""));
}
on_both_databases!(nobody_else_can_report, beside_relay);

// R: O5
async fn no_answer_of_the_provider_loses_or_doubles_a_text(server: Server) {
    let tenant = server.tenant_abroad().await;
    let (api, provider) = (&tenant.api, Twilio::start().await);
    let people = phones(api, &PHONES).await;
    live(api, &provider).await;
    // An address that is none, one whose owner said STOP there, one that is answered strangely, one whose answer is an
    // error although it was taken.
    provider.refuse(PHONES[0], 400, 21211);
    provider.refuse(PHONES[1], 400, 21610);
    provider.order(
        PHONES[2],
        Fault {
            taken: true,
            ..Fault::new(200, "<html>bien reçu</html>")
        },
    );
    provider.order(
        PHONES[3],
        Fault {
            taken: true,
            ..Fault::new(502, "")
        },
    );
    let id = sent(api, "Réponses étranges", "Bonjour").await;
    for (index, expected) in [
        (0, at("failed", "refused")),
        (1, at("failed", "refused")),
        (2, at("accepted", "")),
        (3, at("unknown", "no_answer")),
        (4, at("accepted", "")),
    ] {
        assert_eq!(stands(api, &id, &people[index]).await, expected, "{}", PHONES[index]);
    }
    let done = api.get(&format!("/api/campaigns/{id}")).ok().await;
    assert_eq!(done["status"], "partially_failed", "{done}");
    assert_eq!(provider.taken().len(), 3, "nothing was sent again");
    // A report settles what nobody knew, and with it the campaign.
    assert_eq!(provider.status(&provider.last(PHONES[3]), "delivered", None).await, 200);
    assert_eq!(stands(api, &id, &people[3]).await, at("delivered", ""));
    let done = api.get(&format!("/api/campaigns/{id}")).ok().await;
    assert_eq!(done["status"], "finished", "{done}");
    // Addresses that the provider refuses for good are left alone from now on.
    let next = sent(api, "Ensuite", "Bonjour").await;
    for person in &people[..2] {
        assert_eq!(stands(api, &next, person).await, at("skipped", "suppressed"));
    }
}
on_both_databases!(no_answer_of_the_provider_loses_or_doubles_a_text, beside_relay);

// R: O5, G10
async fn a_sandbox_shows_the_text_as_it_would_be_read(server: &Server) {
    let api = &server.tenant().await.api;
    phones(api, &PHONES[..1]).await;
    let saved = api
        .put("/api/channels/sms", json!({ "config": { "from": "36180" } }))
        .ok()
        .await;
    assert_eq!(saved["mode"], "sandbox");
    let id = sent(api, "À blanc", "Bonjour {{ first_name }}").await;
    let page = api.get(&format!("/api/outbox?campaign={id}")).ok().await;
    assert_eq!(page["items"][0]["rendered"], "Bonjour Prénom0 STOP au 36180", "{page}");
    assert_eq!(page["items"][0]["to"], PHONES[0]);
    // A French mobile number must not send advertising.
    for from in ["+33612345678", "+262692123456"] {
        let order = json!({
            "mode": "live", "secrets": { "auth_token": TOKEN },
            "config": { "api": "https://api.twilio.com", "account_sid": ACCOUNT, "from": from },
        });
        let refused = api.put("/api/channels/sms", order).refused(422).await;
        assert!(refused.to_string().contains("2022-1583"), "{refused}");
    }
}
on_both_databases!(a_sandbox_shows_the_text_as_it_would_be_read);
