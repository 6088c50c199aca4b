//! One SMTP connection: opening it, and saying and hearing one thing at a time or several.

use super::relay::{Relay, Timeouts, Tls};
use super::reply::{self, BREATHER, Reply};
use super::stream::Stream;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use smtp_proto::Error as ParseError;
use smtp_proto::response::parser::ResponseReceiver;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use zeroize::Zeroizing;

/// Why a relay cannot be used now; about no message in particular.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub reason: String,
    /// Set when the relay asks for fewer messages or connections.
    pub wait: Option<Duration>,
}

impl Stop {
    pub fn trouble(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            wait: None,
        }
    }

    pub fn throttled(reply: &Reply) -> Self {
        Self {
            reason: reply::text(reply),
            wait: Some(BREATHER),
        }
    }
}

/// A connection that is no more.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    pub why: String,
    /// Nothing came in time, as opposed to an end or nonsense.
    pub silent: bool,
}

impl Lost {
    pub fn broken(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            silent: false,
        }
    }

    /// A reply that makes it unsafe to go on.
    pub fn nonsense(step: &str, reply: &Reply) -> Self {
        Self::broken(format!("the relay's reply to {step}: {}", reply::text(reply)))
    }

    fn silent() -> Self {
        Self {
            why: "the relay does not answer in time".to_owned(),
            silent: true,
        }
    }
}

impl From<Lost> for Stop {
    fn from(lost: Lost) -> Self {
        Self::trouble(lost.why)
    }
}

/// What EHLO told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    pub pipelining: bool,
    pub international: bool,
    pub eight_bit: bool,
    starttls: bool,
    auth_plain: bool,
    auth_login: bool,
    /// The largest message taken, in bytes; `size` says whether it may be declared at all.
    pub largest: Option<usize>,
    pub size: bool,
}

impl Extensions {
    /// From the lines of the reply to EHLO, the first of which greets.
    fn read(message: &str) -> Self {
        let mut found = Self::default();
        for line in message.lines().skip(1) {
            let mut words = line.split_ascii_whitespace();
            let keyword = words.next().unwrap_or_default().to_ascii_uppercase();
            match keyword.as_str() {
                "PIPELINING" => found.pipelining = true,
                "SMTPUTF8" => found.international = true,
                "8BITMIME" => found.eight_bit = true,
                "STARTTLS" => found.starttls = true,
                "SIZE" => {
                    found.size = true;
                    let largest = words.next().and_then(|word| word.parse().ok());
                    found.largest = largest.filter(|size| *size > 0);
                }
                _ => {
                    // `AUTH=PLAIN` is how servers wrote it before RFC 2554.
                    let rest = keyword
                        .strip_prefix("AUTH")
                        .filter(|rest| rest.is_empty() || rest.starts_with('='));
                    let first = rest.map(|rest| rest.trim_start_matches('='));
                    let mechanisms = first
                        .into_iter()
                        .chain(rest.map_or_else(|| "".split_ascii_whitespace(), |_| words));
                    for mechanism in mechanisms {
                        found.auth_plain |= mechanism.eq_ignore_ascii_case("PLAIN");
                        found.auth_login |= mechanism.eq_ignore_ascii_case("LOGIN");
                    }
                }
            }
        }
        found
    }
}

/// How connections are opened, apart from where to.
#[derive(Clone)]
pub(super) struct Opening<'a> {
    pub relay: &'a Relay,
    pub timeouts: &'a Timeouts,
    /// Present unless the relay is used without TLS.
    pub tls: Option<TlsConnector>,
    /// Whether a password may go to the loopback unencrypted.
    pub clear_loopback: bool,
}

/// An open connection, ready for MAIL.
pub(super) struct Session {
    stream: Stream,
    input: Vec<u8>,
    /// How much of `input` has been parsed.
    parsed: usize,
    parser: ResponseReceiver,
    /// What [`Self::flush`] will write.
    pub output: Vec<u8>,
    pub extensions: Extensions,
    /// Messages whose content went through it.
    pub messages: u32,
    /// A transaction was begun and not finished: RSET comes first.
    pub dirty: bool,
    /// Whether it has served an earlier batch, and so may have been closed unnoticed.
    pub reused: bool,
}

impl Session {
    /// Connects to the first address that answers, and gets as far as MAIL.
    pub async fn open(opening: &Opening<'_>, addresses: &[SocketAddr]) -> Result<Self, Stop> {
        let socket = timeout(opening.timeouts.connect, connect(addresses))
            .await
            .map_err(|_| Stop::trouble("the relay cannot be reached in time"))??;
        // Without it each command waits for the relay's delayed acknowledgement of the one before.
        socket
            .set_nodelay(true)
            .map_err(|error| Stop::trouble(error.to_string()))?;
        let mut session = Self {
            stream: Stream::Plain(socket),
            input: Vec::with_capacity(4096),
            parsed: 0,
            parser: ResponseReceiver::default(),
            output: Vec::new(),
            extensions: Extensions::default(),
            messages: 0,
            dirty: false,
            reused: false,
        };
        if opening.relay.tls == Tls::Implicit {
            session = session.encrypt(opening).await?;
        }
        let greeting = session.reply(opening.timeouts.greeting).await?;
        if !reply::is_yes(&greeting) {
            return Err(unwelcome("", &greeting));
        }
        session.greet(opening).await?;
        if matches!(opening.relay.tls, Tls::Opportunistic | Tls::Required) {
            if session.extensions.starttls {
                let answer = session.ask(b"STARTTLS\r\n", opening.timeouts.command).await?;
                if !reply::is_yes(&answer) {
                    return Err(unwelcome("STARTTLS: ", &answer));
                }
                session = session.encrypt(opening).await?;
                session.greet(opening).await?;
            } else if opening.relay.tls == Tls::Required {
                return Err(Stop::trouble("the relay offers no STARTTLS"));
            }
        }
        session.authenticate(opening).await?;
        Ok(session)
    }

    /// Replaces the stream by an encrypted one.
    async fn encrypt(self, opening: &Opening<'_>) -> Result<Self, Stop> {
        // Whatever came unencrypted after the reply to STARTTLS would be read as if it had come encrypted.
        if self.parsed < self.input.len() {
            return Err(Stop::trouble("the relay sent something unencrypted after STARTTLS"));
        }
        let (Some(connector), Stream::Plain(socket)) = (&opening.tls, self.stream) else {
            return Err(Stop::trouble("TLS is not available"));
        };
        // An IPv6 address is bracketed in a URL and bare in a certificate.
        let name = ServerName::try_from(opening.relay.host.trim_matches(['[', ']']).to_owned())
            .map_err(|_| Stop::trouble("the relay's name cannot stand in a certificate"))?;
        let stream = timeout(opening.timeouts.greeting, connector.connect(name, socket))
            .await
            .map_err(|_| Stop::trouble("TLS: the relay does not answer in time"))?
            .map_err(|error| Stop::trouble(format!("TLS: {error}")))?;
        Ok(Self {
            stream: Stream::Tls(Box::new(stream)),
            extensions: Extensions::default(),
            ..self
        })
    }

    async fn greet(&mut self, opening: &Opening<'_>) -> Result<(), Stop> {
        let hello = opening.relay.hello.as_str();
        if hello.is_empty() || !hello.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Stop::trouble("the name given to the relay is not one"));
        }
        let wait = opening.timeouts.command;
        let mut answer = self.ask(format!("EHLO {hello}\r\n").as_bytes(), wait).await?;
        if matches!(answer.code, 500..=504) {
            answer = self.ask(format!("HELO {hello}\r\n").as_bytes(), wait).await?;
            answer.message.clear();
        }
        if !reply::is_yes(&answer) {
            return Err(unwelcome("", &answer));
        }
        self.extensions = Extensions::read(&answer.message);
        Ok(())
    }

    /// AUTH PLAIN (RFC 4616), or LOGIN where the relay has nothing else.
    async fn authenticate(&mut self, opening: &Opening<'_>) -> Result<(), Stop> {
        let Some(credentials) = &opening.relay.credentials else {
            return Ok(());
        };
        let is_loopback = self
            .stream
            .socket()
            .peer_addr()
            .is_ok_and(|peer| peer.ip().is_loopback());
        if !(self.stream.is_encrypted() || is_loopback && opening.clear_loopback) {
            return Err(Stop::trouble(
                "the connection is not encrypted, so the password is not sent",
            ));
        }
        let wait = opening.timeouts.command;
        let (username, password) = (credentials.username.as_str(), credentials.password.as_str());
        let answer = if self.extensions.auth_plain {
            let token = Zeroizing::new(STANDARD.encode(Zeroizing::new(format!("\0{username}\0{password}")).as_bytes()));
            self.ask(Zeroizing::new(format!("AUTH PLAIN {}\r\n", *token)).as_bytes(), wait)
                .await?
        } else if self.extensions.auth_login {
            let mut answer = self.ask(b"AUTH LOGIN\r\n", wait).await?;
            for word in [username, password] {
                if answer.code != 334 {
                    break;
                }
                let line = Zeroizing::new(format!("{}\r\n", *Zeroizing::new(STANDARD.encode(word))));
                answer = self.ask(line.as_bytes(), wait).await?;
            }
            answer
        } else {
            return Err(Stop::trouble("the relay offers neither AUTH PLAIN nor AUTH LOGIN"));
        };
        if answer.code == 235 {
            Ok(())
        } else {
            Err(unwelcome(
                "the relay does not accept the user name and password: ",
                &answer,
            ))
        }
    }

    /// Says `line` and hears the answer.
    pub async fn ask(&mut self, line: &[u8], wait: Duration) -> Result<Reply, Lost> {
        timeout(wait, write(&mut self.stream, line, &mut 0))
            .await
            .map_err(|_| Lost::silent())??;
        self.reply(wait).await
    }

    /// Writes [`Self::output`]. `written` tells how much of it was handed over, also when it fails.
    pub async fn flush(&mut self, wait: Duration, written: &mut usize) -> Result<(), Lost> {
        timeout(wait, write(&mut self.stream, &self.output, written))
            .await
            .map_err(|_| Lost::silent())?
    }

    /// The next reply, whole, however many lines it has.
    pub async fn reply(&mut self, wait: Duration) -> Result<Reply, Lost> {
        let mut deadline = None;
        loop {
            if let Some(unread) = self.input.get(self.parsed..).filter(|unread| !unread.is_empty()) {
                let mut rest = unread.iter();
                let parsed = self.parser.parse(&mut rest);
                self.parsed = self.input.len() - rest.len();
                match parsed {
                    Ok(reply) => {
                        self.parser.reset();
                        return Ok(reply);
                    }
                    Err(ParseError::NeedsMoreData { .. }) => {}
                    Err(_) => return Err(Lost::broken("the relay does not speak SMTP")),
                }
            }
            self.input.clear();
            self.parsed = 0;
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + wait);
            match timeout_at(deadline, self.stream.read_buf(&mut self.input)).await {
                Err(_) => return Err(Lost::silent()),
                Ok(Err(error)) => return Err(Lost::broken(format!("the connection was lost: {error}"))),
                Ok(Ok(0)) => return Err(Lost::broken("the relay closed the connection")),
                Ok(Ok(_)) => {}
            }
        }
    }

    /// Whether it can be used again after having lain idle.
    pub fn is_fresh(&self) -> bool {
        self.parsed >= self.input.len() && self.stream.is_quiet()
    }

    /// Takes leave, as is polite, without keeping anybody waiting.
    pub fn farewell(mut self) {
        tokio::spawn(async move {
            // The relay may be gone; there is nothing left to lose.
            let _ = self.ask(b"QUIT\r\n", Duration::from_secs(2)).await;
            let _ = timeout(Duration::from_secs(2), self.stream.shutdown()).await;
        });
    }
}

/// A refusal before any message was spoken of.
fn unwelcome(context: &str, answer: &Reply) -> Stop {
    let stop = if reply::is_goodbye(answer) {
        Stop::throttled(answer)
    } else {
        Stop::trouble(reply::text(answer))
    };
    Stop {
        reason: format!("{context}{}", stop.reason),
        ..stop
    }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Stop> {
    let mut stop = Stop::trouble("the relay's name leads to no address that may be used");
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(socket) => return Ok(socket),
            Err(error) => stop = Stop::trouble(format!("the relay cannot be reached: {error}")),
        }
    }
    Err(stop)
}

async fn write(stream: &mut Stream, bytes: &[u8], written: &mut usize) -> Result<(), Lost> {
    let lost = |error: std::io::Error| Lost::broken(format!("the connection was lost: {error}"));
    while let Some(rest) = bytes.get(*written..).filter(|rest| !rest.is_empty()) {
        match stream.write(rest).await.map_err(lost)? {
            0 => return Err(Lost::broken("the relay closed the connection")),
            count => *written += count,
        }
    }
    stream.flush().await.map_err(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_read_in_any_case_and_spelling() {
        let read =
            Extensions::read("mx.example greets you\nPIPELINING\nsize 1000\nAuth Login plain\n8BITMIME\nX-ODD 1");
        assert!(read.pipelining && read.eight_bit && read.auth_plain && read.auth_login && read.size);
        assert!(!read.starttls && !read.international);
        assert_eq!(read.largest, Some(1000));
        let old = Extensions::read("mx\nAUTH=LOGIN PLAIN\nSIZE 0\nSTARTTLS\nSMTPUTF8");
        assert!(old.auth_plain && old.auth_login && old.starttls && old.international);
        assert_eq!(old.largest, None);
        assert_eq!(Extensions::read("PIPELINING"), Extensions::default());
        assert!(!Extensions::read("mx\nAUTHOR PLAIN").auth_plain);
    }
}
