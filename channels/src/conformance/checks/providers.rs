//! Providers and their answers: whatever comes, no message is lost, none leaves twice, and nothing breaks.

use super::super::Bench;
use super::super::findings::Check;
use super::super::provider::{GOOD, Manner};
use super::{broken, said};
use crate::{Capability, Outcome, Report};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Messages of one scenario.
const COUNT: usize = 3;
/// How long a slow answer is waited for, in milliseconds.
const IMPATIENCE: u64 = 400;
/// What a provider asks for that wants to be left alone.
const WAIT: Duration = Duration::from_secs(7);

/// What an answer allows to be said of the messages that it is for.
#[derive(Clone, Copy)]
enum Rule {
    /// It was taken, though the answer cannot be read: trying again could be a second copy.
    Taken,
    /// It was not taken, and is worth another try.
    Later,
    /// It was not taken, and wants a wait of seven seconds.
    Wait,
    /// It was refused; another address would be too.
    Refused,
    /// Nobody knows.
    Anything,
}

const STRANGE: [(&str, Manner, Rule); 26] = [
    ("200 without a body", Manner::Plain(200, ""), Rule::Taken),
    ("200 and null", Manner::Plain(200, "null"), Rule::Taken),
    ("200 and a list", Manner::Plain(200, "[[],{}]"), Rule::Taken),
    (
        "200 and numbers where text is wanted",
        Manner::Plain(200, r#"{"id":1e99,"sid":[],"message_id":{},"name":null,"status":7}"#),
        Rule::Taken,
    ),
    (
        "200 and a web page",
        Manner::Headers(200, "content-type: text/html", "<!doctype html><p>Welcome"),
        Rule::Taken,
    ),
    ("200 and noise", Manner::Noise, Rule::Taken),
    ("200 and a tower of brackets", Manner::Tower, Rule::Taken),
    ("200 and no end", Manner::Endless, Rule::Taken),
    ("202 without a body", Manner::Plain(202, ""), Rule::Taken),
    ("204", Manner::Plain(204, ""), Rule::Taken),
    (
        "302 to a private address",
        Manner::Headers(302, "location: http://169.254.169.254/", ""),
        Rule::Refused,
    ),
    ("308 to itself", Manner::Headers(308, "location: /", ""), Rule::Refused),
    (
        "400 and noise",
        Manner::Headers(400, "content-type: application/json", "\u{1}{{{"),
        Rule::Anything,
    ),
    ("401", Manner::Plain(401, r#"{"message":"Forbidden"}"#), Rule::Refused),
    ("403", Manner::Plain(403, ""), Rule::Refused),
    ("429", Manner::Headers(429, "retry-after: 7", ""), Rule::Wait),
    (
        "429 with a wait that is none",
        Manner::Headers(429, "retry-after: soon", ""),
        Rule::Later,
    ),
    (
        "429 with a wait of ages",
        Manner::Headers(429, "retry-after: 99999999999999999999", ""),
        Rule::Later,
    ),
    ("500", Manner::Plain(500, "oops"), Rule::Later),
    ("503", Manner::Plain(503, ""), Rule::Later),
    ("502", Manner::Plain(502, "<html>"), Rule::Anything),
    ("a status that nobody knows", Manner::Plain(799, ""), Rule::Anything),
    ("half an answer", Manner::Half, Rule::Anything),
    ("a slow answer", Manner::Slow, Rule::Anything),
    ("another protocol", Manner::Gibberish, Rule::Anything),
    ("silence", Manner::Silence, Rule::Anything),
];

/// An answer that looks like many providers' good ones.
pub async fn good(bench: &Bench) -> Check {
    let check = Check::of("a provider on a good day");
    if !bench.has(Capability::Http) {
        return check.skip("It speaks to no web service.");
    }
    let mut check = check;
    let good = Manner::Plain(200, GOOD);
    bench.provider.play(good, good);
    let messages = bench.messages(COUNT);
    let keys: Vec<String> = messages.iter().map(|message| message.key.clone()).collect();
    let report = bench.live(messages).await;
    if let Some(problem) = broken(&report, COUNT) {
        check.problem(problem);
    }
    let handed = bench.provider.handed();
    check.figure(format!("{} requests for {COUNT} messages", bench.provider.requests()));
    for (key, outcome) in keys.iter().zip(&report.outcomes) {
        if !handed.contains(key) {
            check.remark(format!(
                "nothing is asked of the provider for a good message: {}. Name what it needs in the sample, or its \
                 messages in each request.",
                said(outcome)
            ));
        } else if !matches!(outcome, Outcome::Accepted { .. }) {
            check.remark(format!("the kit's answer is not its provider's: {}", said(outcome)));
        }
    }
    check
}

/// Every strange answer to the requests that hand over messages.
pub async fn strange(bench: &Bench) -> Check {
    let check = Check::of("providers on a bad day");
    if !bench.has(Capability::Http) {
        return check.skip("It speaks to no web service.");
    }
    let mut check = check;
    for (name, manner, rule) in STRANGE {
        bench.provider.play(manner, Manner::Plain(200, GOOD));
        let report = played(bench, manner, &mut check, name).await;
        let handed = bench.provider.handed();
        for (message, outcome) in bench.messages(COUNT).iter().zip(&report.outcomes) {
            let times = handed.iter().filter(|key| **key == message.key).count();
            check.expect(times <= 1, || {
                format!("{name}: a message was handed over {times} times")
            });
            if times == 1
                && let Some(problem) = judge(rule, outcome, bench.plugin.description().idempotent)
            {
                check.problem(format!("{name}: {problem}, and it says {}", said(outcome)));
            }
        }
    }
    check.figure(format!("{} answers", STRANGE.len()));
    check
}

/// The same to requests that hand over nothing, such as those for a token.
pub async fn token(bench: &Bench) -> Check {
    let check = Check::of("tokens on a bad day");
    let good = Manner::Plain(200, GOOD);
    bench.provider.play(good, good);
    if bench.has(Capability::Http) {
        bench
            .plugin
            .send(&settings_of(bench, "first"), crate::Sink::Live, bench.messages(1))
            .await;
    }
    if bench.provider.requests() <= bench.provider.handed().len() {
        return check.skip("Each of its requests hands over a message.");
    }
    let mut check = check;
    for (place, (name, manner, _)) in STRANGE.into_iter().enumerate() {
        bench.provider.play(good, manner);
        impatient(bench, manner);
        // Another tenant each time: what it remembers would answer for the provider.
        let settings = settings_of(bench, &format!("token-{place}"));
        let report = bench
            .plugin
            .send(&settings, crate::Sink::Live, bench.messages(COUNT))
            .await;
        if let Some(problem) = broken(&report, COUNT) {
            check.problem(format!("{name}: {problem}"));
        }
        let refused = matches!(manner, Manner::Plain(400.., _) | Manner::Headers(400.., ..));
        for outcome in report
            .outcomes
            .iter()
            .filter(|_| refused && bench.provider.handed().is_empty())
        {
            check.expect(!matches!(outcome, Outcome::Permanent { suppress: true, .. }), || {
                format!("{name}: the address is given up for the sake of a token")
            });
        }
    }
    check
}

fn settings_of(bench: &Bench, tenant: &str) -> crate::Settings {
    crate::Settings {
        tenant: tenant.to_owned(),
        ..bench.settings()
    }
}

fn impatient(bench: &Bench, manner: Manner) {
    let patience = if manner == Manner::Slow {
        IMPATIENCE
    } else {
        super::super::PATIENCE
    };
    bench.patience.store(patience, Ordering::Relaxed);
}

async fn played(bench: &Bench, manner: Manner, check: &mut Check, name: &str) -> Report {
    impatient(bench, manner);
    let report = bench.live(bench.messages(COUNT)).await;
    if let Some(problem) = broken(&report, COUNT) {
        check.problem(format!("{name}: {problem}"));
    }
    report
}

/// What is wrong with what a plugin makes of an answer.
fn judge(rule: Rule, outcome: &Outcome, idempotent: bool) -> Option<&'static str> {
    let again = matches!(
        outcome,
        Outcome::Transient { .. } | Outcome::Throttled { .. } | Outcome::Unsent { .. }
    );
    let lost = matches!(outcome, Outcome::Permanent { .. });
    let accepted = matches!(outcome, Outcome::Accepted { .. });
    let suppressed = matches!(outcome, Outcome::Permanent { suppress: true, .. });
    match rule {
        Rule::Taken if again && !idempotent => Some("the message may have been taken and would leave twice"),
        Rule::Later | Rule::Wait | Rule::Refused if accepted => Some("the message was not taken"),
        Rule::Later | Rule::Wait if lost => Some("the message is worth another try and would be lost"),
        Rule::Refused | Rule::Anything if suppressed => Some("the address is not at fault"),
        Rule::Wait => {
            let wait = match outcome {
                Outcome::Throttled { retry_after } => Some(*retry_after),
                Outcome::Transient { retry_after, .. } => *retry_after,
                _ => Some(WAIT),
            };
            (wait != Some(WAIT)).then_some("the provider asked to wait seven seconds")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    // R: P1
    #[test]
    fn what_would_lose_or_double_a_message_is_found() {
        let accepted = Outcome::Accepted { provider_id: None };
        let reason = String::new;
        let unsent = Outcome::Unsent { reason: reason() };
        let lost = Outcome::Permanent {
            reason: reason(),
            suppress: false,
        };
        let suppressed = Outcome::Permanent {
            reason: reason(),
            suppress: true,
        };
        let wait = |seconds| Outcome::Throttled {
            retry_after: Duration::from_secs(seconds),
        };
        let cases: HashMap<&str, bool> = [
            ("taken, tried again", judge(Rule::Taken, &unsent, false).is_some()),
            ("not taken, accepted", judge(Rule::Later, &accepted, false).is_some()),
            ("worth a try, lost", judge(Rule::Later, &lost, false).is_some()),
            (
                "refused, suppressed",
                judge(Rule::Refused, &suppressed, false).is_some(),
            ),
            ("waits too long", judge(Rule::Wait, &wait(60), false).is_some()),
        ]
        .into();
        assert!(cases.values().all(|found| *found), "{cases:?}");
        assert_eq!(judge(Rule::Taken, &unsent, true), None);
        assert_eq!(judge(Rule::Taken, &accepted, false), None);
        assert_eq!(judge(Rule::Wait, &wait(7), false), None);
        assert_eq!(judge(Rule::Refused, &lost, false), None);
    }
}
