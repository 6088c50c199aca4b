//! The interface to guests, in each version that is still understood. Which one a plugin speaks is decided once, when it
//! is loaded; from then on there is only this trait.

mod v1;

use crate::capabilities::Capability;
use crate::host::State;
use crate::message::{Callback, Event, Message, Outcome};
use crate::{Description, LoadError};
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

/// A loaded plugin. Each call gets a store of its own, in which a fresh instance is made.
pub(crate) trait Interface: Send + Sync {
    /// What the plugin says of itself in a language.
    fn describe<'a>(&'a self, store: &'a mut Store<State>, language: &'a str) -> Answer<'a, Description>;

    /// What is wrong with a configuration.
    fn check_config<'a>(
        &'a self,
        store: &'a mut Store<State>,
        given: Given,
        language: &'a str,
    ) -> Answer<'a, Vec<Problem>>;

    /// How many units each message of a batch is.
    fn measure<'a>(&'a self, store: &'a mut Store<State>, given: Given, batch: Vec<Message>) -> Answer<'a, Vec<u32>>;

    /// Hands a batch over.
    fn send<'a>(&'a self, store: &'a mut Store<State>, given: Given, batch: Vec<Message>) -> Answer<'a, Vec<Outcome>>;

    /// Reads a provider's report, or says why it is refused.
    fn parse_callback<'a>(
        &'a self,
        store: &'a mut Store<State>,
        given: Given,
        request: Callback,
    ) -> Answer<'a, Result<Vec<Event>, String>>;
}

/// What a call comes to.
pub(crate) type Answer<'a, T> = BoxFuture<'a, wasmtime::Result<T>>;

/// What a plugin is told of its settings.
pub(crate) struct Given {
    /// JSON.
    pub config: String,
    /// Names of secrets that have a value.
    pub secrets: Vec<String>,
    /// Where reports are taken.
    pub callback_url: Option<String>,
}

/// What is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Which property or secret.
    pub field: Option<String>,
    /// A sentence for the administrator.
    pub message: String,
}

/// What a component needs, beside its interface's types: refused here when it was not granted or does not exist.
pub(crate) struct Needs {
    /// What it imports.
    pub capabilities: BTreeSet<Capability>,
    wasi: bool,
}

const PACKAGE: &str = "relais:channel/";

impl Needs {
    /// Reads a component's imports.
    pub fn of(engine: &Engine, component: &Component, granted: &[Capability]) -> Result<Self, LoadError> {
        let mut needs = Self {
            capabilities: BTreeSet::new(),
            wasi: false,
        };
        for (name, _) in component.component_type().imports(engine) {
            let interface = name.split('@').next().unwrap_or(name);
            if interface.starts_with("wasi:") {
                needs.wasi = true;
                continue;
            }
            let ours = interface.strip_prefix(PACKAGE);
            if ours == Some("types") {
                continue;
            }
            let capability = ours
                .and_then(Capability::named)
                .ok_or_else(|| LoadError::UnknownImport(name.to_owned()))?;
            if !granted.contains(&capability) {
                return Err(LoadError::NotGranted(capability));
            }
            needs.capabilities.insert(capability);
        }
        Ok(needs)
    }
}

/// The version that a component speaks, linked with what it needs and nothing else.
pub(crate) fn pick(engine: &Engine, component: &Component, needs: &Needs) -> Result<Box<dyn Interface>, LoadError> {
    let mismatch = |error: wasmtime::Error| LoadError::Mismatch(format!("{error:#}"));
    let versions: Vec<String> = component
        .component_type()
        .exports(engine)
        .filter_map(|(name, _)| name.strip_prefix("relais:channel/channel@").map(str::to_owned))
        .collect();
    let mut linker = Linker::new(engine);
    if needs.wasi {
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).map_err(mismatch)?;
    }
    if versions.iter().any(|version| version.starts_with("1.")) {
        let interface = v1::load(&mut linker, component, &needs.capabilities).map_err(mismatch)?;
        return Ok(Box::new(interface));
    }
    Err(LoadError::NoInterface)
}
