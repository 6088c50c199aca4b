//! A transport, a sink, and the books between them.

use relais_channels::Outcome;
use relais_channels::capabilities::email::{Mail, Options, Relay, Resolve, Resolving, Timeouts, Tls, Transport};
use relais_tests::smtp_sink::{SinkOptions, SmtpSink};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Leads every name to the loopback.
pub struct Loopback;

impl Resolve for Loopback {
    fn resolve<'a>(&'a self, _owner: &'a str, _host: &'a str, port: u16) -> Resolving<'a> {
        Box::pin(async move { Ok(vec![SocketAddr::from(([127, 0, 0, 1], port))]) })
    }
}

/// A sink, a transport that believes its certificate, and the relay between them.
pub struct Setting {
    pub sink: SmtpSink,
    pub transport: Transport,
    pub relay: Relay,
}

/// Short enough for a test to wait for, long enough for a busy machine.
pub fn timeouts() -> Timeouts {
    Timeouts {
        connect: Duration::from_secs(20),
        greeting: Duration::from_secs(20),
        command: Duration::from_secs(20),
        data: Duration::from_secs(20),
        turn: Duration::from_secs(60),
        batch: Duration::from_secs(120),
    }
}

/// As [`timeouts`], for a relay that is going to fall silent.
pub fn impatient() -> Timeouts {
    Timeouts {
        greeting: Duration::from_secs(2),
        command: Duration::from_secs(2),
        data: Duration::from_secs(2),
        ..timeouts()
    }
}

impl Setting {
    pub async fn new(options: SinkOptions) -> Self {
        Self::with(options, |_| {}).await
    }

    pub async fn with(options: SinkOptions, change: impl FnOnce(&mut Options)) -> Self {
        let sink = SmtpSink::start(SinkOptions {
            keep_raw: true,
            ..options
        })
        .await
        .unwrap();
        let mut options = Options::new(Arc::new(Loopback), Arc::new(|| 1_790_000_000));
        options.timeouts = timeouts();
        options.roots = sink
            .certificate()
            .into_iter()
            .map(|certificate| certificate.root())
            .collect();
        options.clear_loopback = true;
        change(&mut options);
        let relay = Relay {
            host: "localhost".into(),
            port: sink.address().port(),
            tls: Tls::None,
            credentials: None,
            dkim: None,
            max_per_connection: 0,
            connections: 1,
            hello: "relais.example".into(),
        };
        Self {
            sink,
            transport: Transport::new(options),
            relay,
        }
    }

    /// Delivers, and checks that each message was told once and that the sink agrees.
    pub async fn deliver(&self, mails: Vec<Mail>) -> Vec<Outcome> {
        let before: BTreeSet<_> = self.ids();
        let keys: Vec<String> = mails.iter().map(|mail| mail.key.clone()).collect();
        let outcomes = deliver(&self.transport, "tenant", &self.relay, mails).await;
        let after = self.ids();
        let taken: BTreeSet<&String> = after.difference(&before).collect();
        for (key, outcome) in keys.iter().zip(&outcomes) {
            let is_taken = taken
                .iter()
                .any(|id| id.split_once('@').is_some_and(|(id, _)| id == key));
            match outcome {
                Outcome::Accepted { .. } => assert!(is_taken, "{key} was told accepted and is not there"),
                Outcome::Unknown { .. } => {}
                other => assert!(!is_taken, "{key} is there and was told {other:?}"),
            }
        }
        let received = self.sink.received();
        assert_eq!(received.len(), after.len(), "a message was taken twice");
        assert_eq!(self.sink.violations(), Vec::<String>::new());
        outcomes
    }

    fn ids(&self) -> BTreeSet<String> {
        self.sink
            .received()
            .into_iter()
            .map(|received| received.message_id)
            .collect()
    }
}

/// Delivers, and checks that each message was told once.
pub async fn deliver(transport: &Transport, owner: &str, relay: &Relay, mails: Vec<Mail>) -> Vec<Outcome> {
    let mut outcomes: Vec<Option<Outcome>> = vec![None; mails.len()];
    let mut tell = |index: usize, outcome: Outcome| {
        let known = outcomes.get_mut(index).unwrap().replace(outcome);
        assert_eq!(known, None, "message {index} was told twice");
    };
    transport.deliver(owner, relay, mails, &mut tell).await;
    outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(|| panic!("a message was not told")))
        .collect()
}

/// A mail to each of `recipients`; keys are unique in the process.
pub fn mails<'a>(recipients: impl IntoIterator<Item = &'a str>) -> Vec<Mail> {
    recipients.into_iter().map(mail).collect()
}

pub fn mail(to: &str) -> Mail {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Mail {
        key: format!("key-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
        from: "Ville d'Évry <bonjour@example.org>".into(),
        to: to.into(),
        subject: "Réunion publique".into(),
        html: Some("<p>Bonjour à tous</p>".into()),
        text: Some("Bonjour à tous".into()),
        ..Mail::default()
    }
}

/// `count` mails that nothing will happen to.
pub fn plain(count: usize) -> Vec<Mail> {
    (0..count).map(|n| mail(&format!("contact{n}@example.net"))).collect()
}

/// An outcome's name.
pub fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Transient { .. } => "transient",
        Outcome::Permanent { suppress: true, .. } => "suppress",
        Outcome::Permanent { .. } => "permanent",
        Outcome::Throttled { .. } => "throttled",
        Outcome::Unknown { .. } => "unknown",
        Outcome::Unsent { .. } => "unsent",
    }
}

pub fn names(outcomes: &[Outcome]) -> Vec<&'static str> {
    outcomes.iter().map(name).collect()
}

/// What the relay or the transport said.
pub fn reason(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Transient { reason, .. }
        | Outcome::Permanent { reason, .. }
        | Outcome::Unknown { reason }
        | Outcome::Unsent { reason } => reason,
        Outcome::Accepted { .. } | Outcome::Throttled { .. } => "",
    }
}
