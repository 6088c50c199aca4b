//! Letters by a provider's web service of the shape of Lob's: one request per letter with the PDF in it, under the
//! message's key, so that the same letter is printed once however often it is handed over.

pub mod callback;
mod multipart;

use crate::config::{API_KEY, Config};
use crate::letter::Letter;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use multipart::Form;
use relais_plugin::http::{Failure, Request, Response};
use relais_plugin::{Message, Outcome, Permanent, Transient, cache, http, is_pretended, secrets};

/// How long to leave a provider alone that does not say for how long, in milliseconds.
const PAUSE: u64 = 60_000;

/// What the provider knows the tenant by: a user's name without a password.
pub fn authorization() -> String {
    let key = secrets::get(API_KEY).unwrap_or_default();
    format!("Basic {}", BASE64.encode(format!("{key}:")))
}

/// For how long a provider that knew the tenant is not asked again, in milliseconds.
const KNOWN: u64 = 10 * 60 * 1000;

/// Who takes the letters of this batch.
pub enum Taker {
    /// The provider, who knows the tenant.
    Provider,
    /// A sandbox: letters are looked at, and shown as the files they are.
    Sandbox,
    /// Nobody: what to say of every letter.
    Nobody(Outcome),
}

/// Asks the provider whether it knows the tenant, before letters are made over to it: a wrong key keeps them here.
pub fn taker(url: &str, authorization: &str) -> Taker {
    let place = format!("knows {url} {}", authorization.len());
    if cache::get(&place).is_some() {
        return Taker::Provider;
    }
    let request = Request::get(format!("{url}/letters?limit=1")).header("authorization", authorization);
    match http::send_all(&[request]).pop() {
        Some(Ok(response)) if is_pretended(&response) => Taker::Sandbox,
        Some(Ok(response)) if (200..300).contains(&response.status) => {
            cache::set(&place, b"1", KNOWN);
            Taker::Provider
        }
        Some(Ok(response)) => Taker::Nobody(transient(
            format!(
                "the provider answered {} when it was asked whether it knows us",
                response.status
            ),
            None,
        )),
        Some(Err(Failure::NotSent(reason) | Failure::NoAnswer(reason))) => Taker::Nobody(Outcome::Unsent(reason)),
        None => Taker::Nobody(Outcome::Unsent("no answer".to_owned())),
    }
}

/// The request that hands one letter over.
pub fn request(
    url: &str,
    authorization: &str,
    config: &Config,
    message: &Message,
    letter: &Letter,
    pdf: &[u8],
) -> Request {
    let (media_type, body) = form(config, &message.key, letter, pdf);
    Request::post(format!("{url}/letters"))
        .header("authorization", authorization)
        .header("idempotency-key", message.key.as_str())
        .body(&media_type, body)
        .hands_over(message)
}

fn form(config: &Config, key: &str, letter: &Letter, pdf: &[u8]) -> (String, Vec<u8>) {
    let mut form = Form::new(key, pdf);
    form.text("description", key);
    form.text("metadata[message]", key);
    for (side, lines) in [("to", &letter.address), ("from", &config.sender)] {
        let (last, first) = lines
            .split_last()
            .map_or(("", [].as_slice()), |(last, first)| (last.as_str(), first));
        let names = [
            "name",
            "address_line1",
            "address_line2",
            "address_line3",
            "address_line4",
        ];
        for (name, line) in names.iter().zip(first) {
            form.text(&format!("{side}[{name}]"), line);
        }
        form.text(&format!("{side}[address_city]"), last);
    }
    let word = |on: bool| if on { "true" } else { "false" };
    form.text("color", word(config.color));
    form.text("double_sided", word(config.double_sided));
    // The address stands on the first page, in the window.
    form.text("address_placement", "top_first_page");
    form.file("file", &format!("{key}.pdf"), "application/pdf", pdf);
    form.finish()
}

/// What the provider's answer means.
pub fn read(answer: Result<Response, Failure>, now: u64) -> Outcome {
    let response = match answer {
        Err(Failure::NotSent(reason)) => return Outcome::Unsent(reason),
        // The same key is printed once: another try is harmless.
        Err(Failure::NoAnswer(reason)) => return transient(reason, None),
        Ok(response) => response,
    };
    let body = response.json();
    let said = match body["error"]["message"].as_str() {
        Some(message) => format!("{}: {message}", response.status),
        None => format!("the provider answered {}", response.status),
    };
    let seconds = response
        .header("retry-after")
        .and_then(|text| text.trim().parse::<u64>().ok());
    let wait = seconds.map(|seconds| seconds.saturating_mul(1000));
    match response.status {
        200..=299 => Outcome::Accepted(body["id"].as_str().map(str::to_owned)),
        429 => Outcome::Throttled(now.saturating_add(wait.unwrap_or(PAUSE))),
        // An address that the provider cannot deliver to; the others are ours to put right.
        400 | 404 | 405 | 409 | 413 | 415 | 422 => Outcome::Permanent(Permanent {
            suppress: response.status == 422 && undeliverable(&body),
            reason: said,
        }),
        _ => transient(said, wait),
    }
}

fn undeliverable(body: &relais_plugin::serde_json::Value) -> bool {
    let code = body["error"]["code"].as_str().unwrap_or_default();
    matches!(
        code,
        "failed_deliverability_strictness" | "undeliverable_address" | "address_undeliverable"
    )
}

fn transient(reason: String, retry_after: Option<u64>) -> Outcome {
    Outcome::Transient(Transient { reason, retry_after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use relais_plugin::Field;

    fn answer(status: u16, body: &str) -> Result<Response, Failure> {
        Ok(Response {
            status,
            headers: vec![Field {
                name: "Retry-After".into(),
                value: "2".into(),
            }],
            body: body.as_bytes().to_vec(),
        })
    }

    // R: O5
    #[test]
    fn what_the_provider_answers() {
        let taken = read(answer(200, r#"{"id":"ltr_1","object":"letter"}"#), 0);
        assert_eq!(taken, Outcome::Accepted(Some("ltr_1".into())));
        assert_eq!(read(answer(429, ""), 10), Outcome::Throttled(2_010));
        let wrong = read(answer(422, r#"{"error":{"message":"no","code":"invalid"}}"#), 0);
        assert!(matches!(wrong, Outcome::Permanent(Permanent { suppress: false, .. })));
        let nowhere = read(
            answer(422, r#"{"error":{"message":"no","code":"undeliverable_address"}}"#),
            0,
        );
        assert!(matches!(nowhere, Outcome::Permanent(Permanent { suppress: true, .. })));
        for status in [401, 403, 500, 503] {
            assert!(
                matches!(read(answer(status, "x"), 0), Outcome::Transient(_)),
                "{status}"
            );
        }
        assert!(matches!(
            read(Err(Failure::NoAnswer("x".into())), 0),
            Outcome::Transient(_)
        ));
        assert!(matches!(read(Err(Failure::NotSent("x".into())), 0), Outcome::Unsent(_)));
    }

    // R: O5
    #[test]
    fn a_letter_is_handed_over_as_a_form_with_a_file() {
        let config = Config::read(r#"{"sender":"A;1 rue B;75001 PARIS","color":true}"#).unwrap();
        let letter = Letter {
            pages: Vec::new(),
            address: ["X", "2 RUE Y", "29000 QUIMPER"].map(str::to_owned).to_vec(),
            replaced: false,
        };
        let (media_type, body) = form(&config, "k1", &letter, b"%PDF-1.7 \r\n--x");
        let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let text = String::from_utf8(body).unwrap();
        assert!(text.ends_with(&format!("--{boundary}--\r\n")));
        for part in [
            "name=\"to[name]\"\r\n\r\nX\r\n",
            "name=\"to[address_line1]\"\r\n\r\n2 RUE Y\r\n",
            "name=\"to[address_city]\"\r\n\r\n29000 QUIMPER\r\n",
            "name=\"from[name]\"\r\n\r\nA\r\n",
            "name=\"color\"\r\n\r\ntrue\r\n",
            "name=\"metadata[message]\"\r\n\r\nk1\r\n",
            "filename=\"k1.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7 \r\n--x\r\n",
        ] {
            assert!(text.contains(part), "{part:?}");
        }
    }
}
