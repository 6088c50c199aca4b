//! Text messages over an API of Twilio's shape, as a channel plugin: one request per message, status and inbound webhooks
//! with their signature checked, STOP and START, the number of segments that are charged.

mod config;
mod describe;
mod inbound;
mod outbound;
mod problem;
mod segments;
mod sender;
mod signature;
mod stop;
mod words;

use config::Config;
use relais_plugin::{Callback, Channel, Description, Event, Message, Outcome, Problem, Settings, clock, http, secrets};

struct Sms;

/// The secret that signs and is signed with.
const TOKEN: &str = "auth_token";

impl Channel for Sms {
    fn describe(language: &str) -> Description {
        describe::describe(language)
    }

    fn check_config(settings: &Settings, language: &str) -> Vec<Problem> {
        match Config::read(settings) {
            Ok(config) => config.missing(settings),
            Err(problems) => problems,
        }
        .into_iter()
        .map(|problem| problem.say(language))
        .collect()
    }

    fn measure(settings: &Settings, batch: &[Message]) -> Vec<u32> {
        let config = Config::read(settings).unwrap_or_default();
        let count = |message: &Message| segments::count(&config.worded(outbound::text(message)));
        batch.iter().map(count).collect()
    }

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        let config = match Config::read(settings) {
            Ok(config) => config,
            Err(problems) => {
                let why = problems.first().map(|problem| problem.clone().say("en").message);
                let why = why.unwrap_or_default();
                return batch.iter().map(|_| Outcome::Unsent(why.clone())).collect();
            }
        };
        let token = secrets::get(TOKEN).unwrap_or_default();
        let mut outcomes: Vec<Option<Outcome>> = batch.iter().map(outbound::refusal).collect();
        let mut requests = Vec::new();
        for (message, _) in batch.iter().zip(&outcomes).filter(|(_, refused)| refused.is_none()) {
            http::show(&message.key, &config.worded(outbound::text(message)));
            requests.push(outbound::request(
                &config,
                &token,
                settings.callback_url.as_deref(),
                message,
            ));
        }
        let answers = http::send_all(&requests);
        let now = clock::now();
        let mut answers = answers.iter().map(|answer| outbound::outcome(answer, now));
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.is_none()) {
            *outcome = answers.next();
        }
        let lost = || Outcome::Unknown("the host did not say".to_owned());
        outcomes
            .into_iter()
            .map(|outcome| outcome.unwrap_or_else(lost))
            .collect()
    }

    fn parse_callback(settings: &Settings, request: Callback) -> Result<Vec<Event>, String> {
        let config = Config::read(settings).unwrap_or_default();
        let token = secrets::get(TOKEN).ok_or("there is no token to check the signature with")?;
        inbound::events(&token, config.account.as_deref(), &request)
    }
}

relais_plugin::channel!(Sms);
