//! A channel that posts each message as JSON to one web address.

use relais_plugin::prelude::*;

struct Webhook;

impl Channel for Webhook {
    fn describe(language: &str) -> Description {
        let title = ["Address", "Adresse"][usize::from(language.starts_with("fr"))];
        let url = json!({"type": "string", "format": "uri", "title": title});
        Description {
            name: "Webhook".to_owned(),
            channel: "webhook".to_owned(),
            content: vec![ContentField::required("text", "Message", FieldKind::Text)],
            config_schema: json!({"type": "object", "required": ["url"], "properties": {"url": url}}).to_string(),
            ..Description::default()
        }
    }

    fn check_config(settings: &Settings, _language: &str) -> Vec<Problem> {
        let good = settings.text("url").starts_with("https://");
        Vec::from_iter((!good).then(|| Problem::with("url", "https://…")))
    }

    fn send(settings: &Settings, batch: Vec<Message>) -> Vec<Outcome> {
        let requests: Vec<Request> = batch.iter().map(|message| request(settings, message)).collect();
        http::send_all(&requests).into_iter().map(outcome).collect()
    }
}

fn request(settings: &Settings, message: &Message) -> Request {
    let body = json!({"id": message.key, "to": message.to, "text": message.field("text")});
    Request::post(settings.text("url")).json(&body).hands_over(message)
}

#[cfg(test)]
mod tests;

relais_plugin::channel!(Webhook);
