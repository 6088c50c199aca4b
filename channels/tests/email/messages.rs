//! What arrives is what was written.

use super::support::{Setting, mail, mails, name, names, plain, reason};
use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;
use relais_channels::capabilities::email::{Mail, build};
use relais_tests::smtp_sink::SinkOptions;

/// As a reader's program sees a body: line feeds, no control characters.
fn read(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .filter(|c| !c.is_ascii_control() || matches!(c, '\n' | '\t'))
        .collect()
}

fn bodies(raw: &[u8]) -> (String, String) {
    let message = MessageParser::new().parse(raw).unwrap();
    let text = message.body_text(0).unwrap().replace("\r\n", "\n");
    let html = message.body_html(0).unwrap().replace("\r\n", "\n");
    (text, html)
}

#[tokio::test]
async fn odd_bodies_arrive_as_they_were_written() {
    let bodies_written = [
        ".".to_owned(),
        "..\n.\n...\n".to_owned(),
        "\n.\n\n.\r\n.\r\nMAIL FROM:<evil@example.com>\r\n".to_owned(),
        "x".repeat(20_000),
        "é".repeat(20_000),
        "mot ".repeat(5_000),
        "fin de ligne \n\ttab\t\n".to_owned(),
        "œuvre à 10 € = 😀\n".repeat(200),
        "a\rb\r\nc\nd".to_owned(),
    ];
    for pipelining in [true, false] {
        let setting = Setting::new(SinkOptions {
            pipelining,
            ..SinkOptions::default()
        })
        .await;
        let batch: Vec<Mail> = bodies_written
            .iter()
            .map(|body| Mail {
                text: Some(body.clone()),
                html: Some(format!("<pre>{body}</pre>")),
                ..mail("a@example.net")
            })
            .collect();
        let keys: Vec<String> = batch.iter().map(|mail| format!("{}@example.org", mail.key)).collect();
        let count = batch.len();
        assert_eq!(names(&setting.deliver(batch).await), vec!["accepted"; count]);
        let received = setting.sink.received();
        for (body, key) in bodies_written.iter().zip(keys) {
            let raw = &received.iter().find(|received| received.message_id == key).unwrap().raw;
            let (text, html) = bodies(raw);
            // The last line break of a body is the message's, not the writer's.
            assert_eq!(text.trim_end_matches('\n'), read(body).trim_end_matches('\n'));
            assert_eq!(html, format!("<pre>{}</pre>", read(body)));
        }
    }
}

#[tokio::test]
async fn headers_arrive_as_they_were_written() {
    let setting = Setting::new(SinkOptions::default()).await;
    let written = Mail {
        from: "\"Mairie d'Évry, service \\\"élus\\\"\" <mairie@example.org>".into(),
        reply_to: Some("Réponses <reponses@example.org>".into()),
        to_name: Some("Léa « la maire » Dupont, 好".into()),
        subject: format!("Été {}😀", "très long sujet ".repeat(30)),
        headers: vec![
            (
                "List-Unsubscribe".into(),
                "<https://relais.example/unsubscribe/acme.0123456789abcdefghijkl>".into(),
            ),
            ("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into()),
            ("X-Campagne".into(), "Réunion été".into()),
        ],
        ..mail("lea@example.net")
    };
    setting.deliver(vec![written.clone()]).await;
    let [received] = setting.sink.received().try_into().unwrap();
    assert_eq!(received.from, "mairie@example.org");
    assert_eq!(received.to, ["lea@example.net"]);
    assert_eq!(received.message_id, format!("{}@example.org", written.key));
    let message = MessageParser::new().parse(&received.raw).unwrap();
    let from = message.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("Mairie d'Évry, service \"élus\""));
    assert_eq!(from.address(), Some("mairie@example.org"));
    let to = message.to().unwrap().first().unwrap();
    assert_eq!(
        (to.name(), to.address()),
        (written.to_name.as_deref(), Some("lea@example.net"))
    );
    assert_eq!(message.reply_to().unwrap().first().unwrap().name(), Some("Réponses"));
    assert_eq!(message.subject(), Some(written.subject.as_str()));
    assert_eq!(message.date().unwrap().to_timestamp(), 1_790_000_000);
    assert_eq!(
        message.header_raw("List-Unsubscribe-Post").map(str::trim),
        Some("List-Unsubscribe=One-Click")
    );
    let unsubscribe = message.header_raw("List-Unsubscribe").map(str::trim);
    assert_eq!(
        unsubscribe,
        Some("<https://relais.example/unsubscribe/acme.0123456789abcdefghijkl>")
    );
    assert_eq!(
        message.content_type().unwrap().c_subtype.as_deref(),
        Some("alternative")
    );
}

#[tokio::test]
async fn a_mail_that_cannot_be_one_is_refused_alone() {
    let setting = Setting::new(SinkOptions::default()).await;
    let spoilt = |change: fn(&mut Mail)| {
        let mut mail = mail("a@example.net");
        change(&mut mail);
        mail
    };
    let batch = vec![
        mail("a@example.net"),
        spoilt(|mail| mail.subject = "a\r\nBcc: b@example.net".into()),
        spoilt(|mail| mail.to = "a@example.net>\r\nRCPT TO:<b@example.net".into()),
        spoilt(|mail| mail.from = "no address".into()),
        spoilt(|mail| mail.headers = vec![("X-A".into(), "a\nBcc: b@example.net".into())]),
        spoilt(|mail| mail.headers = vec![("Bcc".into(), "b@example.net".into())]),
        mail("a@example.net"),
    ];
    let outcomes = setting.deliver(batch).await;
    let expected = [
        "accepted",
        "permanent",
        "suppress",
        "permanent",
        "permanent",
        "permanent",
        "accepted",
    ];
    assert_eq!(names(&outcomes), expected, "{outcomes:?}");
    assert!(
        setting
            .sink
            .received()
            .iter()
            .all(|received| received.to == ["a@example.net"])
    );
}

#[tokio::test]
async fn addresses_outside_ascii_need_a_relay_that_takes_them() {
    for (international, expected) in [(true, "accepted"), (false, "permanent")] {
        let setting = Setting::new(SinkOptions {
            international,
            ..SinkOptions::default()
        })
        .await;
        let outcomes = setting
            .deliver(mails(["josé@example.net", "jose@exämple.net", "a@example.net"]))
            .await;
        assert_eq!(names(&outcomes), [expected, "accepted", "accepted"], "{outcomes:?}");
        let received = setting.sink.received();
        assert!(
            received
                .iter()
                .any(|received| received.to == ["jose@xn--exmple-cua.net"])
        );
    }
}

#[tokio::test]
async fn a_message_larger_than_the_relay_takes_is_not_offered() {
    let setting = Setting::new(SinkOptions {
        size: 5_000,
        ..SinkOptions::default()
    })
    .await;
    let large = Mail {
        text: Some("mot ".repeat(5_000)),
        ..mail("a@example.net")
    };
    let outcomes = setting.deliver(vec![large, mail("b@example.net")]).await;
    assert_eq!(names(&outcomes), ["permanent", "accepted"]);
    assert!(reason(&outcomes[0]).contains("larger"));
}

/// Content longer than any socket buffer, both ways of speaking.
#[tokio::test]
async fn large_messages_pass() {
    for pipelining in [true, false] {
        let setting = Setting::new(SinkOptions {
            pipelining,
            ..SinkOptions::default()
        })
        .await;
        let mut batch = plain(3);
        for mail in &mut batch {
            mail.html = Some("<p>.\n.é</p>\n".repeat(400_000));
        }
        let outcomes = setting.deliver(batch).await;
        assert!(
            outcomes.iter().all(|outcome| name(outcome) == "accepted"),
            "{outcomes:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is written, a reader sees that and no header more.
    #[test]
    fn any_text_is_carried(
        subject in "\\PC{0,200}",
        to_name in "\\PC{0,80}",
        text in any::<String>(),
        html in "(?s).{1,400}",
    ) {
        let written = Mail {
            key: "k".into(),
            from: "a@example.org".into(),
            to: "b@example.net".into(),
            to_name: Some(to_name),
            subject,
            text: Some(format!("x{text}")),
            html: Some(format!("x{html}")),
            ..Mail::default()
        };
        let bytes = build(&written, 0, None).unwrap();
        prop_assert!(bytes.is_ascii());
        let message = MessageParser::new().parse(&bytes).unwrap();
        let names: Vec<&str> = message.headers().iter().map(|header| header.name()).collect();
        prop_assert_eq!(names, ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]);
        prop_assert_eq!(message.subject().unwrap_or_default().trim(), written.subject.trim());
        let (_, html) = bodies(&bytes);
        prop_assert_eq!(html, read(&format!("x{}", written.html.as_deref().unwrap_or_default().get(1..).unwrap_or_default())));
    }
}
