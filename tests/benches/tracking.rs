//! The pixel and the links under load, from outside: every request answered is an event that is durable.
//!
//! `scripts/with-postgres cargo bench --workspace --bench tracking [-- PEOPLE]` after a release build of the program.
//! First as fast as the clients can, each waiting for its answer; then at half of that speed, where each request's
//! time is counted from when it was due. Clients, program and database share the machine's processors.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

#[path = "../tests/product/sending.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "written for scenarios, which use the rest of it"
)]
mod sending;

use relais_tests::{Backend, Client, Server};
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

/// Messages whose pixels and links are followed, unless the command line says otherwise.
const PEOPLE: usize = 5_000;
const CONNECTIONS: usize = 256;
const LASTS: Duration = Duration::from_secs(8);

fn main() -> Result<()> {
    let people = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(PEOPLE);
    let runtime = tokio::runtime::Runtime::new()?;
    println!("| what | database | requests/s | p50 | p99 |\n| --- | --- | ---: | ---: | ---: |");
    for backend in [Backend::Sqlite, Backend::Postgres] {
        runtime.block_on(measure(backend, people))?;
    }
    Ok(())
}

async fn measure(backend: Backend, people: usize) -> Result<()> {
    let server = Server::start(backend).await;
    let address: SocketAddr = server
        .url()
        .trim_start_matches("http://")
        .parse()
        .map_err(Error::other)?;
    let tenant = server.tenant().await;
    sending::people(&tenant.api, people).await;
    let id = sending::prepared(&tenant.api, sending::order("Mesure")).await;
    sending::act(&tenant.api, &id, "launch").await;
    sending::over(&tenant.api, &id).await;
    let paths = Arc::new(paths(&tenant.api, &id).await);
    assert_eq!(paths.len(), 2 * people, "a pixel and a link of each message");

    let full = load(address, &paths, None).await?;
    report("as fast as it goes", backend, &full);
    let half = load(address, &paths, Some(full.rate / 2.0)).await?;
    report("at half of that", backend, &half);
    let figures = tenant.api.get(&format!("/api/tracking/campaigns/{id}")).ok().await;
    let told = [&figures["opens"]["total"], &figures["clicks"]["total"]];
    let told: u64 = told.into_iter().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(told, full.answers + half.answers, "an answer without its event");
    Ok(())
}

fn report(what: &str, backend: Backend, load: &Load) {
    println!(
        "| pixel and click, {what} | {backend:?} | {:.0} | {:.1?} | {:.1?} |",
        load.rate, load.median, load.high
    );
}

/// The pixel and the first link of every message, as rendered.
async fn paths(api: &Client, campaign: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = api
            .get(&format!("/api/outbox?campaign={campaign}&limit=200{cursor}"))
            .ok()
            .await;
        for item in page["items"].as_array().into_iter().flatten() {
            let rendered = item["rendered"].as_str().unwrap_or_default();
            for begins in ["/track/pixel/", "/track/click/"] {
                let path = rendered.find(begins).and_then(|at| rendered.get(at..));
                let path = path.and_then(|path| path.split(['"', '\'', '<', '&', ' ']).next());
                paths.extend(path.map(str::to_owned));
            }
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return paths,
        }
    }
}

struct Load {
    rate: f64,
    answers: u64,
    median: Duration,
    high: Duration,
}

/// All connections ask for [`LASTS`]; so many requests a second together, or as many as are answered.
async fn load(address: SocketAddr, paths: &Arc<Vec<String>>, rate: Option<f64>) -> Result<Load> {
    let begun = Instant::now();
    let every = rate.map(|rate| Duration::from_secs_f64(CONNECTIONS as f64 / rate));
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            // Their turns are spread over the interval.
            let first = every.map_or(begun, |every| begun + every.mul_f64(number as f64 / CONNECTIONS as f64));
            tokio::spawn(client(address, paths.clone(), number, first, every, begun + LASTS))
        })
        .collect();
    let mut times = Vec::new();
    for client in clients {
        times.append(&mut client.await.map_err(Error::other)??);
    }
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok(Load {
        rate: times.len() as f64 / seconds,
        answers: times.len() as u64,
        median: times[times.len() / 2],
        high: times[times.len() * 99 / 100],
    })
}

async fn client(
    address: SocketAddr,
    paths: Arc<Vec<String>>,
    number: usize,
    first: Instant,
    every: Option<Duration>,
    until: Instant,
) -> Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut times = Vec::new();
    let mut answer = Vec::new();
    let mut due = first;
    for turn in 0.. {
        match every {
            Some(every) if turn > 0 => due += every,
            Some(_) => {}
            None => due = Instant::now(),
        }
        if due >= until {
            break;
        }
        sleep_until(due).await;
        let path = &paths[(number + turn * CONNECTIONS) % paths.len()];
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        hear(&mut stream, &mut answer).await?;
        times.push(due.elapsed());
    }
    Ok(times)
}

/// Reads one answer, which must be a picture or a way on.
async fn hear(stream: &mut TcpStream, answer: &mut Vec<u8>) -> Result<()> {
    answer.clear();
    let head = loop {
        if let Some(at) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(answer).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    };
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    if !["200", "302"]
        .iter()
        .any(|status| text.starts_with(&format!("http/1.1 {status}")))
    {
        return Err(Error::other(text));
    }
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let whole = head + length.unwrap_or(0_usize);
    while answer.len() < whole {
        if stream.read_buf(answer).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}
