//! A campaign followed while it sends, by both faces of the one feed: server-sent events and a WebSocket.

use std::time::Duration;

use futures_util::StreamExt;
use relais_tests::{Client, Server, on_both_databases};
use serde_json::{Value, json};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::sending::{act, order, people, prepared};

/// A bound for hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(120);
const PEOPLE: usize = 40;

/// One event as either face tells it: its name, and what it says.
type Told = (String, Value);

// R: T7
async fn both_faces_of_the_feed_tell_a_sending_to_its_end(server: &Server) {
    let api = server.tenant().await.api;
    people(&api, PEOPLE).await;
    let mut slow = order("Suivie de près");
    slow["delay_ms"] = json!(40);
    let id = prepared(&api, slow).await;
    let path = format!("/api/campaigns/{id}/events");

    let stream = api.get(&path).stream().await;
    let streamed = tokio::spawn(async move { stream.text().await.unwrap() });
    let socket = tokio::spawn(by_socket(api.clone(), path));
    act(&api, &id, "launch").await;
    let streamed = tokio::time::timeout(PATIENCE, streamed).await.unwrap().unwrap();
    let by_socket = tokio::time::timeout(PATIENCE, socket).await.unwrap().unwrap();

    for told in [by_stream(&streamed), by_socket] {
        let (last, before) = told.split_last().unwrap();
        assert_eq!(last.0, "campaign_complete", "{told:?}");
        assert_eq!(
            last.1,
            json!({ "campaign": id, "status": "finished", "sent": PEOPLE, "failed": 0, "skipped": 0, "unknown": 0 })
        );
        assert!(before.iter().all(|(name, _)| name == "campaign_progress"), "{told:?}");
        let sent: Vec<u64> = before.iter().filter_map(|(_, data)| data["sent"].as_u64()).collect();
        assert!(sent.is_sorted() && sent.last() == Some(&(PEOPLE as u64)), "{sent:?}");
        assert!(
            sent.iter().any(|sent| (1..PEOPLE as u64).contains(sent)),
            "nothing was told on the way: {sent:?}"
        );
        for (_, data) in before.iter().filter(|(_, data)| data["total"].is_u64()) {
            let figures = ["queued", "sent", "failed", "skipped", "unknown"];
            let sum: u64 = figures.iter().filter_map(|figure| data[*figure].as_u64()).sum();
            assert_eq!(data["total"].as_u64(), Some(sum), "{data}");
        }
    }
}
on_both_databases!(both_faces_of_the_feed_tell_a_sending_to_its_end);

// R: T7 O16
async fn a_socket_is_opened_for_its_own_company_only(server: &Server) {
    let (owner, stranger) = (server.tenant().await.api, server.tenant().await.api);
    let order = json!({ "title": "À nous", "event_date": "2030-01-15" });
    let campaign = owner.post("/api/campaigns", order).created().await;
    let path = format!("/api/campaigns/{}/events", campaign["id"].as_str().unwrap());
    for (client, status) in [(stranger, 404), (server.visitor(), 401)] {
        match connect(&client, &path).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status().as_u16(), status),
            other => panic!("{other:?}"),
        }
    }
}
on_both_databases!(a_socket_is_opened_for_its_own_company_only);

type Socket = tokio_tungstenite::WebSocketStream<tokio::net::TcpStream>;

async fn connect(api: &Client, path: &str) -> Result<Socket, Error> {
    let url = api.url(path).replacen("http://", "ws://", 1);
    let address = url.trim_start_matches("ws://").split('/').next().unwrap().to_owned();
    let mut request = url.into_client_request()?;
    if let Some(token) = api.token() {
        let value = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("authorization", value);
    }
    let stream = tokio::net::TcpStream::connect(address).await?;
    Ok(client_async(request, stream).await?.0)
}

async fn by_socket(api: Client, path: String) -> Vec<Told> {
    let mut socket = connect(&api, &path).await.unwrap();
    let mut told = Vec::new();
    while let Some(message) = socket.next().await {
        match message.unwrap() {
            Message::Text(text) => {
                let event: Value = serde_json::from_str(&text).unwrap();
                told.push((event["event"].as_str().unwrap().to_owned(), event["data"].clone()));
            }
            Message::Close(_) => break,
            _ => {}
        }
    }
    told
}

fn by_stream(text: &str) -> Vec<Told> {
    let blocks = text.split("\n\n").filter(|block| block.contains("data: "));
    let told = blocks.map(|block| {
        let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        (
            line("event: ").to_owned(),
            serde_json::from_str(line("data: ")).unwrap(),
        )
    });
    told.collect()
}
