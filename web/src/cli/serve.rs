//! `relais serve`: pages, API and workers until told to stop.

use super::{CommandError, demo};
use crate::app::{App, Parts};
use crate::channel_test;
use crate::http;
use crate::live::Feeds;
use clap::{Args, ValueEnum};
use relais_channels::{CacheKey, Host, HostOptions};
use relais_core::access::Policy;
use relais_core::audience::Audiences;
use relais_core::delivery::Courier;
use relais_core::delivery::callbacks::Door;
use relais_core::plugins::Plugins;
use relais_core::tracking::Recorder;
use relais_core::work::Workers;
use relais_tenants::Installation;
use relais_tenants::password::Passwords;
use relais_tenants::throttle::LoginThrottle;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};

/// What this process does.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Pages, API and background work.
    All,
    /// Pages and API only.
    Web,
    /// Background work only; still answers `/api/health`.
    Worker,
}

/// Serve pages, API and workers.
#[derive(Args)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long, env = "RELAIS_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// Where people reach it; https:// makes cookies insist on TLS. Default: http:// and the listening address.
    #[arg(long, env = "RELAIS_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Proxies in front of this process, as addresses or blocks (10.0.0.0/8), separated by commas: whom they name in
    /// X-Forwarded-For is slowed down after wrong passwords. Without them that header counts for nothing.
    #[arg(
        long,
        env = "RELAIS_TRUSTED_PROXIES",
        default_value = "",
        hide_default_value = true,
        value_name = "CIDR,…"
    )]
    trusted_proxies: http::Proxies,
    /// What this process does.
    #[arg(long, env = "RELAIS_ROLE", default_value = "all")]
    role: Role,
    /// Do not let companies sign themselves up: the operator creates them.
    #[arg(long, env = "RELAIS_CLOSED_SIGNUP")]
    closed_signup: bool,
    /// Let plugins reach private addresses: for relays on this machine or in this network.
    #[arg(long, env = "RELAIS_ALLOW_PRIVATE_HOSTS")]
    allow_private_hosts: bool,
    /// Create a demo company with generated prospects, and print how to sign in.
    #[arg(long, env = "RELAIS_DEMO")]
    demo: bool,
}

/// Connections that may wait to be accepted. A mail that is opened everywhere at once brings hundreds in a moment; whoever finds no place
/// tries again a second later.
const WAITING: u32 = 4_096;

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // As the standard library's listeners: a new process does not wait for the old one's connections to be forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

impl Serve {
    /// Runs until SIGTERM or SIGINT.
    pub async fn run(self, installation: Installation, data: &Path) -> Result<(), CommandError> {
        let _alone = hold(&installation, data)?;
        let listener = listen(self.listen)?;
        let address = listener.local_addr()?;
        let public_url = self.public_url.unwrap_or_else(|| format!("http://{address}"));
        let policy = Policy::load()
            .await
            .map_err(|error| CommandError::Refused(error.to_string()))?;
        let audiences = Audiences::new();
        let host = HostOptions {
            cache: Some(data.join("plugins")),
            cache_key: CacheKey(installation.plugin_cache_key()),
            allow_private_hosts: self.allow_private_hosts,
            hello: host_of(&public_url),
            ..HostOptions::default()
        };
        // Compiles the plugins when they were never compiled here.
        let host = tokio::task::spawn_blocking(move || Host::new(host))
            .await
            .map_err(|error| CommandError::Refused(error.to_string()))?
            .map_err(|error| CommandError::Refused(error.to_string()))?;
        let public_url = public_url.trim_end_matches('/').to_owned();
        let plugins = Plugins::new(installation.clone(), host.clone());
        let courier = Courier::new(plugins.clone(), &public_url);
        let workers = Workers::new(installation.clone(), audiences.clone(), courier.clone());
        workers.post_checkpoints_by(host);
        let app = App::new(Parts {
            throttle: LoginThrottle::new(installation.clock().clone()),
            channel_tests: channel_test::throttle(installation.clock().clone()),
            trusted_proxies: self.trusted_proxies,
            recorder: Recorder::new(),
            door: Door::default(),
            passwords: Passwords::default(),
            signup_open: !self.closed_signup,
            public_url,
            installation,
            policy,
            audiences,
            plugins: plugins.clone(),
            courier,
            feeds: Feeds::default(),
            workers: workers.clone(),
        });
        if self.role == Role::Web {
            workers.start_telling();
        } else {
            workers.start();
        }
        let routes = if self.role == Role::Worker {
            crate::api::worker_routes()
        } else {
            crate::routes()
        };
        let service = http::router(app.clone(), routes);
        writeln!(std::io::stdout(), "listening on http://{address}")?;
        let counting = tokio::spawn(plugins.clone().keep_figures());
        let demo = self.demo.then(|| tokio::spawn(demo::prepare(app.clone())));
        let make = service.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, make).with_graceful_shutdown(stop_asked());
        let server = IntoFuture::into_future(server);
        tokio::pin!(server);
        tokio::select! {
            result = &mut server => result?,
            // Streams of events never end by themselves.
            () = async { stop_asked().await; tokio::time::sleep(http::route::GRACE).await } => {}
        }
        if let Some(demo) = demo {
            demo.abort();
        }
        workers.stop().await;
        counting.abort();
        plugins.write_figures().await;
        Ok(())
    }
}

/// The host of an address, by which mail servers are greeted; an IP address is no name.
fn host_of(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    let name = host.contains('.') && !host.starts_with('[') && host.parse::<std::net::IpAddr>().is_err();
    name.then(|| host.to_owned())
}

/// On SQLite one process serves a data directory; a second one would do the same work twice.
fn hold(installation: &Installation, data: &Path) -> Result<Option<std::fs::File>, CommandError> {
    if !installation.is_embedded() {
        return Ok(None);
    }
    let file = std::fs::File::create(data.join("serving.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Err(CommandError::Refused(format!(
            "another `relais serve` uses {}: stop it, or give this one another --data",
            data.display()
        ))),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

async fn stop_asked() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
