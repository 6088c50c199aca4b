//! What paging-1 is, and it remembers when it last sent: it wants the cache besides.

use relais_plugin::prelude::*;

struct Paging;

impl Channel for Paging {
    fn describe(language: &str) -> Description {
        Description {
            name: if language.starts_with("fr") {
                "Messagerie"
            } else {
                "Paging"
            }
            .to_owned(),
            channel: "sms".to_owned(),
            address: AddressKind::Phone,
            content: vec![ContentField::required("text", "Text", FieldKind::Text)],
            config_schema:
                r#"{"type":"object","required":["url"],"properties":{"url":{"type":"string","title":"Address"}}}"#
                    .to_owned(),
            ..Description::default()
        }
    }

    fn check_config(settings: &Settings, _language: &str) -> Vec<Problem> {
        let missing = settings.text("url").is_empty();
        Vec::from_iter(missing.then(|| Problem::with("url", "https://…")))
    }

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        relais_plugin::log::write(relais_plugin::log::Level::Info, "version 2 sends");
        let now = relais_plugin::clock::now();
        relais_plugin::cache::set("last", now.to_string().as_bytes(), 60);
        let post = |message: &Message| {
            let body = json!({"to": message.to, "text": message.field("text")});
            Request::post(settings.text("url")).json(&body).hands_over(message)
        };
        let requests: Vec<Request> = batch.iter().map(post).collect();
        http::send_all(&requests).into_iter().map(outcome).collect()
    }
}

relais_plugin::channel!(Paging);
