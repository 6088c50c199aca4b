//! Web push: one encrypted request per browser, to the push service that the browser named.

mod encrypt;
mod vapid;

use crate::address::Subscription;
use crate::answer::{later, never, throttled, words};
use crate::config::{Config, VAPID_KEY, Web};
use crate::notification::Notification;
use crate::origin;
use encrypt::{Chance, EncryptError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use relais_plugin::http::{Request, Response};
use relais_plugin::signatures::{self, Algorithm};
use relais_plugin::{Message, Outcome, Settings, cache, clock, random};
use std::collections::HashMap;

/// How long a signed token is used again, in milliseconds; it is valid for longer.
const KEEP: u64 = 6 * 3600 * 1000;

/// Writes the requests of one batch.
pub struct Sender<'a> {
    config: &'a Config,
    /// What is needed to send; absent when web push is not configured.
    web: Option<&'a Web>,
    /// Signed tokens by push service.
    tokens: HashMap<String, Result<String, String>>,
}

impl<'a> Sender<'a> {
    /// For one batch.
    pub fn new(config: &'a Config, settings: &Settings) -> Self {
        let has_key = settings.has(VAPID_KEY);
        Self {
            config,
            web: config.web.as_ref().filter(|_| has_key),
            tokens: HashMap::new(),
        }
    }

    /// The request for one browser, or why there can be none.
    pub fn request(
        &mut self,
        message: &Message,
        to: &Subscription,
        notification: &Notification,
    ) -> Result<Request, Outcome> {
        let Some(web) = self.web else {
            return Err(never("web push is not configured".to_owned(), false));
        };
        let Some(service) = origin::of(&to.endpoint).filter(|origin| origin::is_among(&web.services, origin)) else {
            return Err(never("its push service is not among the allowed ones".to_owned(), false));
        };
        let chance = random::bytes(Chance::BYTES);
        let body = Chance::read(&chance)
            .ok_or(EncryptError::Chance)
            .and_then(|chance| encrypt::encrypt(to, notification.json().as_bytes(), &chance))
            .map_err(|error| match error {
                EncryptError::TooLong => never(error.to_string(), false),
                EncryptError::NotAPoint => never(error.to_string(), true),
                EncryptError::Chance => Outcome::Unsent(error.to_string()),
            })?;
        let token = self.token(web, service).map_err(Outcome::Unsent)?;
        let mut request = Request::post(to.endpoint.as_str())
            .header("authorization", format!("vapid t={token}, k={}", web.public_key))
            .header("content-encoding", "aes128gcm")
            .header("ttl", self.config.ttl.to_string())
            .body("application/octet-stream", body)
            .hands_over(message);
        if let Some(urgency) = &self.config.urgency {
            request = request.header("urgency", urgency.as_str());
        }
        if let Some(topic) = &self.config.topic {
            request = request.header("topic", topic.as_str());
        }
        Ok(request)
    }

    /// What proves to a push service who sends; signed once in a while for each.
    fn token(&mut self, web: &Web, service: &str) -> Result<String, String> {
        if let Some(token) = self.tokens.get(service) {
            return token.clone();
        }
        let token = signed(web, service);
        self.tokens.insert(service.to_owned(), token.clone());
        token
    }
}

fn signed(web: &Web, service: &str) -> Result<String, String> {
    // Another key or contact is another token.
    let place = format!("vapid {service} {} {}", web.public_key, web.contact);
    if let Some(kept) = cache::get(&place).and_then(|kept| String::from_utf8(kept).ok()) {
        return Ok(kept);
    }
    let claims = vapid::claims(service, &web.contact, clock::now() / 1000);
    let signature = signatures::sign(VAPID_KEY, Algorithm::Es256, claims.as_bytes())?;
    let token = vapid::token(&claims, &signature);
    cache::set(&place, token.as_bytes(), KEEP);
    Ok(token)
}

/// A public key as browsers and push services take it.
pub fn written(key: &[u8]) -> String {
    BASE64.encode(key)
}

/// What a push service's answer means (RFC 8030 §5, §7.3, RFC 8292 §4.2).
pub fn read(response: &Response, now: u64) -> Outcome {
    match response.status {
        200..=299 => Outcome::Accepted(response.header("location").map(str::to_owned)),
        404 | 410 => never(format!("{}: the subscription has ended", words(response)), true),
        413 => never(format!("{}: the notification is too large", words(response)), false),
        400 => never(words(response), false),
        429 => throttled(response, now),
        // A wrong key is everybody's problem and nobody's fault: what is put right is tried again.
        _ => later(response, now, words(response)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::answer;
    use relais_plugin::{Permanent, Transient};

    // R: O5
    #[test]
    fn what_push_services_answer() {
        let taken = read(&answer(201, &[("Location", "https://push.test/m/1")], ""), 0);
        assert_eq!(taken, Outcome::Accepted(Some("https://push.test/m/1".into())));
        for status in [404, 410] {
            let ended = read(&answer(status, &[], "gone"), 0);
            assert!(matches!(ended, Outcome::Permanent(Permanent { suppress: true, .. })), "{status}");
        }
        for status in [400, 413] {
            let refused = read(&answer(status, &[], ""), 0);
            assert!(matches!(refused, Outcome::Permanent(Permanent { suppress: false, .. })), "{status}");
        }
        assert_eq!(read(&answer(429, &[("retry-after", "5")], ""), 100), Outcome::Throttled(5_100));
        let busy = read(&answer(503, &[("retry-after", "7")], "busy\r\nnow"), 0);
        let expected = Transient {
            reason: "503 busy now".into(),
            retry_after: Some(7_000),
        };
        assert_eq!(busy, Outcome::Transient(expected));
        for status in [301, 401, 403, 500] {
            assert!(matches!(read(&answer(status, &[], ""), 0), Outcome::Transient(_)), "{status}");
        }
    }
}
