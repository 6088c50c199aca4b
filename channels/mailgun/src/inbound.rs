//! The provider's webhooks (Mailgun, «Webhooks», «Events structure», «Securing webhooks»).

use crate::outbound::{KEY, id};
use hmac::{Hmac, KeyInit, Mac};
use relais_plugin::serde_json::{self, Value};
use relais_plugin::{Event, EventKind, EventSubject};
use sha2::Sha256;

/// How old a report may be, in seconds: one that is not thanked for is repeated over eight hours.
const OLDEST: u64 = 9 * 3_600;
/// How far the provider's clock may be ahead, in seconds.
const AHEAD: u64 = 300;

/// Reads a webhook that is signed with the webhook key. `now` is in milliseconds since 1970.
pub fn events(key: &str, now: u64, body: &[u8]) -> Result<Vec<Event>, String> {
    let said: Value = serde_json::from_slice(body).map_err(|_| "the report is not JSON".to_owned())?;
    check(key, now, &said["signature"])?;
    let data = &said["event-data"];
    let Some(subject) = subject(data) else {
        return Err("the report names no message".to_owned());
    };
    let event = |kind| Event {
        subject: subject.clone(),
        kind,
        at: millis(data["timestamp"].as_f64()),
        id: data["id"].as_str().map(str::to_owned),
    };
    Ok(kind(data).map(event).into_iter().collect())
}

/// Whether the report is the provider's, and made a while ago at most.
fn check(key: &str, now: u64, signature: &Value) -> Result<(), String> {
    let text = |name: &str| signature[name].as_str().unwrap_or_default();
    let (timestamp, token) = (text("timestamp"), text("token"));
    let unsigned = || "the report is not signed with the webhook key".to_owned();
    if key.is_empty() || token.is_empty() {
        return Err(unsigned());
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(|_| unsigned())?;
    mac.update(timestamp.as_bytes());
    mac.update(token.as_bytes());
    let presented = hex(text("signature")).ok_or_else(unsigned)?;
    // Takes the same time however much of it is right.
    mac.verify_slice(&presented).map_err(|_| unsigned())?;
    let made: u64 = timestamp.parse().map_err(|_| unsigned())?;
    let now = now / 1_000;
    if made.saturating_add(OLDEST) < now || made > now.saturating_add(AHEAD) {
        return Err("the report was signed too long ago, or is yet to come".to_owned());
    }
    Ok(())
}

/// The message, by its own key, else as the provider named it; a person, when neither is told.
fn subject(data: &Value) -> Option<EventSubject> {
    if let Some(key) = data["user-variables"][KEY].as_str() {
        return Some(EventSubject::Key(key.to_owned()));
    }
    if let Some(told) = data["message"]["headers"]["message-id"].as_str() {
        return Some(EventSubject::ProviderId(id(told)));
    }
    data["recipient"]
        .as_str()
        .map(|address| EventSubject::Address(address.to_owned()))
}

fn kind(data: &Value) -> Option<EventKind> {
    Some(match data["event"].as_str()? {
        "delivered" => EventKind::Delivered,
        "failed" => failure(data),
        "opened" => EventKind::Opened,
        "clicked" => EventKind::Clicked(data["url"].as_str().unwrap_or_default().to_owned()),
        "unsubscribed" => EventKind::Unsubscribed,
        "complained" => EventKind::Complained,
        // accepted, stored, rejected, list member uploads: nothing that became of the mail.
        _ => return None,
    })
}

/// `severity` says whether the provider goes on trying; `reason` why it did not, or does not.
fn failure(data: &Value) -> EventKind {
    let status = &data["delivery-status"];
    let words = ["message", "description"]
        .into_iter()
        .find_map(|name| status[name].as_str().filter(|words| !words.is_empty()));
    let told = match (status["code"].as_u64(), words) {
        (Some(code), words) => format!("{code} {}", words.unwrap_or_default()),
        (None, words) => words.unwrap_or("failed").to_owned(),
    };
    let told = told.trim().to_owned();
    match (data["severity"].as_str(), data["reason"].as_str()) {
        (Some("permanent"), Some("suppress-unsubscribe")) => EventKind::Unsubscribed,
        (Some("permanent"), Some("suppress-complaint")) => EventKind::Complained,
        (Some("permanent"), Some("bounce" | "suppress-bounce" | "hardfail")) => EventKind::BouncedHard(told),
        // Given up after days, refused for what it says or from where it comes: the address is not at fault.
        _ => EventKind::BouncedSoft(told),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time of this century"
)]
fn millis(seconds: Option<f64>) -> Option<u64> {
    seconds
        .filter(|seconds| *seconds > 0.0 && *seconds < 1e11)
        .map(|seconds| (seconds * 1_000.0) as u64)
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if text.len() % 2 != 0 || !text.is_ascii() {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::serde_json::json;

    const NOW: u64 = 1_800_000_000_000;

    fn signed(key: &str, timestamp: &str, data: &Value) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
        mac.update(format!("{timestamp}tok").as_bytes());
        let signature: String = mac
            .finalize()
            .into_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        json!({
            "signature": { "timestamp": timestamp, "token": "tok", "signature": signature },
            "event-data": data,
        })
        .to_string()
        .into_bytes()
    }

    fn read(data: &Value) -> Vec<Event> {
        events("key", NOW, &signed("key", "1800000000", data)).unwrap()
    }

    fn of(data: Value) -> Vec<EventKind> {
        let mut data = data;
        data["id"] = json!("e-1");
        data["user-variables"] = json!({ "relais-key": "k-1" });
        read(&data).into_iter().map(|event| event.kind).collect()
    }

    #[test]
    fn each_event_has_its_meaning() {
        assert_eq!(of(json!({ "event": "delivered" })), [EventKind::Delivered]);
        assert_eq!(of(json!({ "event": "opened" })), [EventKind::Opened]);
        assert_eq!(
            of(json!({ "event": "clicked", "url": "https://a.test/" })),
            [EventKind::Clicked("https://a.test/".into())]
        );
        assert_eq!(of(json!({ "event": "unsubscribed" })), [EventKind::Unsubscribed]);
        assert_eq!(of(json!({ "event": "complained" })), [EventKind::Complained]);
        for nothing in ["accepted", "stored", "rejected", "something new"] {
            assert_eq!(of(json!({ "event": nothing })), []);
        }
        let failed = |severity: &str, reason: &str| {
            of(json!({
                "event": "failed", "severity": severity, "reason": reason,
                "delivery-status": { "code": 550, "message": "5.1.1 No such user" },
            }))
        };
        let told = "550 5.1.1 No such user".to_owned();
        assert_eq!(failed("permanent", "bounce"), [EventKind::BouncedHard(told.clone())]);
        assert_eq!(
            failed("permanent", "suppress-bounce"),
            [EventKind::BouncedHard(told.clone())]
        );
        assert_eq!(failed("permanent", "old"), [EventKind::BouncedSoft(told.clone())]);
        assert_eq!(failed("permanent", "generic"), [EventKind::BouncedSoft(told.clone())]);
        assert_eq!(failed("temporary", "generic"), [EventKind::BouncedSoft(told)]);
        assert_eq!(failed("permanent", "suppress-unsubscribe"), [EventKind::Unsubscribed]);
        assert_eq!(failed("permanent", "suppress-complaint"), [EventKind::Complained]);
    }

    #[test]
    fn a_report_names_its_message_by_key_else_by_identifier_else_by_address() {
        let data = json!({
            "event": "delivered", "id": "e-1", "timestamp": 1_799_999_999.25, "recipient": "zoe@c.test",
            "message": { "headers": { "message-id": "m-1@mg.b.test" } }, "user-variables": { "relais-key": "k-1" },
        });
        let event = read(&data).remove(0);
        assert_eq!((event.at, event.id.as_deref()), (Some(1_799_999_999_250), Some("e-1")));
        assert_eq!(event.subject, EventSubject::Key("k-1".into()));
        let mut data = data;
        data["user-variables"] = json!({});
        assert_eq!(read(&data)[0].subject, EventSubject::ProviderId("m-1@mg.b.test".into()));
        data["message"] = json!(null);
        assert_eq!(read(&data)[0].subject, EventSubject::Address("zoe@c.test".into()));
        data["recipient"] = json!(null);
        assert!(events("key", NOW, &signed("key", "1800000000", &data)).is_err());
    }

    #[test]
    fn nothing_is_believed_unsigned_old_or_broken() {
        let data = json!({ "event": "delivered", "user-variables": { "relais-key": "k-1" } });
        assert!(events("key", NOW, &signed("other", "1800000000", &data)).is_err());
        assert!(events("", NOW, &signed("x", "1800000000", &data)).is_err());
        for (timestamp, fresh) in [
            ("1799970000", true),
            ("1799967000", false),
            ("1800000299", true),
            ("1800000301", false),
            ("soon", false),
            ("", false),
        ] {
            let read = events("key", NOW, &signed("key", timestamp, &data));
            assert_eq!(read.is_ok(), fresh, "{timestamp}");
        }
        for body in [&b""[..], b"{}", b"[]", b"null", b"{\"signature\":{}}", b"\xff"] {
            assert!(events("key", NOW, body).is_err());
        }
    }
}
