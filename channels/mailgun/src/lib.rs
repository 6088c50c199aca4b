//! Email over an API of Mailgun's shape, as a channel plugin: one request per mail, webhooks with their signature checked.

mod config;
mod describe;
mod inbound;
mod outbound;

use config::{API_KEY, Config, WEBHOOK_KEY};
use relais_plugin::{Callback, Channel, Description, Event, Message, Outcome, Problem, Settings, clock, http, secrets};
use relais_webmail::{mail, permanent};

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
        let mails: Vec<_> = batch
            .iter()
            .map(|message| mail(message, config.from.as_ref(), config.reply_to.as_ref()))
            .collect();
        let requests: Vec<_> = mails
            .iter()
            .flatten()
            .map(|mail| outbound::request(&config, &key, mail))
            .collect();
        let answers = http::send_all(&requests);
        let now = clock::now();
        let mut outcomes = answers.iter().map(|answer| outbound::outcome(answer, now));
        let lost = || Outcome::Unknown("the host did not say".to_owned());
        let of = |asked: bool| match asked {
            true => outcomes.next().unwrap_or_else(lost),
            false => permanent("this is no email address", true),
        };
        mails.iter().map(Option::is_some).map(of).collect()
    }

    fn parse_callback(_: &Settings, request: Callback) -> Result<Vec<Event>, String> {
        let key = secrets::get(WEBHOOK_KEY).ok_or("there is no key to check the signature with")?;
        inbound::events(&key, clock::now(), &request.body)
    }
}

relais_plugin::channel!(Mailgun);
