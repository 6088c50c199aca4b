//! What a plugin is given, and what it is not.

use crate::support::{NOW, batch, host, hostile, options, settings};
use relais_channels::{CacheKey, Capability, Host, LoadError, Outcome, Sink};
use relais_tests::guests::HOSTILE;
use serde_json::json;

// R: P3
#[test]
fn a_capability_that_was_not_granted_is_a_clear_refusal() {
    for missing in Capability::ALL {
        let granted: Vec<Capability> = Capability::ALL
            .into_iter()
            .filter(|capability| *capability != missing)
            .collect();
        let refusal = host().load("hostile", HOSTILE, &granted).unwrap_err();
        assert_eq!(refusal, LoadError::NotGranted(missing));
    }
}

/// A component in binary form of its sections (the component model's binary format), each a number and its content.
fn component(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    for (number, content) in sections {
        bytes.push(*number);
        bytes.push(u8::try_from(content.len()).unwrap());
        bytes.extend(content);
    }
    bytes
}

fn named(before: &[u8], name: &str, after: &[u8]) -> Vec<u8> {
    let length = [u8::try_from(name.len()).unwrap()];
    [before, &length, name.as_bytes(), after].concat()
}

// R: P4
#[test]
fn what_is_no_plugin_is_not_loaded() {
    let load = |bytes: &[u8]| host().load("x", bytes, &Capability::ALL).unwrap_err();
    assert!(matches!(load(b""), LoadError::NotAComponent(_)));
    assert!(matches!(load(b"\0asm\x01\0\0\0"), LoadError::NotAComponent(_)));
    assert!(matches!(
        load(&HOSTILE[..HOSTILE.len() / 2]),
        LoadError::NotAComponent(_)
    ));
    assert_eq!(load(&component(&[])), LoadError::NoInterface);
    // (component (import "relais:channel/disk@1.0.0" (instance)))
    let disk = "relais:channel/disk@1.0.0";
    let foreign = component(&[(7, vec![1, 0x42, 0]), (10, named(&[1, 0], disk, &[5, 0]))]);
    assert_eq!(load(&foreign), LoadError::UnknownImport(disk.to_owned()));
    // (component (instance) (export "relais:channel/channel@1.0.0" (instance 0)))
    let export = named(&[1, 0], "relais:channel/channel@1.0.0", &[5, 0, 0]);
    let hollow = component(&[(5, vec![1, 1, 0]), (11, export)]);
    assert!(matches!(load(&hollow), LoadError::Mismatch(_)));
}

/// What the plugin can tell of its surroundings.
async fn spy(tenant: &str, secrets: &[(&str, &str)]) -> String {
    let mut settings = settings(tenant, &json!({"do": "spy"}), &[]);
    for (name, value) in secrets {
        settings.secrets.0.insert((*name).to_owned(), (*value).to_owned());
    }
    let report = hostile().send(&settings, Sink::Sandbox, batch(1)).await;
    match report.outcomes.as_slice() {
        [Outcome::Unsent { reason }] => reason.clone(),
        other => panic!("{other:?}"),
    }
}

// R: P3
#[tokio::test]
async fn a_plugin_sees_the_secrets_it_asked_for_and_no_others() {
    let seen = spy("t", &[("mine", "m"), ("yours", "y")]).await;
    assert!(
        seen.starts_with(r#"told ["mine"], mine Some("m"), yours None,"#),
        "{seen}"
    );
}

// R: P3
#[tokio::test]
async fn time_comes_from_the_host() {
    assert!(spy("t", &[]).await.contains(&format!("at {NOW},")));
}

// R: P3
#[tokio::test]
async fn what_a_plugin_remembers_is_one_tenants() {
    let remember = settings("one", &json!({"do": "remember"}), &[]);
    hostile().send(&remember, Sink::Sandbox, batch(1)).await;
    assert!(spy("one", &[]).await.contains(r#"remembered Some("m0")"#));
    assert!(spy("two", &[]).await.contains("remembered None"));
    assert!(spy("", &[]).await.contains("remembered None"));
}

#[tokio::test]
async fn compiled_plugins_are_kept_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let cached = || {
        let mut options = options();
        options.cache = Some(folder.path().join("plugins"));
        options.cache_key = CacheKey([3; 32]);
        Host::new(options).unwrap()
    };
    let files = || std::fs::read_dir(folder.path().join("plugins")).unwrap().count();
    let first = cached().plugin("email").unwrap().description().clone();
    let all = Host::builtin().len();
    assert_eq!(files(), all);
    let host = cached();
    assert_eq!(host.plugin("email").unwrap().description(), &first);
    assert_eq!(files(), all);
    let report = host
        .plugin("email")
        .unwrap()
        .send(&settings("t", &json!({}), &[]), Sink::Sandbox, batch(1))
        .await;
    assert_eq!(report.rendered.len(), 1);
}
