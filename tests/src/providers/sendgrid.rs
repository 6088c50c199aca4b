//! A provider of mail in SendGrid's shape.
//!
//! After «Mail Send» (JSON in, 202 and `X-Message-Id` out, bearer token), «Event Webhook Reference» and «Getting Started with
//! the Event Webhook Security Features» (ECDSA on P-256).

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::sync::Arc;

use super::front::{Fault, Front, Reported, report, serve};
use super::mailgun::now;

/// The key that sends.
pub const API_KEY: &str = "SG.une-cle";
/// The DER of a P-256 public key (RFC 5480) up to its point.
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// The provider's identifier.
    pub id: String,
    /// To whom.
    pub to: String,
    /// All that came.
    pub body: Value,
}

/// The provider, with a key pair of its own.
#[derive(Clone)]
pub struct SendGrid {
    url: String,
    front: Front<Mail>,
    key: Arc<EcdsaKeyPair>,
}

impl SendGrid {
    /// Starts one.
    pub async fn start() -> Self {
        let front = Front::new();
        let router = Router::new()
            .route("/v3/mail/send", post(take))
            .with_state(front.clone());
        Self {
            url: serve(router).await,
            front,
            key: Arc::new(pair()),
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The public key as its pages show it.
    pub fn public_key(&self) -> String {
        STANDARD.encode([&SPKI[..], self.key.public_key().as_ref()].concat())
    }

    /// What it took, in order.
    pub fn taken(&self) -> Vec<Mail> {
        self.front.taken()
    }

    /// The last mail it took for somebody.
    pub fn last(&self, to: &str) -> Mail {
        let mut taken = self.taken();
        taken.retain(|mail| mail.to == to);
        taken.pop().unwrap_or_else(|| panic!("nothing was sent to {to}"))
    }

    /// Answers the next mail to somebody like this.
    pub fn order(&self, to: &str, fault: Fault) {
        self.front.order(to, fault);
    }

    /// An event of a mail, as it stands in a report; `id` is the event's own.
    pub fn event(&self, mail: &Mail, id: &str, mut event: Value) -> Value {
        event["email"] = json!(mail.to);
        event["timestamp"] = json!(now());
        event["sg_event_id"] = json!(id);
        event["sg_message_id"] = json!(format!("{}.filter0001.16648.5515E0B88.0", mail.id));
        event["relais_key"] = mail.body["personalizations"][0]["custom_args"]["relais_key"].clone();
        event
    }

    /// Reports events.
    pub async fn report(&self, callback: &str, events: Vec<Value>) -> Reported {
        signed_report(&self.key, callback, events).await
    }

    /// The same, signed with another key.
    pub async fn forged_report(&self, callback: &str, events: Vec<Value>) -> Reported {
        signed_report(&pair(), callback, events).await
    }
}

fn pair() -> EcdsaKeyPair {
    let (rng, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_ASN1_SIGNING);
    let made = EcdsaKeyPair::generate_pkcs8(algorithm, &rng);
    let made = made.unwrap_or_else(|error| panic!("no key pair: {error}"));
    EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &rng).unwrap_or_else(|error| panic!("no key pair: {error}"))
}

async fn signed_report(key: &EcdsaKeyPair, callback: &str, events: Vec<Value>) -> Reported {
    let (timestamp, body) = (now().to_string(), Value::Array(events).to_string());
    let signature = key.sign(&SystemRandom::new(), format!("{timestamp}{body}").as_bytes());
    let signature = signature.unwrap_or_else(|error| panic!("no signature: {error}"));
    let signature = STANDARD.encode(signature);
    let headers = [
        ("content-type", "application/json"),
        ("x-twilio-email-event-webhook-signature", signature.as_str()),
        ("x-twilio-email-event-webhook-timestamp", timestamp.as_str()),
    ];
    report(callback, &headers, body.into_bytes()).await
}

async fn take(State(front): State<Front<Mail>>, headers: HeaderMap, body: Bytes) -> Response {
    let expected = format!("Bearer {API_KEY}");
    let presented = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
    if presented != Some(expected.as_bytes()) {
        let body = json!({ "errors": [{ "message": "The provided authorization grant is invalid", "field": null }] });
        return (StatusCode::UNAUTHORIZED, body.to_string()).into_response();
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let to = body["personalizations"][0]["to"][0]["email"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let complete = body["from"]["email"].is_string() && body["content"][0]["value"].is_string() && !to.is_empty();
    if !complete {
        let body = json!({ "errors": [{ "message": "Bad Request", "field": "personalizations" }] });
        return (StatusCode::BAD_REQUEST, body.to_string()).into_response();
    }
    let id = super::new_id().simple().to_string();
    let mail = Mail {
        id: id.clone(),
        to: to.clone(),
        body,
    };
    front.take(&to, mail, || {
        (StatusCode::ACCEPTED, [("x-message-id", id)]).into_response()
    })
}
