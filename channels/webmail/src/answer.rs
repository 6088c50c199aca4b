//! What a provider's answer means, as far as HTTP says it.

use relais_plugin::http::{Failure, Response};
use relais_plugin::{Field, Outcome, Permanent, Transient};

/// How long to wait when the provider wants fewer and does not say for how long, in milliseconds.
const A_WHILE: u64 = 5_000;

/// A header's value; empty when there is none.
pub fn header<'a>(headers: &'a [Field], name: &str) -> &'a str {
    let field = headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
    field.map_or("", |field| field.value.as_str())
}

/// How long the provider asks to wait, in milliseconds: `Retry-After` in seconds, or `X-RateLimit-Reset` as the second of
/// the day when it is over. `now` is in milliseconds since 1970.
pub fn waiting(response: &Response, now: u64) -> Option<u64> {
    let number = |name| header(&response.headers, name).trim().parse::<u64>().ok();
    let after = number("retry-after").map(|seconds| seconds.saturating_mul(1_000));
    let until = || {
        let reset = number("x-ratelimit-reset")?;
        // Some say it in seconds, some in milliseconds.
        let reset = if reset < 100_000_000_000 {
            reset.saturating_mul(1_000)
        } else {
            reset
        };
        Some(reset.saturating_sub(now))
    };
    after.or_else(until)
}

/// What an answer means that is no success: all but 4xx, which the plugin looks at closer in `refused`.
pub fn settle(
    answer: &Result<Response, Failure>,
    now: u64,
    taken: impl FnOnce(&Response) -> Option<String>,
    refused: impl FnOnce(&Response) -> Outcome,
) -> Outcome {
    let response = match answer {
        Ok(response) => response,
        Err(Failure::NotSent(reason)) => return transient(reason, None),
        Err(Failure::NoAnswer(reason)) => return Outcome::Unknown(reason.clone()),
    };
    let told = format!("the provider answered {}", response.status);
    match response.status {
        200..=299 => Outcome::Accepted(taken(response)),
        429 => Outcome::Throttled(now.saturating_add(waiting(response, now).unwrap_or(A_WHILE))),
        // The credentials or the account are at fault, not the mail: it waits until somebody has seen to it.
        401 | 402 | 403 | 404 => transient(&told, None),
        408 | 425 => transient(&told, None),
        // It says itself that it has not taken it.
        503 => transient(&told, waiting(response, now)),
        400..=499 => refused(response),
        300..=399 => transient(&told, None),
        // It broke down somewhere: before or after it took it, nobody knows.
        _ => Outcome::Unknown(told),
    }
}

/// Not now.
pub fn transient(reason: &str, retry_after: Option<u64>) -> Outcome {
    Outcome::Transient(Transient {
        reason: reason.to_owned(),
        retry_after,
    })
}

/// Never.
pub fn permanent(reason: &str, suppress: bool) -> Outcome {
    Outcome::Permanent(Permanent {
        reason: reason.to_owned(),
        suppress,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Result<Response, Failure> {
        let field = |(name, value): &(&str, &str)| Field {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        };
        Ok(Response {
            status,
            headers: headers.iter().map(field).collect(),
            body: Vec::new(),
        })
    }

    fn settled(answer: &Result<Response, Failure>) -> Outcome {
        settle(answer, 1_000, |_| Some("id".into()), |_| permanent("refused", false))
    }

    #[test]
    fn no_answer_loses_a_mail_or_sends_it_twice() {
        assert_eq!(settled(&answer(202, &[])), Outcome::Accepted(Some("id".into())));
        assert_eq!(
            settled(&answer(429, &[("Retry-After", "3")])),
            Outcome::Throttled(4_000)
        );
        assert_eq!(
            settled(&answer(429, &[("X-RateLimit-Reset", "60")])),
            Outcome::Throttled(60_000)
        );
        assert_eq!(settled(&answer(429, &[])), Outcome::Throttled(6_000));
        for status in [301, 401, 403, 404, 503] {
            assert!(
                matches!(settled(&answer(status, &[])), Outcome::Transient(_)),
                "{status}"
            );
        }
        assert_eq!(settled(&answer(400, &[])), permanent("refused", false));
        for status in [100, 500, 502, 504, 599] {
            assert!(matches!(settled(&answer(status, &[])), Outcome::Unknown(_)), "{status}");
        }
        assert!(matches!(
            settled(&Err(Failure::NotSent("x".into()))),
            Outcome::Transient(_)
        ));
        assert!(matches!(
            settled(&Err(Failure::NoAnswer("x".into()))),
            Outcome::Unknown(_)
        ));
    }
}
