//! What a person sees: a title, a text, and where a tap on it leads.

use relais_plugin::Message;
use relais_plugin::serde_json::{Map, Value};

/// One notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The same at every attempt: a device that gets it twice shows it once.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its text; may be empty.
    pub body: String,
    /// Where it leads; may be empty.
    pub url: String,
}

impl Notification {
    /// What a message says.
    pub fn of(message: &Message) -> Self {
        let field = |name| message.field(name).to_owned();
        Self {
            key: message.key.clone(),
            title: field("title"),
            body: field("body"),
            url: field("url"),
        }
    }

    /// What the page's service worker reads: `title`, `body`, `url`, `tag`.
    pub fn json(&self) -> String {
        let mut object = Map::new();
        for (name, value) in [
            ("title", &self.title),
            ("body", &self.body),
            ("url", &self.url),
            ("tag", &self.key),
        ] {
            if !value.is_empty() {
                object.insert(name.to_owned(), Value::from(value.as_str()));
            }
        }
        Value::Object(object).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::serde_json::{self, json};

    #[test]
    fn what_is_absent_is_left_out() {
        let notification = Notification {
            key: "k".into(),
            title: "Salon «É»\n".into(),
            body: String::new(),
            url: "https://a.test/?x=1&y=2".into(),
        };
        let read: Value = serde_json::from_str(&notification.json()).unwrap();
        assert_eq!(
            read,
            json!({ "title": "Salon «É»\n", "url": "https://a.test/?x=1&y=2", "tag": "k" })
        );
    }
}
