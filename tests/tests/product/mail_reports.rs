//! What mail servers and mailbox providers write back: returned mail and complaints, over HTTP and out of a pipe.

use relais_tests::base::{consents, contact, text};
use relais_tests::reports::{SHAPES, Shape, last};
use relais_tests::smtp_sink::{Received, SinkOptions, SmtpSink};
use relais_tests::{Client, Server, Tenant, on_both_databases};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::sending::{act, counted, ledger, order, over, people, prepared};

/// The recipients of a running scenario, `p0` and so on, and where their reports go.
struct House<'a> {
    server: &'a Server,
    tenant: Tenant,
    sink: SmtpSink,
    hook: String,
    count: usize,
}

impl<'a> House<'a> {
    async fn new(server: &'a Server, count: usize, bounce: Option<&str>) -> Self {
        let tenant = server.tenant().await;
        let sink = SmtpSink::start(SinkOptions::default()).await.unwrap();
        people(&tenant.api, count).await;
        let mut config = json!({
            "relay": format!("smtp://{}", sink.address()), "from": "Atelier <bonjour@example.test>", "tls": "none",
        });
        if let Some(bounce) = bounce {
            config["bounce"] = json!(bounce);
        }
        let order = json!({ "mode": "live", "config": config });
        let channel = tenant.api.put("/api/channels/email", order).ok().await;
        let hook = text(&channel["callback_url"]).replace(server.url(), "");
        Self {
            server,
            tenant,
            sink,
            hook,
            count,
        }
    }

    fn api(&self) -> &Client {
        &self.tenant.api
    }

    async fn sent(&self, title: &str) -> String {
        let id = prepared(self.api(), order(title)).await;
        act(self.api(), &id, "launch").await;
        over(self.api(), &id).await;
        id
    }

    fn mail(&self, index: usize) -> Received {
        last(&self.sink, &email(index))
    }

    /// Posts a mail as a provider's route does; the status of the answer.
    async fn post(&self, mail: impl Into<Vec<u8>>) -> u16 {
        let visitor = self.server.visitor();
        let request = visitor.request(reqwest::Method::POST, &self.hook);
        let request = request.header("Content-Type", "message/rfc822").body(mail);
        request.send().await.status
    }

    /// Where each message of a campaign stands, by person: state and reason.
    async fn standings(&self, campaign: &str) -> Vec<String> {
        let ledger = ledger(self.api(), campaign).await;
        counted(self.api(), campaign, &ledger).await;
        let mut standings = Vec::new();
        for index in 0..self.count {
            let person = contact(self.api(), &email(index)).await;
            let message = ledger.values().find(|message| message["contact"] == person["id"]);
            let message = message.unwrap();
            standings.push(format!("{}/{}", text(&message["state"]), text(&message["reason"])));
        }
        standings
    }

    async fn figures(&self, campaign: &str) -> Value {
        let path = format!("/api/tracking/campaigns/{campaign}");
        self.api().get(&path).ok().await
    }

    async fn consent(&self, index: usize) -> Value {
        contact(self.api(), &email(index)).await["consents"]["email"].clone()
    }
}

fn email(index: usize) -> String {
    format!("p{index}@example.test")
}

// R: O15, O6
async fn mail_that_returns_is_booked_and_a_complaint_ends_it(server: Server) {
    let house = House::new(&server, 9, Some("bounces@mail.example.test")).await;
    let id = house.sent("Par SMTP").await;

    // Each message has an address of its own to return to.
    let senders: BTreeSet<String> = (0..9).map(|index| house.mail(index).from).collect();
    assert_eq!(senders.len(), 9, "{senders:?}");
    let code = house.hook.split('/').nth(2).unwrap();
    for sender in &senders {
        let (local, domain) = sender.split_once('@').unwrap();
        assert!(
            local.len() <= 64 && local.starts_with(&format!("bounces+{code}-")),
            "{sender}"
        );
        assert_eq!(domain, "mail.example.test");
    }
    assert_eq!(house.sink.violations(), Vec::<String>::new());

    let reports = [
        Shape::Postfix,
        Shape::Exchange,
        Shape::Gmail,
        Shape::Qmail,
        Shape::Expired,
        Shape::PostfixDelayed,
        Shape::PostfixDelivered,
        Shape::Yahoo,
    ];
    for (index, shape) in reports.into_iter().enumerate() {
        let report = shape.about(&house.mail(index));
        for _ in 0..2 {
            assert_eq!(house.post(report.clone()).await, 200, "{shape:?}");
        }
    }
    let expected = [
        "bounced/bounced",
        "bounced/bounced",
        "bounced/bounced_soft",
        "bounced/bounced",
        "bounced/bounced_soft",
        "accepted/",
        "delivered/",
        "delivered/",
        "accepted/",
    ];
    assert_eq!(house.standings(&id).await, expected);
    let told = house.figures(&id).await;
    let known = ["sent", "delivered", "bounced", "failed", "unknown"].map(|figure| told[figure].clone());
    assert_eq!(known, [9, 4, 5, 0, 0].map(|count| json!(count)), "{told}");
    // The log says what the server said, and nobody's address.
    let person = contact(house.api(), &email(0)).await;
    let ledger = ledger(house.api(), &id).await;
    let message = ledger
        .values()
        .find(|message| message["contact"] == person["id"])
        .unwrap();
    let detail = text(&message["detail"]);
    assert!(
        detail.starts_with("5.1.1 550 5.1.1 … Recipient address rejected") && !detail.contains('@'),
        "{detail}"
    );

    assert_eq!(house.consent(7).await, "withdrawn", "a complaint is an objection");
    let acts = consents(house.api(), &person).await;
    assert!(
        acts.iter().all(|[_, kind, _]| kind != "withdrawn"),
        "who has left has said nothing: {acts:?}"
    );
    let next = house.sent("Ensuite").await;
    let expected = [
        "skipped/suppressed",
        "skipped/suppressed",
        "accepted/",
        "skipped/suppressed",
        "accepted/",
        "accepted/",
        "accepted/",
        "skipped/withdrawn",
        "accepted/",
    ];
    assert_eq!(house.standings(&next).await, expected);
}
on_both_databases!(mail_that_returns_is_booked_and_a_complaint_ends_it, beside_relay);

// R: O15, O16
async fn reports_that_are_not_about_ones_own_mail_change_nothing(server: Server) {
    let house = House::new(&server, 2, Some("bounces@mail.example.test")).await;
    let neighbour = House::new(&server, 2, Some("bounces@mail.example.test")).await;
    let (own, other) = (house.sent("Chez nous").await, neighbour.sent("À côté").await);
    let (mail, theirs) = (house.mail(0), neighbour.mail(0));
    let stolen = theirs.from.clone();
    let (code, their_code) = (mail.from.get(8..13).unwrap(), stolen.get(8..13).unwrap());
    assert_ne!(code, their_code);
    let forged = [
        // Another company's, and that dressed up as ours.
        stolen.clone(),
        stolen.replace(their_code, code),
        // Altered in one letter, cut, made up.
        altered(&mail.from, 20),
        altered(&mail.from, 50),
        mail.from.replacen(&format!("{code}-"), &format!("{code}-a"), 1),
        format!("bounces+{code}-{}@mail.example.test", "a".repeat(40)),
        format!(
            "bounces+{}@mail.example.test",
            mail.message_id.split('@').next().unwrap()
        ),
        "bounces+x@mail.example.test".to_owned(),
    ];
    for from in forged {
        for shape in SHAPES {
            // Everything else in it is right, its identifier included: a forged address is not made up for by that.
            let report = shape.about(&Received {
                from: from.clone(),
                ..mail.clone()
            });
            assert_eq!(house.post(report).await, 200, "{shape:?} {from}");
        }
    }
    // A real one at the wrong door, and the identifier of a neighbour's mail.
    assert_eq!(house.post(Shape::Postfix.about(&theirs)).await, 200);
    let report = Shape::Postfix.about(&Received {
        from: "bonjour@example.test".to_owned(),
        ..theirs.clone()
    });
    assert_eq!(house.post(report).await, 200);
    for (house, campaign) in [(&house, &own), (&neighbour, &other)] {
        assert_eq!(house.standings(campaign).await, ["accepted/"; 2]);
        let told = house.figures(campaign).await;
        assert_eq!((&told["sent"], &told["bounced"]), (&json!(2), &json!(0)), "{told}");
        assert_eq!(house.consent(0).await, "b2b_information");
    }
    // Without the key there is no door.
    let nowhere = house.hook.replace("/email/", "/email/x");
    let report = Shape::Postfix.about(&mail);
    let visitor = server.visitor();
    let request = visitor.request(reqwest::Method::POST, &nowhere);
    request
        .header("Content-Type", "message/rfc822")
        .body(report)
        .expect(404)
        .await;
}
on_both_databases!(reports_that_are_not_about_ones_own_mail_change_nothing, beside_relay);

/// With another letter in one place.
fn altered(address: &str, at: usize) -> String {
    let mut letters: Vec<char> = address.chars().collect();
    if let Some(letter) = letters.get_mut(at) {
        *letter = if *letter == 'a' { 'b' } else { 'a' };
    }
    letters.into_iter().collect()
}

// R: O15, P4
async fn garbage_and_bombs_are_answered_and_change_nothing(server: Server) {
    let house = House::new(&server, 1, Some("bounces@mail.example.test")).await;
    let id = house.sent("Tranquille").await;
    let to = format!("To: {}\r\n", house.mail(0).from);
    let report = "Content-Type: multipart/report; boundary=b\r\n";
    let status = "--b\r\nContent-Type: message/delivery-status\r\n\r\n";
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let mails: Vec<Vec<u8>> = vec![
        Vec::new(),
        noise,
        b"\r\n\r\n".to_vec(),
        format!("{to}Subject: Absence\r\nAuto-Submitted: auto-replied\r\n\r\nDe retour lundi. 5.1.1").into(),
        format!("{to}{report}\r\n{status}").into(),
        format!("{to}{report}\r\n{status}Action: failed")
            .replace("failed", "vanished")
            .into(),
        format!("{to}{}", "Content-Type: message/rfc822\r\n\r\n".repeat(30_000)).into(),
        format!(
            "{to}{}",
            (0..15_000)
                .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
                .collect::<String>()
        )
        .into(),
        format!("{to}{report}\r\n{}", "--b\r\n\r\n".repeat(100_000)).into(),
        format!("{to}{report}X-Long: {}\r\n\r\n", "x".repeat(900_000)).into(),
        format!("{to}{report}{}\r\n", "X: y\r\n".repeat(140_000)).into(),
        format!("{to}{report}\r\n{status}{}", "Status: 5.1.1\r\n\r\n".repeat(50_000)).into(),
        format!("To: {}\r\n{report}\r\n{status}", "bounces+".repeat(110_000)).into(),
    ];
    for mail in mails {
        let start = String::from_utf8_lossy(mail.get(..200).unwrap_or(&mail)).into_owned();
        assert_eq!(house.post(mail).await, 200, "{start}");
    }
    assert_eq!(house.post(vec![b'a'; 2 * 1024 * 1024]).await, 413);
    for (content_type, body) in [
        ("application/json", "{}"),
        ("text/plain", "To: x\r\n\r\ny"),
        ("multipart/form-data", "--"),
    ] {
        let visitor = server.visitor();
        let request = visitor.request(reqwest::Method::POST, &house.hook);
        request
            .header("Content-Type", content_type)
            .body(body)
            .expect(403)
            .await;
    }
    assert_eq!(house.standings(&id).await, ["accepted/"]);
    let channel = house.api().get("/api/channels").ok().await;
    assert!(
        !channel.to_string().contains("\"fault\":{"),
        "no bomb stopped the plugin: {channel}"
    );
}
on_both_databases!(garbage_and_bombs_are_answered_and_change_nothing, beside_relay);

// R: O15
async fn without_an_address_for_returns_the_identifier_names_the_message(server: Server) {
    let house = House::new(&server, 3, None).await;
    let id = house.sent("Sans adresse").await;
    assert_eq!(house.mail(0).from, "bonjour@example.test");
    assert_eq!(house.post(Shape::Exchange.about(&house.mail(0))).await, 200);
    // In the forms in which providers pass mails on.
    let visitor = server.visitor();
    let complaint = Shape::Yahoo.about(&house.mail(1));
    let form = [
        ("recipient", "plaintes@example.test"),
        ("body-mime", complaint.as_str()),
    ];
    visitor.submit(&house.hook, &form).expect(200).await;
    let report = Shape::Qmail.about(&house.mail(2));
    let parts = format!(
        "--X\r\nContent-Disposition: form-data; name=\"envelope\"\r\n\r\n{{\"to\":[\"a@b.test\"]}}\r\n\
         --X\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n{report}\r\n--X--\r\n"
    );
    let request = visitor.request(reqwest::Method::POST, &house.hook);
    let request = request
        .header("Content-Type", "multipart/form-data; boundary=X")
        .body(parts);
    request.expect(200).await;
    assert_eq!(
        house.standings(&id).await,
        ["bounced/bounced", "delivered/", "bounced/bounced"]
    );
    assert_eq!(house.consent(1).await, "withdrawn");
}
on_both_databases!(
    without_an_address_for_returns_the_identifier_names_the_message,
    beside_relay
);

// R: O15
async fn a_mail_servers_pipe_reports_too(server: Server) {
    let house = House::new(&server, 4, Some("bounces@mail.example.test")).await;
    let id = house.sent("Par le tuyau").await;
    let slug = house.tenant.slug.as_str();

    // The recipient says whose mail it is, or the command does.
    let mail = house.mail(0);
    let arguments = ["inbound", "--recipient", mail.from.as_str()];
    let report = Shape::Postfix.about(&mail);
    for told in ["1 taken, 0 known, 0 about nobody", "0 taken, 1 known, 0 about nobody"] {
        let output = server.cli(&arguments, &report).await;
        assert_eq!(
            (output.code, output.stdout.trim()),
            (Some(0), told),
            "{}",
            output.stderr
        );
    }
    let named = ["inbound", "--tenant", slug];
    assert_eq!(
        server.cli(&named, &Shape::Yahoo.about(&house.mail(1))).await.code,
        Some(0)
    );
    // What is returned may be larger than what is read of it.
    let large = Shape::Exchange.about(&house.mail(2)) + &*"x".repeat(3 * 1024 * 1024);
    assert_eq!(server.cli(&named, &large).await.code, Some(0));
    let expected = ["bounced/bounced", "delivered/", "bounced/bounced", "accepted/"];
    assert_eq!(house.standings(&id).await, expected);
    assert_eq!(house.consent(1).await, "withdrawn");

    // Mail that is no report, or about nobody, is no trouble of the mail server's.
    for mail in ["", "To: x@b.test\r\nSubject: Bonjour\r\n\r\nVous êtes là ?"] {
        assert_eq!(server.cli(&named, mail).await.code, Some(0), "{mail}");
    }
    let stranger = Received {
        from: altered(&house.mail(3).from, 30),
        ..house.mail(3)
    };
    let output = server.cli(&named, &Shape::Postfix.about(&stranger)).await;
    assert_eq!(
        (output.code, output.stdout.trim()),
        (Some(0), "0 taken, 0 known, 1 about nobody")
    );
    assert_eq!(house.standings(&id).await, expected);

    // EX_NOUSER, EX_TEMPFAIL.
    assert_eq!(
        server.cli(&["inbound", "--tenant", "personne"], &report).await.code,
        Some(67)
    );
    assert_eq!(
        server.cli(&["inbound", "--recipient", "a@b.test"], &report).await.code,
        Some(67)
    );
    let unreachable = ["--data", "/dev/null/relais", "inbound", "--tenant", slug];
    assert_eq!(server.cli(&unreachable, &report).await.code, Some(75));
    // EX_DATAERR: this provider tells what happens by webhooks of its own.
    let order = json!({ "plugin": "mailgun", "mode": "sandbox" });
    house.api().put("/api/channels/email", order).ok().await;
    assert_eq!(server.cli(&named, &report).await.code, Some(65));
}
on_both_databases!(a_mail_servers_pipe_reports_too, beside_relay);

// R: O15
async fn the_channels_page_says_how_reports_come_in(server: Server) {
    let house = House::new(&server, 1, Some("retours@mail.example.test")).await;
    let tenant = &house.tenant;
    let browser = server.visitor();
    let login = [("email", tenant.email.as_str()), ("password", tenant.password.as_str())];
    browser.submit("/login", &login).expect(303).await;
    let page = browser.get("/channels/email").expect(200).await.text();
    assert!(page.contains("retours+…@mail.example.test"), "{page}");
    assert!(
        page.contains(&format!(
            "relais inbound --tenant {} --recipient ${{recipient}}",
            tenant.slug
        )),
        "{page}"
    );
    // What cannot be such an address is refused before anything goes out.
    for bounce in [
        "Retours <retours@mail.example.test>",
        "une-adresse-bien-trop-longue@mail.example.test",
        "a+b@c.test",
    ] {
        let config =
            json!({ "relay": format!("smtp://{}", house.sink.address()), "from": "a@b.test", "bounce": bounce });
        let refused = house
            .api()
            .put("/api/channels/email", json!({ "mode": "live", "config": config }))
            .refused(422)
            .await;
        assert!(refused.to_string().contains("17"), "{refused}");
    }
}
on_both_databases!(the_channels_page_says_how_reports_come_in, beside_relay);
