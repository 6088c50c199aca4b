//! How the channel is configured.

use crate::problem::Problem;
use relais_plugin::Settings;
use relais_plugin::serde_json::{self, Map, Value};

/// The secret that the provider knows the tenant by.
pub const API_KEY: &str = "api_key";
/// The secret that the provider signs its reports with.
pub const CALLBACK_SECRET: &str = "callback_secret";

/// Lines of a sender.
const SENDER_LINES: usize = 8;

/// Which side of the envelope has the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// As in France.
    #[default]
    Right,
    /// As in Germany or Great Britain.
    Left,
}

/// Where letters go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Into files, for the tenant's own printer.
    #[default]
    Spool,
    /// To a provider, whose web service is at this address.
    Service(String),
}

/// What the administrator has set, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Where letters go.
    pub delivery: Delivery,
    /// Who writes, line by line.
    pub sender: Vec<String>,
    /// Which side has the window.
    pub window: Window,
    /// Whether the provider prints in colour.
    pub color: bool,
    /// Whether the provider prints on both sides.
    pub double_sided: bool,
    /// The text's language.
    pub language: String,
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
        let (delivery, url, sender) = (text("delivery"), text("url"), text("sender"));
        let (window, language) = (text("window"), text("language"));
        let mut switch = |name: &'static str| match object.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(on)) => *on,
            Some(_) => {
                keep(Problem::NotASwitch(name));
                false
            }
        };
        let (color, double_sided) = (switch("color"), switch("double_sided"));
        let url = url.unwrap_or_default();
        let url = url.trim_end_matches('/');
        let delivery = match delivery.as_deref() {
            None | Some("spool") => Delivery::Spool,
            Some("service") => Delivery::Service(url.to_owned()),
            Some(_) => {
                keep(Problem::UnknownDelivery);
                Delivery::Spool
            }
        };
        if !url.is_empty() && !is_url(url) {
            keep(Problem::NotAnAddress);
        }
        let window = match window.as_deref() {
            None | Some("right") => Window::Right,
            Some("left") => Window::Left,
            Some(_) => {
                keep(Problem::UnknownWindow);
                Window::Right
            }
        };
        let sender: Vec<String> = sender
            .unwrap_or_default()
            .split([';', '\n'])
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        if sender.len() > SENDER_LINES || sender.iter().any(|line| line.chars().count() > 50) {
            keep(Problem::SenderTooLong);
        }
        if problems.is_empty() {
            Ok(Self {
                delivery,
                sender,
                window,
                color,
                double_sided,
                language: language.unwrap_or_else(|| "fr".to_owned()),
            })
        } else {
            Err(problems)
        }
    }

    /// What is still missing before it can go live.
    pub fn missing(&self, settings: &Settings) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.sender.is_empty() {
            problems.push(Problem::NoSender);
        }
        if let Delivery::Service(url) = &self.delivery {
            if url.is_empty() {
                problems.push(Problem::NoAddress);
            }
            if !settings.has(API_KEY) {
                problems.push(Problem::NoApiKey);
            }
        }
        problems
    }
}

fn is_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || "?#@\"".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(secrets: &[&str]) -> Settings {
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
        assert_eq!(nothing.missing(&settings(&[])), [Problem::NoSender]);
        let spool = Config::read(r#"{"sender":"A; 1 rue B ;\n75001 PARIS;"}"#).unwrap();
        assert_eq!(spool.sender, ["A", "1 rue B", "75001 PARIS"]);
        assert_eq!(spool.missing(&settings(&[])), []);
        let service = Config::read(r#"{"sender":"A","delivery":"service"}"#).unwrap();
        assert_eq!(service.missing(&settings(&[])), [Problem::NoAddress, Problem::NoApiKey]);
        let whole = Config::read(r#"{"sender":"A","delivery":"service","url":"https://api.test/v1/"}"#).unwrap();
        assert_eq!(whole.delivery, Delivery::Service("https://api.test/v1".into()));
        assert_eq!(whole.missing(&settings(&[API_KEY])), []);
    }

    // R: P6
    #[test]
    fn what_is_wrong_is_told_where_it_is() {
        for (json, expected) in [
            ("[]", Problem::NotAnObject),
            (r#"{"sender":7}"#, Problem::NotText("sender")),
            (r#"{"color":"yes"}"#, Problem::NotASwitch("color")),
            (r#"{"delivery":"pigeon"}"#, Problem::UnknownDelivery),
            (r#"{"window":"top"}"#, Problem::UnknownWindow),
            (r#"{"url":"api.test"}"#, Problem::NotAnAddress),
            (r#"{"url":"https://u@api.test"}"#, Problem::NotAnAddress),
            (r#"{"sender":"1;2;3;4;5;6;7;8;9"}"#, Problem::SenderTooLong),
        ] {
            assert_eq!(Config::read(json), Err(vec![expected]), "{json}");
        }
    }
}
