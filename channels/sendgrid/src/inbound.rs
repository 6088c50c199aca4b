//! The provider's webhooks (SendGrid, «Event Webhook Reference», «Getting Started with the Event Webhook Security Features»).

use crate::outbound::KEY;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::DecodePublicKey;
use relais_plugin::serde_json::{self, Value};
use relais_plugin::{Callback, Event, EventKind, EventSubject};
use relais_webmail::header;

/// How old a report may be, in seconds: one that is not thanked for is repeated over a day.
const OLDEST: u64 = 25 * 3_600;
/// How far the provider's clock may be ahead, in seconds.
const AHEAD: u64 = 300;

/// Checks signatures with the account's public key.
pub struct Verifier(VerifyingKey);

impl Verifier {
    /// Reads a key as the provider shows it: base64 of a SubjectPublicKeyInfo, perhaps between the lines of a PEM file.
    pub fn read(key: &str) -> Option<Self> {
        let lines = key.lines().filter(|line| !line.starts_with("-----"));
        let text: String = lines.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
        let der = STANDARD.decode(text).ok()?;
        VerifyingKey::from_public_key_der(&der).ok().map(Self)
    }

    /// Whether the key's owner signed the timestamp and the body.
    fn is_genuine(&self, timestamp: &str, body: &[u8], signature: &str) -> bool {
        let Some(signature) = STANDARD
            .decode(signature.trim())
            .ok()
            .and_then(|der| Signature::from_der(&der).ok())
        else {
            return false;
        };
        let signed = [timestamp.as_bytes(), body].concat();
        self.0.verify(&signed, &signature).is_ok()
    }
}

/// Reads a webhook that is signed with the account's key. `now` is in milliseconds since 1970.
pub fn events(verifier: &Verifier, now: u64, request: &Callback) -> Result<Vec<Event>, String> {
    let timestamp = header(&request.headers, "x-twilio-email-event-webhook-timestamp");
    let signature = header(&request.headers, "x-twilio-email-event-webhook-signature");
    if !verifier.is_genuine(timestamp, &request.body, signature) {
        return Err("the report is not signed with the webhook key".to_owned());
    }
    let made: u64 = timestamp.parse().map_err(|_| "the report has no time".to_owned())?;
    let now = now / 1_000;
    if made.saturating_add(OLDEST) < now || made > now.saturating_add(AHEAD) {
        return Err("the report was signed too long ago, or is yet to come".to_owned());
    }
    let said: Vec<Value> = serde_json::from_slice(&request.body).map_err(|_| "the report is not a list".to_owned())?;
    Ok(said.iter().filter_map(event).collect())
}

/// One of the list; nothing for those that say nothing of what became of a mail.
fn event(said: &Value) -> Option<Event> {
    Some(Event {
        kind: kind(said)?,
        subject: subject(said)?,
        at: said["timestamp"].as_u64().map(|seconds| seconds.saturating_mul(1_000)),
        id: said["sg_event_id"].as_str().map(str::to_owned),
    })
}

/// The message, by its own key, else as the provider named it; a person, when neither is told.
fn subject(said: &Value) -> Option<EventSubject> {
    if let Some(key) = said[KEY].as_str() {
        return Some(EventSubject::Key(key.to_owned()));
    }
    if let Some(id) = said["sg_message_id"].as_str() {
        // What was answered when it was taken, with the names of machines behind it.
        let end = [".filter", ".recvd"].into_iter().filter_map(|mark| id.find(mark)).min();
        return Some(EventSubject::ProviderId(id.get(..end.unwrap_or(id.len()))?.to_owned()));
    }
    said["email"]
        .as_str()
        .map(|address| EventSubject::Address(address.to_owned()))
}

fn kind(said: &Value) -> Option<EventKind> {
    let text = |name: &str| said[name].as_str().unwrap_or_default();
    let told = || format!("{} {}", text("status"), text("reason")).trim().to_owned();
    Some(match text("event") {
        "delivered" => EventKind::Delivered,
        "deferred" => EventKind::BouncedSoft(format!("{} {}", text("status"), text("response")).trim().to_owned()),
        // Refused for what it says or from where it comes: the address is not at fault.
        "bounce" if text("type") == "blocked" => EventKind::BouncedSoft(told()),
        "bounce" => EventKind::BouncedHard(told()),
        "dropped" => match text("reason") {
            "Bounced Address" | "Invalid" => EventKind::BouncedHard(told()),
            "Unsubscribed Address" => EventKind::Unsubscribed,
            "Spam Reporting Address" => EventKind::Complained,
            _ => EventKind::BouncedSoft(told()),
        },
        "open" => EventKind::Opened,
        "click" => EventKind::Clicked(text("url").to_owned()),
        "spamreport" => EventKind::Complained,
        "unsubscribe" | "group_unsubscribe" => EventKind::Unsubscribed,
        "group_resubscribe" => EventKind::Resubscribed,
        // processed, account status changes, whatever is to come.
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer;
    use relais_plugin::Field;
    use relais_plugin::serde_json::json;

    const NOW: u64 = 1_800_000_000_000;
    /// The DER of a P-256 public key up to its point.
    const SPKI: [u8; 26] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
        0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_slice(&[seed; 32]).unwrap()
    }

    fn shown(key: &SigningKey) -> String {
        let point = key.verifying_key().to_sec1_point(false);
        STANDARD.encode([&SPKI[..], point.as_bytes()].concat())
    }

    fn signed(key: &SigningKey, timestamp: &str, body: &[u8]) -> Callback {
        let signature: Signature = key.sign(&[timestamp.as_bytes(), body].concat());
        let field = |name: &str, value: &str| Field {
            name: name.into(),
            value: value.into(),
        };
        Callback {
            method: "POST".into(),
            url: "https://relais.test/callbacks/abcde/email/k".into(),
            path: String::new(),
            headers: vec![
                field(
                    "x-twilio-email-event-webhook-signature",
                    &STANDARD.encode(signature.to_der()),
                ),
                field("x-twilio-email-event-webhook-timestamp", timestamp),
            ],
            body: body.to_vec(),
        }
    }

    fn read(said: &Value) -> Vec<Event> {
        let (key, body) = (key(7), said.to_string());
        let verifier = Verifier::read(&shown(&key)).unwrap();
        events(&verifier, NOW, &signed(&key, "1800000000", body.as_bytes())).unwrap()
    }

    fn of(said: Value) -> Vec<EventKind> {
        let mut said = said;
        said["relais_key"] = json!("k-1");
        read(&json!([said])).into_iter().map(|event| event.kind).collect()
    }

    #[test]
    fn each_event_has_its_meaning() {
        assert_eq!(
            of(json!({ "event": "delivered", "response": "250 OK" })),
            [EventKind::Delivered]
        );
        assert_eq!(of(json!({ "event": "open" })), [EventKind::Opened]);
        assert_eq!(
            of(json!({ "event": "click", "url": "https://a.test/" })),
            [EventKind::Clicked("https://a.test/".into())]
        );
        assert_eq!(of(json!({ "event": "spamreport" })), [EventKind::Complained]);
        assert_eq!(of(json!({ "event": "group_unsubscribe" })), [EventKind::Unsubscribed]);
        assert_eq!(of(json!({ "event": "group_resubscribe" })), [EventKind::Resubscribed]);
        let bounce =
            |kind: &str| of(json!({ "event": "bounce", "type": kind, "status": "5.1.1", "reason": "no such user" }));
        assert_eq!(bounce("bounce"), [EventKind::BouncedHard("5.1.1 no such user".into())]);
        assert_eq!(bounce("blocked"), [EventKind::BouncedSoft("5.1.1 no such user".into())]);
        assert_eq!(
            of(json!({ "event": "deferred", "response": "450 later" })),
            [EventKind::BouncedSoft("450 later".into())]
        );
        let dropped = |reason: &str| of(json!({ "event": "dropped", "reason": reason }));
        assert_eq!(
            dropped("Bounced Address"),
            [EventKind::BouncedHard("Bounced Address".into())]
        );
        assert_eq!(dropped("Unsubscribed Address"), [EventKind::Unsubscribed]);
        assert_eq!(dropped("Spam Reporting Address"), [EventKind::Complained]);
        assert_eq!(dropped("Spam Content"), [EventKind::BouncedSoft("Spam Content".into())]);
        assert_eq!(of(json!({ "event": "processed" })), []);
    }

    #[test]
    fn a_report_names_its_message_by_key_else_by_identifier_else_by_address() {
        let all = json!({
            "event": "delivered", "email": "zoe@c.test", "timestamp": 1_799_999_999, "sg_event_id": "e-1",
            "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "relais_key": "k-1",
        });
        let without = |names: &[&str]| {
            let mut said = all.clone();
            for name in names {
                said[*name] = Value::Null;
            }
            read(&json!([said])).remove(0)
        };
        let event = without(&[]);
        assert_eq!((event.at, event.id.as_deref()), (Some(1_799_999_999_000), Some("e-1")));
        assert_eq!(event.subject, EventSubject::Key("k-1".into()));
        assert_eq!(
            without(&["relais_key"]).subject,
            EventSubject::ProviderId("14c5d75ce93.dfd.64b469".into())
        );
        assert_eq!(
            without(&["relais_key", "sg_message_id"]).subject,
            EventSubject::Address("zoe@c.test".into())
        );
        assert_eq!(read(&json!([{ "event": "delivered" }, 3, null, "x"])), []);
    }

    #[test]
    fn nothing_is_believed_unsigned_old_or_broken() {
        let body = br#"[{"event":"delivered","relais_key":"k-1"}]"#;
        let (ours, theirs) = (key(7), key(8));
        let verifier = Verifier::read(&shown(&ours)).unwrap();
        let good = signed(&ours, "1800000000", body);
        assert_eq!(events(&verifier, NOW, &good).map(|events| events.len()), Ok(1));
        assert!(events(&verifier, NOW, &signed(&theirs, "1800000000", body)).is_err());
        assert!(
            events(
                &verifier,
                NOW,
                &Callback {
                    headers: vec![],
                    ..good.clone()
                }
            )
            .is_err()
        );
        assert!(
            events(
                &verifier,
                NOW,
                &Callback {
                    body: b"[]".to_vec(),
                    ..good.clone()
                }
            )
            .is_err()
        );
        let mut late = good.clone();
        late.headers[1].value = "1800000001".into();
        assert!(events(&verifier, NOW, &late).is_err(), "the time is signed too");
        for (timestamp, fresh) in [
            ("1799920000", true),
            ("1799909000", false),
            ("1800000301", false),
            ("soon", false),
        ] {
            let read = events(&verifier, NOW, &signed(&ours, timestamp, body));
            assert_eq!(read.is_ok(), fresh, "{timestamp}");
        }
        for strange in [&b""[..], b"{}", b"null", b"\xff"] {
            assert!(events(&verifier, NOW, &signed(&ours, "1800000000", strange)).is_err());
        }
    }

    #[test]
    fn the_key_is_read_however_it_was_copied() {
        let shown = shown(&key(7));
        for copied in [
            shown.clone(),
            format!(" {shown}\n"),
            format!(
                "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
                &shown[..64],
                &shown[64..]
            ),
        ] {
            assert!(Verifier::read(&copied).is_some(), "{copied}");
        }
        for wrong in ["", "MFkw", "x", &shown[4..]] {
            assert!(Verifier::read(wrong).is_none(), "{wrong}");
        }
    }
}
