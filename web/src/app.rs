//! What every handler can reach.

use crate::http::Proxies;
use crate::live::Feeds;
use relais_core::access::Policy;
use relais_core::audience::Audiences;
use relais_core::delivery::Courier;
use relais_core::delivery::callbacks::Door;
use relais_core::plugins::Plugins;
use relais_core::tracking::Recorder;
use relais_core::work::Workers;
use relais_tenants::password::Passwords;
use relais_tenants::throttle::{Buckets, LoginThrottle};
use relais_tenants::{Installation, TenantId};
use std::sync::Arc;

/// The running program. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of [`App`].
pub struct Parts {
    /// The tenants and those who sign in.
    pub installation: Installation,
    /// What each role may do.
    pub policy: Policy,
    /// The audience indexes of the tenants at work.
    pub audiences: Audiences,
    /// The channels' plugins.
    pub plugins: Plugins,
    /// Takes messages to them.
    pub courier: Courier,
    /// How campaigns go, for whoever follows them.
    pub feeds: Feeds,
    /// To be woken when a request leaves work behind.
    pub workers: Workers,
    /// Records what messages bring back.
    pub recorder: Recorder,
    /// Lets providers' reports in.
    pub door: Door,
    /// Slows down whoever guesses passwords.
    pub throttle: LoginThrottle,
    /// Slows down whoever sends test messages.
    pub channel_tests: Buckets<TenantId>,
    /// Proxies whose word on where a request comes from is believed.
    pub trusted_proxies: Proxies,
    /// Hashes and checks passwords, a bounded number at once.
    pub passwords: Passwords,
    /// Whether companies may sign themselves up.
    pub signup_open: bool,
    /// Where people reach this installation: scheme, host and port, without a slash at the end.
    pub public_url: String,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Whether people reach it over TLS, so that cookies may insist on it.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
