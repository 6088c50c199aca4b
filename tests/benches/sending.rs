//! An email campaign measured from outside, beside a client that does nothing but SMTP into the same relay, in one run.
//!
//! `scripts/with-postgres cargo bench --workspace --bench sending [-- PEOPLE] [sqlite|postgres]` after a release build of the program. Each
//! campaign is launched and waited for until it is finished: planning, rendering, tracking, the durable ledger and the sandboxed plugin are all
//! in the figure. Client, relay and database share the machine's processors.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

#[path = "../tests/product/sending.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "written for scenarios, which use the rest of it"
)]
mod sending;

use relais_tests::naked_client::{self, Pipelining};
use relais_tests::smtp_sink::SinkProcess;
use relais_tests::{Backend, Client, Server};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Instant;

/// Messages of each campaign, unless the command line says otherwise.
const PEOPLE: usize = 40_000;
/// As many connections as the transport keeps to one relay.
const CONNECTIONS: usize = 4;
/// RSA is measured on this part of the people: it takes long enough.
const RSA_SHARE: usize = 4;

const RSA: &str = include_str!("../../channels/tests/email/keys/rsa.pem");
const ED25519: &str = include_str!("../../channels/tests/email/keys/ed25519.pem");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let people = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(PEOPLE);
    let runtime = tokio::runtime::Runtime::new()?;
    println!("| what | database | messages/s | beside the naked client |\n| --- | --- | ---: | ---: |");
    let only = std::env::args().find(|argument| argument == "sqlite" || argument == "postgres");
    for (name, backend) in [("sqlite", Backend::Sqlite), ("postgres", Backend::Postgres)] {
        if only.as_ref().is_none_or(|only| only == name) {
            runtime.block_on(measure(backend, people))?;
        }
    }
    Ok(())
}

async fn measure(backend: Backend, people: usize) -> Result<(), Box<dyn std::error::Error>> {
    let relay = SinkProcess::start(env!("CARGO_BIN_EXE_smtp-sink"), &[]);
    let address: SocketAddr = relay.url().trim_start_matches("smtp://").parse()?;
    let mail = mail();
    let mut naked = 0.0;
    for (pipelining, name) in [
        (Pipelining::Usual, "naked client, content apart"),
        (Pipelining::Tight, "naked client, content with the next envelope"),
    ] {
        naked = naked_client::rate(address, mail.as_bytes(), people, CONNECTIONS, pipelining).await?;
        report(&format!("{name}, {CONNECTIONS} connections"), backend, naked, None);
    }

    let server = Server::beside_relay(backend).await;
    for (name, dkim, people) in [
        ("no DKIM", None, people),
        ("DKIM Ed25519", Some(ED25519), people),
        ("DKIM RSA-2048", Some(RSA), people / RSA_SHARE),
    ] {
        let tenant = server.tenant().await;
        sending::people(&tenant.api, people).await;
        live(&tenant.api, &relay, dkim).await;
        let rate = campaign(&tenant.api, people).await;
        report(&format!("campaign, {name}"), backend, rate, Some(naked));
    }
    let tenant = server.tenant().await;
    sending::people(&tenant.api, people).await;
    let rate = campaign(&tenant.api, people).await;
    report("campaign into the sandbox's outbox", backend, rate, None);
    Ok(())
}

fn report(what: &str, backend: Backend, rate: f64, naked: Option<f64>) {
    let share = naked.map_or_else(String::new, |naked| format!("{:.0} %", 100.0 * rate / naked));
    println!("| {what} | {backend:?} | {rate:.0} | {share} |");
}

async fn live(api: &Client, relay: &SinkProcess, dkim: Option<&str>) {
    let mut config = json!({ "relay": relay.url(), "from": "Atelier <bonjour@example.test>", "tls": "none" });
    let mut secrets = json!({});
    if let Some(key) = dkim {
        config["dkim"] = json!({ "domain": "example.test", "selector": "a" });
        secrets = json!({ "dkim_key": key });
    }
    let order = json!({ "mode": "live", "config": config, "secrets": secrets });
    api.put("/api/channels/email", order).ok().await;
}

/// From launch to finish; messages a second.
async fn campaign(api: &Client, people: usize) -> f64 {
    let mut order = sending::order("Mesure");
    order["content"]["email"]["html"] = Value::from(html());
    let id = sending::prepared(api, order).await;
    let begun = Instant::now();
    sending::act(api, &id, "launch").await;
    let done = sending::over(api, &id).await;
    let rate = people as f64 / begun.elapsed().as_secs_f64();
    assert_eq!(
        (&done["status"], &done["delivery"]["sent"]),
        (&json!("finished"), &json!(people)),
        "{done}"
    );
    rate
}

/// A newsletter of some 9 KB when composed, with a merge field and links to follow.
fn html() -> String {
    let row = "<tr><td style=\"padding:8px;color:#333\">La réunion publique aura lieu à l'hôtel de ville, où chacun \
               pourra s'exprimer.</td></tr>\n";
    format!(
        "<html><body><p>Bonjour {{{{ first_name }}}}</p><table>{}</table>\
         <p><a href=\"https://exemple.fr/programme\">Le programme</a> <a href=\"https://exemple.fr/plan\">Le plan</a></p></body></html>\n",
        row.repeat(37)
    )
}

/// The same size as it leaves.
fn mail() -> String {
    let line = "<tr><td style=3D\"padding:8px;color:#333\">La r=C3=A9union publique aura =\r\n";
    format!(
        "From: bonjour@example.org\r\nTo: contact@example.net\r\nSubject: Mesure\r\n\
         Message-ID: <mesure@example.org>\r\n\r\n{}",
        line.repeat(9_000 / line.len())
    )
}
