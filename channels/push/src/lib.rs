//! Push notifications, as a channel plugin: web push (RFC 8030, 8188, 8291, 8292) to browsers, and mobile push over a
//! web service of the shape of FCM v1.
//!
//! Notifications for browsers are encrypted in here; what is signed is signed by the host, with keys that never come in.
//! What can be computed without the host lives in modules that say so by taking everything they need as arguments.
#![cfg_attr(
    not(target_arch = "wasm32"),
    expect(dead_code, reason = "only a component is called; on this machine its parts are tested")
)]

mod address;
mod answer;
mod config;
mod describe;
mod fcm;
mod notification;
mod origin;
mod problem;
mod web;

use address::Address;
use config::{Config, VAPID_KEY};
use notification::Notification;
use relais_plugin::http::{Failure, Request, Response};
use relais_plugin::signatures::{self, Algorithm};
use relais_plugin::{Channel, Description, Message, Outcome, Problem, Settings, http};

struct Push;

impl Channel for Push {
    fn describe(language: &str) -> Description {
        describe::describe(language)
    }

    fn check_config(settings: &Settings, language: &str) -> Vec<Problem> {
        match Config::read(&settings.config) {
            Ok(config) => {
                let mut problems = config.missing(settings);
                problems.extend(other_key(&config, settings));
                problems
            }
            Err(problems) => problems,
        }
        .into_iter()
        .map(|problem| problem.say(language))
        .collect()
    }

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        match Config::read(&settings.config) {
            Ok(config) => hand_over(&config, settings, &batch),
            Err(problems) => {
                let why = problems
                    .first()
                    .map_or_else(String::new, |problem| problem.clone().say("en").message);
                batch.iter().map(|_| Outcome::Unsent(why.clone())).collect()
            }
        }
    }
}

/// How the answer to one message's request is read.
enum Reader {
    Web,
    Fcm,
}

/// What is known of a message before anything is sent: its request, or its end.
type Written = Result<(Request, Reader), Outcome>;

/// Browsers were given the public key: with the secret half of another one nothing would arrive.
fn other_key(config: &Config, settings: &Settings) -> Option<problem::Problem> {
    let web = config.web.as_ref().filter(|web| !web.public_key.is_empty() && settings.has(VAPID_KEY))?;
    match signatures::public_key(VAPID_KEY, Algorithm::Es256) {
        Ok(key) => (web::written(&key) != web.public_key).then_some(problem::Problem::OtherKey),
        Err(_) => Some(problem::Problem::NotAVapidKey),
    }
}

fn hand_over(config: &Config, settings: &Settings, batch: &[Message]) -> Vec<Outcome> {
    let mut web = web::Sender::new(config, settings);
    let mut fcm = fcm::Sender::new(config, settings);
    let (mut requests, mut readers, mut outcomes) = (Vec::new(), Vec::new(), Vec::with_capacity(batch.len()));
    for message in batch {
        match write(config, &mut web, &mut fcm, message) {
            Ok((request, reader)) => {
                readers.push((outcomes.len(), reader));
                requests.push(request);
                // Replaced by what is answered.
                outcomes.push(Outcome::Unsent(String::new()));
            }
            Err(outcome) => outcomes.push(outcome),
        }
    }
    let answers = http::send_all(&requests);
    for ((place, reader), answer) in readers.into_iter().zip(answers) {
        if let Some(outcome) = outcomes.get_mut(place) {
            *outcome = read(&reader, answer);
        }
    }
    outcomes
}

fn write(config: &Config, web: &mut web::Sender<'_>, fcm: &mut fcm::Sender<'_>, message: &Message) -> Written {
    let notification = Notification::of(message);
    if config.is_empty() {
        return Ok((unconfigured(message, &notification), Reader::Web));
    }
    match Address::read(&message.to) {
        Some(Address::Web(subscription)) => Ok((web.request(message, &subscription, &notification)?, Reader::Web)),
        Some(Address::Device(token)) => Ok((fcm.request(message, &token, &notification)?, Reader::Fcm)),
        None => Err(answer::never("not a push subscription".to_owned(), true)),
    }
}

/// Before anything is configured there is only the sandbox, which reaches no host: the notification is handed over as it
/// is, to be looked at.
fn unconfigured(message: &Message, notification: &Notification) -> Request {
    Request::post("")
        .body("application/json", notification.json())
        .hands_over(message)
}

fn read(reader: &Reader, answer: Result<Response, Failure>) -> Outcome {
    match answer {
        Err(Failure::NotSent(reason)) => Outcome::Unsent(reason),
        Err(Failure::NoAnswer(reason)) => Outcome::Unknown(reason),
        Ok(response) => {
            let now = relais_plugin::clock::now();
            match reader {
                Reader::Web => web::read(&response, now),
                Reader::Fcm => fcm::read(&response, now),
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
relais_plugin::channel!(Push);
