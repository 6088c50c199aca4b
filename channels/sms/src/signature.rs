//! The signature of webhooks: base64 of an HMAC-SHA1, under the account's token, of the address that was called followed by
//! the form's names and values, sorted by name.
//!
//! Source: Twilio, «Security», «Validating signatures from Twilio».

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::collections::BTreeSet;

/// Whether a request is the provider's.
pub fn is_genuine(token: &str, url: &str, form: &[(String, String)], signature: &str) -> bool {
    let (Ok(presented), Some(mac)) = (STANDARD.decode(signature.trim()), sign(token, url, form)) else {
        return false;
    };
    // Takes the same time however much of it is right.
    mac.verify_slice(&presented).is_ok()
}

fn sign(token: &str, url: &str, form: &[(String, String)]) -> Option<Hmac<Sha1>> {
    if token.is_empty() {
        return None;
    }
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).ok()?;
    mac.update(url.as_bytes());
    // A name may come with several values; the same twice counts once.
    let sorted: BTreeSet<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn the_example_of_the_documentation() {
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        let example = form(&[
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+12349013030"),
            ("Digits", "1234"),
            ("From", "+12349013030"),
            ("To", "+18005551212"),
        ]);
        let signature = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";
        assert!(is_genuine("12345", url, &example, signature));
        let mut turned = example.clone();
        turned.reverse();
        assert!(
            is_genuine("12345", url, &turned, signature),
            "the order does not matter"
        );
        assert!(!is_genuine("12346", url, &example, signature));
        assert!(!is_genuine("", url, &example, signature));
        assert!(!is_genuine(
            "12345",
            "https://mycompany.com/myapp.php?foo=1",
            &example,
            signature
        ));
        assert!(!is_genuine("12345", url, &example[1..], signature));
        for wrong in ["", "x", "0/KCTR6DLpKmkAf8muzZqo1nDgQ", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
            assert!(!is_genuine("12345", url, &example, wrong), "{wrong}");
        }
    }
}
