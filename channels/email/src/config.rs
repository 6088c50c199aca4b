//! What the administrator sets: `{relay, from, domains, reply_to, bounce, tls, dkim: {domain, selector}, max_per_connection}`.

use crate::mailbox;
use crate::problem::Problem;
use relais_plugin::Settings;
use relais_plugin::email_transport::{Dkim, Relay, Tls};
use relais_plugin::serde_json::{self, Map, Value};

/// After how many mails a connection is renewed, unless the configuration says otherwise.
const PER_CONNECTION: u32 = 1000;
/// The longest name of an address for returned mail: with a message's mark it fills the 64 characters that servers take.
const LONGEST_BOUNCE: usize = 17;

/// The configuration, each part as good as absent when it is not set.
pub struct Config {
    relay: Option<Address>,
    tls: Option<Tls>,
    dkim: Option<(String, String)>,
    max_per_connection: u32,
    /// The sender, unless the content has its own.
    pub from: Option<String>,
    /// Where answers go, unless the content says otherwise.
    pub reply_to: Option<String>,
    /// Where mail is returned to that cannot be delivered; each message to an address of its own, made of this one.
    pub bounce: Option<Bounce>,
}

/// `name@domain`, before a message's mark is added to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// What stands before the `@`.
    pub name: String,
    /// What stands behind it.
    pub domain: String,
}

/// `smtp://host[:port]` or `smtps://host[:port]`.
struct Address {
    url: String,
    implicit: bool,
    loopback: bool,
}

impl Config {
    /// Reads what is there; an empty configuration is a good one as far as this goes, since a sandbox needs none.
    pub fn read(settings: &Settings) -> Result<Self, Vec<Problem>> {
        let object: Map<String, Value> =
            serde_json::from_str(&settings.config).map_err(|_| vec![Problem::NotAnObject])?;
        let mut problems = Vec::new();
        let mut keep = |problem| problems.push(problem);

        let relay = text(&object, "relay", &mut keep).and_then(|url| address(url).map_err(&mut keep).ok());
        let from = sender(&object, "from", &mut keep);
        let reply_to = sender(&object, "reply_to", &mut keep);
        let bounce = text(&object, "bounce", &mut keep).and_then(|written| {
            let bounce = bounce(written);
            if bounce.is_none() {
                keep(Problem::NotABounce);
            }
            bounce
        });
        // The host compares senders with them before a message comes here.
        if !are_names(object.get("domains")) {
            keep(Problem::NotDomains);
        }
        let tls = text(&object, "tls", &mut keep).and_then(|word| match word {
            "none" => Some(Tls::None),
            "starttls" => Some(Tls::Opportunistic),
            "required" => Some(Tls::Starttls),
            _ => {
                keep(Problem::UnknownTls);
                None
            }
        });
        if relay.as_ref().is_some_and(|relay| relay.implicit) && tls == Some(Tls::None) {
            keep(Problem::ImplicitWithoutTls);
        }
        let dkim = match object.get("dkim") {
            None | Some(Value::Null) => None,
            Some(Value::Object(dkim)) => match (text(dkim, "domain", &mut keep), text(dkim, "selector", &mut keep)) {
                (Some(domain), Some(selector)) if is_name(domain) && is_name(selector) => {
                    Some((domain.to_owned(), selector.to_owned()))
                }
                (None, None) => None,
                _ => {
                    keep(Problem::IncompleteDkim);
                    None
                }
            },
            Some(_) => {
                keep(Problem::IncompleteDkim);
                None
            }
        };
        let max_per_connection = match object.get("max_per_connection") {
            None | Some(Value::Null) => PER_CONNECTION,
            Some(value) => match value.as_u64().and_then(|count| u32::try_from(count).ok()) {
                Some(count) if count > 0 => count,
                _ => {
                    keep(Problem::NotACount);
                    PER_CONNECTION
                }
            },
        };
        if problems.is_empty() {
            Ok(Self {
                relay,
                tls,
                dkim,
                max_per_connection,
                from,
                reply_to,
                bounce,
            })
        } else {
            Err(problems)
        }
    }

    /// What has to be added before mail can leave.
    pub fn missing(&self, settings: &Settings) -> Vec<Problem> {
        let has = |name: &str| settings.secrets.iter().any(|secret| secret == name);
        let mut problems = Vec::new();
        if self.relay.is_none() {
            problems.push(Problem::NoRelay);
        }
        if self.from.is_none() {
            problems.push(Problem::NoSender);
        }
        match (has("username"), has("password")) {
            (true, false) => problems.push(Problem::NoPassword),
            (false, true) => problems.push(Problem::NoUsername),
            _ => {}
        }
        if self.dkim.is_some() && !has("dkim_key") {
            problems.push(Problem::NoDkimKey);
        }
        problems
    }

    /// The relay as the host wants it named; without an address where none is set.
    pub fn relay(&self, settings: &Settings) -> Relay {
        let named = |name: &str| {
            settings
                .secrets
                .iter()
                .any(|secret| secret == name)
                .then(|| name.to_owned())
        };
        let credentials = named("username").zip(named("password"));
        Relay {
            url: self.relay.as_ref().map(|relay| relay.url.clone()).unwrap_or_default(),
            tls: self.protection(credentials.is_some()),
            username_secret: credentials.as_ref().map(|(username, _)| username.clone()),
            password_secret: credentials.map(|(_, password)| password),
            dkim: self.dkim.as_ref().map(|(domain, selector)| Dkim {
                domain: domain.clone(),
                selector: selector.clone(),
                key_secret: "dkim_key".to_owned(),
            }),
            max_per_connection: Some(self.max_per_connection),
        }
    }

    /// Where nothing is said, TLS is used when the relay has it; a password never crosses a network without it.
    fn protection(&self, credentials: bool) -> Tls {
        let (implicit, loopback) = self
            .relay
            .as_ref()
            .map_or((false, false), |relay| (relay.implicit, relay.loopback));
        match self.tls {
            _ if implicit => Tls::Implicit,
            Some(tls) => tls,
            None if credentials && !loopback => Tls::Starttls,
            None => Tls::Opportunistic,
        }
    }
}

/// A property's text; absent when it is null or empty.
fn text<'a>(object: &'a Map<String, Value>, name: &'static str, keep: &mut impl FnMut(Problem)) -> Option<&'a str> {
    match object.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.trim()).filter(|text| !text.is_empty()),
        Some(_) => {
            keep(Problem::NotText(name));
            None
        }
    }
}

/// A property that is a mailbox.
fn sender(object: &Map<String, Value>, name: &'static str, keep: &mut impl FnMut(Problem)) -> Option<String> {
    let written = text(object, name, keep)?;
    if !mailbox::is_one(written) {
        keep(Problem::NotAMailbox(name));
    }
    Some(written.to_owned())
}

/// An address to which something can be added: nothing around it, and a short name.
fn bounce(written: &str) -> Option<Bounce> {
    let (name, domain) = written.rsplit_once('@')?;
    let is_short = (1..=LONGEST_BOUNCE).contains(&name.len());
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    let is_domain = domain.contains('.') && is_name(domain) && !domain.contains('_');
    (is_short && is_plain && is_domain).then(|| Bounce {
        name: name.to_owned(),
        domain: domain.to_owned(),
    })
}

fn address(url: &str) -> Result<Address, Problem> {
    let lower = url.to_ascii_lowercase();
    let (implicit, rest) = match (lower.strip_prefix("smtp://"), lower.strip_prefix("smtps://")) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return Err(Problem::NotARelay),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let good_host = !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || "-._[]:".contains(c));
    let good_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    if !good_host || !good_port {
        return Err(Problem::NotARelay);
    }
    Ok(Address {
        loopback: host == "localhost" || host.starts_with("127.") || host == "[::1]",
        implicit,
        url: lower,
    })
}

/// Whether there are no other domains, or only such as can be some.
fn are_names(domains: Option<&Value>) -> bool {
    match domains {
        None | Some(Value::Null) => true,
        Some(Value::Array(domains)) => domains.iter().all(|domain| domain.as_str().is_some_and(is_name)),
        Some(_) => false,
    }
}

/// Labels separated by dots, such as `mail.example.org`.
fn is_name(name: &str) -> bool {
    name.split('.')
        .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_'))
}
