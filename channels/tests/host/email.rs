//! The email plugin: what it says of itself, what it checks, what leaves.

use crate::support::{batch, email, message, outcomes, settings};
use relais_channels::{AddressKind, Capability, Fault, Outcome, Sink};
use relais_tests::smtp_sink::{SinkOptions, SmtpSink};
use serde_json::json;
use std::collections::BTreeMap;

// R: P6
#[test]
fn it_says_what_it_is_in_french_and_in_english() {
    let plugin = email();
    let english = plugin.description();
    assert_eq!(
        (english.channel.as_str(), english.address),
        ("email", AddressKind::Email)
    );
    assert_eq!(english.secrets, ["username", "password", "dkim_key"]);
    assert_eq!(english.capabilities, [Capability::EmailTransport, Capability::Log]);
    let subject = |description: &relais_channels::Description| description.content[0].label.clone();
    assert_eq!(subject(english), "Subject");
    assert_eq!(subject(plugin.description_in("fr-FR")), "Objet");
    assert_eq!(subject(plugin.description_in("de")), "Subject");
    let schema: serde_json::Value = serde_json::from_str(&plugin.description_in("fr").config_schema).unwrap();
    assert_eq!(schema["properties"]["relay"]["title"], "Relais");
}

#[tokio::test]
async fn a_good_configuration_passes() {
    let good = [
        json!({"relay": "smtp://127.0.0.1:2525", "from": "a@example.org"}),
        json!({"relay": "smtps://mail.example.org", "from": "Ville d'Évry <a@example.org>", "reply_to": "b@example.org"}),
        json!({"relay": "smtp://mail.example.org:587/", "from": "a@example.org", "tls": "required", "max_per_connection": 10}),
        json!({"relay": "smtp://[::1]:2525", "from": "a@example.org", "tls": "none", "dkim": null, "reply_to": ""}),
    ];
    for config in good {
        let problems = email().check_config(&settings("t", &config, &[])).await.unwrap();
        assert_eq!(problems, Vec::<String>::new(), "{config}");
    }
}

#[tokio::test]
async fn each_mistake_in_a_configuration_is_named() {
    let full = |more: serde_json::Value| {
        let mut config = json!({"relay": "smtp://mail.example.org", "from": "a@example.org"});
        for (name, value) in more.as_object().unwrap() {
            config[name] = value.clone();
        }
        config
    };
    let cases = [
        (json!([]), "must be a JSON object"),
        (json!({}), "which relay takes the mail"),
        (full(json!({"relay": "mail.example.org"})), "not a relay's address"),
        (
            full(json!({"relay": "smtp://mail.example.org:99999"})),
            "not a relay's address",
        ),
        (
            full(json!({"relay": "smtp://mail.example.org/path"})),
            "not a relay's address",
        ),
        (full(json!({"relay": 25})), "must be text"),
        (full(json!({"from": "nobody"})), "not an email address"),
        (full(json!({"from": "a@b@c"})), "not an email address"),
        (
            full(json!({"from": "a@example.org\r\nBcc: x@example.org"})),
            "not an email address",
        ),
        (full(json!({"tls": "yes"})), "none, starttls or required"),
        (full(json!({"domains": ["no domain"]})), "sender domains"),
        (full(json!({"domains": "example.org"})), "sender domains"),
        (
            full(json!({"relay": "smtps://mail.example.org", "tls": "none"})),
            "always uses TLS",
        ),
        (
            full(json!({"dkim": {"domain": "example.org"}})),
            "a domain (example.org) and a selector",
        ),
        (
            full(json!({"dkim": {"domain": "example.org", "selector": "s"}})),
            "private key",
        ),
        (full(json!({"max_per_connection": 0})), "whole number from 1"),
    ];
    for (config, expected) in cases {
        let problems = email().check_config(&settings("t", &config, &[])).await.unwrap();
        assert!(
            problems.iter().any(|problem| problem.contains(expected)),
            "{config}: {problems:?}"
        );
    }
    let mut french = settings("t", &json!({"relay": "smtp://mail.example.org"}), &[]);
    french.language = "fr".to_owned();
    french.secrets.0.insert("username".to_owned(), "u".to_owned());
    let problems = email().check_config(&french).await.unwrap();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[0].starts_with("Indiquez l’expéditeur") && problems[1].contains("mot de passe"),
        "{problems:?}"
    );
}

#[tokio::test]
async fn a_sandbox_renders_without_any_configuration() {
    let report = email()
        .send(&settings("t", &json!({}), &[]), Sink::Sandbox, batch(2))
        .await;
    assert_eq!((outcomes(&report).as_str(), report.fault), ("aa", None));
    let rendered = &report.rendered[1];
    assert_eq!((rendered.key.as_str(), rendered.to.as_str()), ("m1", "p1@example.net"));
    assert_eq!(
        (rendered.subject.as_str(), rendered.body.as_str()),
        ("Bonne année", "<p>Bonjour Léa</p>")
    );
    let source = String::from_utf8(rendered.source.clone()).unwrap();
    for part in [
        "Message-ID: <m1@relais.invalid>",
        "List-Unsubscribe: <https://relais.example/unsubscribe/t>",
        "p1@example.net",
    ] {
        assert!(source.contains(part), "{part} in {source}");
    }
}

#[tokio::test]
async fn the_contents_sender_goes_before_the_configured_one() {
    let config = json!({"relay": "smtp://x", "from": "Mairie <mairie@example.org>", "reply_to": "mairie@example.org"});
    let mut other = message("m1", "p@example.net");
    other
        .fields
        .push(("from".to_owned(), "Élus <elus@example.org>".to_owned()));
    other
        .fields
        .push(("reply_to".to_owned(), "reponses@example.org".to_owned()));
    let batch = vec![message("m0", "p@example.net"), other];
    let report = email().send(&settings("t", &config, &[]), Sink::Sandbox, batch).await;
    let source = |n: usize| String::from_utf8(report.rendered[n].source.clone()).unwrap();
    assert!(source(0).contains("<mairie@example.org>") && source(0).contains("Reply-To: <mairie@example.org>"));
    assert!(source(1).contains("<elus@example.org>") && source(1).contains("<reponses@example.org>"));
}

#[tokio::test]
async fn the_same_batch_gives_the_same_bytes() {
    let settings = settings("t", &json!({"relay": "smtp://x", "from": "a@example.org"}), &[]);
    let first = email().send(&settings, Sink::Sandbox, batch(20)).await;
    let second = email().send(&settings, Sink::Sandbox, batch(20)).await;
    assert_eq!(first.rendered, second.rendered);
}

#[tokio::test]
async fn mail_leaves_through_the_granted_relay() {
    let sink = SmtpSink::start(SinkOptions {
        keep_raw: true,
        ..SinkOptions::default()
    })
    .await
    .unwrap();
    let relay = format!("smtp://{}", sink.address());
    let live = settings("t", &json!({"relay": relay, "from": "a@example.org"}), &[&relay]);
    let mut batch = batch(250);
    batch[3].to = "rcpt-5xx+p3@example.net".to_owned();
    let report = email().send(&live, Sink::Live, batch).await;
    assert_eq!(report.fault, None);
    assert_eq!(report.outcomes.len(), 250);
    for (n, outcome) in report.outcomes.iter().enumerate() {
        match outcome {
            Outcome::Permanent { .. } => assert_eq!(n, 3),
            Outcome::Accepted { .. } => assert_ne!(n, 3),
            other => panic!("{n}: {other:?}"),
        }
    }
    assert_eq!(sink.accepted(), 249);
    assert_eq!(sink.violations(), Vec::<String>::new());
}

// R: P3
#[tokio::test]
async fn a_relay_that_was_not_granted_is_never_reached() {
    let sink = SmtpSink::start(SinkOptions::default()).await.unwrap();
    let relay = format!("smtp://{}", sink.address());
    let config = json!({"relay": relay, "from": "a@example.org"});
    for granted in [&[][..], &["smtp://127.0.0.1:1"], &["smtps://127.0.0.1"]] {
        let report = email()
            .send(&settings("t", &config, granted), Sink::Live, batch(3))
            .await;
        assert_eq!(outcomes(&report), "sss");
        assert!(matches!(report.fault, Some(Fault::Forbidden(origin)) if origin == relay));
    }
    assert_eq!(sink.connections(), 0);
}

// R: P3
#[tokio::test]
async fn a_live_channel_without_a_relay_sends_nothing() {
    let report = email()
        .send(
            &settings("t", &json!({"from": "a@example.org"}), &[]),
            Sink::Live,
            batch(2),
        )
        .await;
    assert_eq!(outcomes(&report), "ss");
    assert!(report.fault.is_some());
}

// R: P3
#[tokio::test]
async fn passwords_reach_the_relay_and_nobody_else() {
    let account = Some(("lea".to_owned(), "s3cret-word".to_owned()));
    let sink = SmtpSink::start(SinkOptions {
        account,
        ..SinkOptions::default()
    })
    .await
    .unwrap();
    let relay = format!("smtp://{}", sink.address());
    let mut live = settings("t", &json!({"relay": relay, "from": "a@example.org"}), &[&relay]);
    live.secrets.0 = BTreeMap::from([
        ("username".to_owned(), "lea".to_owned()),
        ("password".to_owned(), "s3cret-word".to_owned()),
    ]);
    let report = email().send(&live, Sink::Live, batch(2)).await;
    assert_eq!(outcomes(&report), "aa", "{report:?}");
    assert!(!format!("{live:?}{report:?}").contains("s3cret-word"));

    live.secrets.0.insert("password".to_owned(), "wr0ng-word".to_owned());
    live.tenant = "another".to_owned();
    let report = email().send(&live, Sink::Live, batch(2)).await;
    assert_eq!(outcomes(&report), "tt", "{report:?}");
    assert!(!format!("{report:?}").contains("wr0ng-word"));
}

#[tokio::test]
async fn the_same_message_twice_in_a_batch_leaves_once() {
    let mut batch = batch(3);
    batch[2].key = "m0".to_owned();
    let report = email()
        .send(&settings("t", &json!({}), &[]), Sink::Sandbox, batch)
        .await;
    assert_eq!(outcomes(&report), "aas");
    assert_eq!(report.rendered.len(), 2);
}
