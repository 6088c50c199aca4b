//! The provider's reports: signed with HMAC-SHA256 over their time and their body, one event each.

use crate::config::CALLBACK_SECRET;
use hmac::{Hmac, KeyInit, Mac};
use relais_plugin::serde_json::{self, Value};
use relais_plugin::{Callback, Event, EventKind, EventSubject, clock, secrets};
use sha2::Sha256;

/// How old a report may be, in milliseconds: one that was overheard is of no use later.
const OLDEST: u64 = 5 * 60 * 1000;

/// Reads a report, or says why it is refused.
pub fn read(request: &Callback) -> Result<Vec<Event>, String> {
    let secret = secrets::get(CALLBACK_SECRET).ok_or("the secret of the reports is not set")?;
    check(request, &secret, clock::now())?;
    events(&request.body)
}

fn header<'a>(request: &'a Callback, name: &str) -> Result<&'a str, String> {
    let found = request
        .headers
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name));
    let value = found.map(|field| field.value.trim());
    value.ok_or_else(|| format!("the header {name} is missing"))
}

fn check(request: &Callback, secret: &str, now: u64) -> Result<(), String> {
    let signature = unhex(header(request, "lob-signature")?).ok_or("the signature is none")?;
    let stamp = header(request, "lob-signature-timestamp")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|error| error.to_string())?;
    mac.update(stamp.as_bytes());
    mac.update(b".");
    mac.update(&request.body);
    // Compares in constant time.
    mac.verify_slice(&signature)
        .map_err(|_| "the signature is another's".to_owned())?;
    let at: u64 = stamp.parse().map_err(|_| "the time is none".to_owned())?;
    if at.abs_diff(now) > OLDEST {
        return Err("the report is too old".to_owned());
    }
    Ok(())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let pairs = (0..text.len()).step_by(2).map(|start| text.get(start..start + 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

fn events(body: &[u8]) -> Result<Vec<Event>, String> {
    let report: Value = serde_json::from_slice(body).map_err(|_| "the report is no JSON".to_owned())?;
    let kind = match report["event_type"]["id"].as_str().unwrap_or_default() {
        "letter.delivered" => EventKind::Delivered,
        "letter.returned_to_sender" => EventKind::BouncedHard("returned to the sender".to_owned()),
        "letter.failed" | "letter.rejected" => EventKind::BouncedSoft("not printed".to_owned()),
        // Printed, posted, on its way: nothing that a send log would say otherwise.
        _ => return Ok(Vec::new()),
    };
    let letter = &report["body"];
    let subject = match (letter["metadata"]["message"].as_str(), letter["id"].as_str()) {
        (Some(key), _) => EventSubject::Key(key.to_owned()),
        (None, Some(id)) => EventSubject::ProviderId(id.to_owned()),
        (None, None) => return Err("the report names no letter".to_owned()),
    };
    Ok(vec![Event {
        subject,
        kind,
        at: None,
        id: report["id"].as_str().map(str::to_owned),
    }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::Field;

    const BODY: &str = r#"{"id":"evt_1","event_type":{"id":"letter.returned_to_sender"},"body":{"id":"ltr_1","metadata":{"message":"k1"}}}"#;

    fn signed(body: &str, stamp: &str, secret: &str) -> Callback {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{stamp}.{body}").as_bytes());
        let signature: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let field = |name: &str, value: &str| Field {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        Callback {
            method: "POST".into(),
            url: "https://relais.test/callbacks/x".into(),
            path: String::new(),
            headers: vec![
                field("Lob-Signature", &signature),
                field("Lob-Signature-Timestamp", stamp),
            ],
            body: body.as_bytes().to_vec(),
        }
    }

    // R: O15, P7
    #[test]
    fn only_reports_signed_by_the_provider_count() {
        let now = 1_700_000_000_000;
        let good = signed(BODY, "1700000000000", "s3cret");
        assert_eq!(check(&good, "s3cret", now), Ok(()));
        assert!(check(&good, "other", now).is_err());
        assert!(check(&good, "s3cret", now + OLDEST + 1).is_err());
        let mut altered = good.clone();
        altered.body.push(b' ');
        assert!(check(&altered, "s3cret", now).is_err());
        for name in ["Lob-Signature", "Lob-Signature-Timestamp"] {
            let mut bare = good.clone();
            bare.headers.retain(|field| field.name != name);
            assert!(check(&bare, "s3cret", now).is_err());
        }
        for signature in ["", "zz", "abc", "é"] {
            let mut other = good.clone();
            other.headers[0].value = signature.to_owned();
            assert!(check(&other, "s3cret", now).is_err(), "{signature}");
        }
    }

    // R: O15, P7
    #[test]
    fn what_reports_say() {
        let one = events(BODY.as_bytes()).unwrap();
        assert_eq!(one.len(), 1);
        assert_eq!(
            (&one[0].subject, one[0].id.as_deref()),
            (&EventSubject::Key("k1".into()), Some("evt_1"))
        );
        assert!(matches!(one[0].kind, EventKind::BouncedHard(_)));
        let by_id = BODY
            .replace("\"message\":\"k1\"", "")
            .replace("returned_to_sender", "delivered");
        let one = events(by_id.as_bytes()).unwrap();
        assert_eq!(
            (&one[0].subject, &one[0].kind),
            (&EventSubject::ProviderId("ltr_1".into()), &EventKind::Delivered)
        );
        assert_eq!(events(br#"{"event_type":{"id":"letter.mailed"}}"#), Ok(Vec::new()));
        assert!(events(br#"{"event_type":{"id":"letter.delivered"}}"#).is_err());
        assert!(events(b"<xml>").is_err());
    }
}
