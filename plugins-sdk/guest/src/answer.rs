//! What a web service's answer means, where a provider's documentation says nothing more precise.

use crate::http::{Failure, Response};
use crate::{Outcome, Permanent, Transient, clock};

/// How long to wait for a provider that wants fewer messages and does not say until when, in milliseconds.
const A_WHILE: u64 = 60_000;

/// The outcome of the message that a request handed over.
///
/// 2xx is accepted; 429 throttled; 408, 425, 500 and 503 say that nothing was taken and are worth another try, as are 401
/// and 403, which an administrator can put right; 502 and 504 come from a gateway that does not know; the rest is refused
/// for good. A message whose answer was lost is unknown, one that never left is unsent.
#[must_use]
pub fn outcome(answer: Result<Response, Failure>) -> Outcome {
    let response = match answer {
        Ok(response) => response,
        Err(Failure::NotSent(reason)) => return Outcome::Unsent(reason),
        Err(Failure::NoAnswer(reason)) => return Outcome::Unknown(reason),
    };
    let reason = format!("the provider answered {}", response.status);
    match response.status {
        200..300 => Outcome::Accepted(None),
        429 => Outcome::Throttled(clock::now().saturating_add(retry_after(&response).unwrap_or(A_WHILE))),
        401 | 403 | 408 | 425 | 500 | 503 => Outcome::Transient(Transient {
            retry_after: retry_after(&response),
            reason,
        }),
        502 | 504 => Outcome::Unknown(reason),
        _ => Outcome::Permanent(Permanent {
            reason,
            suppress: false,
        }),
    }
}

/// Whether a sandbox answered: there was no request, and nothing can be read in the answer.
#[must_use]
pub fn is_pretended(response: &Response) -> bool {
    response.header("relais-sandbox").is_some()
}

/// The seconds that a provider asks to wait, in milliseconds. A date (RFC 9110, 10.2.3) is not read.
fn retry_after(response: &Response) -> Option<u64> {
    let seconds: u64 = response.header("retry-after")?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1000))
}

impl Response {
    /// A header's value, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        field.map(|field| field.value.as_str())
    }

    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;

    fn answered(status: u16, headers: &[(&str, &str)]) -> Outcome {
        let field = |(name, value): &(&str, &str)| Field {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        };
        outcome(Ok(Response {
            status,
            headers: headers.iter().map(field).collect(),
            body: Vec::new(),
        }))
    }

    #[test]
    fn only_what_was_surely_not_taken_is_tried_again() {
        assert_eq!(answered(202, &[]), Outcome::Accepted(None));
        for (status, wait) in [(503, Some(30_000)), (500, Some(30_000))] {
            assert!(
                matches!(answered(status, &[("Retry-After", "30")]), Outcome::Transient(t) if t.retry_after == wait)
            );
        }
        for status in [502, 504] {
            assert!(matches!(answered(status, &[]), Outcome::Unknown(_)), "{status}");
        }
        for status in [302, 400, 404, 422] {
            assert!(
                matches!(answered(status, &[]), Outcome::Permanent(p) if !p.suppress),
                "{status}"
            );
        }
        assert!(matches!(outcome(Err(Failure::NotSent("x".into()))), Outcome::Unsent(_)));
        assert!(matches!(
            outcome(Err(Failure::NoAnswer("x".into()))),
            Outcome::Unknown(_)
        ));
    }
}
