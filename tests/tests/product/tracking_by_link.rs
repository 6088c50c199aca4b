//! Following what mail carries: the pixel, the links, the way out, as recipients, scanners and strangers do.

use relais_tests::base::{consents, contact};
use relais_tests::client::Answer;
use relais_tests::import::{OnConflict, import};
use relais_tests::ledger::Ledger;
use relais_tests::{Client, Server, Tenant, on_both_databases};
use reqwest::Method;
use serde_json::{Value, json};

const LIST: &str = "Nom;Courriel\nZoé Kermarrec;zoe@suivi.test\nYann Le Goff;yann@suivi.test\n";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const LINKS: [&str; 2] = ["https://exemple.fr/programme?a=1&b=2", "https://exemple.fr/plan"];

/// A company, its campaign that was sent, and one of its recipients.
struct Sent {
    tenant: Tenant,
    campaign: Value,
    ledger: Ledger,
    visitor: Client,
}

async fn sent(server: &Server) -> Sent {
    let tenant = server.tenant().await;
    import(&tenant.api, "liste.csv", LIST.into(), OnConflict::Skip).await;
    let order = json!({ "title": "Portes ouvertes", "event_date": "2030-01-01" });
    let campaign = tenant.api.post("/api/campaigns", order).created().await;
    let ledger = Ledger::open(server, &tenant.slug).await;
    ledger.links(&campaign, &LINKS).await;
    Sent {
        visitor: server.visitor(),
        tenant,
        campaign,
        ledger,
    }
}

impl Sent {
    async fn to(&self, email: &str, tracked: bool) -> String {
        let person = contact(&self.tenant.api, email).await;
        self.ledger.sent(&self.campaign, &person, tracked).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.visitor.get(path).header("User-Agent", FIREFOX).send().await
    }

    async fn statistics(&self) -> Value {
        let id = self.campaign["id"].as_str().unwrap();
        self.tenant.api.get(&format!("/api/tracking/campaigns/{id}")).ok().await
    }
}

// R: T2 T3 T4 T8
async fn opens_and_clicks_come_back(server: &Server) {
    let sent = sent(server).await;
    let token = sent.to("zoe@suivi.test", true).await;
    sent.to("yann@suivi.test", true).await;
    let pixel = sent.get(&format!("/track/pixel/{token}")).await;
    assert_eq!(
        (pixel.status, pixel.header("content-type")),
        (200, "image/gif"),
        "{pixel}"
    );
    assert!(
        pixel.body.starts_with(b"GIF89a") && pixel.header("cache-control").contains("no-store"),
        "{pixel}"
    );
    let click = sent
        .get(&format!("/track/click/{token}.1?url=https://evil.test/"))
        .await;
    assert_eq!((click.status, click.header("location")), (302, LINKS[0]), "{click}");
    for answer in [&pixel, &click] {
        assert!(answer.headers.get("set-cookie").is_none(), "{answer}");
    }
    // A scanner looks at the picture without fetching it, and says so.
    let head = sent.visitor.request(Method::HEAD, &format!("/track/pixel/{token}"));
    assert_eq!(head.header("User-Agent", FIREFOX).send().await.status, 200);
    let statistics = sent.statistics().await;
    let expected = json!({
        "mode": null, "sent": 2, "delivered": 2, "bounced": 0, "failed": 0, "skipped": 0, "unknown": 0,
        "opens": { "total": 2, "unique": 1 }, "clicks": { "total": 1, "unique": 1 },
        "open_rate": 0.5, "click_rate": 0.5, "tracked_share": 1.0, "unsubscribed": 0,
        "human": {
            "opens": { "total": 1, "unique": 1 }, "clicks": { "total": 1, "unique": 1 }, "open_rate": 0.5, "click_rate": 0.5,
        },
        "machine": { "opens": 1, "clicks": 0 },
    });
    let mut told = statistics.clone();
    let reading = told.as_object_mut().unwrap().remove("mean_reading_seconds").unwrap();
    let by_channel = told.as_object_mut().unwrap().remove("by_channel").unwrap();
    assert_eq!(by_channel["email"]["clicks"], told["clicks"], "one channel");
    assert_eq!(told, expected);
    assert!(reading.as_f64().is_some_and(|seconds| seconds >= 0.0), "{statistics}");

    // Person by person the same is told: all of it, and what machines have done of it.
    let id = sent.campaign["id"].as_str().unwrap();
    for (state, count) in [("", 2), ("opened", 1), ("clicked", 1)] {
        let path = format!("/api/campaigns/{id}/messages?state={state}");
        let page = sent.tenant.api.get(&path).ok().await;
        let messages = page["items"].as_array().unwrap();
        assert_eq!(messages.len(), count, "{state}");
        let sum = |figure: &str| {
            messages
                .iter()
                .filter_map(|message| message[figure].as_u64())
                .sum::<u64>()
        };
        let sums = ["opens", "clicks", "machine_opens", "machine_clicks"].map(sum);
        assert_eq!(sums, [2, 1, 1, 0], "{state}");
    }
}
on_both_databases!(opens_and_clicks_come_back);

// R: T4
async fn what_only_a_machine_opened_is_opened_everywhere(server: &Server) {
    let sent = sent(server).await;
    let token = sent.to("zoe@suivi.test", true).await;
    let scanner = sent.visitor.get(&format!("/track/pixel/{token}"));
    scanner.header("User-Agent", "curl/8.5.0").send().await;
    assert_eq!(sent.statistics().await["opens"], json!({ "total": 1, "unique": 1 }));
    let id = sent.campaign["id"].as_str().unwrap();
    let path = format!("/api/campaigns/{id}/messages?state=opened");
    let page = sent.tenant.api.get(&path).ok().await;
    let opened = page["items"].as_array().unwrap();
    assert_eq!(opened.len(), 1);
    assert_eq!(
        (&opened[0]["opens"], &opened[0]["machine_opens"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(opened[0]["last_open_at"], Value::Null, "no human did");
}
on_both_databases!(what_only_a_machine_opened_is_opened_everywhere);

// R: T2 T3 G5
async fn who_does_not_agree_is_not_recorded(server: &Server) {
    let sent = sent(server).await;
    let untracked = sent.to("yann@suivi.test", false).await;
    let token = sent.to("zoe@suivi.test", true).await;
    let zoe = contact(&sent.tenant.api, "zoe@suivi.test").await;
    let path = format!("/api/contacts/{}/consents", zoe["id"].as_str().unwrap());
    let word = json!({ "channel": "tracking", "kind": "withdrawn", "evidence": "Dit au téléphone" });
    sent.tenant.api.post(&path, word).created().await;
    for token in [&token, &untracked] {
        assert_eq!(sent.get(&format!("/track/pixel/{token}")).await.status, 200);
        let click = sent.get(&format!("/track/click/{token}.2")).await;
        assert_eq!((click.status, click.header("location")), (302, LINKS[1]), "{click}");
    }
    let statistics = sent.statistics().await;
    assert_eq!(
        (&statistics["opens"]["total"], &statistics["clicks"]["total"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(statistics["tracked_share"], 0.5);
    assert_eq!(statistics["mean_reading_seconds"], Value::Null);
}
on_both_databases!(who_does_not_agree_is_not_recorded);

// R: T3 O16
async fn what_is_no_token_of_a_message_is_a_plain_404(server: &Server) {
    let sent = sent(server).await;
    let token = sent.to("zoe@suivi.test", true).await;
    let other = server.tenant().await;
    let theirs = Ledger::open(server, &other.slug).await;
    let person = json!({ "name": "Ana", "email": "ana@voisine.test" });
    let person = other.api.post("/api/contacts", person).created().await;
    let campaign = json!({ "title": "Voisine", "event_date": "2030-01-01" });
    let campaign = other.api.post("/api/campaigns", campaign).created().await;
    let neighbour = theirs.sent(&campaign, &person, false).await;
    let foreign = format!("{}{}", &neighbour[..5], &token[5..]);
    let last = if token.as_bytes()[8] == b'A' { "B" } else { "A" };
    let altered = format!("{}{last}{}", &token[..8], &token[9..]);
    for bad in [
        "x",
        "a.b",
        "00000.AAAAAAAAAAAAAAAAAAAAAA",
        &foreign,
        &altered,
        &"a".repeat(5_000),
    ] {
        for path in [
            format!("/track/pixel/{bad}"),
            format!("/track/click/{bad}.1"),
            format!("/unsubscribe/{bad}"),
        ] {
            let answer = sent.get(&path).await;
            assert_eq!(answer.status, 404, "{path}: {answer}");
            assert!(answer.header("content-type").starts_with("text/html"), "{answer}");
        }
        let answer = sent.visitor.submit(&format!("/unsubscribe/{bad}"), &[]).send().await;
        assert_eq!(answer.status, 404, "{answer}");
    }
    // Numbers of no link, the pixel of a link, a link without number, the way out of a link.
    for path in [
        "track/click/T.3",
        "track/click/T.99999999",
        "track/click/T",
        "track/pixel/T.1",
        "unsubscribe/T.1",
    ] {
        let answer = sent.get(&format!("/{}", path.replace('T', &token))).await;
        assert_eq!(answer.status, 404, "{path}: {answer}");
    }
    assert_eq!(sent.statistics().await["opens"]["total"], 0);
}
on_both_databases!(what_is_no_token_of_a_message_is_a_plain_404);

// R: G11 O10
async fn unsubscribing_takes_a_post_and_one_is_enough(server: &Server) {
    let sent = sent(server).await;
    let token = sent.to("zoe@suivi.test", false).await;
    let path = format!("/unsubscribe/{token}");
    let person = || contact(&sent.tenant.api, "zoe@suivi.test");
    for (language, words) in [("fr", "Se désinscrire"), ("en", "Unsubscribe")] {
        let page = sent.visitor.get(&path).header("Accept-Language", language).send().await;
        let text = page.text();
        assert_eq!(page.status, 200, "{page}");
        assert!(text.contains(words) && text.contains("z•••@suivi.test"), "{text}");
        assert!(text.contains(&format!("Société {}", sent.tenant.slug)), "{text}");
        assert!(
            !text.contains("zoe@suivi.test") && !text.contains("Kermarrec"),
            "{text}"
        );
        assert!(page.headers.get("set-cookie").is_none(), "{page}");
    }
    assert_eq!(sent.visitor.request(Method::HEAD, &path).send().await.status, 200);
    assert_eq!(
        person().await["consents"]["email"],
        "b2b_information",
        "looking changes nothing"
    );

    // A mail provider, RFC 8058; then the page's button, from another site's frame for all we know.
    let stranger = sent.visitor.with_token("rl_nobodys");
    let body = "List-Unsubscribe=One-Click";
    let one_click = || {
        stranger
            .request(Method::POST, &path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
    };
    let done = one_click().send().await;
    assert_eq!((done.status, done.header("location")), (200, ""), "{done}");
    let again = sent.visitor.submit(&path, &[]).send().await;
    assert_eq!(again.status, 200, "{again}");
    assert_eq!(one_click().send().await.status, 200);
    let zoe = person().await;
    assert_eq!(zoe["consents"]["email"], "withdrawn");
    let acts = consents(&sent.tenant.api, &zoe).await;
    let withdrawn: Vec<_> = acts.iter().filter(|[_, kind, _]| kind == "withdrawn").collect();
    assert!(
        matches!(&withdrawn[..], [[channel, _, evidence]] if channel == "email" && evidence.contains("RFC 8058")),
        "{acts:?}"
    );
    assert_eq!(sent.statistics().await["unsubscribed"], 1);
    let page = sent.get(&path).await.text();
    assert!(!page.contains("<form"), "{page}");
}
on_both_databases!(unsubscribing_takes_a_post_and_one_is_enough);

// R: G6 G11 O10
async fn who_was_deleted_can_still_unsubscribe_and_an_import_does_not_undo_it(server: &Server) {
    let sent = sent(server).await;
    let api = &sent.tenant.api;
    let token = sent.to("zoe@suivi.test", false).await;
    let zoe = contact(api, "zoe@suivi.test").await;
    let sheet = format!("/api/contacts/{}", zoe["id"].as_str().unwrap());
    api.delete(&sheet).expect(204).await;
    let path = format!("/unsubscribe/{token}");
    let page = sent.get(&path).await.text();
    assert!(page.contains("<form"), "nothing was done yet: {page}");
    let done = sent
        .visitor
        .submit(&path, &[("List-Unsubscribe", "One-Click")])
        .send()
        .await;
    assert_eq!(done.status, 200, "{done}");
    assert!(!sent.get(&path).await.text().contains("<form"));

    import(api, "encore.csv", LIST.into(), OnConflict::Overwrite).await;
    let zoe = contact(api, "zoe@suivi.test").await;
    assert_eq!(zoe["consents"]["email"], "withdrawn", "{zoe}");
    let yann = contact(api, "yann@suivi.test").await;
    assert_eq!(yann["consents"]["email"], "b2b_information", "{yann}");
}
on_both_databases!(who_was_deleted_can_still_unsubscribe_and_an_import_does_not_undo_it);
