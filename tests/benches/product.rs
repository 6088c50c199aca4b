//! The whole program measured from outside, on both databases: `make bench`, or
//! `scripts/with-postgres cargo bench -p relais-tests [-- ROWS]` after a release build of the program.
//!
//! Start to first page, memory, import, and the answers an audience is built with. Figures over HTTP hold the client's and
//! the kernel's share; budgets (`docs/performance.md`) are the server's own.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

#[path = "../tests/product/sending.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "written for scenarios, which use the rest of it"
)]
mod sending;

use std::time::{Duration, Instant};

use relais_tests::import::{OnConflict, commit, finished, upload};
use relais_tests::{Backend, Client, Server, fixture};
use serde_json::{Value, json};

/// Rows of the import and of the audience, unless the command line says otherwise.
const ROWS: usize = 1_000_000;
/// Questions asked for each percentile.
const QUESTIONS: usize = 1_000;
/// Companies of an installation at rest, and how many of them are at work.
const COMPANIES: usize = 200;
const ACTIVE: usize = 20;
/// How long they have been left alone: longer than a connection that nobody uses is kept.
const REST: Duration = Duration::from_secs(150);

fn main() -> std::io::Result<()> {
    let rows = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(ROWS);
    let runtime = tokio::runtime::Runtime::new()?;
    println!("| what | database | measured |\n| --- | --- | ---: |");
    for backend in [Backend::Sqlite, Backend::Postgres] {
        runtime.block_on(measure(backend, rows));
        runtime.block_on(at_rest(backend));
    }
    Ok(())
}

/// Memory of an installation with many companies, some of which have just worked: import, campaign, sending.
async fn at_rest(backend: Backend) {
    let server = Server::start(backend).await;
    for number in 0..COMPANIES {
        let tenant = server.tenant().await;
        if number % (COMPANIES / ACTIVE) == 0 {
            sending::people(&tenant.api, 1_000).await;
            let id = sending::prepared(&tenant.api, sending::order("Mesure")).await;
            sending::act(&tenant.api, &id, "launch").await;
            sending::over(&tenant.api, &id).await;
        }
    }
    tokio::time::sleep(REST).await;
    let what = format!("memory at rest, {COMPANIES} companies of which {ACTIVE} active");
    report(&what, backend, &megabytes(&server, "VmRSS"));
}

fn report(what: &str, backend: Backend, measured: &str) {
    println!("| {what} | {backend:?} | {measured} |");
}

async fn measure(backend: Backend, rows: usize) {
    let mut server = Server::start(backend).await;
    server.stop().await;
    let begun = Instant::now();
    server.restart().await;
    server.visitor().get("/login").expect(200).await;
    report(
        "start to first page",
        backend,
        &format!("{} ms", begun.elapsed().as_millis()),
    );
    report("memory after the start", backend, &megabytes(&server, "VmRSS"));

    let tenant = server.tenant().await;
    let file = fixture::administrations(rows, 1);
    let begun = Instant::now();
    let preview = upload(&tenant.api, "mesure.csv", file.csv).await;
    report(
        "upload and preview",
        backend,
        &format!("{:.1} s", begun.elapsed().as_secs_f64()),
    );
    let id = preview["id"].as_str().unwrap_or_default();
    let begun = Instant::now();
    commit(&tenant.api, id, OnConflict::Skip).await;
    let done = finished(&tenant.api, id).await;
    assert_eq!(done["created"], file.expected.created(), "the import lost rows: {done}");
    let per_second = rows as f64 / begun.elapsed().as_secs_f64();
    report(
        &format!("import of {rows} rows"),
        backend,
        &format!("{per_second:.0} rows/s"),
    );
    report("most memory so far", backend, &megabytes(&server, "VmHWM"));

    let filters = json!({ "filters": { "type": ["mairie"], "region": ["Bretagne", "Corse"] } });
    for what in ["count", "facets"] {
        let path = format!("/api/audiences/{what}");
        // The first answer may have to load the index.
        tenant.api.post(&path, &filters).ok().await;
        let (median, high) = percentiles(&tenant.api, &path, &filters).await;
        report(
            &format!("{what}, one client over HTTP, p50 / p99"),
            backend,
            &format!("{median:.2?} / {high:.2?}"),
        );
    }
}

async fn percentiles(api: &Client, path: &str, body: &Value) -> (Duration, Duration) {
    let mut times = Vec::with_capacity(QUESTIONS);
    for _ in 0..QUESTIONS {
        let begun = Instant::now();
        api.post(path, body).expect(200).await;
        times.push(begun.elapsed());
    }
    times.sort();
    (times[QUESTIONS / 2], times[QUESTIONS * 99 / 100])
}

/// A figure of the program's own status, in megabytes (proc(5)).
fn megabytes(server: &Server, field: &str) -> String {
    let status = server
        .pid()
        .and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/status")).ok());
    let line = status
        .as_deref()
        .and_then(|status| status.lines().find(|line| line.starts_with(field)));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kilobytes.map_or_else(
        || "unknown".to_owned(),
        |kilobytes| format!("{:.0} MB", kilobytes / 1024.0),
    )
}
