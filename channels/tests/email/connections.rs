//! Connections: kept, shared, limited and replaced.

use super::support::{Setting, deliver, names, plain};
use relais_channels::capabilities::email::Credentials;
use relais_tests::smtp_sink::SinkOptions;
use std::time::Duration;

#[tokio::test]
async fn none_and_one() {
    let setting = Setting::new(SinkOptions::default()).await;
    assert!(setting.deliver(Vec::new()).await.is_empty());
    assert_eq!(setting.sink.connections(), 0);
    assert_eq!(names(&setting.deliver(plain(1)).await), ["accepted"]);
}

#[tokio::test]
async fn a_connection_outlives_its_batch() {
    let setting = Setting::new(SinkOptions::default()).await;
    for _ in 0..5 {
        assert_eq!(names(&setting.deliver(plain(3)).await), ["accepted"; 3]);
    }
    assert_eq!(setting.sink.connections(), 1);
    assert_eq!(setting.transport.idle(), 1);
}

/// R: P3, and the isolation of tenants: nothing of one leaves over another's connection, nor under another's name.
#[tokio::test]
async fn connections_are_not_shared_between_owners_or_accounts() {
    let account = Some(("a".to_owned(), "b".to_owned()));
    let setting = Setting::new(SinkOptions {
        account,
        ..SinkOptions::default()
    })
    .await;
    let mut relay = setting.relay.clone();
    relay.credentials = Some(Credentials::new("a".into(), "b".into()));
    for owner in ["one", "two", "one"] {
        assert_eq!(
            names(&deliver(&setting.transport, owner, &relay, plain(1)).await),
            ["accepted"]
        );
    }
    assert_eq!(setting.sink.connections(), 2);
    relay.credentials = Some(Credentials::new("ab".into(), String::new()));
    assert_eq!(
        names(&deliver(&setting.transport, "one", &relay, plain(1)).await),
        ["transient"]
    );
    relay.credentials = None;
    assert_eq!(
        names(&deliver(&setting.transport, "one", &relay, plain(1)).await),
        ["transient"]
    );
}

#[tokio::test]
async fn a_connection_is_replaced_after_its_share() {
    for (limit, pipelining, expected) in [(1, true, 10), (4, true, 3), (4, false, 3), (10, true, 1)] {
        let mut setting = Setting::new(SinkOptions {
            pipelining,
            ..SinkOptions::default()
        })
        .await;
        setting.relay.max_per_connection = limit;
        setting.deliver(plain(6)).await;
        setting.deliver(plain(4)).await;
        assert_eq!(setting.sink.connections(), expected, "{limit} each");
        let mut each = std::collections::BTreeMap::<u64, u32>::new();
        for received in setting.sink.received() {
            *each.entry(received.connection).or_default() += 1;
        }
        assert!(each.values().all(|count| *count <= limit), "{each:?}");
        assert_eq!(setting.sink.accepted(), 10);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_batch_uses_several_connections_and_never_more_than_allowed() {
    let mut setting = Setting::new(SinkOptions {
        max_connections: Some(4),
        ..SinkOptions::default()
    })
    .await;
    setting.relay.connections = 4;
    let batches = (0..3).map(|_| deliver(&setting.transport, "tenant", &setting.relay, plain(200)));
    for outcomes in futures_util::future::join_all(batches).await {
        assert_eq!(names(&outcomes), ["accepted"; 200]);
    }
    assert!(
        (2..=4).contains(&setting.sink.connections()),
        "{}",
        setting.sink.connections()
    );
    assert_eq!(setting.sink.accepted(), 600);
    assert_eq!(setting.sink.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn idle_connections_take_leave() {
    let setting = Setting::with(SinkOptions::default(), |options| {
        options.keep = Duration::from_millis(50)
    })
    .await;
    setting.deliver(plain(1)).await;
    while !setting.sink.commands().contains(&"QUIT".to_owned()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(setting.transport.idle(), 0);
    setting.deliver(plain(1)).await;
    assert_eq!(setting.sink.connections(), 2);
}

/// A relay that closes what lies idle costs a new connection, not a message.
#[tokio::test]
async fn a_connection_closed_by_the_relay_meanwhile_is_replaced() {
    let idle = Some(Duration::from_millis(100));
    let setting = Setting::new(SinkOptions {
        idle,
        ..SinkOptions::default()
    })
    .await;
    for _ in 0..3 {
        assert_eq!(names(&setting.deliver(plain(2)).await), ["accepted"; 2]);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
}

/// What a refusal left half done is undone before the connection is used again.
#[tokio::test]
async fn a_refused_message_does_not_spoil_the_kept_connection() {
    let setting = Setting::new(SinkOptions::default()).await;
    let mails = super::support::mails(["a@example.net", "rcpt-5xx+b@example.net"]);
    assert_eq!(names(&setting.deliver(mails).await), ["accepted", "suppress"]);
    assert_eq!(names(&setting.deliver(plain(2)).await), ["accepted"; 2]);
    assert_eq!(setting.sink.connections(), 1);
}
