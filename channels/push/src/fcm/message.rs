//! One message as the web service takes it.

use crate::config::Config;
use crate::notification::Notification;
use relais_plugin::serde_json::{Map, Value, json};

/// What devices are given at most, in bytes.
const MAX_PAYLOAD: usize = 4096;

/// The body of a request; nothing when the notification is too large.
pub fn write(config: &Config, token: &str, notification: &Notification) -> Option<Vec<u8>> {
    let mut seen = Map::new();
    seen.insert("title".to_owned(), notification.title.clone().into());
    if !notification.body.is_empty() {
        seen.insert("body".to_owned(), notification.body.clone().into());
    }
    let mut data = Map::new();
    data.insert("key".to_owned(), notification.key.clone().into());
    if !notification.url.is_empty() {
        data.insert("url".to_owned(), notification.url.clone().into());
    }
    let (seen, data) = (Value::Object(seen), Value::Object(data));
    if seen.to_string().len() + data.to_string().len() > MAX_PAYLOAD {
        return None;
    }
    let urgent = config.urgency.as_deref() == Some("high");
    let mut android = json!({
        "ttl": format!("{}s", config.ttl),
        "priority": if urgent { "HIGH" } else { "NORMAL" },
        "notification": { "tag": notification.key },
    });
    let mut apple = json!({ "apns-priority": if urgent { "10" } else { "5" } });
    if let Some(topic) = &config.topic {
        android["collapse_key"] = topic.clone().into();
        apple["apns-collapse-id"] = topic.clone().into();
    }
    let message = json!({
        "message": {
            "token": token,
            "notification": seen,
            "data": data,
            "android": android,
            "apns": { "headers": apple },
        },
    });
    Some(message.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::serde_json;

    fn notification(body: String) -> Notification {
        Notification {
            key: "k1".into(),
            title: "Salon".into(),
            body,
            url: "https://a.test/x".into(),
        }
    }

    // R: O5
    #[test]
    fn a_message_names_one_device_and_says_how_long_it_waits() {
        let config = Config::read(r#"{"ttl":60,"urgency":"high","topic":"salon","fcm_project":"p"}"#).unwrap();
        let written = write(&config, "device", &notification("Demain".into())).unwrap();
        let read: Value = serde_json::from_slice(&written).unwrap();
        let message = &read["message"];
        assert_eq!(message["token"], "device");
        assert_eq!(message["notification"], json!({ "title": "Salon", "body": "Demain" }));
        assert_eq!(message["data"], json!({ "key": "k1", "url": "https://a.test/x" }));
        assert_eq!(message["android"]["ttl"], "60s");
        assert_eq!(message["android"]["priority"], "HIGH");
        assert_eq!(message["apns"]["headers"]["apns-collapse-id"], "salon");
    }

    // R: P4
    #[test]
    fn what_is_too_large_is_not_sent() {
        let config = Config::read("{}").unwrap();
        assert!(write(&config, "device", &notification("x".repeat(3_900))).is_some());
        assert!(write(&config, "device", &notification("x".repeat(4_096))).is_none());
    }
}
