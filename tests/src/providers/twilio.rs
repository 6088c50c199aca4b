//! A provider of text messages in Twilio's shape.
//!
//! After «Messages resource» (form in, JSON out, basic authentication), «Track the status of outbound messages»
//! (`StatusCallback`), «Twilio's request to your webhook URL» (inbound messages) and «Validating signatures from Twilio».

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::json;

use super::front::{Fault, Front, Reported, fields, form, get, report, serve};

/// The account that sends.
pub const ACCOUNT: &str = "AC00112233445566778899aabbccddeeff";
/// Its token.
pub const TOKEN: &str = "un-jeton-de-compte";

/// A text message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    /// The provider's identifier.
    pub sid: String,
    /// To whom.
    pub to: String,
    /// From whom.
    pub from: String,
    /// What it says.
    pub body: String,
    /// Where its status is wanted.
    pub callback: String,
}

/// The provider.
#[derive(Clone, Debug)]
pub struct Twilio {
    url: String,
    front: Front<Sms>,
}

impl Twilio {
    /// Starts one.
    pub async fn start() -> Self {
        let front = Front::new();
        let router = Router::new()
            .route("/2010-04-01/Accounts/{account}/Messages.json", post(take))
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
    pub fn taken(&self) -> Vec<Sms> {
        self.front.taken()
    }

    /// The last message it took for somebody.
    pub fn last(&self, to: &str) -> Sms {
        let mut taken = self.taken();
        taken.retain(|sms| sms.to == to);
        taken.pop().unwrap_or_else(|| panic!("nothing was sent to {to}"))
    }

    /// Answers the next message to somebody with this status and error code.
    pub fn refuse(&self, to: &str, status: u16, code: u32) {
        let body = json!({ "code": code, "message": "the documentation says why", "status": status }).to_string();
        self.front.order(to, Fault::new(status, body));
    }

    /// Answers the next message to somebody like this.
    pub fn order(&self, to: &str, fault: Fault) {
        self.front.order(to, fault);
    }

    /// Reports the status of a message; what was answered.
    pub async fn status(&self, sms: &Sms, status: &str, error: Option<u32>) -> Reported {
        let (callback, fields) = self.status_request(sms, status, error);
        let signature = sign(TOKEN, &callback, &fields);
        report(&callback, &headers(&signature), form(&fields)).await
    }

    /// The same, signed by somebody else.
    pub async fn forged_status(&self, sms: &Sms, status: &str) -> Reported {
        let (callback, fields) = self.status_request(sms, status, None);
        let signature = sign("un-autre-jeton", &callback, &fields);
        report(&callback, &headers(&signature), form(&fields)).await
    }

    fn status_request(&self, sms: &Sms, status: &str, error: Option<u32>) -> (String, Vec<(String, String)>) {
        let mut fields = named(&[
            ("MessageSid", &sms.sid),
            ("SmsSid", &sms.sid),
            ("AccountSid", ACCOUNT),
            ("MessageStatus", status),
            ("SmsStatus", status),
            ("To", &sms.to),
            ("From", &sms.from),
            ("ApiVersion", "2010-04-01"),
        ]);
        fields.extend(error.map(|code| ("ErrorCode".to_owned(), code.to_string())));
        (sms.callback.clone(), fields)
    }

    /// Passes on what somebody wrote, to the address that the administrator has set for that; `sid` is the text's own.
    pub async fn inbound(&self, callback: &str, sid: &str, from: &str, body: &str) -> Reported {
        let fields = named(&[
            ("MessageSid", sid),
            ("SmsSid", sid),
            ("SmsMessageSid", sid),
            ("AccountSid", ACCOUNT),
            ("SmsStatus", "received"),
            ("From", from),
            ("To", "36180"),
            ("Body", body),
            ("NumMedia", "0"),
            ("NumSegments", "1"),
            ("ApiVersion", "2010-04-01"),
        ]);
        let signature = sign(TOKEN, callback, &fields);
        report(callback, &headers(&signature), form(&fields)).await
    }
}

async fn take(
    State(front): State<Front<Sms>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let expected = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")));
    let presented = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
    if presented != Some(expected.as_bytes()) || account != ACCOUNT {
        let body = json!({ "code": 20003, "message": "Authenticate", "status": 401 }).to_string();
        return (StatusCode::UNAUTHORIZED, body).into_response();
    }
    let fields = fields(&body);
    let sms = Sms {
        sid: format!("SM{}", super::new_id().simple()),
        to: get(&fields, "To"),
        from: get(&fields, "From"),
        body: get(&fields, "Body"),
        callback: get(&fields, "StatusCallback"),
    };
    let usual = json!({
        "sid": sms.sid, "account_sid": ACCOUNT, "to": sms.to, "from": sms.from, "body": sms.body, "status": "queued",
        "error_code": null, "error_message": null, "direction": "outbound-api",
    });
    let to = sms.to.clone();
    front.take(&to, sms, || (StatusCode::CREATED, usual.to_string()).into_response())
}

fn named(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn headers(signature: &str) -> [(&str, &str); 2] {
    [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-twilio-signature", signature),
    ]
}

/// HMAC-SHA1 over the address and the sorted fields.
fn sign(token: &str, url: &str, fields: &[(String, String)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort();
    let mut data = url.to_owned();
    for (name, value) in sorted {
        data.push_str(&name);
        data.push_str(&value);
    }
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    STANDARD.encode(hmac::sign(&key, data.as_bytes()))
}
