//! Hosts, plugins, settings and messages for the scenarios.

use relais_channels::{
    Capability, Grants, Host, HostOptions, Limits, Message, Outcome, Plugin, Report, Secrets, Settings,
};
use relais_tests::guests::HOSTILE;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// 2027-01-15T08:00:00Z.
pub const NOW: u64 = 1_800_000_000_000;

/// Small, so that what must end in them ends soon.
pub fn limits() -> Limits {
    Limits {
        memory: 24 * 1024 * 1024,
        computing: Duration::from_millis(400),
        crossing: 4 * 1024 * 1024,
        ..Limits::default()
    }
}

pub fn options() -> HostOptions {
    HostOptions {
        allow_private_hosts: true,
        limits: limits(),
        clock: Some(Arc::new(|| NOW)),
        seed: Some(7),
        ..HostOptions::default()
    }
}

/// One for all scenarios: what one of them does must not disturb another.
pub fn host() -> &'static Host {
    static HOST: OnceLock<Host> = OnceLock::new();
    HOST.get_or_init(|| Host::new(options()).unwrap())
}

pub fn email() -> Plugin {
    host().plugin("email").unwrap()
}

pub fn hostile() -> Plugin {
    static PLUGIN: OnceLock<Plugin> = OnceLock::new();
    PLUGIN
        .get_or_init(|| host().load("hostile", HOSTILE, &Capability::ALL).unwrap())
        .clone()
}

pub fn settings(tenant: &str, config: &serde_json::Value, hosts: &[&str]) -> Settings {
    Settings {
        tenant: tenant.to_owned(),
        config: config.to_string(),
        secrets: Secrets::default(),
        grants: Grants {
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        },
        ..Settings::default()
    }
}

/// Messages `m0`, `m1`, … to different people.
pub fn batch(count: usize) -> Vec<Message> {
    (0..count)
        .map(|n| message(&format!("m{n}"), &format!("p{n}@example.net")))
        .collect()
}

pub fn message(key: &str, to: &str) -> Message {
    Message {
        key: key.to_owned(),
        to: to.to_owned(),
        to_name: Some("Léa Dupont".to_owned()),
        fields: vec![
            ("subject".to_owned(), "Bonne année".to_owned()),
            ("html".to_owned(), "<p>Bonjour Léa</p>".to_owned()),
            ("text".to_owned(), "Bonjour Léa".to_owned()),
        ],
        headers: vec![(
            "List-Unsubscribe".to_owned(),
            "<https://relais.example/unsubscribe/t>".to_owned(),
        )],
        return_path: None,
    }
}

/// One letter an outcome: `a`ccepted, `t`ransient, `p`ermanent, t`h`rottled, `u`nknown, un`s`ent.
pub fn outcomes(report: &Report) -> String {
    report
        .outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Accepted { .. } => 'a',
            Outcome::Transient { .. } => 't',
            Outcome::Permanent { .. } => 'p',
            Outcome::Throttled { .. } => 'h',
            Outcome::Unknown { .. } => 'u',
            Outcome::Unsent { .. } => 's',
        })
        .collect()
}
