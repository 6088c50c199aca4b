//! From a mail to the provider's request, and from its answer to what became of the mail (Mailgun, «Messages», «Send an
//! email»).

use crate::config::Config;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relais_plugin::http::{Failure, Method, Request, Response};
use relais_plugin::serde_json::{self, Value};
use relais_plugin::{Field, Outcome};
use relais_webmail::{Mail, permanent, settle};

/// The variable by which a report names its message.
pub const KEY: &str = "relais-key";

/// The request that hands a mail over.
pub fn request(config: &Config, api_key: &str, mail: &Mail<'_>) -> Request {
    let api = config.api.as_deref().unwrap_or("https://api.mailgun.net");
    let domain = config.domain.as_deref().unwrap_or_default();
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("to", &mail.to.written());
    if let Some(from) = &mail.from {
        form.append_pair("from", &from.written());
    }
    if let Some(reply_to) = &mail.reply_to {
        form.append_pair("h:Reply-To", &reply_to.written());
    }
    form.append_pair("subject", mail.subject);
    for (name, value) in [("text", mail.text), ("html", mail.html)] {
        if let Some(value) = value {
            form.append_pair(name, value);
        }
    }
    for header in mail.headers {
        form.append_pair(&format!("h:{}", header.name), &header.value);
    }
    // The same at every attempt, so that a mail program shows a second copy as the first.
    if !domain.is_empty() {
        form.append_pair("h:Message-Id", &format!("<{}@{domain}>", mail.key));
    }
    form.append_pair(&format!("v:{KEY}"), mail.key);
    // Opens and clicks are recorded by Relais, as far as each person allows it.
    form.append_pair("o:tracking", "no");
    let header = |name: &str, value: String| Field {
        name: name.to_owned(),
        value,
    };
    Request {
        method: Method::Post,
        url: format!("{api}/v3/{domain}/messages"),
        headers: vec![
            header(
                "authorization",
                format!("Basic {}", STANDARD.encode(format!("api:{api_key}"))),
            ),
            header("content-type", "application/x-www-form-urlencoded".to_owned()),
        ],
        body: form.finish().into_bytes(),
        messages: vec![mail.key.to_owned()],
        timeout: None,
    }
}

/// What the provider's answer means. `now` is in milliseconds since 1970.
pub fn outcome(answer: &Result<Response, Failure>, now: u64) -> Outcome {
    let said = |response: &Response| serde_json::from_slice::<Value>(&response.body).unwrap_or(Value::Null);
    let taken = |response: &Response| Some(id(said(response)["id"].as_str()?));
    settle(answer, now, taken, |response| {
        let words = said(response)["message"].as_str().unwrap_or_default().to_owned();
        // «'to' parameter is not a valid address. please check documentation»
        let address = words.contains("'to' parameter");
        permanent(format!("{} {words}", response.status).trim(), address)
    })
}

/// An identifier as reports name it: without the angle brackets.
pub fn id(written: &str) -> String {
    written.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::Message;
    use relais_plugin::serde_json::json;
    use relais_webmail::Mailbox;

    #[test]
    fn a_request_says_all_of_the_mail_and_tracks_nobody() {
        let field = |name: &str, value: &str| Field {
            name: name.into(),
            value: value.into(),
        };
        let message = Message {
            key: "k-1".into(),
            to: "zoe@c.test".into(),
            to_name: Some("Zoé".into()),
            fields: vec![
                field("subject", "Été"),
                field("html", "<p>a&b</p>"),
                field("text", "a&b"),
            ],
            headers: vec![field("List-Unsubscribe", "<https://r.test/unsubscribe/x>")],
        };
        let config = Config {
            api: Some("https://api.eu.mailgun.net".into()),
            domain: Some("mg.b.test".into()),
            from: Mailbox::parse("Mairie <a@b.test>"),
            reply_to: None,
        };
        let mail = relais_webmail::mail(&message, config.from.as_ref(), None).unwrap();
        let request = request(&config, "key-1", &mail);
        assert_eq!(request.url, "https://api.eu.mailgun.net/v3/mg.b.test/messages");
        assert_eq!(request.headers[0].value, "Basic YXBpOmtleS0x");
        let fields: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
        let expected = [
            ("to", "\"Zoé\" <zoe@c.test>"),
            ("from", "\"Mairie\" <a@b.test>"),
            ("subject", "Été"),
            ("text", "a&b"),
            ("html", "<p>a&b</p>"),
            ("h:List-Unsubscribe", "<https://r.test/unsubscribe/x>"),
            ("h:Message-Id", "<k-1@mg.b.test>"),
            ("v:relais-key", "k-1"),
            ("o:tracking", "no"),
        ];
        assert_eq!(
            fields,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    fn answers() {
        let said = |status, body: Value| {
            let response = Response {
                status,
                headers: vec![],
                body: body.to_string().into_bytes(),
            };
            outcome(&Ok(response), 0)
        };
        let taken = json!({ "id": "<k-1@mg.b.test>", "message": "Queued. Thank you." });
        assert_eq!(said(200, taken), Outcome::Accepted(Some("k-1@mg.b.test".into())));
        assert_eq!(said(200, json!([])), Outcome::Accepted(None));
        let bad = json!({ "message": "'to' parameter is not a valid address. please check documentation" });
        assert!(matches!(said(400, bad), Outcome::Permanent(told) if told.suppress));
        let other = json!({ "message": "Sandbox subdomains are for test purposes only" });
        assert!(matches!(said(400, other), Outcome::Permanent(told) if !told.suppress));
        assert!(matches!(said(401, json!("Forbidden")), Outcome::Transient(_)));
    }
}
