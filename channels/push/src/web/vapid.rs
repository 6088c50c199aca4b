//! Who sends, told to a push service (RFC 8292): a token signed with ES256, for one push service and half a day.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use relais_plugin::serde_json::json;

/// How long a token is valid, in seconds: a push service takes no more than a day.
const VALID: u64 = 12 * 3600;

/// What is signed. `now` in seconds since 1970.
pub fn claims(service: &str, contact: &str, now: u64) -> String {
    let header = json!({ "typ": "JWT", "alg": "ES256" }).to_string();
    let claims = json!({ "aud": service, "exp": now.saturating_add(VALID), "sub": contact }).to_string();
    format!("{}.{}", BASE64.encode(header), BASE64.encode(claims))
}

/// The whole token.
pub fn token(claims: &str, signature: &[u8]) -> String {
    format!("{claims}.{}", BASE64.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::serde_json::{self, Value};

    // R: O5. RFC 8292 §2.
    #[test]
    fn a_token_says_who_to_whom_and_until_when() {
        let written = token(&claims("https://push.example.net", "mailto:a@b.fr", 1_000), &[1; 64]);
        let parts: Vec<Vec<u8>> = written.split('.').map(|part| BASE64.decode(part).unwrap()).collect();
        let header: Value = serde_json::from_slice(&parts[0]).unwrap();
        assert_eq!(header, json!({ "typ": "JWT", "alg": "ES256" }));
        let claims: Value = serde_json::from_slice(&parts[1]).unwrap();
        assert_eq!(
            claims,
            json!({ "aud": "https://push.example.net", "sub": "mailto:a@b.fr", "exp": 44_200 })
        );
        assert_eq!(parts[2], [1; 64]);
    }
}
