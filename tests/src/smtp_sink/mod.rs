//! An SMTP server for tests: takes every mail, remembers it, and fails the way real relays do when asked to.
//!
//! What goes wrong is chosen by the recipient's address (`Fault::of`: everything before the first `+` of the local part,
//! as in `rcpt-5xx+lea@example.net`), or for every n-th recipient. The sink watches its client too: whatever breaks
//! the rules of SMTP or of pipelining is kept as a violation.
//!
//! Runs inside a test ([`SmtpSink::start`]) or as a process of its own (`smtp-sink`), which a kill test compares with
//! the ledger by the file of Message-IDs it writes.

mod certificate;
mod connection;
mod fault;
mod process;
mod records;
mod session;
mod words;

pub use certificate::Certificate;
pub use fault::Fault;
pub use process::SinkProcess;
pub use records::Received;

use records::Records;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How the sink protects its connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SinkTls {
    /// Not at all.
    #[default]
    None,
    /// It offers STARTTLS.
    StartTls,
    /// From the first byte.
    Implicit,
    /// It offers STARTTLS, and adds a reply nobody asked for behind the go-ahead, as somebody in the middle would.
    Injected,
}

/// How the sink behaves.
#[derive(Clone, Debug)]
pub struct SinkOptions {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Encryption.
    pub tls: SinkTls,
    /// The one user name and password; none are asked for when absent.
    pub account: Option<(String, String)>,
    /// Mechanisms offered.
    pub mechanisms: String,
    /// Whether it offers PIPELINING.
    pub pipelining: bool,
    /// Whether it offers SMTPUTF8.
    pub international: bool,
    /// The largest message, offered by SIZE.
    pub size: usize,
    /// Keeps whole messages, not only who and which.
    pub keep_raw: bool,
    /// Keeps nothing but counts, for measuring.
    pub only_count: bool,
    /// Each accepted Message-ID is appended to this file before its reply leaves. Survives the death of any process.
    pub log: Option<PathBuf>,
    /// Each accepted mail is appended to this file before its reply leaves: a line of JSON with the envelope's `from` and `to`,
    /// the Message-ID as `id`, and the mail itself as `raw`.
    pub mails: Option<PathBuf>,
    /// Messages on one connection before `421`.
    pub max_messages: Option<u32>,
    /// Connections at once before the greeting is `421`.
    pub max_connections: Option<usize>,
    /// Said instead of `220`; empty for nothing at all.
    pub greeting: Option<String>,
    /// Said to every MAIL instead of `250`.
    pub mail_reply: Option<String>,
    /// Says `354` though no recipient was taken, as some relays do.
    pub always_354: bool,
    /// Closes connections on which nothing was said for so long.
    pub idle: Option<Duration>,
    /// Every n-th recipient meets this.
    pub every: Vec<(u64, Fault)>,
    /// What [`Fault::Slow`] waits before each reply.
    pub slowness: Duration,
}

impl Default for SinkOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: SinkTls::None,
            account: None,
            mechanisms: "PLAIN LOGIN".to_owned(),
            pipelining: true,
            international: true,
            size: 50_000_000,
            keep_raw: false,
            only_count: false,
            log: None,
            mails: None,
            max_messages: None,
            max_connections: None,
            greeting: None,
            mail_reply: None,
            always_354: false,
            idle: None,
            every: Vec::new(),
            slowness: Duration::from_millis(50),
        }
    }
}

/// A running sink; stops when dropped.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    records: Arc<Records>,
    certificate: Option<Certificate>,
    listening: JoinHandle<()>,
}

impl SmtpSink {
    /// Listens, and serves on the runtime of the caller.
    pub async fn start(options: SinkOptions) -> io::Result<Self> {
        let certificate = match options.tls {
            SinkTls::None => None,
            _ => Some(Certificate::new()?),
        };
        let records = Arc::new(Records::new(&options)?);
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let acceptor = certificate.as_ref().map(Certificate::acceptor).transpose()?;
        let shared = Arc::new(connection::Shared {
            options,
            acceptor,
            records: records.clone(),
        });
        let listening = tokio::spawn(connection::serve(listener, shared));
        Ok(Self {
            address,
            records,
            certificate,
            listening,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its certificate for `localhost` and `127.0.0.1`, when it has one.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// What was accepted, in order.
    pub fn received(&self) -> Vec<Received> {
        self.records.received()
    }

    /// How many messages were accepted.
    pub fn accepted(&self) -> u64 {
        self.records.accepted()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> u64 {
        self.records.connections()
    }

    /// Lines that were received, content apart.
    pub fn commands(&self) -> Vec<String> {
        self.records.commands()
    }

    /// What its clients did wrong.
    pub fn violations(&self) -> Vec<String> {
        self.records.violations()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        // Connections end with their clients, or with the runtime.
        self.listening.abort();
    }
}
