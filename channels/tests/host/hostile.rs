//! A plugin that does what plugins must not: contained, told, and nobody else's loss. What the relay took of a batch is
//! known whatever comes after.

use crate::support::{batch, email, host, hostile, message, options, outcomes, settings};
use relais_channels::{Callback, Fault, Host, Limits, Outcome, Sink};
use relais_tests::smtp_sink::{SinkOptions, SmtpSink};
use serde_json::json;
use std::time::Duration;
use tokio::net::TcpListener;

/// Four messages, two of which are handed over before the deed.
async fn deed(deed: &str) -> (String, Option<Fault>) {
    let sink = SmtpSink::start(SinkOptions::default()).await.unwrap();
    let relay = format!("smtp://{}", sink.address());
    let settings = settings("t", &json!({"do": deed, "first": 2, "relay": relay}), &[&relay]);
    let report = hostile().send(&settings, Sink::Live, batch(4)).await;
    let accepted = report
        .outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Accepted { .. }));
    assert_eq!(accepted.count() as u64, sink.accepted(), "{deed}: {report:?}");
    (outcomes(&report), report.fault)
}

// R: P4
#[tokio::test]
async fn an_endless_loop_is_stopped() {
    assert_eq!(deed("loop").await, ("aass".to_owned(), Some(Fault::OutOfTime)));
}

// R: P4
#[tokio::test]
async fn a_memory_bomb_is_defused() {
    assert_eq!(deed("memory").await, ("aass".to_owned(), Some(Fault::OutOfMemory)));
}

// R: P4
#[tokio::test]
async fn a_crash_after_half_a_batch_loses_nothing_that_is_known() {
    let (outcomes, fault) = deed("trap").await;
    assert_eq!(outcomes, "aass");
    assert!(matches!(fault, Some(Fault::Crashed(_))), "{fault:?}");
}

// R: P4
#[tokio::test]
async fn endless_recursion_is_stopped() {
    let (outcomes, fault) = deed("recursion").await;
    assert_eq!(outcomes, "aass");
    assert!(matches!(fault, Some(Fault::Crashed(_))), "{fault:?}");
}

// R: P3, P4
#[tokio::test]
async fn a_forbidden_host_is_not_reached() {
    let (outcomes, fault) = deed("forbidden-request").await;
    assert_eq!(outcomes, "aass");
    assert_eq!(
        fault,
        Some(Fault::Forbidden("https://forbidden.example:443".to_owned()))
    );
    let (outcomes, fault) = deed("forbidden-relay").await;
    assert_eq!(outcomes, "aass");
    assert_eq!(fault, Some(Fault::Forbidden("smtp://forbidden.example:25".to_owned())));
}

// R: P4
#[tokio::test]
async fn answers_that_make_no_sense_change_nothing_that_is_known() {
    for answer in ["too-many", "none", "oversized"] {
        let (outcomes, fault) = deed(answer).await;
        assert_eq!(outcomes, "aass", "{answer}");
        assert!(matches!(fault, Some(Fault::BadAnswer(_))), "{answer}: {fault:?}");
    }
}

// R: P4
#[tokio::test]
async fn what_the_relay_said_cannot_be_overruled() {
    // Said to have left, and no capability was given them.
    let (outcomes, fault) = deed("accepted").await;
    assert_eq!(outcomes, "aass");
    assert!(matches!(fault, Some(Fault::BadAnswer(_))), "{fault:?}");
    assert_eq!(deed("again").await, ("aass".to_owned(), None));
    // Of what never left, the plugin's word counts.
    assert_eq!(deed("refused").await, ("aapp".to_owned(), None));
}

// R: P4
#[tokio::test]
async fn nothing_is_handed_over_twice_or_under_a_foreign_key() {
    for misuse in ["twice", "foreign", "chance"] {
        let (outcomes, fault) = deed(misuse).await;
        assert_eq!(outcomes, "aass", "{misuse}");
        assert!(matches!(fault, Some(Fault::Misuse { .. })), "{misuse}: {fault:?}");
    }
}

// R: P4
#[tokio::test]
async fn a_flood_in_the_log_is_cut_off() {
    let settings = settings("t", &json!({"do": "flood"}), &[]);
    let report = hostile().send(&settings, Sink::Sandbox, batch(3)).await;
    assert_eq!((outcomes(&report).as_str(), report.fault), ("aaa", None));
    assert_eq!(report.logs.len(), 100);
    assert!(report.logs.iter().all(|line| line.chars().count() <= 501));
}

// R: P4
#[tokio::test]
async fn a_crash_says_where_and_quotes_nothing() {
    let settings = settings("t", &json!({"do": "trap"}), &[]);
    let report = hostile().send(&settings, Sink::Sandbox, batch(1)).await;
    assert_eq!(report.logs.len(), 1);
    assert!(
        report.logs[0].starts_with("error: panicked at src/lib.rs:"),
        "{:?}",
        report.logs
    );
}

// R: P4
#[tokio::test]
async fn after_a_failure_the_rest_of_a_batch_is_not_tried() {
    let settings = settings("t", &json!({"do": "trap", "first": 1}), &[]);
    // The plugin takes ten at a time.
    let report = hostile().send(&settings, Sink::Sandbox, batch(25)).await;
    assert_eq!(outcomes(&report), format!("a{}", "s".repeat(24)));
}

// R: P4
#[tokio::test]
async fn checks_and_callbacks_are_contained_too() {
    let check = |deed: &str| {
        let settings = settings("t", &json!({"do": deed}), &[]);
        async move { hostile().check_config(&settings).await }
    };
    assert_eq!(check("loop").await, Err(Fault::OutOfTime));
    assert!(matches!(check("trap").await, Err(Fault::Crashed(_))));
    match check("flood").await {
        Ok(problems) => assert_eq!(problems.len(), 50),
        Err(fault) => assert!(matches!(fault, Fault::BadAnswer(_)), "{fault}"),
    }
    let request = Callback {
        method: "POST".to_owned(),
        url: "https://relais.test/callbacks/t/hostile/k/events".to_owned(),
        path: "/events".to_owned(),
        headers: Vec::new(),
        body: vec![0xff; 5],
    };
    let good = settings("t", &json!({}), &[]);
    let answer = hostile().parse_callback(&good, request.clone()).await;
    assert_eq!(answer, Ok(Err("POST /events of 5 bytes".to_owned())));
    let bad = settings("t", &json!({"do": "trap"}), &[]);
    assert!(matches!(
        hostile().parse_callback(&bad, request).await,
        Err(Fault::Crashed(_))
    ));
}

// R: P4
#[tokio::test]
async fn a_relay_that_says_nothing_ends_with_the_calls_time() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let relay = format!("smtp://{}", silent.local_addr().unwrap());
    let mut impatient = options();
    impatient.limits = Limits {
        call: Duration::from_millis(200),
        ..impatient.limits
    };
    let host = Host::new(impatient).unwrap();
    let settings = settings("t", &json!({"relay": relay, "from": "a@example.org"}), &[&relay]);
    let report = host
        .plugin("email")
        .unwrap()
        .send(&settings, Sink::Live, batch(2))
        .await;
    // They were being handed over, and nobody can say how far that went.
    assert_eq!(
        (outcomes(&report).as_str(), report.fault),
        ("uu", Some(Fault::OutOfTime))
    );
}

// R: P4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_tenants_are_not_disturbed() {
    let hostile_calls = [
        "loop",
        "memory",
        "trap",
        "recursion",
        "oversized",
        "loop",
        "memory",
        "trap",
    ]
    .map(|deed| {
        tokio::spawn(async move {
            let settings = settings("bad", &json!({"do": deed, "first": 1}), &[]);
            let report = hostile().send(&settings, Sink::Sandbox, batch(3)).await;
            assert_eq!(outcomes(&report), "ass", "{deed}");
            assert!(report.fault.is_some(), "{deed}");
        })
    });
    let good_calls = (0..40).map(|n| {
        tokio::spawn(async move {
            let settings = settings(&format!("good-{n}"), &json!({}), &[]);
            let key = format!("good-{n}");
            let report = email()
                .send(&settings, Sink::Sandbox, vec![message(&key, "p@example.net")])
                .await;
            assert_eq!((outcomes(&report).as_str(), &report.fault), ("a", &None));
            assert_eq!(report.rendered[0].key, key);
        })
    });
    for call in good_calls.chain(hostile_calls) {
        call.await.unwrap();
    }
}

// R: P4
#[tokio::test]
async fn an_instance_remembers_nothing() {
    // A crashed instance is thrown away: the next call finds everything as new.
    let plugin = host().plugin("email").unwrap();
    let before = plugin
        .send(&settings("t", &json!({}), &[]), Sink::Sandbox, batch(1))
        .await;
    for _ in 0..100 {
        hostile()
            .send(&settings("t", &json!({"do": "trap"}), &[]), Sink::Sandbox, batch(1))
            .await;
    }
    let after = plugin
        .send(&settings("t", &json!({}), &[]), Sink::Sandbox, batch(1))
        .await;
    assert_eq!(before.rendered, after.rendered);
}
