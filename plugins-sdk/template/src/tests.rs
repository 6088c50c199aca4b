use super::*;
use relais_plugin::Field;

fn settings(url: &str) -> Settings {
    Settings {
        config: json!({"url": url}).to_string(),
        secrets: Vec::new(),
        callback_url: None,
    }
}

#[test]
fn an_address_is_asked_for() {
    assert!(Webhook::check_config(&settings("https://example.org/in"), "en").is_empty());
    assert_eq!(Webhook::check_config(&settings(""), "en").len(), 1);
}

#[test]
fn a_message_is_posted_as_json() {
    let message = Message {
        key: "0199".to_owned(),
        to: "+33639980001".to_owned(),
        to_name: None,
        fields: vec![Field {
            name: "text".to_owned(),
            value: "Bonjour".to_owned(),
        }],
        headers: Vec::new(),
    };
    let request = request(&settings("https://example.org/in"), &message);
    assert_eq!(request.url, "https://example.org/in");
    assert_eq!(request.messages, ["0199"]);
    let expected = json!({"id": "0199", "to": "+33639980001", "text": "Bonjour"});
    assert_eq!(request.body, expected.to_string().into_bytes());
}
