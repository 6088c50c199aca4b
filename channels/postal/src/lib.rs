//! Letters, as a channel plugin: each message becomes a PDF that can be printed, folded and posted as it is. It goes into
//! a file for the tenant's own printer, or to a provider who prints and posts.
//!
//! What can be computed without the host lives in modules that take everything they need as arguments.
#![cfg_attr(
    not(target_arch = "wasm32"),
    expect(
        dead_code,
        reason = "only a component is called; on this machine its parts are tested"
    )
)]

mod address;
mod config;
mod describe;
mod face;
mod layout;
mod letter;
mod manifest;
mod markup;
mod pdf;
mod problem;
mod service;

use config::{Config, Delivery};
use face::Faces;
use letter::Letter;
use manifest::Entry;
use relais_plugin::log::{self, Level};
use relais_plugin::{
    Callback, Channel, Description, Event, Message, Outcome, Permanent, Problem, Settings, clock, http, spool,
};
use service::Taker;

const PDF: &str = "application/pdf";

struct Postal;

impl Channel for Postal {
    fn describe(language: &str) -> Description {
        describe::describe(language)
    }

    fn check_config(settings: &Settings, language: &str) -> Vec<Problem> {
        match Config::read(&settings.config) {
            Ok(config) => config.missing(settings),
            Err(problems) => problems,
        }
        .into_iter()
        .map(|problem| problem.say(language))
        .collect()
    }

    fn measure(_: &Settings, batch: &[Message]) -> Vec<u32> {
        let faces = Faces::load();
        let pages = |message: &Message| {
            let pages = faces
                .as_ref()
                .map_or(1, |faces| letter::count(faces, message.field("body")));
            u32::try_from(pages).unwrap_or(u32::MAX)
        };
        batch.iter().map(pages).collect()
    }

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        let ready = Config::read(&settings.config)
            .map_err(|problems| {
                let first = problems.into_iter().next();
                first.map_or_else(String::new, |problem| problem.say("en").message)
            })
            .and_then(|config| Ok((config, Faces::load().ok_or("the fonts are damaged")?)));
        match ready {
            Ok((config, faces)) => hand_over(&config, &faces, &batch),
            Err(why) => batch.iter().map(|_| Outcome::Unsent(why.clone())).collect(),
        }
    }

    fn parse_callback(_: &Settings, request: Callback) -> Result<Vec<Event>, String> {
        service::callback::read(&request)
    }
}

/// A letter in pages and as a file.
type Written = (Letter, Vec<u8>);

fn write(config: &Config, faces: &Faces, message: &Message) -> Result<Written, Outcome> {
    let never = |reason| {
        Outcome::Permanent(Permanent {
            reason,
            suppress: false,
        })
    };
    let letter = letter::set(faces, config, &message.to, message.field("body")).map_err(never)?;
    let title = letter.address.first().map_or("", String::as_str);
    let pdf = pdf::write(faces, &letter.pages, title, &config.language).map_err(never)?;
    Ok((letter, pdf))
}

fn hand_over(config: &Config, faces: &Faces, batch: &[Message]) -> Vec<Outcome> {
    let letters: Vec<Result<Written, Outcome>> = batch.iter().map(|message| write(config, faces, message)).collect();
    if letters.iter().flatten().any(|(letter, _)| letter.replaced) {
        log::write(
            Level::Warning,
            "characters that the fonts do not have were replaced by «?»",
        );
    }
    match &config.delivery {
        Delivery::Spool => to_files(batch, letters),
        Delivery::Service(url) => to_service(url, config, batch, letters),
    }
}

fn to_files(batch: &[Message], letters: Vec<Result<Written, Outcome>>) -> Vec<Outcome> {
    let mut entries = Vec::new();
    let mut outcomes = Vec::with_capacity(batch.len());
    for (message, written) in batch.iter().zip(letters) {
        let outcome = written.map_or_else(
            |outcome| outcome,
            |(letter, pdf)| {
                let file = format!("{}.pdf", message.key);
                let outcome = spool::put(&message.key, &file, PDF, &pdf);
                if matches!(outcome, Outcome::Accepted(_)) {
                    entries.push(Entry {
                        file,
                        key: message.key.clone(),
                        pages: letter.pages.len(),
                    });
                }
                outcome
            },
        );
        outcomes.push(outcome);
    }
    if let Some(first) = entries.first() {
        let name = format!("manifest-{}.csv", first.key);
        spool::put_manifest(&name, "text/csv", manifest::write(&entries).as_bytes());
    }
    outcomes
}

fn to_service(url: &str, config: &Config, batch: &[Message], letters: Vec<Result<Written, Outcome>>) -> Vec<Outcome> {
    let authorization = service::authorization();
    match service::taker(url, &authorization) {
        Taker::Provider => {}
        Taker::Sandbox => return to_files(batch, letters),
        Taker::Nobody(outcome) => {
            return letters
                .into_iter()
                .map(|written| written.err().unwrap_or_else(|| outcome.clone()))
                .collect();
        }
    }
    let mut requests = Vec::new();
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(batch.len());
    for (message, written) in batch.iter().zip(letters) {
        outcomes.push(match written {
            Ok((letter, pdf)) => {
                requests.push(service::request(url, &authorization, config, message, &letter, &pdf));
                None
            }
            Err(outcome) => Some(outcome),
        });
    }
    let mut answers = http::send_all(&requests).into_iter();
    let lost = || Outcome::Unknown("no answer".to_owned());
    let mut next = || {
        answers
            .next()
            .map_or_else(lost, |answer| service::read(answer, clock::now()))
    };
    outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(&mut next))
        .collect()
}

#[cfg(target_arch = "wasm32")]
relais_plugin::channel!(Postal);
