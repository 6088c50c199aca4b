//! The kit that `relais plugin check` runs: every plugin that comes with the program passes it, and one that does what
//! plugins must not does not.

use relais_channels::Host;
use relais_channels::conformance::{self, Findings, Sample, Verdict};
use relais_tests::guests::{HOSTILE, TUTORIAL};
use serde_json::json;
use std::path::Path;

async fn findings(component: &[u8], sample: Sample) -> Findings {
    conformance::run(component, sample).await.unwrap()
}

/// `sample.json` in a plugin's folder, where it has one.
fn sample(folder: &str) -> Sample {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("sample.json");
    std::fs::read(file).map_or_else(|_| Sample::default(), |sample| serde_json::from_slice(&sample).unwrap())
}

// R: P1
#[tokio::test]
async fn every_plugin_that_comes_with_the_program_passes() {
    for (name, component) in Host::builtin() {
        let found = findings(component, sample(name)).await;
        assert!(found.passed(), "{name}:\n{found}");
        let remarks = found
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Remark);
        assert_eq!(remarks.count(), 0, "{name}:\n{found}");
    }
}

// R: P1
#[tokio::test]
async fn the_tutorials_plugin_passes() {
    let found = findings(TUTORIAL, sample("../plugins-sdk/template")).await;
    assert!(found.passed(), "{found}");
}

// R: P1
#[tokio::test]
async fn a_plugin_that_does_what_it_must_not_is_found_out() {
    let failed = |found: &Findings| -> Vec<&str> {
        let failed = found
            .findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Failed);
        failed.map(|finding| finding.what).collect()
    };
    for (deed, check) in [
        ("too-many", "batches as large as it takes"),
        ("trap", "messages of every kind"),
        ("measure-less", "what messages are charged as"),
        ("again-after-post", "providers on a bad day"),
        ("believe", "callbacks from anybody"),
        ("chancy", "the same twice"),
        ("memory", "what a full batch costs"),
    ] {
        let sample = Sample {
            config: Some(json!({"do": deed, "url": "https://provider.example/"})),
            ..Sample::default()
        };
        let found = findings(HOSTILE, sample).await;
        assert!(failed(&found).contains(&check), "{deed}:\n{found}");
        // Nor is its description good.
        assert!(failed(&found).contains(&"what it says of itself"), "{found}");
    }
}

#[tokio::test]
async fn what_is_no_plugin_is_not_looked_at() {
    let answer = conformance::run(b"\0asm\x01\0\0\0", Sample::default()).await;
    assert!(matches!(answer, Err(conformance::KitError::Load(_))));
}
