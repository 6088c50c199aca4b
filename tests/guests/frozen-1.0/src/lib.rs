//! A plugin as somebody wrote it for version 1.0 of the interface, with a copy of the interface as it was (`wit/`) and
//! nothing else of ours. It uses every capability once. It is not to be changed: what it is built of today, and what the
//! host makes of it, is what people's plugins of that time come to.

wit_bindgen::generate!({
    path: "wit",
    world: "plugin",
});

use exports::relais::channel::channel::{
    AddressKind, Callback, ContentField, Description, Event, EventKind, EventSubject, FieldKind, Guest, Idempotency,
    Limits, Problem, SecretWanted, Settings,
};
use relais::channel::types::{Field, Message, Outcome, Permanent};
use relais::channel::{cache, clock, email_transport, http, log, random, secrets, signatures, spool};

struct Frozen;

impl Guest for Frozen {
    fn describe(language: String) -> Description {
        Description {
            name: format!("Frozen ({language})"),
            channel: "frozen".to_owned(),
            address: AddressKind::Email,
            limits: Limits { max_batch: 10 },
            content: vec![ContentField {
                name: "text".to_owned(),
                label: "Text".to_owned(),
                kind: FieldKind::Text,
                required: true,
                max_length: Some(1000),
            }],
            config_schema: r#"{"type":"object"}"#.to_owned(),
            secrets: vec![SecretWanted {
                name: "key".to_owned(),
                label: "Key".to_owned(),
                required: true,
            }],
            idempotency: Idempotency::ByKey,
            unit: Some("letter".to_owned()),
        }
    }

    fn check_config(settings: Settings, _language: String) -> Vec<Problem> {
        let missing = settings.secrets.is_empty().then(|| Problem {
            field: Some("key".to_owned()),
            message: "there is no key".to_owned(),
        });
        missing.into_iter().collect()
    }

    fn measure(_settings: Settings, batch: Vec<Message>) -> Vec<u32> {
        (2..).take(batch.len()).collect()
    }

    /// The first by mail, the second by a request, the third as a file, a fourth with what the other capabilities say.
    fn send(settings: Settings, batch: Vec<Message>) -> Vec<Outcome> {
        let ways = [by_mail, by_request, as_a_file, by_words];
        batch
            .iter()
            .zip(ways.iter().cycle())
            .map(|(message, way)| way(&settings, message))
            .collect()
    }

    fn parse_callback(_settings: Settings, request: Callback) -> Result<Vec<Event>, String> {
        if request.body.is_empty() {
            return Err("there is nothing in it".to_owned());
        }
        Ok(vec![Event {
            subject: EventSubject::ProviderId(request.url),
            kind: EventKind::Delivered,
            at: Some(clock::now()),
            id: Some(request.path),
        }])
    }
}

fn by_mail(_settings: &Settings, message: &Message) -> Outcome {
    let relay = email_transport::Relay {
        url: String::new(),
        tls: email_transport::Tls::Opportunistic,
        username_secret: None,
        password_secret: None,
        dkim: None,
        max_per_connection: None,
    };
    let mail = email_transport::Mail {
        key: message.key.clone(),
        from: None,
        reply_to: None,
        subject: "Frozen".to_owned(),
        text: message.fields.first().map(|field| field.value.clone()),
        html: None,
    };
    let mut outcomes = email_transport::deliver(&relay, &[mail]);
    outcomes.pop().unwrap_or(Outcome::Unknown("no outcome".to_owned()))
}

fn by_request(settings: &Settings, message: &Message) -> Outcome {
    http::show(&message.key, "shown");
    let request = http::Request {
        method: http::Method::Post,
        url: settings.callback_url.clone().unwrap_or_default(),
        headers: vec![Field {
            name: "content-type".to_owned(),
            value: "application/json".to_owned(),
        }],
        body: b"{}".to_vec(),
        messages: vec![message.key.clone()],
        timeout: Some(1000),
    };
    match http::send_all(&[request]).pop() {
        Some(Ok(response)) if response.status == 200 => Outcome::Accepted(None),
        Some(Err(http::Failure::NotSent(reason))) => Outcome::Unsent(reason),
        _ => Outcome::Unknown("no answer".to_owned()),
    }
}

fn as_a_file(_settings: &Settings, message: &Message) -> Outcome {
    spool::put_manifest("manifest.csv", "text/csv", b"key\n");
    spool::put(&message.key, &format!("{}.txt", message.key), "text/plain", b"frozen")
}

fn by_words(_settings: &Settings, message: &Message) -> Outcome {
    cache::set(&message.key, b"kept", 60_000);
    log::write(log::Level::Warning, "frozen");
    let signature = signatures::sign("key", signatures::Algorithm::HmacSha256, b"data").map(|bytes| bytes.len());
    let public = signatures::public_key("key", signatures::Algorithm::HmacSha256).is_err();
    Outcome::Permanent(Permanent {
        reason: format!(
            "{:?} {:?} {} {:?} {public}",
            secrets::get("key"),
            cache::get(&message.key).map(|bytes| bytes.len()),
            random::bytes(4).len(),
            signature,
        ),
        suppress: false,
    })
}

export!(Frozen);
