//! The email transport beside a client that does nothing but SMTP, into the same sink, in one run.
//!
//! `cargo bench -p relais-channels --bench smtp [-- MESSAGES]`. The naked client sends the same 9 KB mail, made once, over
//! and over: first as pipelining clients do (MAIL, RCPT and DATA in one write, the content in another), then as our
//! transport does (the content together with the next envelope). The transport composes each mail anew, with and without
//! signing. Client and sink share the machine; each has its own runtime.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use relais_channels::Outcome;
use relais_channels::capabilities::email::{
    Dkim, Mail, Options, Relay, Resolve, Resolving, Signer, Tls, Transport, build,
};
use relais_tests::naked_client::{self, Pipelining};
use relais_tests::smtp_sink::{SinkOptions, SmtpSink};
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Messages of each measurement, unless the command line says otherwise.
const MESSAGES: usize = 40_000;
/// Messages of one delivery.
const BATCH: usize = 500;
/// RSA is measured on this part of the messages: it takes long enough.
const RSA_SHARE: usize = 3;
const RUNS: usize = 3;

const RSA: &str = include_str!("../tests/email/keys/rsa.pem");
const ED25519: &str = include_str!("../tests/email/keys/ed25519.pem");

struct Loopback;

impl Resolve for Loopback {
    fn resolve<'a>(&'a self, _owner: &'a str, _host: &'a str, port: u16) -> Resolving<'a> {
        Box::pin(async move { Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))]) })
    }
}

fn main() -> Result<()> {
    let messages = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(MESSAGES);
    let there = runtime()?;
    let here = runtime()?;
    let options = SinkOptions {
        only_count: true,
        ..SinkOptions::default()
    };
    let sink = there.block_on(SmtpSink::start(options))?;
    let address = sink.address();
    let source = build(&mail(0), 1_790_000_000, None)?;
    println!(
        "{messages} messages of {} bytes, best of {RUNS}\n\n| what | messages/s |\n| --- | ---: |",
        source.len()
    );

    let ed25519 = Dkim::new("example.org".into(), "a".into(), ED25519.into());
    let rsa = Dkim::new("example.org".into(), "b".into(), RSA.into());
    report("composing alone, one core", composing(messages, None)?);
    let ed25519_alone = composing(messages, Some(&ed25519))?;
    report("composing and signing, Ed25519, one core", ed25519_alone);
    let rsa_alone = composing(messages / RSA_SHARE, Some(&rsa))?;
    report("composing and signing, RSA-2048, one core", rsa_alone);

    for connections in [1, 4] {
        let naked = |pipelining| here.block_on(naked_client::rate(address, &source, messages, connections, pipelining));
        let two_trips = best(|| Ok(naked(Pipelining::Usual)?))?;
        report(
            &format!("naked client, content apart, {connections} connection(s)"),
            two_trips,
        );
        let one_trip = best(|| Ok(naked(Pipelining::Tight)?))?;
        report(
            &format!("naked client, content with next envelope, {connections} connection(s)"),
            one_trip,
        );
        for (name, dkim, messages, alone) in [
            ("no DKIM", None, messages, one_trip),
            ("Ed25519", Some(&ed25519), messages, ed25519_alone),
            ("RSA-2048", Some(&rsa), messages / RSA_SHARE, rsa_alone),
        ] {
            let rate = best(|| here.block_on(transport(address, messages, connections, dkim)))?;
            report(&format!("transport, {name}, {connections} connection(s)"), rate);
            println!("| … beside the naked client | {:.0} % |", 100.0 * rate / one_trip);
            if dkim.is_some() {
                println!(
                    "| … beside composing and signing alone on one core | {:.0} % |",
                    100.0 * rate / alone
                );
            }
        }
    }
    Ok(())
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

fn report(what: &str, rate: f64) {
    println!("| {what} | {rate:.0} |");
}

/// The best of several runs; each returns messages a second.
fn best(mut run: impl FnMut() -> Result<f64>) -> Result<f64> {
    let mut best = 0.0_f64;
    for _ in 0..RUNS {
        best = best.max(run()?);
    }
    Ok(best)
}

/// Some 9 KB when composed, as a newsletter is: markup, accents, a text part.
fn mail(number: usize) -> Mail {
    let sentence = "La réunion publique aura lieu à l'hôtel de ville, où chacun pourra s'exprimer. ";
    let row = format!("<tr><td style=\"padding:8px;color:#333\">{sentence}</td></tr>\n");
    Mail {
        key: format!("0199a7c4-5f1e-7000-8000-{number:012}"),
        from: "Ville d'Évry <bonjour@example.org>".into(),
        to: format!("contact{number}@example.net"),
        to_name: Some("Léa Dupont".into()),
        subject: "Réunion publique du 12 mars".into(),
        html: Some(format!("<html><body><table>{}</table></body></html>", row.repeat(46))),
        text: Some(sentence.repeat(18)),
        headers: vec![
            (
                "List-Unsubscribe".into(),
                "<https://relais.example/unsubscribe/acme.0123456789abcdefghijkl>".into(),
            ),
            ("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into()),
        ],
        ..Mail::default()
    }
}

fn composing(messages: usize, dkim: Option<&Dkim>) -> Result<f64> {
    let signer = dkim.map(Signer::new).transpose()?;
    let mails: Vec<Mail> = (0..BATCH).map(mail).collect();
    best(|| {
        let start = Instant::now();
        for mail in mails.iter().cycle().take(messages) {
            std::hint::black_box(build(mail, 1_790_000_000, signer.as_ref())?);
        }
        Ok(messages as f64 / start.elapsed().as_secs_f64())
    })
}

async fn transport(address: SocketAddr, messages: usize, connections: usize, dkim: Option<&Dkim>) -> Result<f64> {
    let transport = Transport::new(Options::new(Arc::new(Loopback), Arc::new(|| 1_790_000_000)));
    let relay = Relay {
        host: "localhost".into(),
        port: address.port(),
        tls: Tls::None,
        credentials: None,
        dkim: dkim.cloned(),
        max_per_connection: 0,
        connections,
        hello: "relais.example".into(),
    };
    let mails: Vec<Mail> = (0..BATCH).map(mail).collect();
    let mut accepted = 0;
    let mut tell = |_: usize, outcome: Outcome| accepted += usize::from(matches!(outcome, Outcome::Accepted { .. }));
    let start = Instant::now();
    let batches = messages.div_ceil(BATCH);
    for _ in 0..batches {
        transport.deliver("tenant", &relay, mails.clone(), &mut tell).await;
    }
    let elapsed = start.elapsed().as_secs_f64();
    if accepted != batches * BATCH {
        return Err(format!("{accepted} of {} were accepted", batches * BATCH).into());
    }
    Ok(accepted as f64 / elapsed)
}
