//! What a relay's reply means for a message.

use crate::Outcome;
use smtp_proto::Response;
use std::time::Duration;

/// A reply as it was parsed.
pub(super) type Reply = Response<String>;

/// How long a relay that wants fewer messages is left alone when it does not say.
pub(super) const BREATHER: Duration = Duration::from_secs(60);

/// Longest text kept of a reply.
const LONGEST: usize = 300;

/// What a reply answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Mail,
    Recipient,
    Data,
    Content,
}

/// 2xx.
pub(super) fn is_yes(reply: &Reply) -> bool {
    (200..300).contains(&reply.code)
}

/// 421: the relay closes the connection (RFC 5321, 3.8).
pub(super) fn is_goodbye(reply: &Reply) -> bool {
    reply.code == 421
}

/// The reply in one line, code first.
pub(super) fn text(reply: &Reply) -> String {
    use std::fmt::Write;
    let mut text = reply.code.to_string();
    let [class, subject, detail] = reply.esc;
    if class != 0 {
        // Writing to a string does not fail.
        let _ = write!(text, " {class}.{subject}.{detail}");
    }
    for word in reply.message.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() && text.len() + word.len() < LONGEST {
            text.push(' ');
            text.push_str(word);
        }
    }
    text
}

/// The fate of a message whose content was answered with 2xx.
pub(super) fn accepted(reply: &Reply) -> Outcome {
    // Postfix, Exim («id=») and most relays give the name under which their log knows it.
    let message = reply.message.trim_end();
    let provider_id = ["queued as ", "id="]
        .into_iter()
        .find_map(|mark| message.split_once(mark))
        .and_then(|(_, rest)| rest.split_whitespace().next())
        .map(|id| id.chars().take(128).collect());
    Outcome::Accepted { provider_id }
}

/// The fate of a message to `to` answered with 4xx, 5xx, or something that makes no sense there. Relays like to repeat
/// the address; a reason is kept where addresses are not.
pub(super) fn refused(step: Step, reply: &Reply, to: &str) -> Outcome {
    let reason = without(&text(reply), to);
    match reply.code {
        // Not about the message: we are not let in, or the relay lost the thread.
        503 | 530 | 534 | 535 | 538 => Outcome::Transient {
            reason,
            retry_after: None,
        },
        500..600 => Outcome::Permanent {
            reason,
            suppress: step == Step::Recipient && is_address_fault(reply),
        },
        _ => Outcome::Transient {
            reason,
            retry_after: is_goodbye(reply).then_some(BREATHER),
        },
    }
}

fn without(text: &str, address: &str) -> String {
    // Only ASCII changes case here, so that positions are the same in both.
    let (found, wanted) = (text.to_ascii_lowercase(), address.to_ascii_lowercase());
    let mut kept = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, _) in found.match_indices(&wanted) {
        kept.push_str(text.get(rest..at).unwrap_or_default());
        kept.push('…');
        rest = at + wanted.len();
    }
    kept.push_str(text.get(rest..).unwrap_or_default());
    kept
}

/// RFC 3463, 3.2: X.1.X is about addresses; 7 and 8 are about the sender's. Without an enhanced code a 550 may as well be
/// about policy, and a person must not be lost to a relay's mood.
fn is_address_fault(reply: &Reply) -> bool {
    matches!(reply.esc, [5, 1, detail] if !matches!(detail, 7 | 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, esc: [u8; 3], message: &str) -> Reply {
        Reply {
            code,
            esc,
            message: message.to_owned(),
        }
    }

    #[test]
    fn only_an_address_at_fault_is_suppressed() {
        for (step, code, esc, expected) in [
            (Step::Recipient, 550, [5, 1, 1], true),
            (Step::Recipient, 553, [5, 1, 3], true),
            (Step::Recipient, 556, [5, 1, 10], true),
            (Step::Recipient, 550, [5, 1, 8], false),
            (Step::Recipient, 550, [5, 7, 1], false),
            (Step::Recipient, 550, [0, 0, 0], false),
            (Step::Recipient, 552, [5, 2, 2], false),
            (Step::Mail, 550, [5, 1, 1], false),
            (Step::Content, 550, [5, 1, 1], false),
        ] {
            let outcome = refused(step, &reply(code, esc, "no"), "a@example.net");
            assert!(
                matches!(outcome, Outcome::Permanent { suppress, .. } if suppress == expected),
                "{outcome:?}"
            );
        }
    }

    #[test]
    fn trouble_between_us_and_the_relay_is_not_held_against_the_message() {
        for code in [421, 450, 451, 452, 503, 530, 535, 250, 354, 999] {
            let outcome = refused(Step::Mail, &reply(code, [0, 0, 0], "x"), "a@example.net");
            assert!(matches!(outcome, Outcome::Transient { .. }), "{code}: {outcome:?}");
        }
    }

    #[test]
    fn a_reply_is_told_in_one_line() {
        let told = text(&reply(550, [5, 1, 1], "no such\nuser\r\n here\u{7}"));
        assert_eq!(told, "550 5.1.1 no such user here");
        assert!(text(&reply(450, [0, 0, 0], &"x ".repeat(5_000))).len() <= LONGEST);
    }

    #[test]
    fn the_address_is_not_in_the_reason() {
        let reply = reply(
            550,
            [5, 1, 1],
            "<Lea@Example.NET>: lea@example.net is unknown, Lea@example.net.",
        );
        let outcome = refused(Step::Recipient, &reply, "lea@example.net");
        let Outcome::Permanent { reason, .. } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(reason, "550 5.1.1 <…>: … is unknown, ….");
    }

    #[test]
    fn the_queue_name_is_kept() {
        let id = |message| match accepted(&reply(250, [2, 0, 0], message)) {
            Outcome::Accepted { provider_id } => provider_id,
            other => panic!("{other:?}"),
        };
        assert_eq!(id("Ok: queued as 4bXyZ1\r"), Some("4bXyZ1".to_owned()));
        assert_eq!(id("OK id=1rABC-0001"), Some("1rABC-0001".to_owned()));
        assert_eq!(id("OK"), None);
    }
}
