//! Email over an API of Mailgun's shape, as a channel plugin: one request per mail, webhooks with their signature checked.

mod config;
mod describe;
mod inbound;
mod outbound;

use config::{API_KEY, Config, WEBHOOK_KEY};
use relais_plugin::{Callback, Channel, Description, Event, Message, Outcome, Problem, Settings, clock, secrets};
use relais_webmail::send;

struct Mailgun;

impl Channel for Mailgun {
    fn describe(language: &str) -> Description {
        describe::describe(language)
    }

    fn check_config(settings: &Settings, language: &str) -> Vec<Problem> {
        let problems = Config::read(settings).map_or_else(|problems| problems, |config| config.missing(settings));
        problems.iter().map(|problem| problem.say(language)).collect()
    }

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        let config = match Config::read(settings) {
            Ok(config) => config,
            Err(problems) => {
                let why = problems.first().map_or("", |problem| problem.english);
                return batch.iter().map(|_| Outcome::Unsent(why.to_owned())).collect();
            }
        };
        let key = secrets::get(API_KEY).unwrap_or_default();
        let now = clock::now();
        send(
            &batch,
            (config.from.as_ref(), config.reply_to.as_ref()),
            |mail| outbound::request(&config, &key, mail),
            |answer| outbound::outcome(answer, now),
        )
    }

    fn parse_callback(_: &Settings, request: Callback) -> Result<Vec<Event>, String> {
        let key = secrets::get(WEBHOOK_KEY).ok_or("there is no key to check the signature with")?;
        inbound::events(&key, clock::now(), &request.body)
    }
}

relais_plugin::channel!(Mailgun);
