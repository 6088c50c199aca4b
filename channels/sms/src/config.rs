//! What the administrator sets: `{api, account_sid, from | messaging_service_sid, stop, stop_position}`.

use crate::problem::Problem;
use crate::sender::{self, Fault};
use crate::stop::{self, Position};
use relais_plugin::Settings;
use relais_plugin::serde_json::{self, Map, Value};

/// The configuration, each part as good as absent when it is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Scheme, host and port of the API, without a slash at the end.
    pub api: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// From whom messages come.
    pub from: Option<String>,
    /// The provider's pool of senders, in the place of one.
    pub service: Option<String>,
    /// How people can end messages, as it is added where a message does not say it.
    pub stop: Option<String>,
    /// Where it is added.
    pub position: Position,
}

impl Config {
    /// Reads what is there; an empty configuration is a good one as far as this goes, since a sandbox needs none.
    pub fn read(settings: &Settings) -> Result<Self, Vec<Problem>> {
        let object: Map<String, Value> =
            serde_json::from_str(&settings.config).map_err(|_| vec![Problem::NotAnObject])?;
        let mut problems = Vec::new();
        let mut text = |name: &'static str| match object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Some(_) => {
                problems.push(Problem::NotText(name));
                None
            }
        };
        let config = Self {
            api: text("api").map(|api| api.trim_end_matches('/').to_owned()),
            account: text("account_sid"),
            from: text("from"),
            service: text("messaging_service_sid"),
            stop: text("stop"),
            position: Position::End,
        };
        let position = text("stop_position");
        let is_id = |id: &String| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if config.api.as_ref().is_some_and(|api| !is_api(api)) {
            problems.push(Problem::NotAnApi);
        }
        if config.account.as_ref().is_some_and(|id| !is_id(id)) {
            problems.push(Problem::NotAnId("account_sid"));
        }
        if config.service.as_ref().is_some_and(|id| !is_id(id)) {
            problems.push(Problem::NotAnId("messaging_service_sid"));
        }
        match config.from.as_deref().map(sender::check) {
            None | Some(Ok(())) => {}
            Some(Err(Fault::Unreadable)) => problems.push(Problem::NotASender),
            Some(Err(Fault::Mobile)) => problems.push(Problem::MobileSender),
        }
        if config
            .stop
            .as_ref()
            .is_some_and(|mention| !stop::is_said(mention) || mention.chars().count() > 60)
        {
            problems.push(Problem::NotAStop);
        }
        let position = match position.as_deref() {
            None | Some("end") => Position::End,
            Some("start") => Position::Start,
            Some(_) => {
                problems.push(Problem::UnknownPosition);
                Position::End
            }
        };
        if problems.is_empty() {
            Ok(Self { position, ..config })
        } else {
            Err(problems)
        }
    }

    /// What is missing before anything can be sent.
    pub fn missing(&self, settings: &Settings) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.api.is_none() {
            problems.push(Problem::NoApi);
        }
        if self.account.is_none() {
            problems.push(Problem::NoAccount);
        }
        match (&self.from, &self.service) {
            (None, None) => problems.push(Problem::NoSender),
            (Some(_), Some(_)) => problems.push(Problem::TwoSenders),
            _ => {}
        }
        // Without an answer to send STOP to, the message has to say where it can be sent.
        if self.stop.is_none() && self.from.as_deref().is_none_or(|from| !sender::takes_replies(from)) {
            problems.push(Problem::NoStop);
        }
        if !settings.secrets.iter().any(|name| name == "auth_token") {
            problems.push(Problem::NoToken);
        }
        problems
    }

    /// How people can end messages.
    pub fn mention(&self) -> String {
        match (&self.stop, &self.from) {
            (Some(said), _) => said.clone(),
            (None, Some(from)) if sender::takes_replies(from) => format!("STOP au {from}"),
            _ => "STOP au 36XXX".to_owned(),
        }
    }

    /// A text as it is sent.
    pub fn worded(&self, text: &str) -> String {
        stop::add(text, &self.mention(), self.position)
    }
}

/// `https://host[:port]`; in clear only to this machine.
fn is_api(api: &str) -> bool {
    let plain = |rest: &str| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte))
    };
    if let Some(rest) = api.strip_prefix("https://") {
        return plain(rest);
    }
    let local = |rest: &str| {
        ["127.", "localhost", "[::1]"]
            .iter()
            .any(|start| rest.starts_with(start))
    };
    api.strip_prefix("http://")
        .is_some_and(|rest| plain(rest) && local(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::serde_json::json;

    fn settings(config: &Value, secrets: &[&str]) -> Settings {
        Settings {
            config: config.to_string(),
            secrets: secrets.iter().map(|name| (*name).to_owned()).collect(),
            callback_url: None,
        }
    }

    fn problems(config: &Value, secrets: &[&str]) -> Vec<Problem> {
        let settings = settings(config, secrets);
        Config::read(&settings).map_or_else(|problems| problems, |config| config.missing(&settings))
    }

    #[test]
    fn a_sandbox_needs_nothing_and_going_live_says_what_it_needs() {
        assert!(Config::read(&settings(&json!({}), &[])).is_ok());
        use Problem::*;
        assert_eq!(problems(&json!({}), &[]), [NoApi, NoAccount, NoSender, NoStop, NoToken]);
        let good = json!({
            "api": "https://api.twilio.com/", "account_sid": "AC0123", "from": "36180", "stop_position": "start",
        });
        assert_eq!(problems(&good, &["auth_token"]), []);
        let named = json!({ "api": "https://api.twilio.com", "account_sid": "AC0123", "from": "MAIRIE" });
        assert_eq!(problems(&named, &["auth_token"]), [NoStop], "nobody can answer a name");
    }

    #[test]
    fn what_is_wrong_is_named() {
        use Problem::*;
        for (config, problem) in [
            (json!({ "api": "api.twilio.com" }), NotAnApi),
            (json!({ "api": "http://api.twilio.com" }), NotAnApi),
            (json!({ "api": "https://api.twilio.com/2010" }), NotAnApi),
            (json!({ "account_sid": "AC/../x" }), NotAnId("account_sid")),
            (json!({ "from": "+33612345678" }), MobileSender),
            (json!({ "from": "+262692123456" }), MobileSender),
            (json!({ "from": "+06 12" }), NotASender),
            (json!({ "from": 36180 }), NotText("from")),
            (json!({ "stop": "Répondez NON" }), NotAStop),
            (json!({ "stop_position": "middle" }), UnknownPosition),
        ] {
            assert_eq!(problems(&config, &[]), [problem], "{config}");
        }
        assert_eq!(
            Config::read(&Settings {
                config: "[]".into(),
                secrets: vec![],
                callback_url: None
            }),
            Err(vec![NotAnObject])
        );
    }

    #[test]
    fn the_mention_names_the_number_that_takes_it() {
        let of = |config: Value| Config::read(&settings(&config, &[])).map(|config| config.mention());
        assert_eq!(of(json!({ "from": "36180" })), Ok("STOP au 36180".to_owned()));
        assert_eq!(
            of(json!({ "from": "MAIRIE", "stop": "STOP au 36180" })),
            Ok("STOP au 36180".to_owned())
        );
    }
}
