//! What the administrator sets: `{api, domain, from, reply_to}`.

use relais_plugin::Settings;
use relais_webmail::{Mailbox, Problem, object, text};

/// The secret that sends.
pub const API_KEY: &str = "api_key";
/// The secret that reports are signed with.
pub const WEBHOOK_KEY: &str = "webhook_key";

/// The configuration, each part as good as absent when it is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Scheme, host and port of the API, without a slash at the end.
    pub api: Option<String>,
    /// The sending domain.
    pub domain: Option<String>,
    /// The sender, unless the content has its own.
    pub from: Option<Mailbox>,
    /// Where answers go, unless the content says otherwise.
    pub reply_to: Option<Mailbox>,
}

impl Config {
    /// Reads what is there; an empty configuration is a good one as far as this goes, since a sandbox needs none.
    pub fn read(settings: &Settings) -> Result<Self, Vec<Problem>> {
        let object = object(settings).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let api = text(&object, "api", &mut problems).map(|api| api.trim_end_matches('/').to_owned());
        let domain = text(&object, "domain", &mut problems);
        if api.as_ref().is_some_and(|api| !relais_webmail::is_api(api)) {
            problems.push(Problem::of(
                "api",
                "This is not the address of an API. Write https://api.mailgun.net or https://api.eu.mailgun.net.",
                "Ce n'est pas l'adresse d'une API. Écrivez https://api.mailgun.net ou https://api.eu.mailgun.net.",
            ));
        }
        let is_domain = |domain: &String| {
            domain.contains('.') && domain.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
        };
        if domain.as_ref().is_some_and(|domain| !is_domain(domain)) {
            problems.push(Problem::of(
                "domain",
                "This is not a domain. Write mg.example.org.",
                "Ce n'est pas un domaine. Écrivez mg.exemple.fr.",
            ));
        }
        let from = relais_webmail::mailbox(&object, "from", &mut problems);
        let reply_to = relais_webmail::mailbox(&object, "reply_to", &mut problems);
        if problems.is_empty() {
            Ok(Self {
                api,
                domain,
                from,
                reply_to,
            })
        } else {
            Err(problems)
        }
    }

    /// What is missing before anything can be sent.
    pub fn missing(&self, settings: &Settings) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.api.is_none() {
            problems.push(Problem::of(
                "api",
                "Say where the API is: https://api.mailgun.net or https://api.eu.mailgun.net.",
                "Indiquez l'API : https://api.mailgun.net ou https://api.eu.mailgun.net.",
            ));
        }
        if self.domain.is_none() {
            problems.push(Problem::of(
                "domain",
                "Say which domain sends: mg.example.org.",
                "Indiquez le domaine qui envoie : mg.exemple.fr.",
            ));
        }
        if self.from.is_none() {
            problems.push(relais_webmail::NO_SENDER);
        }
        if !settings.secrets.iter().any(|name| name == API_KEY) {
            problems.push(relais_webmail::NO_API_KEY);
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::serde_json::{Value, json};

    fn fields(config: &Value, secrets: &[&str]) -> Vec<Option<&'static str>> {
        let settings = Settings {
            config: config.to_string(),
            secrets: secrets.iter().map(|name| (*name).to_owned()).collect(),
            callback_url: None,
        };
        let problems = Config::read(&settings).map_or_else(|problems| problems, |config| config.missing(&settings));
        problems.into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        assert_eq!(
            fields(&json!({}), &[]),
            [Some("api"), Some("domain"), Some("from"), Some("api_key")]
        );
        let good = json!({ "api": "https://api.eu.mailgun.net/", "domain": "mg.b.test", "from": "A <a@b.test>" });
        assert_eq!(fields(&good, &["api_key"]), []);
        for (config, field) in [
            (json!({ "api": "api.mailgun.net" }), "api"),
            (json!({ "domain": "mg.b.test/../x" }), "domain"),
            (json!({ "from": "nobody" }), "from"),
            (json!({ "reply_to": 3 }), "reply_to"),
        ] {
            assert_eq!(fields(&config, &["api_key"]), [Some(field)], "{config}");
        }
    }
}
