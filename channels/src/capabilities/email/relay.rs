//! What the transport is told about a relay, and what it asks of its host.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;
use zeroize::Zeroizing;

/// Where mail is handed over, and how.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Name or address; also the name its certificate must bear.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Who we are to the relay; nobody when absent.
    pub credentials: Option<Credentials>,
    /// The signature put on every message.
    pub dkim: Option<Dkim>,
    /// Messages after which a connection is replaced; 0 for no limit.
    pub max_per_connection: u32,
    /// Connections that may be open to this relay at once for this owner; at least one is.
    pub connections: usize,
    /// The name given in EHLO.
    pub hello: String,
}

/// How a connection is protected. A certificate is always checked: a relay with a certificate nobody vouches for is
/// either used without TLS, knowingly, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tls {
    /// Not at all.
    None,
    /// By STARTTLS where the relay offers it.
    Opportunistic,
    /// By STARTTLS, or nothing is sent.
    Required,
    /// From the first byte (RFC 8314).
    Implicit,
}

/// A name and a password, wiped when dropped.
#[derive(Clone)]
pub struct Credentials {
    pub(super) username: Zeroizing<String>,
    pub(super) password: Zeroizing<String>,
}

impl Credentials {
    /// Takes both over.
    pub fn new(username: String, password: String) -> Self {
        Self {
            username: Zeroizing::new(username),
            password: Zeroizing::new(password),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

/// Who signs (RFC 6376). The key is wiped when dropped.
#[derive(Clone)]
pub struct Dkim {
    pub(super) domain: String,
    pub(super) selector: String,
    pub(super) key: Zeroizing<String>,
}

impl Dkim {
    /// `key` is PEM: PKCS#8 of an Ed25519 or RSA key, or PKCS#1 of an RSA key of at least 2048 bits.
    pub fn new(domain: String, selector: String, key: String) -> Self {
        Self {
            domain,
            selector,
            key: Zeroizing::new(key),
        }
    }
}

impl fmt::Debug for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dkim({}, {})", self.domain, self.selector)
    }
}

/// What [`Resolve::resolve`] returns: addresses that may be connected to, or why there are none.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = Result<Vec<SocketAddr>, String>> + Send + 'a>>;

/// Turns a relay's name into addresses the owner may reach. The rule of what may be reached lives in the host; the
/// transport connects to what it is given here and to nothing else, so a name cannot mean one thing when checked and
/// another when connected to.
pub trait Resolve: Send + Sync {
    /// Addresses of `host`, in the order in which they are tried.
    fn resolve<'a>(&'a self, owner: &'a str, host: &'a str, port: u16) -> Resolving<'a>;
}

/// How long the transport waits. RFC 5321 (4.5.3.2) asks for minutes, made for a queue that has nothing better to do;
/// these are for a worker that other tenants wait for.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For all addresses of a relay together.
    pub connect: Duration,
    /// For the greeting, and for a TLS handshake.
    pub greeting: Duration,
    /// For the reply to a command.
    pub command: Duration,
    /// For a message to be written, and then for the reply to it.
    pub data: Duration,
    /// For one of the relay's connections to be free.
    pub turn: Duration,
    /// After which no further message of a batch is begun.
    pub batch: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            greeting: Duration::from_secs(30),
            command: Duration::from_secs(60),
            data: Duration::from_secs(120),
            turn: Duration::from_secs(60),
            batch: Duration::from_secs(120),
        }
    }
}
