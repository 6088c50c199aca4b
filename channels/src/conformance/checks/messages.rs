//! Messages: good ones, odd ones, many at once; what they are counted as; what becomes of mails.

use super::super::findings::Check;
use super::super::{Bench, provider, samples};
use super::{broken, said};
use crate::{Capability, Outcome, Sink};

/// In a sandbox that nobody has configured, every good message is taken and shown.
pub async fn sandbox(bench: &Bench) -> Check {
    let mut check = Check::of("a sandbox without configuration");
    let messages = bench.messages(3);
    let report = bench
        .plugin
        .send(&Bench::unset(), Sink::Sandbox, messages.clone())
        .await;
    if let Some(problem) = broken(&report, messages.len()) {
        check.problem(problem);
    }
    for outcome in &report.outcomes {
        check.expect(matches!(outcome, Outcome::Accepted { .. }), || {
            format!("a good message is not taken: {}", said(outcome))
        });
    }
    for message in &messages {
        let shown: Vec<_> = report
            .rendered
            .iter()
            .filter(|shown| shown.key == message.key)
            .collect();
        match shown.as_slice() {
            [shown] => check.expect(!shown.source.is_empty() || !shown.body.is_empty(), || {
                "what the outbox shows is empty".to_owned()
            }),
            shown => check.problem(format!("a message is shown {} times in the outbox", shown.len())),
        }
    }
    check
}

/// Whatever a message looks like, it has an outcome, and nothing breaks.
pub async fn kinds(bench: &Bench) -> Check {
    let mut check = Check::of("messages of every kind");
    let kinds = samples::kinds(bench.plugin.description(), bench.sample.to.as_deref());
    let count = kinds.len();
    for kind in kinds {
        let report = bench.sandbox(kind.messages.clone()).await;
        if let Some(problem) = broken(&report, kind.messages.len()) {
            check.problem(format!("messages {}: {problem}", kind.name));
        } else if kind.good {
            for outcome in &report.outcomes {
                check.expect(matches!(outcome, Outcome::Accepted { .. }), || {
                    format!("messages {} are not taken: {}", kind.name, said(outcome))
                });
            }
        }
        bench.provider.play(good(), good());
        let report = bench.live(kind.messages.clone()).await;
        if let Some(problem) = broken(&report, kind.messages.len()) {
            check.problem(format!("messages {}, live: {problem}", kind.name));
        }
    }
    check.figure(format!("{count} kinds"));
    check
}

/// As many as it says that it takes, and one more, which makes two calls.
pub async fn batches(bench: &Bench) -> Check {
    let mut check = Check::of("batches as large as it takes");
    let most = bench.plugin.description().max_batch.min(1000);
    for count in [1, most, most + 1] {
        let messages = bench.messages(count);
        let report = bench.sandbox(messages).await;
        if let Some(problem) = broken(&report, count) {
            check.problem(format!("{count} messages: {problem}"));
        }
        check.expect(report.rendered.len() == count || report.fault.is_some(), || {
            format!("of {count} messages the outbox shows {}", report.rendered.len())
        });
    }
    check.figure(format!("{most} messages a call"));
    check
}

/// What a provider would charge.
pub async fn measure(bench: &Bench) -> Check {
    let mut check = Check::of("what messages are charged as");
    let most = bench.plugin.description().max_batch.min(1000) + 1;
    match bench.plugin.measure(&Bench::unset(), bench.messages(most)).await {
        Ok(units) => check.expect(units.iter().all(|units| *units >= 1), || {
            "a message that is taken is charged as nothing".to_owned()
        }),
        Err(fault) => check.problem(format!("{most} messages: {fault}")),
    }
    for kind in samples::kinds(bench.plugin.description(), bench.sample.to.as_deref()) {
        if let Err(fault) = bench.plugin.measure(&bench.settings(), kind.messages).await {
            check.problem(format!("messages {}: {fault}", kind.name));
        }
    }
    check.figure(match &bench.plugin.description().unit {
        Some(unit) => format!("by «{unit}»"),
        None => "a message is a message".to_owned(),
    });
    check
}

/// What the transport says of mails is what the plugin says.
pub async fn mails(bench: &Bench) -> Check {
    let check = Check::of("what becomes of mails");
    if !bench.has(Capability::EmailTransport) {
        return check.skip("It sends no mail.");
    }
    let messages = bench.messages(6);
    let expected: Vec<Outcome> = messages.iter().map(|message| provider::mail(&message.key)).collect();
    let before = bench.provider.mails();
    bench.provider.play(good(), good());
    let report = bench.live(messages).await;
    if bench.provider.mails() == before {
        return check.skip("It could send mail, and hands its messages over in another way.");
    }
    let mut check = check;
    if let Some(problem) = broken(&report, expected.len()) {
        check.problem(problem);
    }
    for (expected, outcome) in expected.iter().zip(&report.outcomes) {
        check.expect(expected == outcome, || {
            format!("a mail is {}, and its message {}", said(expected), said(outcome))
        });
    }
    check
}

fn good() -> provider::Manner {
    provider::Manner::Plain(200, provider::GOOD)
}
