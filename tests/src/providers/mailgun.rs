//! A provider of mail in Mailgun's shape.
//!
//! After «Send an email» (form in, JSON out, basic authentication), «Events structure» and «Securing webhooks».

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

use super::front::{Fault, Front, Reported, fields, get, report, serve};

/// The key that sends.
pub const API_KEY: &str = "key-0123456789";
/// The key that webhooks are signed with.
pub const WEBHOOK_KEY: &str = "une-cle-de-webhook";
/// The domain that sends.
pub const DOMAIN: &str = "mg.atelier.test";

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The provider's identifier, without angle brackets.
    pub id: String,
    /// To whom, without a name.
    pub to: String,
    /// All that came.
    pub fields: Vec<(String, String)>,
}

impl Mail {
    /// One of the fields that came; empty when it did not.
    pub fn field(&self, name: &str) -> String {
        get(&self.fields, name)
    }
}

/// The provider.
#[derive(Clone, Debug)]
pub struct Mailgun {
    url: String,
    front: Front<Mail>,
}

impl Mailgun {
    /// Starts one.
    pub async fn start() -> Self {
        let front = Front::new();
        let router = Router::new()
            .route("/v3/{domain}/messages", post(take))
            .with_state(front.clone());
        Self {
            url: serve(router).await,
            front,
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
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

    /// Reports an event of a mail; `id` is the event's own.
    pub async fn event(&self, callback: &str, mail: &Mail, id: &str, event: Value) -> Reported {
        let body = signed(WEBHOOK_KEY, now(), &data(mail, id, event));
        report(callback, &[("content-type", "application/json")], body).await
    }

    /// The same, signed with another key, or too long ago.
    pub async fn forged_event(&self, callback: &str, mail: &Mail, old: bool) -> Reported {
        let (key, at) = if old {
            (WEBHOOK_KEY, now() - 86_400)
        } else {
            ("autre", now())
        };
        let body = signed(key, at, &data(mail, "forged", json!({ "event": "complained" })));
        report(callback, &[("content-type", "application/json")], body).await
    }
}

async fn take(
    State(front): State<Front<Mail>>,
    Path(domain): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let expected = format!("Basic {}", STANDARD.encode(format!("api:{API_KEY}")));
    let presented = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
    if presented != Some(expected.as_bytes()) {
        return (StatusCode::UNAUTHORIZED, "Forbidden").into_response();
    }
    if domain != DOMAIN {
        return (
            StatusCode::NOT_FOUND,
            json!({ "message": "Domain not found" }).to_string(),
        )
            .into_response();
    }
    let fields = fields(&body);
    let to = get(&fields, "to");
    let address = to
        .rsplit_once('<')
        .map_or(to.as_str(), |(_, rest)| rest.trim_end_matches('>'))
        .to_owned();
    let id = get(&fields, "h:Message-Id");
    let mail = Mail {
        id: id.trim_matches(['<', '>']).to_owned(),
        to: address.clone(),
        fields,
    };
    let usual = json!({ "id": id, "message": "Queued. Thank you." }).to_string();
    front.take(&address, mail, || (StatusCode::OK, usual).into_response())
}

fn data(mail: &Mail, id: &str, mut event: Value) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "a time of this century")]
    let at = now() as f64;
    event["id"] = json!(id);
    event["timestamp"] = json!(at);
    event["recipient"] = json!(mail.to);
    event["message"] = json!({ "headers": { "message-id": mail.id } });
    event["user-variables"] = json!({ "relais-key": mail.field("v:relais-key") });
    event
}

fn signed(key: &str, timestamp: u64, data: &Value) -> Vec<u8> {
    let token = super::new_id().simple().to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let tag = hmac::sign(&key, format!("{timestamp}{token}").as_bytes());
    let signature: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "signature": { "timestamp": timestamp.to_string(), "token": token, "signature": signature },
        "event-data": data,
    })
    .to_string()
    .into_bytes()
}

#[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map(|since| since.as_secs()).unwrap_or_default()
}
