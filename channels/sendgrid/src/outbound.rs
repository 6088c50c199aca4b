//! From a mail to the provider's request, and from its answer to what became of the mail (SendGrid, «Mail Send», v3).

use crate::config::Config;
use relais_plugin::http::{Failure, Method, Request, Response};
use relais_plugin::serde_json::{self, Map, Value, json};
use relais_plugin::{Field, Outcome};
use relais_webmail::{Mail, Mailbox, header, permanent, settle};

/// The argument by which a report names its message.
pub const KEY: &str = "relais_key";
/// Headers that the provider makes itself and refuses from others.
const RESERVED: [&str; 11] = [
    "x-sg-id",
    "x-sg-eid",
    "received",
    "dkim-signature",
    "content-type",
    "content-transfer-encoding",
    "to",
    "from",
    "subject",
    "reply-to",
    "cc",
];

/// The request that hands a mail over.
pub fn request(config: &Config, api_key: &str, mail: &Mail<'_>) -> Request {
    let api = config.api.as_deref().unwrap_or("https://api.sendgrid.com");
    let passed = mail
        .headers
        .iter()
        .filter(|field| !RESERVED.contains(&field.name.to_ascii_lowercase().as_str()));
    let headers: Map<String, Value> = passed
        .map(|field| (field.name.clone(), field.value.clone().into()))
        .collect();
    // The plain part stands first: the provider asks for that order.
    let parts = [("text/plain", mail.text), ("text/html", mail.html)];
    let content: Vec<Value> = parts
        .into_iter()
        .filter_map(|(kind, value)| Some(json!({ "type": kind, "value": value? })))
        .collect();
    let mut body = json!({
        "personalizations": [{ "to": [mailbox(&mail.to)], "custom_args": { KEY: mail.key } }],
        "subject": mail.subject,
        "content": content,
        // Opens and clicks are recorded by Relais, as far as each person allows it, and so are those who want no more.
        "tracking_settings": {
            "click_tracking": { "enable": false, "enable_text": false },
            "open_tracking": { "enable": false },
            "subscription_tracking": { "enable": false },
        },
    });
    if !headers.is_empty() {
        body["headers"] = Value::Object(headers);
    }
    if let Some(from) = &mail.from {
        body["from"] = mailbox(from);
    }
    if let Some(reply_to) = &mail.reply_to {
        body["reply_to"] = mailbox(reply_to);
    }
    let field = |name: &str, value: String| Field {
        name: name.to_owned(),
        value,
    };
    Request {
        method: Method::Post,
        url: format!("{api}/v3/mail/send"),
        headers: vec![
            field("authorization", format!("Bearer {api_key}")),
            field("content-type", "application/json".to_owned()),
        ],
        body: body.to_string().into_bytes(),
        messages: vec![mail.key.to_owned()],
        timeout: None,
    }
}

fn mailbox(mailbox: &Mailbox) -> Value {
    match &mailbox.name {
        Some(name) => json!({ "email": mailbox.address, "name": name }),
        None => json!({ "email": mailbox.address }),
    }
}

/// What the provider's answer means. `now` is in milliseconds since 1970.
pub fn outcome(answer: &Result<Response, Failure>, now: u64) -> Outcome {
    let taken = |response: &Response| match header(&response.headers, "x-message-id") {
        "" => None,
        id => Some(id.to_owned()),
    };
    settle(answer, now, taken, |response| {
        let said: Value = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        let error = &said["errors"][0];
        let (words, field) = (error["message"].as_str().unwrap_or_default(), error["field"].as_str());
        let address = field.is_some_and(|field| field.contains(".to"));
        permanent(format!("{} {words}", response.status).trim(), address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::Message;

    fn field(name: &str, value: &str) -> Field {
        Field {
            name: name.into(),
            value: value.into(),
        }
    }

    #[test]
    fn a_request_says_all_of_the_mail_and_tracks_nobody() {
        let message = Message {
            key: "k-1".into(),
            to: "zoe@c.test".into(),
            to_name: Some("Zoé".into()),
            fields: vec![field("subject", "Été"), field("html", "<p>a</p>"), field("text", "a")],
            headers: vec![
                field("List-Unsubscribe", "<https://r.test/unsubscribe/x>"),
                field("Subject", "another"),
            ],
        };
        let config = Config {
            api: Some("https://api.eu.sendgrid.com".into()),
            from: Mailbox::parse("Mairie <a@b.test>"),
            reply_to: Mailbox::parse("r@b.test"),
            webhook_key: None,
        };
        let mail = relais_webmail::mail(&message, config.from.as_ref(), config.reply_to.as_ref()).unwrap();
        let request = request(&config, "SG.1", &mail);
        assert_eq!(request.url, "https://api.eu.sendgrid.com/v3/mail/send");
        assert_eq!(request.headers[0].value, "Bearer SG.1");
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(
            body,
            json!({
                "personalizations": [{
                    "to": [{ "email": "zoe@c.test", "name": "Zoé" }], "custom_args": { "relais_key": "k-1" },
                }],
                "from": { "email": "a@b.test", "name": "Mairie" },
                "reply_to": { "email": "r@b.test" },
                "subject": "Été",
                "content": [{ "type": "text/plain", "value": "a" }, { "type": "text/html", "value": "<p>a</p>" }],
                "headers": { "List-Unsubscribe": "<https://r.test/unsubscribe/x>" },
                "tracking_settings": {
                    "click_tracking": { "enable": false, "enable_text": false },
                    "open_tracking": { "enable": false },
                    "subscription_tracking": { "enable": false },
                },
            })
        );
    }

    #[test]
    fn answers() {
        let said = |status, headers: Vec<Field>, body: Value| {
            let response = Response {
                status,
                headers,
                body: body.to_string().into_bytes(),
            };
            outcome(&Ok(response), 0)
        };
        assert_eq!(
            said(202, vec![field("X-Message-Id", "m-1")], json!(null)),
            Outcome::Accepted(Some("m-1".into()))
        );
        assert_eq!(said(202, vec![], json!(null)), Outcome::Accepted(None));
        let error =
            |field: &str| json!({ "errors": [{ "message": "Does not contain a valid address.", "field": field }] });
        let at_fault = said(400, vec![], error("personalizations.0.to.0.email"));
        assert!(matches!(at_fault, Outcome::Permanent(told) if told.suppress));
        let other = said(400, vec![], error("from.email"));
        assert!(matches!(other, Outcome::Permanent(told) if !told.suppress));
        assert!(matches!(said(413, vec![], json!({})), Outcome::Permanent(_)));
        assert!(matches!(said(401, vec![], error("")), Outcome::Transient(_)));
    }
}
