//! What the sandbox costs: a message through the email plugin beside the same work without one, starting an instance,
//! and loading a plugin compiled before beside compiling it.
//!
//! `cargo bench -p relais-channels --bench sandbox [-- MESSAGES]`. The messages are of 9 KB, in batches of 100, into the
//! null sink. Natively the same fields become the same mails and come to the same place in the books; the difference is
//! what crossing the boundary twice and running as WebAssembly takes. Times are the best of five.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use relais_channels::capabilities::email::Mail;
use relais_channels::{Host, HostOptions, Message, Plugin, Settings, Sink};
use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

const RUNS: usize = 5;
const BATCH: usize = 100;
const BODY: usize = 9 * 1024;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let count = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(20_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let folder = std::env::temp_dir().join(format!("relais-sandbox-{}", std::process::id()));
    let outcome = runtime.block_on(measure(count, &folder));
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn measure(count: usize, folder: &std::path::Path) -> Result<()> {
    let options = || HostOptions {
        cache: Some(folder.to_owned()),
        ..HostOptions::default()
    };
    let (cold, host) = timed(|| Host::new(options()))?;
    let (warm, _) = best(|| Host::new(options()))?;
    println!("start with the email plugin compiled: {cold:?}; found in the cache: {warm:?}");

    let plugin = host.plugin("email").ok_or("no email plugin")?;
    let settings = Settings {
        tenant: "bench".to_owned(),
        config: r#"{"relay": "smtp://relay.example", "from": "Mairie <mairie@example.org>"}"#.to_owned(),
        ..Settings::default()
    };
    let batches = count.div_ceil(BATCH).max(1);
    let mut sandboxed = Duration::MAX;
    let mut native = Duration::MAX;
    let mut single = Duration::MAX;
    for _ in 0..RUNS {
        sandboxed = sandboxed.min(send(&plugin, &settings, batches, BATCH, BODY).await?);
        single = single.min(send(&plugin, &settings, batches, 1, 0).await?);
        native = native.min(convert(batches));
    }
    let messages = (batches * BATCH) as f64;
    let each = |span: Duration| span.as_secs_f64() * 1e6 / messages;
    println!("{messages} messages of {BODY} bytes in batches of {BATCH}, µs each:");
    println!(
        "  through the sandbox {:.2}, native {:.2}, difference {:.2}",
        each(sandboxed),
        each(native),
        each(sandboxed) - each(native)
    );
    println!(
        "  a call of its own for one empty message: {:.1} µs",
        single.as_secs_f64() * 1e6 / batches as f64
    );
    Ok(())
}

async fn send(plugin: &Plugin, settings: &Settings, batches: usize, size: usize, body: usize) -> Result<Duration> {
    let mut all = Duration::ZERO;
    for _ in 0..batches {
        let batch = messages(size, body);
        let start = Instant::now();
        let report = plugin.send(settings, Sink::Null, batch).await;
        all += start.elapsed();
        if let Some(fault) = report.fault {
            return Err(fault.into());
        }
        black_box(report);
    }
    Ok(all)
}

/// What the plugin does, without it.
fn convert(batches: usize) -> Duration {
    let mut all = Duration::ZERO;
    for _ in 0..batches {
        let batch = messages(BATCH, BODY);
        let start = Instant::now();
        let mails: Vec<Mail> = batch.into_iter().map(mail).collect();
        all += start.elapsed();
        black_box(mails);
    }
    all
}

fn mail(message: Message) -> Mail {
    let mut mail = Mail {
        key: message.key,
        from: "Mairie <mairie@example.org>".to_owned(),
        to: message.to,
        to_name: message.to_name,
        headers: message.headers,
        ..Mail::default()
    };
    for (name, value) in message.fields {
        match name.as_str() {
            "subject" => mail.subject = value,
            "html" => mail.html = Some(value),
            "text" => mail.text = Some(value),
            _ => {}
        }
    }
    mail
}

/// A table in French, as newsletters have.
fn html(bytes: usize) -> String {
    let row = "<tr><td style=\"padding:8px;color:#333\">La réunion publique aura lieu à l'hôtel de ville, où chacun \
               pourra s'exprimer.</td></tr>\n";
    row.repeat(bytes.div_ceil(row.len()))
}

fn messages(count: usize, body: usize) -> Vec<Message> {
    let html = html(body);
    (0..count)
        .map(|n| Message {
            key: format!("0199a1b2-c3d4-7e5f-8a9b-{n:012}"),
            to: format!("person{n}@example.net"),
            to_name: Some("Léa Dupont".to_owned()),
            fields: vec![
                ("subject".to_owned(), "Bonne année".to_owned()),
                ("html".to_owned(), html.clone()),
                ("text".to_owned(), "Bonne année".to_owned()),
            ],
            headers: vec![(
                "List-Unsubscribe".to_owned(),
                "<https://relais.example/unsubscribe/t>".to_owned(),
            )],
            return_path: None,
        })
        .collect()
}

fn timed<T, E: Error + 'static>(work: impl FnOnce() -> std::result::Result<T, E>) -> Result<(Duration, T)> {
    let start = Instant::now();
    let value = work()?;
    Ok((start.elapsed(), value))
}

fn best<T, E: Error + 'static>(mut work: impl FnMut() -> std::result::Result<T, E>) -> Result<(Duration, T)> {
    let mut best = timed(&mut work)?;
    for _ in 1..RUNS {
        let next = timed(&mut work)?;
        if next.0 < best.0 {
            best = next;
        }
    }
    Ok(best)
}
