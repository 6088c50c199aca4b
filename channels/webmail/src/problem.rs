//! What can be wrong with a configuration, in words.

use crate::Mailbox;
use relais_plugin::Settings;
use relais_plugin::serde_json::{self, Map, Value};

/// What is wrong with one property or secret, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which; nothing when it is the whole.
    pub field: Option<&'static str>,
    /// In English.
    pub english: &'static str,
    /// In French.
    pub french: &'static str,
}

impl Problem {
    /// A problem of one property or secret.
    pub const fn of(field: &'static str, english: &'static str, french: &'static str) -> Self {
        Self {
            field: Some(field),
            english,
            french,
        }
    }

    /// In a reader's language.
    pub fn say(&self, language: &str) -> relais_plugin::Problem {
        relais_plugin::Problem {
            field: self.field.map(str::to_owned),
            message: if language.starts_with("fr") {
                self.french
            } else {
                self.english
            }
            .to_owned(),
        }
    }
}

/// The configuration as an object.
pub fn object(settings: &Settings) -> Result<Map<String, Value>, Problem> {
    serde_json::from_str(&settings.config).map_err(|_| Problem {
        field: None,
        english: "The configuration must be a JSON object.",
        french: "La configuration doit être un objet JSON.",
    })
}

/// A property that is text; an empty one is absent.
pub fn text(object: &Map<String, Value>, name: &'static str, problems: &mut Vec<Problem>) -> Option<String> {
    match object.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Some(_) => {
            problems.push(Problem::of(
                name,
                "This must be text.",
                "Cette valeur doit être un texte.",
            ));
            None
        }
    }
}

/// A property that is a mailbox.
pub fn mailbox(object: &Map<String, Value>, name: &'static str, problems: &mut Vec<Problem>) -> Option<Mailbox> {
    let written = text(object, name, problems)?;
    let mailbox = Mailbox::parse(&written);
    if mailbox.is_none() {
        problems.push(Problem::of(
            name,
            "This is not an email address. Write news@example.org, or Example <news@example.org>.",
            "Ce n'est pas une adresse email. Écrivez infos@exemple.fr, ou Exemple <infos@exemple.fr>.",
        ));
    }
    mailbox
}

/// Whether this is `https://host[:port]`; in clear only to this machine.
pub fn is_api(api: &str) -> bool {
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

/// There is no sender.
pub const NO_SENDER: Problem = Problem::of(
    "from",
    "Say who the mail is from: Example <news@example.org>.",
    "Indiquez l'expéditeur des emails : Exemple <infos@exemple.fr>.",
);
/// There is no key to send with.
pub const NO_API_KEY: Problem = Problem::of("api_key", "The API key is missing.", "Il manque la clé d'API.");
