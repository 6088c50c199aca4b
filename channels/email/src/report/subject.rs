//! Of which message a report is.
//!
//! Each message's mail is returned to an address of its own, in which a mark stands that only the host can make: a report
//! is of the message whose address is in it. Where there is no such address, the identifier of the returned mail names it,
//! which holds the message's key: that, too, is known to nobody but those who had the mail.

use super::Said;
use super::mime::{Fields, Part};
use crate::config::Bounce;

/// The longest mark that is passed on.
const LONGEST_MARK: usize = 64;
/// Where servers write to whom they delivered a mail.
const DELIVERED: [&str; 6] = [
    "delivered-to",
    "x-original-to",
    "x-envelope-to",
    "envelope-to",
    "x-delivered-to",
    "to",
];

/// The mark or the key by which the host knows the message. A mark that is there stands, also when it is forged.
pub fn of(bounce: Option<&Bounce>, mail: &Part<'_>, said: &Said, recipients: &[String]) -> Option<String> {
    let marked = || {
        let bounce = bounce?;
        let envelope = recipients.iter().map(String::as_str);
        let delivered = DELIVERED.into_iter().flat_map(|name| mail.fields.all(name));
        let reported = said.report.all("original-mail-from");
        let returned = said.returned.all("return-path");
        let mut places = envelope.chain(delivered).chain(reported).chain(returned);
        places.find_map(|text| mark(bounce, text))
    };
    marked().or_else(|| key(&said.returned, "message-id").or_else(|| key(&mail.fields, "in-reply-to")))
}

/// What stands between `name` and `@domain` in a text, from the `+` on.
fn mark(bounce: &Bounce, text: &str) -> Option<String> {
    let text = text.to_ascii_lowercase();
    let (before, after) = (format!("{}+", bounce.name), format!("@{}", bounce.domain));
    let (before, after) = (before.to_ascii_lowercase(), after.to_ascii_lowercase());
    text.match_indices(&before).find_map(|(at, _)| {
        let rest = text.get(at + before.len()..)?;
        let end = rest.bytes().take(LONGEST_MARK + 1).position(|b| b == b'@')?;
        let (mark, domain) = rest.split_at_checked(end)?;
        let is_mark = !mark.is_empty() && mark.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        // The domain ends there: `@example.org.evil.test` is another one.
        let ends = domain
            .strip_prefix(&after)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '.'));
        (is_mark && ends).then(|| format!("+{mark}"))
    })
}

/// The key in a Message-ID that we wrote: `<key@domain>`.
fn key(fields: &Fields, name: &str) -> Option<String> {
    let id = fields.first(name)?.trim_start_matches('<');
    let (key, _) = id.split_once('@')?;
    let is_digit = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    (key.len() == 36 && key.bytes().enumerate().all(is_digit)).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O15
    #[test]
    fn only_our_own_addresses_have_marks() {
        let bounce = Bounce {
            name: "Bounces".into(),
            domain: "mail.example.org".into(),
        };
        let of = |text| mark(&bounce, text);
        let ours = Some("+7k2mq-abc".to_owned());
        for text in [
            "bounces+7k2mq-abc@mail.example.org",
            "<BOUNCES+7K2MQ-ABC@MAIL.EXAMPLE.ORG>",
            "rfc822; bounces+7k2mq-abc@mail.example.org",
            "a <b@c.test>, bounces+@mail.example.org, bounces+7k2mq-abc@mail.example.org, d@e.test",
        ] {
            assert_eq!(of(text), ours, "{text}");
        }
        for text in [
            "bounces@mail.example.org",
            "bounces+7k2mq-abc@example.org",
            "bounces+7k2mq-abc@mail.example.org.evil.test",
            "bounces+7k2mq-abc@evil.test",
            "bounces+a b@mail.example.org",
            "bounces+@mail.example.org",
            &format!("bounces+{}@mail.example.org", "a".repeat(65)),
            "",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn only_our_own_identifiers_have_keys() {
        let of = |id: &str| key(&Fields::read(format!("Message-ID: {id}\n").as_bytes()), "message-id");
        let ours = "0199f3a0-0000-7000-8000-0000000000a7";
        assert_eq!(of(&format!("<{ours}@example.org>")).as_deref(), Some(ours));
        for id in [
            "<x@example.org>",
            ours,
            "<>",
            "",
            "<0199f3a00000700080000000000000a7@b.test>",
        ] {
            assert_eq!(of(id), None, "{id}");
        }
    }
}
