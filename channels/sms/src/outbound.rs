//! From a message to the provider's request, and from its answer to what became of the message.

use crate::config::Config;
use crate::sender;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relais_plugin::http::{Failure, Method, Request, Response};
use relais_plugin::serde_json::{self, Value};
use relais_plugin::{Field, Message, Outcome, Permanent, Transient};

/// The parameter by which a report names its message.
pub const KEY: &str = "key";
/// How long to wait when the provider wants fewer and does not say for how long, in seconds.
const A_WHILE: u64 = 2;

/// Why a message cannot be asked for at all.
pub fn refusal(message: &Message) -> Option<Outcome> {
    (!sender::is_e164(&message.to)).then(|| permanent("this is no phone number in E.164 form", false))
}

/// The text of a message, as it was written.
pub fn text(message: &Message) -> &str {
    let field = message.fields.iter().find(|field| field.name == "text");
    field.map_or("", |field| field.value.as_str())
}

/// The request that hands a message over.
pub fn request(config: &Config, token: &str, callback: Option<&str>, message: &Message) -> Request {
    let account = config.account.as_deref().unwrap_or_default();
    let api = config.api.as_deref().unwrap_or("https://api.twilio.com");
    let body = config.worded(text(message));
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("To", &message.to);
    match (&config.service, &config.from) {
        (Some(service), _) => form.append_pair("MessagingServiceSid", service),
        (None, from) => form.append_pair("From", from.as_deref().unwrap_or_default()),
    };
    form.append_pair("Body", &body);
    if let Some(callback) = callback {
        // The key comes back in the address: the provider may report before its answer is read.
        form.append_pair("StatusCallback", &format!("{callback}?{KEY}={}", message.key));
    }
    let header = |name: &str, value: String| Field {
        name: name.to_owned(),
        value,
    };
    Request {
        method: Method::Post,
        url: format!("{api}/2010-04-01/Accounts/{account}/Messages.json"),
        headers: vec![
            header(
                "authorization",
                format!("Basic {}", STANDARD.encode(format!("{account}:{token}"))),
            ),
            header("content-type", "application/x-www-form-urlencoded".to_owned()),
            header("accept", "application/json".to_owned()),
        ],
        body: form.finish().into_bytes(),
        messages: vec![message.key.clone()],
        timeout: None,
    }
}

/// What the provider's answer means. `now` is in milliseconds since 1970.
pub fn outcome(answer: &Result<Response, Failure>, now: u64) -> Outcome {
    let response = match answer {
        Ok(response) => response,
        Err(Failure::NotSent(reason)) => return transient(reason, None),
        Err(Failure::NoAnswer(reason)) => return Outcome::Unknown(reason.clone()),
    };
    let said: Value = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    let code = said["code"]
        .as_u64()
        .or_else(|| said["error_code"].as_u64())
        .unwrap_or(0);
    let words = said["message"]
        .as_str()
        .or_else(|| said["error_message"].as_str())
        .unwrap_or_default();
    let told = match code {
        0 => format!("the provider answered {}", response.status),
        code => format!("{code} {words}").trim().to_owned(),
    };
    match response.status {
        200..=299 => match said["status"].as_str() {
            Some("failed" | "undelivered") => by_code(code, &told).unwrap_or_else(|| permanent(&told, false)),
            _ => Outcome::Accepted(said["sid"].as_str().map(str::to_owned)),
        },
        429 => {
            let wait = waiting(response).unwrap_or(A_WHILE);
            Outcome::Throttled(now.saturating_add(wait.saturating_mul(1_000)))
        }
        // The credentials or the account are at fault, not the message.
        401 | 402 | 403 | 404 => by_code(code, &told).unwrap_or_else(|| transient(&told, None)),
        // It says itself that it has not taken it.
        503 => transient(&told, waiting(response)),
        400..=499 => by_code(code, &told).unwrap_or_else(|| permanent(&told, false)),
        300..=399 => transient(&told, None),
        // It broke down somewhere: before or after it took it, nobody knows.
        _ => Outcome::Unknown(told),
    }
}

/// What an error of the provider means (Twilio, «Error and Warning Dictionary»).
fn by_code(code: u64, told: &str) -> Option<Outcome> {
    Some(match code {
        // The number is none, or takes no text messages; or its owner has said STOP to the provider.
        21211 | 21610 | 21614 | 21265 | 30005 | 30006 => permanent(told, true),
        // The country, the text or the route: another message to the same person may go.
        21408 | 21602 | 21612 | 21617 | 21635 | 30004 | 30007 => permanent(told, false),
        // Too many, or too fast.
        20429 | 14107 | 30001 | 30022 | 21611 => transient(told, Some(60)),
        // The sender, the account or the credentials: waits until somebody has seen to it.
        20001 | 20003 | 20404 | 20005 | 21212 | 21603 | 21606 | 21659 | 21660 | 21703 | 21705 | 30002 => {
            transient(told, None)
        }
        _ => return None,
    })
}

/// How long the provider asks to wait, in seconds.
fn waiting(response: &Response) -> Option<u64> {
    let header = response
        .headers
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case("retry-after"));
    header?.value.trim().parse().ok()
}

fn transient(reason: &str, seconds: Option<u64>) -> Outcome {
    Outcome::Transient(Transient {
        reason: reason.to_owned(),
        retry_after: seconds.map(|seconds| seconds.saturating_mul(1_000)),
    })
}

fn permanent(reason: &str, suppress: bool) -> Outcome {
    Outcome::Permanent(Permanent {
        reason: reason.to_owned(),
        suppress,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::serde_json::json;

    fn message(to: &str, text: &str) -> Message {
        Message {
            key: "01890000-0000-7000-8000-000000000001".to_owned(),
            to: to.to_owned(),
            to_name: None,
            fields: vec![Field {
                name: "text".to_owned(),
                value: text.to_owned(),
            }],
            headers: Vec::new(),
        }
    }

    fn answer(status: u16, body: &Value) -> Result<Response, Failure> {
        Ok(Response {
            status,
            headers: vec![Field {
                name: "Retry-After".to_owned(),
                value: "7".to_owned(),
            }],
            body: body.to_string().into_bytes(),
        })
    }

    #[test]
    fn a_request_says_who_what_and_where_to_report() {
        let config = Config {
            api: Some("https://api.example.test".into()),
            account: Some("AC1".into()),
            from: Some("36180".into()),
            ..Config::default()
        };
        let request = request(
            &config,
            "s3cr3t",
            Some("https://r.test/callbacks/a/sms/k"),
            &message("+33612345678", "Été à Brest"),
        );
        assert_eq!(
            request.url,
            "https://api.example.test/2010-04-01/Accounts/AC1/Messages.json"
        );
        let fields: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
        let expected = [
            ("To", "+33612345678"),
            ("From", "36180"),
            ("Body", "Été à Brest STOP au 36180"),
            (
                "StatusCallback",
                "https://r.test/callbacks/a/sms/k?key=01890000-0000-7000-8000-000000000001",
            ),
        ];
        assert_eq!(
            fields,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(request.headers[0].value, "Basic QUMxOnMzY3IzdA==");
        assert_eq!(request.messages, ["01890000-0000-7000-8000-000000000001"]);
    }

    #[test]
    fn what_is_no_number_is_never_asked_for() {
        for bad in ["", "0612345678", "+33 6", "+33612345678901234", "someone@example.test"] {
            assert!(matches!(
                refusal(&message(bad, "x")),
                Some(Outcome::Permanent(Permanent { suppress: false, .. }))
            ));
        }
        assert_eq!(refusal(&message("+33612345678", "x")), None);
    }

    #[test]
    fn each_answer_has_its_meaning() {
        let said = |status, body: Value| outcome(&answer(status, &body), 1_000);
        let sid = "SM0123456789abcdef0123456789abcdef";
        assert_eq!(
            said(201, json!({ "sid": sid, "status": "queued" })),
            Outcome::Accepted(Some(sid.into()))
        );
        assert_eq!(said(200, json!("strange")), Outcome::Accepted(None));
        let error = |code: u64| json!({ "code": code, "message": "words", "status": 400 });
        for code in [21211, 21610, 21614] {
            assert_eq!(said(400, error(code)), permanent(&format!("{code} words"), true));
        }
        for code in [21408, 21617, 99_999] {
            assert_eq!(said(400, error(code)), permanent(&format!("{code} words"), false));
        }
        for code in [21606, 21212] {
            assert_eq!(said(400, error(code)), transient(&format!("{code} words"), None));
        }
        assert_eq!(said(429, error(20_429)), Outcome::Throttled(8_000));
        assert_eq!(said(401, error(20_003)), transient("20003 words", None));
        assert_eq!(said(404, json!({})), transient("the provider answered 404", None));
        assert_eq!(said(503, json!({})), transient("the provider answered 503", Some(7)));
        assert!(matches!(said(500, json!({})), Outcome::Unknown(_)));
        assert!(matches!(said(502, json!(null)), Outcome::Unknown(_)));
        assert!(matches!(said(302, json!({})), Outcome::Transient(_)));
        assert!(matches!(
            said(201, json!({ "status": "failed", "error_code": 30006 })),
            Outcome::Permanent(_)
        ));
        assert!(matches!(
            outcome(&Err(Failure::NotSent("no route".into())), 0),
            Outcome::Transient(_)
        ));
        assert!(matches!(
            outcome(&Err(Failure::NoAnswer("lost".into())), 0),
            Outcome::Unknown(_)
        ));
    }
}
