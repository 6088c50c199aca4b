//! What becomes of messages when a relay refuses, breaks off or says nothing.

use super::support::{Setting, deliver, impatient, mails, name, names, plain, reason};
use relais_channels::Outcome;
use relais_tests::smtp_sink::{Fault, SinkOptions};
use std::time::Duration;

/// Each way to fail, between two messages that nothing happens to: by pipelining relays and by others.
#[tokio::test]
async fn each_fault_has_its_outcome_and_touches_nobody_else() {
    for (fault, expected) in [
        ("rcpt-4xx", "transient"),
        ("rcpt-5xx", "suppress"),
        ("rcpt-policy", "permanent"),
        ("data-4xx", "transient"),
        ("content-4xx", "transient"),
        ("content-5xx", "permanent"),
        ("content-421", "transient"),
        ("cut-content", "unknown"),
        ("cut-dot", "unknown"),
        ("lost-reply", "unknown"),
        ("garbage", "unknown"),
        ("cut-rcpt", "transient"),
        ("grey", "transient"),
        ("slow", "accepted"),
    ] {
        for pipelining in [true, false] {
            let setting = Setting::new(SinkOptions {
                pipelining,
                ..SinkOptions::default()
            })
            .await;
            let faulty = format!("{fault}+lea@example.net");
            let outcomes = setting
                .deliver(mails(["a@example.net", &faulty, "b@example.net"]))
                .await;
            let found = names(&outcomes);
            assert_eq!(
                found,
                ["accepted", expected, "accepted"],
                "{fault}, pipelining {pipelining}: {outcomes:?}"
            );
        }
    }
}

/// Faults of all kinds in a batch over several connections: every message is accounted for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_full_of_faults_balances() {
    let every = vec![
        (7, Fault::Rcpt4xx),
        (11, Fault::Rcpt5xx),
        (13, Fault::Content4xx),
        (17, Fault::LostReply),
        (19, Fault::Data4xx),
        (23, Fault::CutRcpt),
        (29, Fault::CutContent),
    ];
    for (pipelining, connections) in [(true, 1), (true, 4), (false, 4)] {
        let options = SinkOptions {
            pipelining,
            every: every.clone(),
            max_messages: Some(20),
            ..SinkOptions::default()
        };
        let mut setting = Setting::new(options).await;
        setting.relay.connections = connections;
        let outcomes = setting.deliver(plain(300)).await;
        let count = |wanted| outcomes.iter().filter(|outcome| name(outcome) == wanted).count();
        assert!(count("accepted") > 150, "{:?}", names(&outcomes));
        assert!(count("unknown") > 0 && count("suppress") > 0 && count("transient") > 0);
        // Told accepted or unknown, and nothing else, is what may be there.
        let taken = setting.sink.received().len();
        assert!(taken >= count("accepted") && taken <= count("accepted") + count("unknown"));
    }
}

#[tokio::test]
async fn what_the_relay_said_is_told() {
    let setting = Setting::new(SinkOptions::default()).await;
    let outcomes = setting
        .deliver(mails([
            "rcpt-5xx+a@example.net",
            "content-4xx+a@example.net",
            "b@example.net",
        ]))
        .await;
    assert_eq!(reason(&outcomes[0]), "550 5.1.1 no such person here");
    assert_eq!(reason(&outcomes[1]), "451 4.3.0 out of space");
    let provider_id = Some("S1NK".to_owned());
    assert_eq!(outcomes[2], Outcome::Accepted { provider_id });
}

#[tokio::test]
async fn a_greylisted_message_passes_the_second_time() {
    let setting = Setting::new(SinkOptions::default()).await;
    assert_eq!(
        names(&setting.deliver(mails(["grey+a@example.net"])).await),
        ["transient"]
    );
    assert_eq!(
        names(&setting.deliver(mails(["grey+a@example.net"])).await),
        ["accepted"]
    );
}

/// A relay that wants nothing sent to it any more on this connection is left and called again.
#[tokio::test]
async fn after_421_another_connection_goes_on() {
    let setting = Setting::new(SinkOptions {
        max_messages: Some(3),
        ..SinkOptions::default()
    })
    .await;
    let outcomes = setting.deliver(plain(10)).await;
    assert!(outcomes.iter().all(|outcome| name(outcome) == "accepted"));
    assert_eq!(setting.sink.connections(), 4);
}

#[tokio::test]
async fn a_relay_that_takes_nothing_is_left_alone() {
    for (greeting, expected) in [
        ("421 4.7.0 too busy", "throttled"),
        ("554 5.7.1 go away", "transient"),
        ("hello", "transient"),
    ] {
        let greeting = Some(greeting.to_owned());
        let setting = Setting::new(SinkOptions {
            greeting,
            ..SinkOptions::default()
        })
        .await;
        let outcomes = setting.deliver(plain(20)).await;
        assert!(outcomes.iter().all(|outcome| name(outcome) == expected), "{outcomes:?}");
        assert_eq!(setting.sink.connections(), 1);
    }
    let setting = Setting::new(SinkOptions {
        max_messages: Some(0),
        ..SinkOptions::default()
    })
    .await;
    let outcomes = setting.deliver(plain(20)).await;
    assert!(
        outcomes.iter().all(|outcome| name(outcome) == "throttled"),
        "{outcomes:?}"
    );
}

/// A relay that always breaks off costs a few messages, not a campaign.
#[tokio::test]
async fn a_relay_that_always_breaks_off_is_given_up() {
    for (fault, expected) in [(Fault::CutContent, 3), (Fault::CutRcpt, 0)] {
        let setting = Setting::new(SinkOptions {
            every: vec![(1, fault)],
            ..SinkOptions::default()
        })
        .await;
        let outcomes = setting.deliver(plain(50)).await;
        let unknown = outcomes.iter().filter(|outcome| name(outcome) == "unknown").count();
        let transient = outcomes.iter().filter(|outcome| name(outcome) == "transient").count();
        assert_eq!((unknown, transient), (expected, 50 - expected), "{fault:?}");
        assert!(setting.sink.connections() <= 3);
    }
}

#[tokio::test]
async fn a_silent_relay_is_left_after_one_wait() {
    for (at, first) in [("silent-rcpt", "transient"), ("silent-content", "unknown")] {
        let setting = Setting::with(SinkOptions::default(), |options| options.timeouts = impatient()).await;
        let silent = format!("{at}+a@example.net");
        let outcomes = setting
            .deliver(mails([
                silent.as_str(),
                silent.as_str(),
                "b@example.net",
                "c@example.net",
            ]))
            .await;
        assert_eq!(names(&outcomes), [first, "transient", "transient", "transient"]);
        assert!(reason(&outcomes[3]).contains("in time"), "{outcomes:?}");
        assert_eq!(setting.sink.connections(), 1);
    }
    let greeting = Some(String::new());
    let setting = Setting::with(
        SinkOptions {
            greeting,
            ..SinkOptions::default()
        },
        |o| o.timeouts = impatient(),
    )
    .await;
    assert_eq!(names(&setting.deliver(plain(3)).await), ["transient"; 3]);
}

#[tokio::test]
async fn nobody_listening_burns_no_message() {
    let mut setting = Setting::new(SinkOptions::default()).await;
    // Port 1 of the loopback: nothing listens there.
    setting.relay.port = 1;
    let outcomes = setting.deliver(plain(30)).await;
    assert!(outcomes.iter().all(|outcome| name(outcome) == "transient"));
    assert!(reason(&outcomes[0]).contains("cannot be reached"), "{outcomes:?}");
}

#[tokio::test]
async fn a_relay_that_asks_for_content_it_has_refused_gets_none() {
    let setting = Setting::new(SinkOptions {
        always_354: true,
        ..SinkOptions::default()
    })
    .await;
    let outcomes = setting
        .deliver(mails([
            "rcpt-5xx+a@example.net",
            "b@example.net",
            "rcpt-4xx+c@example.net",
        ]))
        .await;
    assert_eq!(names(&outcomes), ["suppress", "accepted", "transient"]);
}

#[tokio::test]
async fn a_refused_sender_is_not_the_recipients_fault() {
    for (reply, expected) in [
        ("550 5.1.8 bad sender", "permanent"),
        ("451 4.7.1 later", "transient"),
        ("530 5.7.0 log in", "transient"),
    ] {
        let mail_reply = Some(reply.to_owned());
        let setting = Setting::new(SinkOptions {
            mail_reply,
            ..SinkOptions::default()
        })
        .await;
        assert_eq!(names(&setting.deliver(plain(2)).await), [expected; 2]);
    }
}

/// No server may take a message whose final dot it cannot have seen: it may be sent again.
#[tokio::test]
async fn a_message_that_could_not_be_written_to_its_end_was_not_taken() {
    let setting = Setting::new(SinkOptions::default()).await;
    let mut batch = mails(["cut-content+a@example.net", "b@example.net"]);
    // More than the sockets' buffers hold.
    batch[0].html = Some("<p>mot</p>\n".repeat(3_000_000));
    let outcomes = setting.deliver(batch).await;
    assert_eq!(names(&outcomes), ["transient", "accepted"]);
    assert!(reason(&outcomes[0]).contains("to its end"), "{outcomes:?}");
}

/// A slow relay does not keep a worker: what was not begun in time goes back to the queue.
#[tokio::test]
async fn a_slow_relay_is_left_when_the_time_is_up() {
    let options = SinkOptions {
        every: vec![(1, Fault::Slow)],
        ..SinkOptions::default()
    };
    let setting = Setting::with(options, |options| options.timeouts.batch = Duration::from_millis(500)).await;
    let outcomes = setting.deliver(plain(200)).await;
    let accepted = outcomes
        .iter()
        .take_while(|outcome| name(outcome) == "accepted")
        .count();
    assert!(accepted < 200);
    assert!(
        outcomes.iter().skip(accepted).all(|outcome| name(outcome) == "unsent"),
        "{:?}",
        names(&outcomes)
    );
    let setting = Setting::with(SinkOptions::default(), |options| {
        options.timeouts.batch = Duration::ZERO
    })
    .await;
    assert_eq!(names(&setting.deliver(plain(2)).await), ["unsent"; 2]);
    assert_eq!(setting.sink.connections(), 0);
}

/// Dropping a delivery under way leaves nothing running and the transport usable.
#[tokio::test]
async fn a_dropped_delivery_is_over() {
    let setting = Setting::new(SinkOptions::default()).await;
    let silent = mails(["silent-content+a@example.net", "b@example.net"]);
    let mut told = 0;
    let mut tell = |_, _| told += 1;
    let delivery = setting.transport.deliver("tenant", &setting.relay, silent, &mut tell);
    let wait = Duration::from_millis(300);
    assert!(tokio::time::timeout(wait, delivery).await.is_err());
    assert_eq!(told, 0);
    let outcomes = deliver(&setting.transport, "tenant", &setting.relay, plain(5)).await;
    assert_eq!(names(&outcomes), ["accepted"; 5]);
    assert_eq!(setting.sink.received().len(), 5);
}
