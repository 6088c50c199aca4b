//! Web services: only those that were granted, at addresses that may be reached, and what they answer of each message.

use crate::support::{batch, host, hostile, options, outcomes, settings};
use relais_channels::{Capability, Fault, Host, Outcome, Sink};
use relais_tests::guests::HOSTILE;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A web service that takes messages, and fails on demand: by the key that is posted to it.
async fn service() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut request = Vec::new();
                let mut chunk = [0; 4096];
                let body = loop {
                    let Ok(read @ 1..) = stream.read(&mut chunk).await else {
                        return;
                    };
                    request.extend_from_slice(&chunk[..read]);
                    let text = String::from_utf8_lossy(&request).into_owned();
                    match text.split_once("\r\n\r\n") {
                        Some((_, body)) if !body.is_empty() => break body.to_owned(),
                        _ => {}
                    }
                };
                let answer = match body.as_str() {
                    "m1" => "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
                    "m2" => "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
                    // The answer is lost.
                    "m3" => return,
                    key => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{key}", key.len()),
                };
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    (origin, asked)
}

// R: P3
#[tokio::test]
async fn each_message_gets_its_own_answer() {
    let (origin, _) = service().await;
    let settings = settings(
        "t",
        &json!({"do": "post", "url": format!("{origin}/messages")}),
        &[&origin],
    );
    let report = hostile().send(&settings, Sink::Live, batch(5)).await;
    // Accepted, refused, a redirect that is not followed, no answer, accepted.
    assert_eq!(
        (outcomes(&report).as_str(), &report.fault),
        ("appua", &None),
        "{report:?}"
    );
    assert_eq!(
        report.outcomes[4],
        Outcome::Accepted {
            provider_id: Some("m4".to_owned())
        }
    );
}

// R: P4
#[tokio::test]
async fn answers_that_the_plugin_does_not_live_to_read_are_not_made_up() {
    let (origin, _) = service().await;
    let settings = settings("t", &json!({"do": "post-and-trap", "url": origin}), &[&origin]);
    let report = hostile().send(&settings, Sink::Live, batch(4)).await;
    assert_eq!(outcomes(&report), "utuu", "{report:?}");
    assert!(matches!(report.fault, Some(Fault::Crashed(_))));
}

// R: P3
#[tokio::test]
async fn only_the_granted_origin_is_reached() {
    let (origin, asked) = service().await;
    let port = origin.rsplit(':').next().unwrap();
    for url in [
        format!("http://localhost:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}@forbidden.example/"),
        "file:///etc/passwd".to_owned(),
    ] {
        let settings = settings("t", &json!({"do": "post", "url": url}), &[&origin]);
        let report = hostile().send(&settings, Sink::Live, batch(2)).await;
        assert_eq!(outcomes(&report), "ss", "{url}");
        assert!(matches!(report.fault, Some(Fault::Forbidden(_))), "{url}: {report:?}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

// R: P3, P4
#[tokio::test]
async fn private_addresses_are_refused_unless_the_operator_allows_them() {
    let (origin, asked) = service().await;
    let mut public_only = options();
    public_only.allow_private_hosts = false;
    let plugin = Host::new(public_only)
        .unwrap()
        .load("hostile", HOSTILE, &Capability::ALL)
        .unwrap();
    let by_name = origin.replace("127.0.0.1", "localhost");
    let mapped = origin.replace("127.0.0.1", "[::ffff:127.0.0.1]");
    for origin in [&origin, &by_name, &mapped] {
        let settings = settings("t", &json!({"do": "post", "url": origin}), &[origin]);
        let report = plugin.send(&settings, Sink::Live, batch(1)).await;
        let [Outcome::Unsent { reason }] = report.outcomes.as_slice() else {
            panic!("{report:?}")
        };
        assert!(reason.contains("private network"), "{reason}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn nothing_listens() {
    let settings = settings(
        "t",
        &json!({"do": "post", "url": "http://127.0.0.1:1/"}),
        &["http://127.0.0.1:1"],
    );
    let report = hostile().send(&settings, Sink::Live, batch(1)).await;
    assert_eq!((outcomes(&report).as_str(), report.fault), ("s", None));
}

#[tokio::test]
async fn a_sandbox_reaches_nothing_and_shows_what_would_have_left() {
    let plugin = host().load("hostile", HOSTILE, &Capability::ALL).unwrap();
    let settings = settings("t", &json!({"do": "post", "url": "https://nowhere.example/"}), &[]);
    let report = plugin.send(&settings, Sink::Sandbox, batch(2)).await;
    assert_eq!((outcomes(&report).as_str(), report.fault), ("aa", None));
    let shown = &report.rendered[0];
    assert_eq!(
        (shown.subject.as_str(), shown.source.as_slice()),
        ("Bonne année", b"m0".as_slice())
    );
}

// R: P3, P4
#[tokio::test]
async fn a_redirect_to_a_forbidden_host_is_an_answer_and_no_way() {
    let (forbidden, asked) = service().await;
    let redirecting = answering(format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {forbidden}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    ))
    .await;
    let settings = settings("t", &json!({"do": "post", "url": redirecting}), &[&redirecting]);
    let report = hostile().send(&settings, Sink::Live, batch(3)).await;
    assert_eq!((outcomes(&report).as_str(), &report.fault), ("ppp", &None));
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

// R: P3
#[tokio::test]
async fn an_address_written_in_another_way_is_the_same_address() {
    let (origin, asked) = service().await;
    let mut public_only = options();
    public_only.allow_private_hosts = false;
    let host = Host::bare(public_only).unwrap();
    let plugin = host.load("hostile", HOSTILE, &Capability::ALL).unwrap();
    for written in ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "[::ffff:7f00:1]"] {
        let origin = origin.replace("127.0.0.1", written);
        let settings = settings("t", &json!({"do": "post", "url": origin}), &[&origin]);
        let report = plugin.send(&settings, Sink::Live, batch(1)).await;
        assert_eq!(outcomes(&report), "s", "{written}: {report:?}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

// R: P4
#[tokio::test]
async fn a_service_that_says_nothing_ends_with_the_calls_time() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", silent.local_addr().unwrap());
    let mut impatient = options();
    impatient.limits.call = Duration::from_millis(300);
    let host = Host::bare(impatient).unwrap();
    let plugin = host.load("hostile", HOSTILE, &Capability::ALL).unwrap();
    let settings = settings("t", &json!({"do": "post", "url": origin}), &[&origin]);
    let report = plugin.send(&settings, Sink::Live, batch(2)).await;
    assert_eq!(
        (outcomes(&report).as_str(), report.fault),
        ("uu", Some(Fault::OutOfTime))
    );
}

// R: P4
#[tokio::test]
async fn a_storm_of_requests_ends() {
    let (origin, _) = service().await;
    // Whom nobody answers asks fast.
    let nobody = "http://127.0.0.1:1";
    let settings = settings("t", &json!({"do": "request-storm", "url": nobody}), &[nobody, &origin]);
    let report = hostile().send(&settings, Sink::Live, batch(2)).await;
    assert_eq!(outcomes(&report), "ss");
    assert!(matches!(report.fault, Some(Fault::Misuse { .. })), "{report:?}");
}

#[tokio::test]
async fn a_sandbox_shows_what_a_request_is() {
    let settings = settings("t", &json!({"do": "post", "url": ""}), &[]);
    let report = hostile().send(&settings, Sink::Sandbox, batch(1)).await;
    let shown = &report.rendered[0];
    assert_eq!(
        (shown.media_type.as_str(), shown.body.as_str()),
        ("application/octet-stream", "<p>Bonjour Léa</p>")
    );
}

/// A web service that answers everything with the same bytes.
async fn answering(bytes: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16 * 1024];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(bytes.as_bytes()).await;
        }
    });
    origin
}
