//! A carrier that does what a test tells it, and remembers what it was handed.

use relais_channels::{
    AddressKind, ContentField, Fault, FieldKind, File, Message, Outcome, Rendered, Report, Settings, Sink,
};
use relais_core::delivery::{Carrier, Carriers, Finding, Measuring, Sending};
use relais_tenants::Tenant;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a carrier does with a message.
pub type Deed = Arc<dyn Fn(&Message) -> Outcome + Send + Sync>;

/// Takes what the test lets it take, and remembers it.
#[derive(Clone)]
pub struct Script {
    deed: Arc<Mutex<Deed>>,
    /// The address with which the plugin crashes, before it hands that message over.
    pub poison: Arc<Mutex<Option<String>>>,
    /// Whether it crashes with every message.
    broken: Arc<AtomicBool>,
    /// How long a batch takes.
    pub slow: Arc<Mutex<Duration>>,
    /// Every message handed over, in order: key and address.
    pub seen: Arc<Mutex<Vec<(String, String)>>>,
    /// Where each of these went.
    pub sinks: Arc<Mutex<Vec<Sink>>>,
    /// Whether there is a plugin for text messages too: of 40 characters at most, paid for by twenties.
    texts: Arc<AtomicBool>,
    /// Whether it leaves a file for each message.
    files: Arc<AtomicBool>,
    /// The channel this one serves.
    channel: &'static str,
    content: Arc<[ContentField]>,
}

/// The longest text a scripted text message may have.
pub const LONGEST_TEXT: u32 = 40;
/// What is paid for at once.
const UNIT: usize = 20;

impl Script {
    pub fn new(deed: impl Fn(&Message) -> Outcome + Send + Sync + 'static) -> Self {
        Self {
            deed: Arc::new(Mutex::new(Arc::new(deed))),
            poison: Arc::default(),
            broken: Arc::default(),
            slow: Arc::default(),
            seen: Arc::default(),
            sinks: Arc::default(),
            texts: Arc::default(),
            files: Arc::default(),
            channel: "email",
            content: Arc::default(),
        }
    }

    /// Serves text messages too.
    pub fn with_texts(self) -> Self {
        self.texts.store(true, Ordering::SeqCst);
        self
    }

    /// Leaves a file for each message, as letters do.
    pub fn with_files(self) -> Self {
        self.files.store(true, Ordering::SeqCst);
        self
    }

    /// Addresses messages were handed over to, in order.
    pub fn addresses(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(_, to)| to.clone()).collect()
    }

    pub fn accepting() -> Self {
        Self::new(|_| accepted())
    }

    pub fn now(&self, deed: impl Fn(&Message) -> Outcome + Send + Sync + 'static) {
        *self.deed.lock().unwrap() = Arc::new(deed);
    }

    pub fn break_down(&self) {
        self.broken.store(true, Ordering::SeqCst);
    }

    pub fn slowly(self, batch: Duration) -> Self {
        *self.slow.lock().unwrap() = batch;
        self
    }

    pub fn keys(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(key, _)| key.clone()).collect()
    }
}

pub fn accepted() -> Outcome {
    Outcome::Accepted { provider_id: None }
}

fn unsent() -> Outcome {
    let reason = "the plugin stopped before it came to this message".to_owned();
    Outcome::Unsent { reason }
}

pub fn transient() -> Outcome {
    Outcome::Transient {
        reason: "451 later".into(),
        retry_after: None,
    }
}

impl Carriers for Script {
    fn find<'a>(&'a self, _: &'a Tenant, _: &'a str, channel: &'a str) -> Finding<'a> {
        let texts = channel == "fax" || channel == "sms" && self.texts.load(Ordering::SeqCst);
        let content: Arc<[ContentField]> = if texts {
            Arc::new([ContentField {
                name: "text".into(),
                label: "Texte".into(),
                kind: FieldKind::Text,
                required: true,
                max_length: Some(LONGEST_TEXT),
            }])
        } else {
            Arc::default()
        };
        let known = ["email", "sms", "fax"].into_iter().find(|known| *known == channel);
        let one = known.map(|channel| {
            let one = Self {
                channel,
                content,
                ..self.clone()
            };
            Arc::new(one) as Arc<dyn Carrier>
        });
        Box::pin(async move { Ok(one) })
    }
}

impl Carrier for Script {
    fn measure<'a>(&'a self, _: &'a Settings, batch: Vec<Message>) -> Measuring<'a> {
        let units = |message: &Message| {
            let text = message.fields.iter().find(|(name, _)| name == "text");
            let length = text.map_or(1, |(_, text)| text.chars().count());
            u32::try_from(length.div_ceil(UNIT)).unwrap()
        };
        let is_text = self.channel == "sms";
        let measured: Vec<u32> = batch.iter().map(|one| if is_text { units(one) } else { 1 }).collect();
        Box::pin(async move { Ok(measured) })
    }

    fn content(&self) -> &[ContentField] {
        &self.content
    }

    /// A channel that only a plugin knows goes to phones.
    fn address(&self) -> AddressKind {
        match self.channel {
            "fax" => AddressKind::Phone,
            _ => AddressKind::None,
        }
    }

    fn send<'a>(&'a self, _: &'a Settings, sink: Sink, batch: Vec<Message>) -> Sending<'a> {
        Box::pin(async move {
            for message in &batch {
                self.sinks.lock().unwrap().push(sink);
                self.seen
                    .lock()
                    .unwrap()
                    .push((message.key.clone(), message.to.clone()));
            }
            let slow = *self.slow.lock().unwrap();
            tokio::time::sleep(slow).await;
            let deed = self.deed.lock().unwrap().clone();
            let broken = self.broken.load(Ordering::SeqCst);
            let poison = self.poison.lock().unwrap().clone();
            let crash = batch
                .iter()
                .position(|message| broken || Some(&message.to) == poison.as_ref());
            let reach = crash.unwrap_or(batch.len());
            let outcomes = batch
                .iter()
                .enumerate()
                .map(|(place, message)| if place < reach { deed(message) } else { unsent() });
            let outcomes: Vec<Outcome> = outcomes.collect();
            let files = batch.iter().filter(|_| self.files.load(Ordering::SeqCst));
            let files = files.map(|message| File {
                message: Some(message.key.clone()),
                name: format!("{}.txt", message.key),
                media_type: "text/plain".to_owned(),
                content: message.to.clone().into_bytes(),
            });
            let files: Vec<File> = files.collect();
            let taken = batch.into_iter().zip(&outcomes);
            let taken =
                taken.filter(|(_, outcome)| sink == Sink::Sandbox && matches!(outcome, Outcome::Accepted { .. }));
            let rendered = taken.map(|(message, _)| {
                let field = |name: &str| {
                    let field = message.fields.iter().find(|(field, _)| field == name);
                    field.map(|(_, value)| value.clone()).unwrap_or_default()
                };
                Rendered {
                    subject: field("subject"),
                    body: if self.channel == "sms" {
                        field("text")
                    } else {
                        field("html")
                    },
                    source: Vec::new(),
                    media_type: "message/rfc822".to_owned(),
                    key: message.key,
                    to: message.to,
                }
            });
            Report {
                rendered: rendered.collect(),
                outcomes,
                files,
                fault: crash.map(|_| Fault::Crashed("unreachable".to_owned())),
                ..Report::default()
            }
        })
    }
}
