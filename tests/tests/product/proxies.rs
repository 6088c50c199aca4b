//! Who is slowed down after wrong passwords, with and without a proxy that the operator trusts.

use relais_tests::{Backend, Client, Server};

/// More wrong passwords than anybody has.
const TRIES: usize = 40;

async fn wrong(visitor: &Client, email: &str, from: &str) -> u16 {
    let fields = [("email", email), ("password", "certainement pas")];
    let request = visitor.submit("/login", &fields).header("X-Forwarded-For", from);
    request.send().await.status
}

/// Guesses until slowed down.
async fn guess(server: &Server, email: &str, from: impl Fn(usize) -> String) -> bool {
    let visitor = server.visitor();
    for attempt in 0..TRIES {
        if wrong(&visitor, email, &from(attempt)).await == 429 {
            return true;
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_trusted_proxy_each_client_counts_for_itself() {
    let server = Server::start_with(Backend::Sqlite, &["--trusted-proxies", "127.0.0.1,10.0.0.0/8"]).await;
    let email = server.tenant().await.email;
    assert!(guess(&server, &email, |_| "203.0.113.7".into()).await);
    // Another one is not slowed down, nor is the first by what it writes before the proxy does.
    assert_eq!(wrong(&server.visitor(), &email, "198.51.100.1").await, 422);
    assert_eq!(wrong(&server.visitor(), &email, "198.51.100.9, 203.0.113.7").await, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_one_a_header_makes_nobody_somebody_else() {
    let server = Server::start(Backend::Sqlite).await;
    let email = server.tenant().await.email;
    assert!(guess(&server, &email, |attempt| format!("203.0.113.{attempt}")).await);
}
