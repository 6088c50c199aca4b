//! The interface stays what it is: a plugin of version 1.0 goes on working, and a change that would break one is found.

use crate::support::{NOW, batch, host, outcomes, settings};
use relais_channels::{Callback, Capability, Event, EventKind, EventSubject, Outcome, Plugin, Sink};
use relais_tests::guests::FROZEN;
use serde_json::json;
use std::path::{Path, PathBuf};
use wit_parser::{Resolve, WorldId};

fn frozen() -> Plugin {
    host().load("frozen", FROZEN, &Capability::ALL).unwrap()
}

// R: P5
#[tokio::test]
async fn a_plugin_of_version_1_0_still_works() {
    let plugin = frozen();
    let description = plugin.description_in("fr");
    assert_eq!(
        (
            description.name.as_str(),
            description.unit.as_deref(),
            description.idempotent
        ),
        ("Frozen (fr)", Some("letter"), true)
    );
    assert_eq!(description.capabilities, Capability::ALL);

    let mut settings = settings("t", &json!({}), &[]);
    assert_eq!(plugin.check_config(&settings).await.unwrap(), ["there is no key"]);
    settings.secrets.0.insert("key".to_owned(), "k".to_owned());
    assert_eq!(plugin.check_config(&settings).await.unwrap(), Vec::<String>::new());
    assert_eq!(plugin.measure(&settings, batch(3)).await.unwrap(), [2, 3, 4]);

    let report = plugin.send(&settings, Sink::Sandbox, batch(4)).await;
    assert_eq!((outcomes(&report).as_str(), &report.fault), ("aaap", &None));
    let kinds: Vec<_> = report.rendered.iter().map(|shown| shown.media_type.as_str()).collect();
    assert_eq!(kinds, ["message/rfc822", "application/json", "text/plain"]);
    assert_eq!(report.rendered[1].body, "shown");
    assert_eq!(
        report.outcomes[3],
        Outcome::Permanent {
            reason: r#"Some("k") Some(4) 4 Ok(32) true"#.to_owned(),
            suppress: false
        }
    );
    assert_eq!(report.logs, ["warning: frozen"]);

    let mut callback = Callback {
        method: "POST".to_owned(),
        url: "https://relais.example/x".to_owned(),
        path: "/y".to_owned(),
        headers: Vec::new(),
        body: b"{}".to_vec(),
    };
    let event = Event {
        subject: EventSubject::ProviderId("https://relais.example/x".to_owned()),
        kind: EventKind::Delivered,
        at: Some(NOW),
        id: Some("/y".to_owned()),
    };
    assert_eq!(
        plugin.parse_callback(&settings, callback.clone()).await,
        Ok(Ok(vec![event]))
    );
    callback.body.clear();
    assert!(matches!(plugin.parse_callback(&settings, callback).await, Ok(Err(_))));
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A world of the interface in a folder. `change` is made to its text; the version is another one, so that two of them
/// can be told apart.
fn world(resolve: &mut Resolve, folder: &Path, version: &str, change: (&str, &str)) -> WorldId {
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text
            .replace("@1.0.0;", &format!("@{version};"))
            .replace(change.0, change.1);
        std::fs::write(copy.path().join(file.file_name()), text).unwrap();
    }
    let (package, _) = resolve.push_path(copy.path()).unwrap();
    resolve.packages[package].worlds["plugin"]
}

/// Whether a plugin that was written for the frozen interface fits today's, changed in one place.
fn fits(change: (&str, &str)) -> bool {
    let mut resolve = Resolve::default();
    let frozen = world(&mut resolve, &here("tests/guests/frozen-1.0/wit"), "0.0.1", ("", ""));
    let today = world(&mut resolve, &here("plugins-sdk/wit/1.0"), "0.0.2", change);
    wit_component::semver_check(resolve, frozen, today).is_ok()
}

// R: P5
#[test]
fn todays_interface_takes_yesterdays_plugins() {
    assert!(
        fits(("", "")),
        "a change of plugins-sdk/wit/1.0 breaks plugins that were written for it"
    );
    // What may be added: a capability.
    assert!(fits((
        "    import log;\n",
        "    import log;\n    import more: interface { now: func(); }\n"
    )));
    // What may not: each of these is found.
    for change in [
        ("        max-batch: u32,", "        max-batch: u64,"),
        ("        unit: option<string>,\n", ""),
        ("    put-manifest: func", "    put-list: func"),
        (
            "    export channel;\n",
            "    export channel;\n    export more: interface { now: func(); }\n",
        ),
        (
            "        unsent(string),\n",
            "        unsent(string),\n        lost(string),\n",
        ),
    ] {
        assert!(!fits(change), "{change:?}");
    }
}
