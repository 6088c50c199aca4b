//! The access token: an assertion signed by the host for the service account (RFC 7523), exchanged for a token that is
//! kept until shortly before it ends.

use crate::answer::{later, throttled, words};
use crate::config::{ACCOUNT_KEY, Fcm};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use relais_plugin::http::{self, Failure, Request, Response};
use relais_plugin::serde_json::json;
use relais_plugin::signatures::{self, Algorithm};
use relais_plugin::{Outcome, cache, clock, is_pretended};

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
/// How long an assertion is valid, in seconds.
const VALID: u64 = 3600;
/// How long before its end a token is no more used, in seconds.
const MARGIN: u64 = 120;
/// Where the token is kept.
const PLACE: &str = "fcm token";

/// A token; an outcome for every message of the batch when there is none.
pub fn get(fcm: &Fcm) -> Result<String, Outcome> {
    let place = format!("{PLACE} {} {}", fcm.account, fcm.token_url);
    let current = cache::get(PLACE).is_some_and(|kept| kept == place.as_bytes());
    if let Some(kept) = cache::get(&place).filter(|_| current)
        && let Ok(token) = String::from_utf8(kept)
    {
        return Ok(token);
    }
    let now = clock::now();
    let claims = claims(fcm, now / 1000);
    let signature = signatures::sign(ACCOUNT_KEY, Algorithm::Rs256, claims.as_bytes()).map_err(Outcome::Unsent)?;
    let assertion = format!("{claims}.{}", BASE64.encode(signature));
    let request = Request::post(fcm.token_url.as_str()).form([
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion.as_str()),
    ]);
    let answer = http::send_all(&[request]).pop();
    let (token, lifetime) = match answer {
        Some(Ok(response)) => read(&response, now)?,
        // No message was in it: another try is harmless.
        Some(Err(Failure::NotSent(reason) | Failure::NoAnswer(reason))) => return Err(Outcome::Unsent(reason)),
        None => return Err(Outcome::Unsent("no answer".to_owned())),
    };
    cache::set(&place, token.as_bytes(), lifetime);
    cache::set(PLACE, place.as_bytes(), lifetime);
    Ok(token)
}

/// Makes the next batch ask for a new token.
pub fn forget() {
    cache::set(PLACE, &[], 1);
}

/// What is signed. `now` in seconds since 1970.
fn claims(fcm: &Fcm, now: u64) -> String {
    let header = json!({ "alg": "RS256", "typ": "JWT" }).to_string();
    let claims = json!({
        "iss": fcm.account, "scope": SCOPE, "aud": fcm.token_url, "iat": now, "exp": now.saturating_add(VALID),
    });
    format!("{}.{}", BASE64.encode(header), BASE64.encode(claims.to_string()))
}

/// The token and for how long it may be used, in milliseconds.
fn read(response: &Response, now: u64) -> Result<(String, u64), Outcome> {
    if is_pretended(response) {
        return Ok(("sandbox".to_owned(), 1));
    }
    let body = response.json();
    match (response.status, body["access_token"].as_str()) {
        (200, Some(token)) => {
            let seconds = body["expires_in"].as_u64().unwrap_or(0).saturating_sub(MARGIN);
            Ok((token.to_owned(), seconds.saturating_mul(1000)))
        }
        (429, _) => Err(throttled(response, now)),
        _ => Err(later(response, now, format!("no access token: {}", words(response)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::answer;
    use relais_plugin::serde_json::{self, Value};

    // R: O5
    #[test]
    fn an_assertion_says_who_asks_for_what() {
        let fcm = Fcm {
            project: "p".into(),
            account: "x@p.iam.test".into(),
            url: "https://fcm.test".into(),
            token_url: "https://oauth.test/token".into(),
        };
        let written = claims(&fcm, 100);
        let (header, body) = written.split_once('.').unwrap();
        let header: Value = serde_json::from_slice(&BASE64.decode(header).unwrap()).unwrap();
        assert_eq!(header, json!({ "alg": "RS256", "typ": "JWT" }));
        let body: Value = serde_json::from_slice(&BASE64.decode(body).unwrap()).unwrap();
        assert_eq!(
            body,
            json!({ "iss": "x@p.iam.test", "scope": SCOPE, "aud": "https://oauth.test/token", "iat": 100, "exp": 3700 })
        );
    }

    #[test]
    fn a_token_is_used_until_shortly_before_its_end() {
        let given = answer(200, &[], r#"{"access_token":"t","expires_in":3599,"token_type":"Bearer"}"#);
        assert_eq!(read(&given, 0), Ok(("t".into(), 3_479_000)));
        let refused = answer(400, &[], r#"{"error":"invalid_grant"}"#);
        assert!(matches!(read(&refused, 0), Err(Outcome::Transient(_))));
        assert_eq!(read(&answer(429, &[], ""), 0), Err(Outcome::Throttled(60_000)));
    }
}
