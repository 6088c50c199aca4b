//! What each channel does in a second, what its plugin costs, and what an instance takes.
//!
//! `cargo bench -p relais-channels --bench channels [-- MESSAGES]`. Each plugin sends batches of 100 messages to a provider on this
//! machine that takes everything (letters: to the spool), one batch after the other, as one worker does; then the same
//! into the null sink, where what is left is the plugin's own work and crossing its boundary. Letters are a tenth as
//! many: each is laid out and drawn. Loading is timed without compiled code and with. Times are the best of three.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use relais_channels::{
    CacheKey, Capability, Grants, Host, HostOptions, Message, Outcome, Plugin, Secrets, Settings, Sink,
};
use relais_tests::doubles::{Browser, HttpSink};
use relais_tests::smtp_sink::{SinkOptions, SmtpSink};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

const RUNS: usize = 3;
const BATCH: usize = 100;
/// Messages of each measurement, unless the command line says otherwise.
const MESSAGES: usize = 2_000;

/// A pair of keys for notifications, which sign nothing else.
const VAPID: &str = include_str!("keys/vapid.pem");
const VAPID_PUBLIC: &str = "BMw6zJNqtC6ElQUfDJT8plAlWDHUTtczExOEmKYceKuIx7y_t5_rHi8r5bG6wsKw7Zav8G6WnPllqBmFuF-8Op4";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A plugin as it is measured.
struct Measured {
    name: &'static str,
    settings: Settings,
    /// Every which of the messages asked for.
    share: usize,
    message: Box<dyn Fn(usize) -> Message>,
}

fn main() -> Result<()> {
    let count = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(MESSAGES);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let folder = std::env::temp_dir().join(format!("relais-channels-{}", std::process::id()));
    let outcome = runtime.block_on(measure(count, &folder));
    std::fs::remove_dir_all(&folder)?;
    outcome
}

fn options(cache: &Path) -> HostOptions {
    HostOptions {
        cache: Some(cache.to_owned()),
        cache_key: CacheKey::default(),
        allow_private_hosts: true,
        ..HostOptions::default()
    }
}

async fn measure(count: usize, folder: &Path) -> Result<()> {
    println!("{}\n", machine());
    println!("batches of {BATCH}, best of {RUNS}\n");
    println!(
        "| channel | messages | messages/s | sandbox, µs a message | memory, KiB | load compiled, ms | load cold, ms |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let (http, smtp) = (HttpSink::start().await, smtp().await?);
    for one in all(http.url(), &smtp) {
        let component = Host::builtin().iter().find(|(name, _)| *name == one.name);
        let (_, component) = component.ok_or("no such plugin")?;
        let (cold, warm, plugin) = loaded(one.name, component, &folder.join(one.name))?;
        let batches = (count / one.share).div_ceil(BATCH).max(1);
        let (mut live, mut sandbox, mut memory) = (Duration::MAX, Duration::MAX, 0);
        for _ in 0..RUNS {
            live = live.min(sent(&plugin, &one, Sink::Live, batches).await?.0);
            let (alone, most) = sent(&plugin, &one, Sink::Null, batches).await?;
            sandbox = sandbox.min(alone);
            memory = memory.max(most);
        }
        let messages = batches * BATCH;
        let (per_second, each) = (
            messages as f64 / live.as_secs_f64(),
            sandbox.as_secs_f64() * 1e6 / messages as f64,
        );
        let (name, memory, warm, cold) = (one.name, memory / 1024, millis(warm), millis(cold));
        println!("| {name} | {messages} | {per_second:.0} | {each:.1} | {memory} | {warm:.2} | {cold:.0} |");
    }
    println!("\nThe provider took {} requests.", http.taken());
    Ok(())
}

/// How long a plugin takes to load without compiled code and with, and the plugin.
fn loaded(name: &str, component: &[u8], folder: &Path) -> Result<(Duration, Duration, Plugin)> {
    let (mut cold, mut warm, mut plugin) = (Duration::MAX, Duration::MAX, None);
    for run in 0..RUNS {
        let cache = folder.join(run.to_string());
        for time in [&mut cold, &mut warm] {
            let host = Host::bare(options(&cache))?;
            let start = Instant::now();
            plugin = Some(host.load(name, component, &Capability::ALL)?);
            *time = (*time).min(start.elapsed());
        }
    }
    Ok((cold, warm, plugin.ok_or("nothing was loaded")?))
}

/// How long so many batches take, and the memory of the largest call. Every message must have been taken.
async fn sent(plugin: &Plugin, one: &Measured, sink: Sink, batches: usize) -> Result<(Duration, usize)> {
    let (mut all, mut memory) = (Duration::ZERO, 0);
    for batch in 0..batches {
        let messages = (0..BATCH).map(|n| (one.message)(batch * BATCH + n)).collect();
        let start = Instant::now();
        let report = plugin.send(&one.settings, sink, messages).await;
        all += start.elapsed();
        memory = memory.max(report.usage.memory);
        if let Some(fault) = report.fault {
            return Err(fault.into());
        }
        let refused = report
            .outcomes
            .iter()
            .find(|outcome| !matches!(outcome, Outcome::Accepted { .. }));
        if let Some(refused) = refused {
            return Err(format!("{}: {refused:?}", one.name).into());
        }
    }
    Ok((all, memory))
}

/// A relay that only counts.
async fn smtp() -> Result<String> {
    let options = SinkOptions {
        only_count: true,
        ..SinkOptions::default()
    };
    let sink = SmtpSink::start(options).await?;
    let url = format!("smtp://{}", sink.address());
    // It takes mails until the program ends.
    std::mem::forget(sink);
    Ok(url)
}

fn all(http: &str, smtp: &str) -> Vec<Measured> {
    let mail = |n: usize| {
        let html = format!(
            "<p>{}</p>",
            "La réunion publique aura lieu à l’hôtel de ville. ".repeat(170)
        );
        message(
            n,
            format!("person{n}@example.net"),
            &[("subject", "Bonne année"), ("html", &html)],
        )
    };
    let text = "Bonjour Léa, les portes ouvrent samedi à 10 h. STOP au 36180";
    let address = "MADAME LEA DUPONT\n12 RUE DE LA PAIX\n75002 PARIS";
    let letter = "# Portes ouvertes\n\nMadame,\n\nNous vous attendons **samedi** à 10 h :\n\n- la visite\n- le goûter\n\n>> La mairie";
    let endpoint = http.to_owned();
    let browser = Browser::named("bench");
    let subscription = move |n: usize| {
        let to = browser.subscription(&endpoint).to_string();
        message(
            n,
            to,
            &[
                ("title", "Portes ouvertes"),
                ("body", "Samedi à 10 h."),
                ("url", "https://exemple.fr/"),
            ],
        )
    };
    let from = "Mairie <mairie@example.org>";
    vec![
        Measured {
            name: "email",
            settings: settings(
                &[smtp],
                &format!(r#"{{"relay":"{smtp}","from":"{from}","tls":"none"}}"#),
                &[],
            ),
            share: 1,
            message: Box::new(mail),
        },
        Measured {
            name: "mailgun",
            settings: settings(
                &[http],
                &format!(r#"{{"api":"{http}","domain":"mg.example.org","from":"{from}"}}"#),
                &[("api_key", "key"), ("webhook_key", "key")],
            ),
            share: 1,
            message: Box::new(mail),
        },
        Measured {
            name: "sendgrid",
            settings: settings(
                &[http],
                &format!(r#"{{"api":"{http}","from":"{from}"}}"#),
                &[("api_key", "key")],
            ),
            share: 1,
            message: Box::new(mail),
        },
        Measured {
            name: "sms",
            settings: settings(
                &[http],
                &format!(r#"{{"api":"{http}","account_sid":"AC00000000000000000000000000000000","from":"36180"}}"#),
                &[("auth_token", "token")],
            ),
            share: 1,
            message: Box::new(move |n| message(n, format!("+336{n:08}"), &[("text", text)])),
        },
        Measured {
            name: "push",
            settings: settings(
                &[http],
                &format!(r#"{{"public_key":"{VAPID_PUBLIC}","contact":"mailto:a@example.org","services":"{http}"}}"#),
                &[("vapid_key", VAPID)],
            ),
            share: 1,
            message: Box::new(subscription),
        },
        Measured {
            name: "postal",
            settings: settings(&[], r#"{"sender":"Mairie; 1 rue du Port; 29200 BREST"}"#, &[]),
            share: 10,
            message: Box::new(move |n| message(n, address.to_owned(), &[("body", letter)])),
        },
    ]
}

fn settings(hosts: &[&str], config: &str, secrets: &[(&str, &str)]) -> Settings {
    let secrets = secrets
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings {
        tenant: "bench".to_owned(),
        config: config.to_owned(),
        secrets: Secrets(secrets.collect::<BTreeMap<_, _>>()),
        grants: Grants {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        },
        ..Settings::default()
    }
}

fn message(n: usize, to: String, fields: &[(&str, &str)]) -> Message {
    Message {
        key: format!("0199a1b2-c3d4-7e5f-8a9b-{n:012}"),
        to,
        to_name: Some("Léa Dupont".to_owned()),
        fields: fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        headers: Vec::new(),
        return_path: None,
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = model
        .unwrap_or(" unknown processor")
        .trim_start_matches([' ', '\t', ':']);
    format!("{model}, {cores} cores")
}
