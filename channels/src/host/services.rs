//! What capabilities work with, one of each in a process.

use super::{Clock, HostOptions, Rehearsal};
use crate::capabilities::cache::Cache;
use crate::capabilities::email::{self, Resolving};
use crate::capabilities::http::Http;
use crate::capabilities::random::Random;
use crate::capabilities::reach;
use std::sync::Arc;
use std::time::SystemTime;

/// What capabilities work with.
pub(crate) struct Services {
    /// Sends mail.
    pub email: email::Transport,
    /// Makes requests.
    pub http: Http,
    /// Remembers for plugins.
    pub cache: Cache,
    /// Tells the time.
    pub clock: Clock,
    /// Gives chance.
    pub random: Random,
    /// The name that relays are greeted with.
    pub hello: String,
    /// Providers that are played.
    pub rehearsal: Option<Rehearsal>,
    /// Whether private networks and this machine may be reached.
    private: bool,
}

impl Services {
    pub fn new(options: &HostOptions) -> Self {
        let clock = options.clock.clone().unwrap_or_else(|| Arc::new(system_clock));
        let resolver = Arc::new(Relays {
            private: options.allow_private_hosts,
        });
        let seconds = {
            let clock = clock.clone();
            Arc::new(move || i64::try_from(clock() / 1000).unwrap_or(i64::MAX))
        };
        let mut smtp = email::Options::new(resolver, seconds);
        smtp.clear_loopback = options.allow_private_hosts;
        Self {
            email: email::Transport::new(smtp),
            http: Http::new(options.allow_private_hosts),
            cache: Cache::default(),
            clock,
            random: Random::new(options.seed),
            private: options.allow_private_hosts,
            hello: options.hello.clone().unwrap_or_else(|| "localhost".to_owned()),
            rehearsal: options.rehearsal.clone(),
        }
    }

    /// Whether private networks and this machine may be reached.
    pub fn may_reach_private(&self) -> bool {
        self.private
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> u64 {
        (self.clock)()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the default, for a program that gives no clock of its own"
)]
fn system_clock() -> u64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The addresses of relays. Which of them a tenant may use was decided by name before this is asked.
struct Relays {
    private: bool,
}

impl email::Resolve for Relays {
    fn resolve<'a>(&'a self, _owner: &'a str, host: &'a str, port: u16) -> Resolving<'a> {
        Box::pin(reach::resolve(host, port, self.private))
    }
}
