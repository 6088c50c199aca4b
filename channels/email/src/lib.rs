//! Email over SMTP, as a channel plugin: it says what a mail is made of, checks the configuration, and turns messages
//! into mails. The host builds, signs and sends them; passwords and keys never come in here. What servers write back is read
//! here, and believed of no message but the one whose own return address it came to.

mod config;
mod describe;
mod mailbox;
mod problem;
mod report;

use config::Config;
use relais_plugin::email_transport::{self, Mail};
use relais_plugin::{Callback, Channel, Description, Event, Message, Outcome, Problem, Settings};

struct Email;

impl Channel for Email {
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

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        match Config::read(settings) {
            Ok(config) => {
                let relay = config.relay(settings);
                let mails: Vec<Mail> = batch.into_iter().map(|message| mail(&config, message)).collect();
                email_transport::deliver(&relay, &mails)
            }
            Err(problems) => {
                let why = problems
                    .first()
                    .map_or_else(String::new, |problem| problem.clone().say("en").message);
                batch.iter().map(|_| Outcome::Unsent(why.clone())).collect()
            }
        }
    }

    fn parse_callback(settings: &Settings, request: Callback) -> Result<Vec<Event>, String> {
        let bounce = Config::read(settings).ok().and_then(|config| config.bounce);
        report::events(bounce.as_ref(), &request)
    }
}

/// The mail that a message's fields make. A sender or a reply address in the content goes before the configured one.
fn mail(config: &Config, message: Message) -> Mail {
    let mut mail = Mail {
        key: message.key,
        from: None,
        reply_to: None,
        subject: String::new(),
        text: None,
        html: None,
    };
    for field in message.fields {
        match field.name.as_str() {
            "subject" => mail.subject = field.value,
            "html" => mail.html = Some(field.value),
            "text" => mail.text = Some(field.value),
            "from" => mail.from = given(field.value),
            "reply_to" => mail.reply_to = given(field.value),
            _ => {}
        }
    }
    mail.from = mail.from.or_else(|| config.from.clone());
    mail.reply_to = mail.reply_to.or_else(|| config.reply_to.clone());
    mail
}

fn given(value: String) -> Option<String> {
    (!value.trim().is_empty()).then_some(value)
}

relais_plugin::channel!(Email);
