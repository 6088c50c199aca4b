//! What push services and web services have in common in how they answer.

use relais_plugin::http::Response;
use relais_plugin::{Outcome, Permanent, Transient};

/// How long to leave a provider alone that does not say for how long, in milliseconds.
const PAUSE: u64 = 60_000;
/// What is kept of a provider's words, in characters.
const WORDS: usize = 200;

/// How long the provider asked to wait, in milliseconds (RFC 9110 §10.2.3, in seconds or as a date).
pub fn retry_after(response: &Response, now: u64) -> Option<u64> {
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(seconds.saturating_mul(1000));
    }
    Some(date(value)?.saturating_mul(1000).saturating_sub(now))
}

/// The provider wants fewer messages.
pub fn throttled(response: &Response, now: u64) -> Outcome {
    Outcome::Throttled(now.saturating_add(retry_after(response, now).unwrap_or(PAUSE)))
}

/// Not now.
pub fn later(response: &Response, now: u64, reason: String) -> Outcome {
    Outcome::Transient(Transient {
        reason,
        retry_after: retry_after(response, now),
    })
}

/// Never; `suppress` when the address is not to be used again.
pub fn never(reason: String, suppress: bool) -> Outcome {
    Outcome::Permanent(Permanent { reason, suppress })
}

/// What was answered, in one line: the status, and the beginning of what was said.
pub fn words(response: &Response) -> String {
    let body = String::from_utf8_lossy(&response.body);
    let said: Vec<&str> = body.split_whitespace().collect();
    let said: String = said.join(" ").chars().take(WORDS).collect();
    format!("{} {said}", response.status).trim_end().to_owned()
}

/// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7, the form that is sent).
fn date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, rest) = text.split_once(", ")?;
    let mut words = rest.split(' ');
    let day: u64 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = u64::try_from(MONTHS.iter().position(|name| *name == month)?).ok()? + 1;
    let year: u64 = words.next()?.parse().ok().filter(|year| (1970..=9999).contains(year))?;
    let mut clock = words.next()?.split(':').map(str::parse::<u64>);
    let (hours, minutes, seconds) = (clock.next()?.ok()?, clock.next()?.ok()?, clock.next()?.ok()?);
    if words.next() != Some("GMT") || !(1..=31).contains(&day) || hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    // Days since 1970-03-01 shifted so that a leap day is a year's last (Howard Hinnant, days_from_civil).
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    let days = days.checked_sub(719_468)?;
    Some(days * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use relais_plugin::Field;

    /// An answer with a status, headers and a body.
    pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
        let field = |(name, value): &(&str, &str)| Field {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        };
        Response {
            status,
            headers: headers.iter().map(field).collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn dates_are_read() {
        assert_eq!(date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(date("Tue, 29 Feb 2028 12:00:00 GMT"), Some(1_835_438_400));
        for bad in ["", "soon", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37 CET", "x, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn how_long_to_wait() {
        let now = 784_111_777_000;
        assert_eq!(retry_after(&answer(429, &[("Retry-After", "120")], ""), now), Some(120_000));
        let dated = answer(503, &[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")], "");
        assert_eq!(retry_after(&dated, now), Some(30_000));
        let past = answer(503, &[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT")], "");
        assert_eq!(retry_after(&past, now), Some(0));
        assert_eq!(retry_after(&answer(429, &[], ""), now), None);
        assert_eq!(throttled(&answer(429, &[], ""), now), Outcome::Throttled(now + PAUSE));
    }
}
