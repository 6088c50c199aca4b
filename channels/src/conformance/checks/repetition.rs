//! The same twice: a plugin that is given the same makes the same of it, so that a test tells what will happen.

use super::super::findings::Check;
use super::super::provider::{GOOD, Manner};
use super::super::{Bench, CALLBACKS, samples};
use crate::{Callback, Capability, Plugin, Report, Sink};

pub async fn check(bench: &Bench) -> Check {
    let mut check = Check::of("the same twice");
    let mut batches = vec![("good messages", bench.messages(3))];
    let kinds = samples::kinds(bench.plugin.description(), bench.sample.to.as_deref());
    batches.extend(
        kinds
            .into_iter()
            .filter(|kind| kind.good)
            .map(|kind| (kind.name, kind.messages)),
    );
    for (name, messages) in &batches {
        for sink in [Sink::Sandbox, Sink::Live] {
            bench.provider.play(Manner::Plain(200, GOOD), Manner::Plain(200, GOOD));
            let settings = crate::Settings {
                tenant: "repetition".to_owned(),
                ..bench.settings()
            };
            let mut reports = Vec::new();
            for plugin in [&bench.plugin, &bench.twin] {
                let report = plugin.send(&settings, sink, messages.clone()).await;
                reports.push(shape(report, bench.has(Capability::Random)));
            }
            check.expect(reports.first() == reports.last(), || {
                format!("{name}: the second time something else comes out")
            });
        }
    }
    let callback = Callback {
        method: "POST".to_owned(),
        url: CALLBACKS.to_owned(),
        path: "/".to_owned(),
        headers: Vec::new(),
        body: b"{}".to_vec(),
    };
    let parse = |plugin: &Plugin| {
        let (plugin, settings, callback) = (plugin.clone(), bench.settings(), callback.clone());
        async move { plugin.parse_callback(&settings, callback).await }
    };
    let (first, second) = (parse(&bench.plugin).await, parse(&bench.twin).await);
    check.expect(first == second, || {
        "a callback: the second time something else comes out".to_owned()
    });
    check
}

/// What has to be the same. The bytes that would have left may differ where chance is part of them, as in a message that
/// is encrypted.
fn shape(report: Report, chance: bool) -> impl PartialEq {
    let source = |bytes: Vec<u8>| if chance { Vec::new() } else { bytes };
    let shown: Vec<_> = report
        .rendered
        .into_iter()
        .map(|shown| (shown.key, shown.to, shown.subject, shown.body, source(shown.source)))
        .collect();
    let files: Vec<_> = report
        .files
        .into_iter()
        .map(|file| (file.name, source(file.content)))
        .collect();
    (report.outcomes, shown, files, report.logs)
}
