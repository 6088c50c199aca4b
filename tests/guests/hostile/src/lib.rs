//! A plugin that does what plugins must not. Its configuration says what: `{"do": "loop", …}`; see [`Deed`].
//!
//! Whatever it does, it first hands `first` messages of the batch to the mail relay, so that a test sees that what is
//! known of them survives.

use relais_plugin::email_transport::{self, Mail, Relay, Tls};
use relais_plugin::serde::Deserialize;
use relais_plugin::{
    AddressKind, Callback, Channel, ContentField, Description, Event, EventKind, EventSubject, FieldKind, Idempotency,
    Limits, Message, Outcome, Permanent, Problem, SecretWanted, Settings, cache, clock, http, log, parse, random,
    secrets, signatures, spool,
};
use std::hint::black_box;

mod raw;

struct Hostile;

#[derive(Deserialize, Default)]
#[serde(crate = "relais_plugin::serde", default)]
struct Config {
    /// What to do.
    r#do: Deed,
    /// How many messages are handed over before.
    first: usize,
    /// The mail relay.
    relay: String,
    /// Where requests go.
    url: String,
    /// Whether it behaves while its configuration is looked at, as whoever means harm would: so it goes live.
    hides: bool,
}

#[derive(Deserialize, Default, PartialEq)]
#[serde(crate = "relais_plugin::serde", rename_all = "kebab-case")]
enum Deed {
    /// Hands the rest over as well, like a good plugin.
    #[default]
    Behave,
    /// Never ends.
    Loop,
    /// Wants all memory.
    Memory,
    /// Crashes.
    Trap,
    /// Calls itself without end.
    Recursion,
    /// Reaches for a host that is not allowed.
    ForbiddenRequest,
    /// Reaches for a relay that is not allowed.
    ForbiddenRelay,
    /// Returns one outcome too many.
    TooMany,
    /// Returns no outcome.
    None,
    /// Returns more than may cross the boundary.
    Oversized,
    /// Says that everything was accepted, whatever the relay said.
    Accepted,
    /// Says that everything has to be sent again, whatever the relay said.
    Again,
    /// Says that everything is refused for good, whatever the relay said.
    Refused,
    /// Hands the first message over once more.
    Twice,
    /// Hands over a message that is not of the batch.
    Foreign,
    /// Writes to the log without end of sense.
    Flood,
    /// Asks for more chance than there is.
    Chance,
    /// Posts each message to `url`, and reads the answer.
    Post,
    /// Posts each message to `url`, and crashes over the answers.
    PostAndTrap,
    /// Tells what it can see, through the reasons of its outcomes.
    Spy,
    /// Remembers the first message's key for whoever comes next.
    Remember,
    /// Stores a file for each message, and one for all.
    Spool,
    /// The same, and crashes.
    SpoolAndTrap,
    /// Stores a file that leads out of its folder.
    SpoolElsewhere,
    /// Stores a file that is larger than one may be.
    SpoolLarge,
    /// Signs with the key it asked for and with one it did not, and tells what came of it.
    Sign,
    /// Measures one message too few.
    MeasureLess,
    /// Posts each message, and says that it was not sent.
    AgainAfterPost,
    /// Believes every report.
    Believe,
    /// Says something else each time.
    Chancy,
    /// Asks the time without end.
    Storm,
    /// Makes requests without end.
    RequestStorm,
    /// Logs a text that is larger than what may cross the boundary.
    GiantText,
    /// Asks for more requests than may cross the boundary.
    GiantList,
    /// Says something that is not text.
    NotText,
    /// Logs something that is not text.
    LogNotText,
    /// Logs what lies outside of its memory.
    OutOfBounds,
    /// Logs at a level that there is not.
    NoSuchLevel,
    /// Reports without end.
    EventFlood,
}

impl Channel for Hostile {
    fn describe(_language: &str) -> Description {
        Description {
            name: "Hostile".to_owned(),
            channel: "hostile".to_owned(),
            address: AddressKind::Email,
            limits: Limits { max_batch: 10 },
            content: vec![ContentField {
                name: "text".to_owned(),
                label: "Text".to_owned(),
                kind: FieldKind::Text,
                required: true,
                max_length: None,
            }],
            config_schema: "{}".to_owned(),
            secrets: vec![SecretWanted {
                name: "mine".to_owned(),
                label: "Mine".to_owned(),
                required: false,
            }],
            idempotency: Idempotency::None,
            unit: None,
        }
    }

    fn check_config(settings: &Settings, _language: &str) -> Vec<Problem> {
        let config = config(settings);
        match config.r#do {
            _ if config.hides => Vec::new(),
            Deed::Loop => spin(),
            Deed::Trap => panic!("as told"),
            Deed::Flood => (0..10_000).map(|_| problem(&"x".repeat(1_000))).collect(),
            _ => Vec::new(),
        }
    }

    fn measure(settings: &Settings, batch: &[Message]) -> Vec<u32> {
        match config(settings).r#do {
            Deed::Loop => spin(),
            Deed::MeasureLess => vec![1; batch.len().saturating_sub(1)],
            _ => batch.iter().map(|message| message.key.len() as u32).collect(),
        }
    }

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        let config = config(settings);
        let (first, rest) = batch.split_at(config.first.min(batch.len()));
        let mut outcomes = deliver(&config.relay, first);
        match config.r#do {
            Deed::Behave => outcomes.extend(deliver(&config.relay, rest)),
            Deed::Loop => spin(),
            Deed::Memory => hoard(),
            Deed::Trap => panic!("as told"),
            Deed::Recursion => outcomes.extend(refuse(deep(batch.len() as u64))),
            Deed::ForbiddenRequest => outcomes.extend(post("https://forbidden.example/", rest)),
            Deed::ForbiddenRelay => outcomes.extend(deliver("smtp://forbidden.example:25", rest)),
            Deed::TooMany => outcomes.extend((0..=rest.len()).map(|_| Outcome::Accepted(None))),
            Deed::None => outcomes.clear(),
            Deed::Oversized => outcomes.extend(rest.iter().map(|_| Outcome::Unsent("x".repeat(8 * 1024 * 1024)))),
            Deed::Accepted => {
                return batch
                    .iter()
                    .map(|_| Outcome::Accepted(Some("made-up".to_owned())))
                    .collect();
            }
            Deed::Again => return batch.iter().map(|_| Outcome::Unsent("again".to_owned())).collect(),
            Deed::Refused => return batch.iter().flat_map(|_| refuse(0)).collect(),
            Deed::Twice => outcomes.extend(deliver(&config.relay, first)),
            Deed::Foreign => {
                let mut foreign = rest.to_vec();
                if let Some(message) = foreign.last_mut() {
                    message.key.push_str("-of-somebody-else");
                }
                outcomes.extend(deliver(&config.relay, &foreign));
            }
            Deed::Flood => {
                for _ in 0..10_000 {
                    log::write(log::Level::Info, &"y".repeat(10_000));
                }
                outcomes.extend(deliver(&config.relay, rest));
            }
            Deed::Chance => {
                black_box(random::bytes(u32::MAX));
            }
            Deed::Post => outcomes.extend(post(&config.url, rest)),
            Deed::PostAndTrap => {
                post(&config.url, rest);
                panic!("as told");
            }
            Deed::Spy => outcomes.extend(rest.iter().map(|_| Outcome::Unsent(spy(settings)))),
            Deed::Remember => {
                if let Some(message) = batch.first() {
                    cache::set("seen", message.key.as_bytes(), 60_000);
                }
                outcomes.extend(deliver(&config.relay, rest));
            }
            Deed::Spool => outcomes.extend(store(rest, "", 100)),
            Deed::SpoolAndTrap => {
                store(rest, "", 100);
                panic!("as told");
            }
            Deed::SpoolElsewhere => outcomes.extend(store(rest, "../", 100)),
            Deed::SpoolLarge => outcomes.extend(store(rest, "", 16 * 1024 * 1024 + 1)),
            Deed::Sign => outcomes.extend(rest.iter().map(|_| Outcome::Unsent(sign()))),
            Deed::MeasureLess | Deed::Believe | Deed::EventFlood => outcomes.extend(deliver(&config.relay, rest)),
            Deed::AgainAfterPost => {
                let answers = post(&config.url, rest);
                outcomes.extend(answers.iter().map(|_| Outcome::Unsent("again".to_owned())));
            }
            Deed::Chancy => outcomes.extend(rest.iter().map(|_| Outcome::Unsent(format!("{:?}", random::bytes(8))))),
            Deed::Storm => loop {
                black_box(clock::now());
                cache::set("storm", &[0; 1024], 60_000);
            },
            Deed::RequestStorm => loop {
                black_box(http::send_all(
                    &(0..100).map(|_| request(&config.url)).collect::<Vec<_>>(),
                ));
            },
            Deed::GiantText => log::write(log::Level::Info, &"y".repeat(8 * 1024 * 1024)),
            Deed::GiantList => {
                black_box(http::send_all(
                    &(0..100_000).map(|_| request(&config.url)).collect::<Vec<_>>(),
                ));
            }
            Deed::NotText => outcomes.extend(rest.iter().map(|_| Outcome::Unsent(raw::not_text()))),
            Deed::LogNotText => log::write(log::Level::Info, &raw::not_text()),
            Deed::OutOfBounds => raw::log_out_of_bounds(),
            Deed::NoSuchLevel => raw::log_at_no_level(),
        }
        outcomes
    }

    fn parse_callback(settings: &Settings, request: Callback) -> Result<Vec<Event>, String> {
        match config(settings).r#do {
            Deed::Trap => panic!("as told"),
            Deed::Loop => spin(),
            Deed::Memory => hoard(),
            Deed::Recursion => Err(deep(request.body.len() as u64).to_string()),
            Deed::NotText => Err(raw::not_text()),
            Deed::Believe => Ok(vec![event("x")]),
            Deed::EventFlood => Ok((0..50_000).map(|_| event("")).collect()),
            Deed::Oversized => Ok(vec![event(&"x".repeat(8 * 1024 * 1024))]),
            _ => Err(format!(
                "{} {} of {} bytes",
                request.method,
                request.path,
                request.body.len()
            )),
        }
    }
}

fn config(settings: &Settings) -> Config {
    parse(settings).unwrap_or_default()
}

fn problem(message: &str) -> Problem {
    Problem {
        field: None,
        message: message.to_owned(),
    }
}

fn deliver(url: &str, messages: &[Message]) -> Vec<Outcome> {
    let mails: Vec<Mail> = messages
        .iter()
        .map(|message| Mail {
            key: message.key.clone(),
            from: Some("hostile@example.org".to_owned()),
            reply_to: None,
            subject: "Hello".to_owned(),
            text: message.fields.first().map(|field| field.value.clone()),
            html: None,
        })
        .collect();
    if mails.is_empty() {
        return Vec::new();
    }
    let relay = Relay {
        url: url.to_owned(),
        tls: Tls::None,
        username_secret: None,
        password_secret: None,
        dkim: None,
        max_per_connection: None,
    };
    email_transport::deliver(&relay, &mails)
}

fn post(url: &str, messages: &[Message]) -> Vec<Outcome> {
    let requests: Vec<http::Request> = messages
        .iter()
        .map(|message| http::Request {
            method: http::Method::Post,
            url: url.to_owned(),
            headers: Vec::new(),
            body: message.key.clone().into_bytes(),
            messages: vec![message.key.clone()],
            timeout: None,
        })
        .collect();
    http::send_all(&requests)
        .into_iter()
        .map(|answer| match answer {
            Ok(response) if response.status < 300 => {
                Outcome::Accepted(Some(String::from_utf8_lossy(&response.body).into_owned()))
            }
            Ok(response) => Outcome::Permanent(Permanent {
                reason: format!("status {}", response.status),
                suppress: false,
            }),
            Err(http::Failure::NotSent(reason)) => Outcome::Unsent(reason),
            Err(http::Failure::NoAnswer(reason)) => Outcome::Unknown(reason),
        })
        .collect()
}

fn store(messages: &[Message], folder: &str, size: usize) -> Vec<Outcome> {
    let outcomes = messages
        .iter()
        .map(|message| {
            let name = format!("{folder}{}.txt", message.key);
            spool::put(&message.key, &name, "text/plain", &vec![b'x'; size])
        })
        .collect();
    spool::put_manifest("batch.csv", "text/csv", b"key\n");
    outcomes
}

fn sign() -> String {
    let with = |secret: &str| {
        signatures::sign(secret, signatures::Algorithm::HmacSha256, b"data").map(|signature| signature.len())
    };
    format!("mine {:?}, yours {:?}", with("mine"), with("yours"))
}

fn request(url: &str) -> http::Request {
    http::Request {
        method: http::Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        messages: Vec::new(),
        timeout: None,
    }
}

fn event(words: &str) -> Event {
    Event {
        subject: EventSubject::Key("m0".to_owned()),
        kind: EventKind::Replied(words.to_owned()),
        at: None,
        id: None,
    }
}

fn refuse(depth: u64) -> Vec<Outcome> {
    vec![Outcome::Permanent(Permanent {
        reason: format!("refused at {depth}"),
        suppress: true,
    })]
}

fn spin() -> ! {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

fn hoard() -> ! {
    let mut hoard = Vec::new();
    loop {
        hoard.push(black_box(vec![1_u8; 1024 * 1024]));
    }
}

/// Without end, whatever the optimiser thinks of it.
fn deep(depth: u64) -> u64 {
    let here = black_box([depth; 64]);
    black_box(deep(black_box(depth + 1))) + here[(depth % 64) as usize]
}

/// The secrets it was told of, two that it guesses, what was remembered, the time and the first byte of chance.
fn spy(settings: &Settings) -> String {
    format!(
        "told {:?}, mine {:?}, yours {:?}, remembered {:?}, at {}, chance {:?}",
        settings.secrets,
        secrets::get("mine"),
        secrets::get("yours"),
        cache::get("seen").map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        clock::now(),
        random::bytes(2),
    )
}

relais_plugin::channel!(Hostile);
