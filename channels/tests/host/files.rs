//! Files for the tenant, and signatures with keys that stay with the host.

use crate::support::{batch, hostile, outcomes, settings};
use relais_channels::{Fault, Outcome, Sink};
use serde_json::json;

// R: O4
#[tokio::test]
async fn a_file_is_its_messages_acceptance() {
    let settings = settings("t", &json!({"do": "spool"}), &[]);
    let report = hostile().send(&settings, Sink::Live, batch(2)).await;
    assert_eq!((outcomes(&report).as_str(), &report.fault), ("aa", &None));
    let names: Vec<_> = report
        .files
        .iter()
        .map(|file| (file.message.as_deref(), file.name.as_str()))
        .collect();
    assert_eq!(
        names,
        [(Some("m0"), "m0.txt"), (Some("m1"), "m1.txt"), (None, "batch.csv")]
    );
    assert_eq!(
        report.outcomes[0],
        Outcome::Accepted {
            provider_id: Some("m0.txt".to_owned())
        }
    );
}

// R: P4
#[tokio::test]
async fn files_outlive_a_crash_with_their_messages() {
    let settings = settings("t", &json!({"do": "spool-and-trap"}), &[]);
    let report = hostile().send(&settings, Sink::Live, batch(2)).await;
    assert_eq!(outcomes(&report), "aa");
    assert!(matches!(report.fault, Some(Fault::Crashed(_))));
    assert_eq!(report.files.len(), 3);
}

#[tokio::test]
async fn a_sandbox_shows_files_and_keeps_none() {
    let settings = settings("t", &json!({"do": "spool"}), &[]);
    let report = hostile().send(&settings, Sink::Sandbox, batch(2)).await;
    assert_eq!(outcomes(&report), "aa");
    assert!(report.files.is_empty());
    let shown = &report.rendered[1];
    assert_eq!(
        (shown.key.as_str(), shown.media_type.as_str(), shown.source.len()),
        ("m1", "text/plain", 100)
    );
}

// R: P3, P4
#[tokio::test]
async fn no_file_leads_out_of_its_folder_or_fills_the_disk() {
    let elsewhere = settings("t", &json!({"do": "spool-elsewhere"}), &[]);
    let report = hostile().send(&elsewhere, Sink::Live, batch(1)).await;
    assert!(matches!(report.fault, Some(Fault::Misuse { .. })), "{report:?}");
    assert_eq!((outcomes(&report).as_str(), report.files.len()), ("s", 0));

    // It does not even cross the boundary.
    let large = settings("t", &json!({"do": "spool-large"}), &[]);
    let report = hostile().send(&large, Sink::Live, batch(1)).await;
    assert!(report.files.is_empty() && report.fault.is_some(), "{report:?}");
}

// R: P3
#[tokio::test]
async fn a_key_is_used_and_not_seen() {
    let mut settings = settings("t", &json!({"do": "sign"}), &[]);
    for (name, value) in [("mine", "k3y"), ("yours", "0ther")] {
        settings.secrets.0.insert(name.to_owned(), value.to_owned());
    }
    let report = hostile().send(&settings, Sink::Live, batch(1)).await;
    let [Outcome::Unsent { reason }] = report.outcomes.as_slice() else {
        panic!("{report:?}")
    };
    assert!(reason.starts_with("mine Ok(32), yours Err("), "{reason}");
    assert!(!reason.contains("k3y") && !reason.contains("0ther"));
}
