//! Mobile push over a web service of the shape of FCM v1: one request per device.

mod message;
mod token;

use crate::answer::{later, never, throttled, words};
use crate::config::{ACCOUNT_KEY, Config, Fcm};
use crate::notification::Notification;
use relais_plugin::http::{Request, Response};
use relais_plugin::{Message, Outcome, Settings};

/// Writes the requests of one batch.
pub struct Sender<'a> {
    config: &'a Config,
    /// What is needed to send; absent when mobile push is not configured.
    fcm: Option<&'a Fcm>,
    /// The access token, or why there is none; asked for by the first message that needs it.
    token: Option<Result<String, Outcome>>,
}

impl<'a> Sender<'a> {
    /// For one batch.
    pub fn new(config: &'a Config, settings: &Settings) -> Self {
        let has_key = settings.has(ACCOUNT_KEY);
        Self {
            config,
            fcm: config.fcm.as_ref().filter(|_| has_key),
            token: None,
        }
    }

    /// The request for one device, or why there can be none.
    pub fn request(&mut self, message: &Message, to: &str, notification: &Notification) -> Result<Request, Outcome> {
        let Some(fcm) = self.fcm else {
            return Err(never("mobile push is not configured".to_owned(), false));
        };
        let body = message::write(self.config, to, notification)
            .ok_or_else(|| never("the notification is longer than the 4096 bytes that are taken".to_owned(), false))?;
        let token = self.token.get_or_insert_with(|| token::get(fcm)).clone()?;
        let url = format!("{}/v1/projects/{}/messages:send", fcm.url, fcm.project);
        Ok(Request::post(url)
            .header("authorization", format!("Bearer {token}"))
            .body("application/json", body)
            .hands_over(message))
    }
}

/// What the web service's answer means.
pub fn read(response: &Response, now: u64) -> Outcome {
    let body = response.json();
    if (200..300).contains(&response.status) {
        return Outcome::Accepted(body["name"].as_str().map(str::to_owned));
    }
    let error = &body["error"];
    // The service's own word where it has one, else that of Google's interfaces.
    let code = error["details"]
        .as_array()
        .into_iter()
        .flatten()
        .find_map(|detail| detail["errorCode"].as_str())
        .or_else(|| error["status"].as_str())
        .unwrap_or_default();
    let said = match error["message"].as_str() {
        Some(message) => format!("{} {code}: {message}", response.status),
        None => words(response),
    };
    match (code, response.status) {
        // The app was removed, or the token belongs to another sender: it will never work.
        ("UNREGISTERED" | "SENDER_ID_MISMATCH", _) | (_, 404) => never(said, true),
        ("INVALID_ARGUMENT", _) => never(said, false),
        ("QUOTA_EXCEEDED" | "RESOURCE_EXHAUSTED", _) | (_, 429) => throttled(response, now),
        (_, 400) => never(said, false),
        (_, 401) => {
            // It may have been taken back before its time.
            token::forget();
            later(response, now, said)
        }
        _ => later(response, now, said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::answer;
    use relais_plugin::serde_json::{self, Value};
    use relais_plugin::{Permanent, Transient};

    fn error(status: u16, code: &str, detail: Option<&str>) -> Response {
        let details: Vec<Value> = detail
            .map(|detail| {
                serde_json::json!({
                    "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": detail,
                })
            })
            .into_iter()
            .collect();
        let body = serde_json::json!({ "error": { "code": status, "message": "no", "status": code, "details": details } });
        answer(status, &[("retry-after", "3")], &body.to_string())
    }

    // R: O5
    #[test]
    fn what_the_web_service_answers() {
        let taken = read(&answer(200, &[], r#"{"name":"projects/p/messages/0:1"}"#), 0);
        assert_eq!(taken, Outcome::Accepted(Some("projects/p/messages/0:1".into())));
        for gone in [
            error(404, "NOT_FOUND", Some("UNREGISTERED")),
            error(404, "NOT_FOUND", None),
            error(403, "PERMISSION_DENIED", Some("SENDER_ID_MISMATCH")),
        ] {
            assert!(matches!(read(&gone, 0), Outcome::Permanent(Permanent { suppress: true, .. })));
        }
        let wrong = read(&error(400, "INVALID_ARGUMENT", Some("INVALID_ARGUMENT")), 0);
        assert!(matches!(wrong, Outcome::Permanent(Permanent { suppress: false, .. })));
        let many = read(&error(429, "RESOURCE_EXHAUSTED", Some("QUOTA_EXCEEDED")), 10);
        assert_eq!(many, Outcome::Throttled(3_010));
        let expected = Transient {
            reason: "503 UNAVAILABLE: no".into(),
            retry_after: Some(3_000),
        };
        assert_eq!(read(&error(503, "UNAVAILABLE", Some("UNAVAILABLE")), 0), Outcome::Transient(expected));
        assert!(matches!(read(&answer(502, &[], "<html>"), 0), Outcome::Transient(_)));
        assert!(matches!(read(&answer(403, &[], ""), 0), Outcome::Transient(_)));
    }
}
