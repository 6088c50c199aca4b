//! What `relais plugin check` looks at: whether a plugin is a good one, whatever it is given and whatever its provider
//! answers. Our own plugins pass the same kit.
//!
//! A plugin is run in two hosts of the kit's own, alike down to the seed, in which instructions are counted and providers
//! are played ([`provider`]); nothing outside of this process is reached. What goes in is made from the plugin's own
//! description ([`samples`]); each file of `checks` looks at one thing; [`Findings`] is what it came to.

mod checks;
mod findings;
mod provider;
mod samples;

pub use findings::{Finding, Findings, Verdict};

use crate::capabilities::Capability;
use crate::{Host, HostError, HostOptions, Limits, LoadError, Plugin, Rehearsal, Report, Settings, Sink};
use provider::Provider;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Instructions that one call may take: what the host's own bound on computing is good for.
pub const INSTRUCTIONS: u64 = 2_000_000_000;
/// 2027-01-15T08:00:00Z: what time it is in the kit.
const NOW: u64 = 1_800_000_000_000;
/// Where reports would be taken.
const CALLBACKS: &str = "https://relais.example/callbacks/kit/channel/key";
/// How long a request may take, unless a check is about just that.
const PATIENCE: u64 = 20_000;

/// What a plugin's author says of it, where its description does not say enough: `sample.json` in its folder.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sample {
    /// A configuration that is good. Made from the schema's `default`s and `examples` when absent.
    pub config: Option<Value>,
    /// Values of secrets that are more than any text, by name.
    pub secrets: BTreeMap<String, String>,
    /// An address that is good. Made from the kind of address when absent.
    pub to: Option<String>,
}

/// Why nothing was found out.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// It is no plugin.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The kit cannot start.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The kit cannot start.
    #[error("no provider can be played: {0}")]
    Provider(#[from] std::io::Error),
}

/// A plugin in the kit.
struct Bench {
    plugin: Plugin,
    /// The same in another host: what one remembers the other does not.
    twin: Plugin,
    provider: Provider,
    patience: Arc<AtomicU64>,
    sample: Sample,
}

/// Runs every check.
pub async fn run(component: &[u8], sample: Sample) -> Result<Findings, KitError> {
    let provider = Provider::start().await?;
    let patience = Arc::new(AtomicU64::new(PATIENCE));
    let (first, second) = (options(&provider, &patience), options(&provider, &patience));
    let bytes = component.to_vec();
    let loading = tokio::task::spawn_blocking(move || {
        let plugin = Host::bare(first)?.load("plugin", &bytes, &Capability::ALL)?;
        let twin = plugin.twin(second)?;
        Ok::<_, KitError>((plugin, twin))
    });
    let lost = |error: tokio::task::JoinError| KitError::Host(HostError(error.to_string()));
    let (plugin, twin) = loading.await.map_err(lost)??;
    let bench = Bench {
        plugin,
        twin,
        provider,
        patience,
        sample,
    };
    let mut findings = Findings::new(component.len(), bench.plugin.description());
    checks::all(&bench, &mut findings).await;
    Ok(findings)
}

fn options(provider: &Provider, patience: &Arc<AtomicU64>) -> HostOptions {
    HostOptions {
        allow_private_hosts: true,
        clock: Some(Arc::new(|| NOW)),
        seed: Some(7),
        limits: Limits {
            // Instructions are the bound: the machine may be slow.
            computing: Duration::from_secs(120),
            call: Duration::from_secs(180),
            instances: 8,
            instructions: Some(INSTRUCTIONS),
            ..Limits::default()
        },
        rehearsal: Some(Rehearsal {
            http: provider.address(),
            patience: patience.clone(),
            mail: provider.relay(),
        }),
        ..HostOptions::default()
    }
}

impl Bench {
    /// What is configured: the author's sample, or one made from the schema.
    fn settings(&self) -> Settings {
        let description = self.plugin.description();
        let config = match &self.sample.config {
            Some(config) => config.clone(),
            None => samples::config(&description.config_schema),
        };
        let mut settings = Settings {
            tenant: "kit".to_owned(),
            config: config.to_string(),
            callback_url: Some(CALLBACKS.to_owned()),
            ..Settings::default()
        };
        for name in &description.secrets {
            let value = self.sample.secrets.get(name).map_or("sample-secret", String::as_str);
            settings.secrets.0.insert(name.clone(), value.to_owned());
        }
        settings
    }

    /// Settings of which nothing is set: those of a new sandbox.
    fn unset() -> Settings {
        Settings {
            tenant: "kit".to_owned(),
            config: "{}".to_owned(),
            ..Settings::default()
        }
    }

    /// So many good messages, or as many as go in one call.
    fn messages(&self, count: usize) -> Vec<crate::Message> {
        let description = self.plugin.description();
        samples::messages(description, self.sample.to.as_deref(), count)
    }

    async fn live(&self, messages: Vec<crate::Message>) -> Report {
        self.plugin.send(&self.settings(), Sink::Live, messages).await
    }

    async fn sandbox(&self, messages: Vec<crate::Message>) -> Report {
        self.plugin.send(&self.settings(), Sink::Sandbox, messages).await
    }

    fn has(&self, capability: Capability) -> bool {
        self.plugin.description().capabilities.contains(&capability)
    }
}
