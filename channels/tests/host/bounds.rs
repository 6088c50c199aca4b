//! More of what plugins must not do: storms, giants, values that are none, bombs. Each ends, is told, and costs nobody else
//! anything; what was handed over before stands.

use crate::support::{batch, hostile, outcomes, settings};
use relais_channels::{Callback, Fault, Sink};
use serde_json::json;

/// Three messages, one of which is handed over before the deed.
async fn deed(deed: &str) -> (String, Option<Fault>) {
    let settings = settings("t", &json!({"do": deed, "first": 1, "url": "http://127.0.0.1:1"}), &[]);
    let report = hostile().send(&settings, Sink::Sandbox, batch(3)).await;
    (outcomes(&report), report.fault)
}

// R: P4
#[tokio::test]
async fn a_storm_of_calls_ends() {
    assert_eq!(deed("storm").await, ("ass".to_owned(), Some(Fault::OutOfTime)));
}

// R: P4
#[tokio::test]
async fn giants_do_not_cross() {
    for giant in ["giant-text", "giant-list"] {
        let (outcomes, fault) = deed(giant).await;
        assert_eq!(outcomes, "ass", "{giant}");
        assert!(fault.is_some(), "{giant}");
    }
}

// R: P4
#[tokio::test]
async fn what_is_not_text_is_no_answer() {
    for deed_of_bytes in ["not-text", "log-not-text", "out-of-bounds", "no-such-level"] {
        let (outcomes, fault) = deed(deed_of_bytes).await;
        assert_eq!(outcomes, "ass", "{deed_of_bytes}");
        assert!(matches!(fault, Some(Fault::BadAnswer(_))), "{deed_of_bytes}: {fault:?}");
    }
}

// R: P4, P7
#[tokio::test]
async fn bombs_in_callbacks_are_contained() {
    let callback = |size: usize| Callback {
        method: "POST".to_owned(),
        url: "https://relais.example/callbacks/t/x/k".to_owned(),
        path: "/".to_owned(),
        headers: (0..100).map(|n| (format!("x-{n}"), "y".repeat(1000))).collect(),
        body: vec![b'x'; size],
    };
    for bomb in [
        "loop",
        "memory",
        "recursion",
        "trap",
        "not-text",
        "event-flood",
        "oversized",
    ] {
        let settings = settings("t", &json!({"do": bomb}), &[]);
        let answer = hostile().parse_callback(&settings, callback(10)).await;
        assert!(answer.is_err(), "{bomb}: {answer:?}");
    }
    // More than the plugin's memory holds.
    let settings = settings("t", &json!({}), &[]);
    let answer = hostile().parse_callback(&settings, callback(64 * 1024 * 1024)).await;
    assert_eq!(answer, Err(Fault::OutOfMemory));
    let answer = hostile().parse_callback(&settings, callback(1024 * 1024)).await;
    assert_eq!(answer, Ok(Err("POST / of 1048576 bytes".to_owned())));
}

// R: P4
#[tokio::test]
async fn a_measure_that_makes_no_sense_is_none() {
    let measure = |deed: &str| {
        let settings = settings("t", &json!({"do": deed}), &[]);
        async move { hostile().measure(&settings, batch(12)).await }
    };
    // The plugin takes ten at a time.
    assert_eq!(measure("behave").await.map(|units| units.len()), Ok(12));
    assert!(matches!(measure("measure-less").await, Err(Fault::BadAnswer(_))));
    assert_eq!(measure("loop").await, Err(Fault::OutOfTime));
}
