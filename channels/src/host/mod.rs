//! The engine and the plugins it has loaded; one call of a plugin from start to end.
//!
//! Each call gets a fresh instance in a store of its own, for one tenant, and both are dropped when it is over, however
//! it ends. What may go on in there is bounded on every side: memory and tables ([`state`]), computing (ticks of
//! [`ticker`]), waiting (a timeout around the call), what crosses the boundary in one go (wasmtime's fuel for host
//! calls). What a message came to is written into the [`ledger`] by the capability that saw it.

mod engine;
mod figures;
mod ledger;
mod options;
mod plugin;
mod services;
mod slots;
mod state;
mod ticker;

pub use crate::artifact::CacheKey;
pub use figures::{Figures, Line};
pub use options::{Clock, HostOptions, Limits, Rehearsal};
pub use plugin::{LARGEST_COMPONENT, Plugin};
pub(crate) use state::{Job, State};

use crate::artifact::Store;
use crate::capabilities::Capability;
use crate::capabilities::http::{Failure, Request, Response};
use crate::capabilities::reach::Reach;
use crate::{LoadError, Settings, builtin};
use figures::Book;
use services::Services;
use slots::Slots;
use std::collections::BTreeMap;
use std::sync::Arc;
use ticker::Ticker;
use wasmtime::Engine;

/// The engine and the plugins it has loaded. Cheap to clone.
#[derive(Clone)]
pub struct Host {
    machine: Arc<Machine>,
    plugins: Arc<BTreeMap<&'static str, Plugin>>,
}

/// Why the host cannot start.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

/// What all plugins share.
pub(crate) struct Machine {
    engine: Engine,
    limits: Limits,
    services: Arc<Services>,
    ticker: Ticker,
    slots: Slots,
    store: Store,
    book: Book,
}

/// For whom a message is, and what a sandbox shows of it where no capability renders it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recipient {
    /// The message's key.
    pub key: String,
    /// The address.
    pub to: String,
    /// The person's name.
    pub to_name: Option<String>,
    /// Headers beyond those the content makes.
    pub headers: Vec<(String, String)>,
    /// The address that a mail is returned to, where that is not its sender.
    pub return_path: Option<String>,
    /// Only in a sandbox: the subject or title.
    pub subject: String,
    /// Only in a sandbox: what is looked at.
    pub body: String,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.plugins.keys()).finish()
    }
}

impl Host {
    /// Starts the engine and loads the plugins that come with the program. Compiles them when the cache has not got
    /// them, which takes a while: not for an async thread.
    pub fn new(options: HostOptions) -> Result<Self, HostError> {
        let machine = Machine::start(options)?;
        let mut plugins = BTreeMap::new();
        for (name, bytes) in builtin::PLUGINS {
            let plugin = Plugin::load(&machine, name, bytes, &Capability::ALL)
                .map_err(|error| HostError(format!("the plugin {name}: {error}")))?;
            plugins.insert(name, plugin);
        }
        Ok(Self {
            machine,
            plugins: Arc::new(plugins),
        })
    }

    /// Starts the engine alone.
    pub fn bare(options: HostOptions) -> Result<Self, HostError> {
        Ok(Self {
            machine: Machine::start(options)?,
            plugins: Arc::default(),
        })
    }

    /// The plugins that come with the program, and their components.
    #[must_use]
    pub fn builtin() -> &'static [(&'static str, &'static [u8])] {
        &builtin::PLUGINS
    }

    /// The built-in plugin of this name, such as `email`.
    #[must_use]
    pub fn plugin(&self, name: &str) -> Option<Plugin> {
        self.plugins.get(name).cloned()
    }

    /// A server that these settings name and this installation may not reach, if there is one.
    pub async fn closed(&self, settings: &Settings) -> Option<String> {
        if self.machine.services.may_reach_private() {
            return None;
        }
        Reach::new(&settings.grants.hosts).closed().await
    }

    /// Whether private networks and this machine may be reached.
    #[must_use]
    pub fn may_reach_private(&self) -> bool {
        self.machine.services.may_reach_private()
    }

    /// Makes a request of the house's own, under the same rules for addresses as those of plugins.
    ///
    /// # Errors
    /// [`Failure`], when no answer came.
    pub async fn request(&self, request: Request) -> Result<Response, Failure> {
        let mut answers = self.machine.services.http.send_all(vec![request], &mut |_, _| {}).await;
        let lost = || Err(Failure::NoAnswer("lost".to_owned()));
        answers.pop().unwrap_or_else(lost)
    }

    /// The plugins that serve a channel, by their names.
    #[must_use]
    pub fn serving(&self, channel: &str) -> Vec<(String, Plugin)> {
        let serves = |plugin: &Plugin| plugin.description().channel == channel;
        let all = self.plugins.iter().filter(|(_, plugin)| serves(plugin));
        all.map(|(name, plugin)| ((*name).to_owned(), plugin.clone())).collect()
    }

    /// What the calls of plugins came to since this was last asked: tenant, plugin's name, figures. Whoever takes them keeps them.
    #[must_use]
    pub fn take_figures(&self) -> Vec<((String, String), Figures)> {
        self.machine.book.take()
    }

    /// Takes back figures that could not be kept.
    pub fn put_back_figures(&self, of: (String, String), figures: Figures) {
        self.machine.book.put_back(of, figures);
    }

    /// Loads a component with the capabilities that it was granted; a plugin that wants more is refused. Compiles it when
    /// the cache has not got it: not for an async thread.
    pub fn load(&self, name: &str, component: &[u8], granted: &[Capability]) -> Result<Plugin, LoadError> {
        Plugin::load(&self.machine, name, component, granted)
    }
}

impl Machine {
    fn start(options: HostOptions) -> Result<Arc<Self>, HostError> {
        let engine =
            engine::engine(&options.limits).map_err(|error| HostError(format!("no plugin engine: {error:#}")))?;
        Self::around(engine, options)
    }

    /// A machine of its own around an engine that there is.
    fn around(engine: Engine, options: HostOptions) -> Result<Arc<Self>, HostError> {
        let ticker =
            Ticker::start(engine.clone()).map_err(|error| HostError(format!("no thread for plugins: {error}")))?;
        Ok(Arc::new(Self {
            services: Arc::new(Services::new(&options)),
            slots: Slots::new(options.limits.instances),
            store: Store::new(options.cache, options.cache_key),
            limits: options.limits,
            book: Book::default(),
            engine,
            ticker,
        }))
    }
}
