//! How the channel is configured.

use crate::origin;
use crate::problem::Problem;
use relais_plugin::Settings;
use relais_plugin::serde_json::{self, Map, Value};

/// The secret that signs web push: a P-256 key in PKCS#8 PEM.
pub const VAPID_KEY: &str = "vapid_key";
/// The secret that signs for the service account: an RSA key in PKCS#8 PEM.
pub const ACCOUNT_KEY: &str = "service_account_key";

/// The push services of the browsers that people use.
pub const SERVICES: &str = "https://fcm.googleapis.com https://updates.push.services.mozilla.com https://web.push.apple.com https://*.notify.windows.com";
/// Where Google takes messages.
pub const FCM_URL: &str = "https://fcm.googleapis.com";
/// Where Google gives tokens.
pub const TOKEN_URL: &str = "https://oauth2.googleapis.com/token";
/// A day, in seconds.
const TTL: u32 = 86_400;
/// Push services keep nothing longer than four weeks, in seconds.
const LONGEST_TTL: u32 = 2_419_200;
/// Of a topic, in characters (RFC 8030 §5.4).
const TOPIC: usize = 32;

/// How urgent a notification is (RFC 8030 §5.3).
pub const URGENCIES: [&str; 4] = ["very-low", "low", "normal", "high"];

/// What the administrator has set, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    empty: bool,
    /// Web push.
    pub web: Option<Web>,
    /// Mobile push.
    pub fcm: Option<Fcm>,
    /// How long a notification waits for a device that is off, in seconds.
    pub ttl: u32,
    /// One of [`URGENCIES`].
    pub urgency: Option<String>,
    /// Of notifications with the same topic a device that was off gets the last.
    pub topic: Option<String>,
}

/// How web push is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Web {
    /// The public half of the key that signs, as browsers were given it.
    pub public_key: String,
    /// Whom a push service writes to when something is wrong: `mailto:…` or an address of the web.
    pub contact: String,
    /// Origins of push services.
    pub services: Vec<String>,
}

/// How mobile push is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fcm {
    /// The project's name at the provider.
    pub project: String,
    /// The service account.
    pub account: String,
    /// Where messages are taken, without a slash at the end.
    pub url: String,
    /// Where tokens are given.
    pub token_url: String,
}

impl Config {
    /// Reads a configuration, or says everything that is wrong with it.
    pub fn read(json: &str) -> Result<Self, Vec<Problem>> {
        let object: Map<String, Value> = serde_json::from_str(json).map_err(|_| vec![Problem::NotAnObject])?;
        let mut problems = Vec::new();
        let mut keep = |problem| problems.push(problem);
        let mut text = |name: &'static str| match object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Some(_) => {
                keep(Problem::NotText(name));
                None
            }
        };
        let (public_key, contact, services) = (text("public_key"), text("contact"), text("services"));
        let (project, account) = (text("fcm_project"), text("fcm_account"));
        let (url, token_url) = (text("fcm_url"), text("token_url"));
        let (urgency, topic) = (text("urgency"), text("topic"));
        let services: Vec<String> = services
            .as_deref()
            .unwrap_or_default()
            .split_whitespace()
            .map(|service| service.trim_end_matches('/').to_owned())
            .collect();
        if services.iter().any(|service| !is_origin(service)) {
            keep(Problem::NotAService);
        }
        if public_key.as_deref().is_some_and(|key| !is_public_key(key)) {
            keep(Problem::NotAPublicKey);
        }
        if contact.as_deref().is_some_and(|contact| !is_contact(contact)) {
            keep(Problem::NotAContact);
        }
        for (name, url) in [("fcm_url", &url), ("token_url", &token_url)] {
            if url.as_deref().is_some_and(|url| origin::of(url).is_none()) {
                keep(Problem::NotAnAddress(name));
            }
        }
        let part = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
        if project.as_deref().is_some_and(|project| !project.chars().all(part)) {
            keep(Problem::NotAProject);
        }
        if urgency.as_deref().is_some_and(|urgency| !URGENCIES.contains(&urgency)) {
            keep(Problem::UnknownUrgency);
        }
        let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if topic.as_deref().is_some_and(|topic| topic.len() > TOPIC || !topic.chars().all(letter)) {
            keep(Problem::NotATopic);
        }
        let ttl = match object.get("ttl") {
            None | Some(Value::Null) => TTL,
            Some(value) => match value.as_u64().and_then(|seconds| u32::try_from(seconds).ok()) {
                Some(seconds) if seconds <= LONGEST_TTL => seconds,
                _ => {
                    keep(Problem::NotATime);
                    TTL
                }
            },
        };
        let web = (public_key.is_some() || contact.is_some()).then(|| Web {
            public_key: public_key.unwrap_or_default(),
            contact: contact.unwrap_or_default(),
            services,
        });
        let fcm = (project.is_some() || account.is_some()).then(|| Fcm {
            project: project.unwrap_or_default(),
            account: account.unwrap_or_default(),
            url: url.as_deref().unwrap_or_default().trim_end_matches('/').to_owned(),
            token_url: token_url.unwrap_or_default(),
        });
        if problems.is_empty() {
            Ok(Self {
                empty: object.is_empty(),
                web,
                fcm,
                ttl,
                urgency,
                topic,
            })
        } else {
            Err(problems)
        }
    }

    /// Whether nobody has configured anything: a sandbox.
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// What is still missing before it can go live. Every host must be written out: what the administrator did not name is
    /// not granted.
    pub fn missing(&self, settings: &Settings) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.web.is_none() && self.fcm.is_none() {
            problems.push(Problem::Nothing);
        }
        if let Some(web) = &self.web {
            if web.public_key.is_empty() {
                problems.push(Problem::NoPublicKey);
            }
            if web.contact.is_empty() {
                problems.push(Problem::NoContact);
            }
            if web.services.is_empty() {
                problems.push(Problem::NoServices);
            }
            if !settings.has(VAPID_KEY) {
                problems.push(Problem::NoVapidKey);
            }
        }
        if let Some(fcm) = &self.fcm {
            if fcm.project.is_empty() {
                problems.push(Problem::NoProject);
            }
            if fcm.account.is_empty() {
                problems.push(Problem::NoAccount);
            }
            for (name, url) in [("fcm_url", &fcm.url), ("token_url", &fcm.token_url)] {
                if url.is_empty() {
                    problems.push(Problem::NoAddress(name));
                }
            }
            if !settings.has(ACCOUNT_KEY) {
                problems.push(Problem::NoAccountKey);
            }
        }
        problems
    }
}

fn is_origin(service: &str) -> bool {
    let plain = service.replacen("://*.", "://any.", 1);
    origin::of(&plain) == Some(plain.as_str())
}

/// 65 bytes in base64url, of which the first is 4: a point of P-256, uncompressed.
fn is_public_key(key: &str) -> bool {
    key.len() == 87
        && key.starts_with('B')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn is_contact(contact: &str) -> bool {
    let plain = !contact.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"');
    let mail = contact.strip_prefix("mailto:").is_some_and(|mail| {
        mail.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
    });
    plain && (mail || contact.starts_with("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "BDd3_hVL9fZi9Ybo2UUzA284WG5FZR30_95YeZJsiApwXKpNcF1rRPF3foIiBHXRdJI2Qhumhf6_LFTeZaNndIo";

    fn read(json: Value) -> Result<Config, Vec<Problem>> {
        Config::read(&json.to_string())
    }

    fn with(secrets: &[&str]) -> Settings {
        Settings {
            config: String::new(),
            callback_url: None,
            secrets: secrets.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    // R: P6
    #[test]
    fn what_is_missing_is_told() {
        let nothing = Config::read("{}").unwrap();
        assert!(nothing.is_empty());
        assert_eq!(nothing.missing(&with(&[])), [Problem::Nothing]);
        let web = read(serde_json::json!({ "public_key": KEY })).unwrap();
        assert_eq!(
            web.missing(&with(&[])),
            [Problem::NoContact, Problem::NoServices, Problem::NoVapidKey]
        );
        let both = read(serde_json::json!({
            "public_key": KEY, "contact": "mailto:a@b.fr", "services": SERVICES,
            "fcm_project": "p-1", "fcm_account": "x@p-1.iam.test", "fcm_url": FCM_URL, "token_url": TOKEN_URL,
        }))
        .unwrap();
        assert_eq!(both.missing(&with(&[VAPID_KEY, ACCOUNT_KEY])), []);
        assert_eq!(both.missing(&with(&[VAPID_KEY])), [Problem::NoAccountKey]);
        assert_eq!(both.web.unwrap().services.len(), 4);
        let mobile = read(serde_json::json!({ "fcm_project": "p-1", "fcm_account": "x@p-1.iam.test" })).unwrap();
        assert_eq!(
            mobile.missing(&with(&[ACCOUNT_KEY])),
            [Problem::NoAddress("fcm_url"), Problem::NoAddress("token_url")]
        );
    }

    // R: P6
    #[test]
    fn what_is_wrong_is_told_where_it_is() {
        for (json, expected) in [
            (serde_json::json!({ "public_key": "short" }), Problem::NotAPublicKey),
            (serde_json::json!({ "contact": "a@b.fr" }), Problem::NotAContact),
            (serde_json::json!({ "services": "push.example.test" }), Problem::NotAService),
            (serde_json::json!({ "services": "https://a.test/path" }), Problem::NotAService),
            (serde_json::json!({ "urgency": "now" }), Problem::UnknownUrgency),
            (serde_json::json!({ "topic": "été" }), Problem::NotATopic),
            (serde_json::json!({ "ttl": -1 }), Problem::NotATime),
            (serde_json::json!({ "ttl": "1" }), Problem::NotATime),
            (serde_json::json!({ "fcm_url": "fcm" }), Problem::NotAnAddress("fcm_url")),
            (serde_json::json!({ "fcm_project": "a/b" }), Problem::NotAProject),
            (serde_json::json!({ "contact": 7 }), Problem::NotText("contact")),
        ] {
            assert_eq!(read(json), Err(vec![expected]));
        }
        assert_eq!(Config::read("[]"), Err(vec![Problem::NotAnObject]));
    }
}
