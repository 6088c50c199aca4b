//! A loaded plugin, and its calls.

use super::figures::Call;
use super::ledger::Ledger;
use super::state::{Job, State};
use super::ticker::{Running, TICK};
use super::{HostError, HostOptions, Machine, Recipient};
use crate::capabilities::Capability;
use crate::capabilities::cache::Shelf;
use crate::capabilities::reach::Reach;
use crate::interface::{self, Given, Interface, Needs, Problem};
use crate::message::{Callback, Event, Message, Outcome, Report, Sink, Usage};
use crate::{Description, Fault, LoadError, Settings, text};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;
use wasmtime::{Store, Trap, UpdateDeadline};

/// In which languages a plugin is asked what it is; the first is the one for everybody else.
const LANGUAGES: [&str; 2] = ["en", "fr"];

/// Bytes of a component. Those that bring a language's interpreter along have twelve million or so.
pub const LARGEST_COMPONENT: usize = 48 * 1024 * 1024;

/// A plugin ready to be used. Cheap to clone.
#[derive(Clone)]
pub struct Plugin(Arc<Loaded>);

struct Loaded {
    /// By which its calls are counted.
    name: String,
    /// Its name and the hash of its code: what its cached values are kept by.
    identity: String,
    machine: Arc<Machine>,
    interface: Arc<dyn Interface>,
    descriptions: BTreeMap<&'static str, Description>,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Plugin").field(&self.0.identity).finish()
    }
}

impl Plugin {
    pub(super) fn load(
        machine: &Arc<Machine>,
        name: &str,
        bytes: &[u8],
        granted: &[Capability],
    ) -> Result<Self, LoadError> {
        if bytes.len() > LARGEST_COMPONENT {
            return Err(LoadError::TooLarge(bytes.len()));
        }
        let component = machine.store.load(&machine.engine, bytes)?;
        let needs = Needs::of(&machine.engine, &component, granted)?;
        let interface = interface::pick(&machine.engine, &component, &needs)?;
        let mut descriptions = BTreeMap::new();
        for language in LANGUAGES {
            let (mut store, running) = machine.store(None);
            // Nothing in there can wait for anything: no capability answers that would.
            let said = block_on(interface.describe(&mut store, language));
            drop(running);
            let mut description = said.map_err(|error| LoadError::Describe(fault_of(&error)))?;
            description.capabilities = needs.capabilities.iter().copied().collect();
            check(&description)?;
            descriptions.insert(language, description);
        }
        let code: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self(Arc::new(Loaded {
            name: name.to_owned(),
            identity: format!("{name}@{code}"),
            machine: machine.clone(),
            interface: interface.into(),
            descriptions,
        })))
    }

    /// The same plugin in a host that shares nothing with this one but compiled code: what it remembers, draws and
    /// keeps open is its own.
    pub(crate) fn twin(&self, options: HostOptions) -> Result<Self, HostError> {
        let Loaded {
            name,
            identity,
            machine,
            interface,
            descriptions,
        } = &*self.0;
        Ok(Self(Arc::new(Loaded {
            name: name.clone(),
            identity: identity.clone(),
            machine: Machine::around(machine.engine.clone(), options)?,
            interface: interface.clone(),
            descriptions: descriptions.clone(),
        })))
    }

    /// What it says of itself, in English.
    #[must_use]
    pub fn description(&self) -> &Description {
        self.description_in("en")
    }

    /// What it says of itself in a language (`fr`, `en`); in English where it is asked for another.
    #[must_use]
    pub fn description_in(&self, language: &str) -> &Description {
        let descriptions = &self.0.descriptions;
        let wanted = LANGUAGES
            .into_iter()
            .find(|known| language.starts_with(known))
            .unwrap_or("en");
        // There is one for each language since it was loaded.
        descriptions.get(wanted).unwrap_or_else(|| &descriptions["en"])
    }

    /// What is wrong with a configuration, in sentences; empty when nothing is.
    pub async fn check_config(&self, settings: &Settings) -> Result<Vec<String>, Fault> {
        let problems = self.problems(settings).await?;
        Ok(problems.into_iter().map(|problem| problem.message).collect())
    }

    async fn problems(&self, settings: &Settings) -> Result<Vec<Problem>, Fault> {
        let loaded = &self.0;
        let ledger = Arc::new(Ledger::open(Vec::new()));
        let (job, given) = self.job(settings, Sink::Null, ledger.clone());
        let language = if settings.language.is_empty() {
            "en"
        } else {
            &settings.language
        };
        let _slot = loaded.machine.slots.take(&settings.tenant).await.map_err(closed)?;
        let (mut store, _running) = loaded.machine.store(Some(job));
        let began = Instant::now();
        let call = loaded.interface.check_config(&mut store, given, language);
        let said = within(loaded.machine.limits.call, call).await;
        let memory = store.data().memory();
        self.note(settings, began, memory, &ledger.logs(), said.as_ref().err());
        said
    }

    /// How many units the provider charges for each message of a batch, such as the segments of a text message. Nothing
    /// is handed over.
    pub async fn measure(&self, settings: &Settings, batch: Vec<Message>) -> Result<Vec<u32>, Fault> {
        let loaded = &self.0;
        let mut units = Vec::with_capacity(batch.len());
        let mut rest = batch.into_iter();
        loop {
            let part: Vec<Message> = rest.by_ref().take(self.description().max_batch).collect();
            if part.is_empty() {
                return Ok(units);
            }
            let count = part.len();
            let ledger = Arc::new(Ledger::open(Vec::new()));
            let (job, given) = self.job(settings, Sink::Null, ledger.clone());
            let _slot = loaded.machine.slots.take(&settings.tenant).await.map_err(closed)?;
            let (mut store, _running) = loaded.machine.store(Some(job));
            let began = Instant::now();
            let call = loaded.interface.measure(&mut store, given, part);
            let said = within(loaded.machine.limits.call, call).await;
            let said = match said {
                Ok(said) if said.len() != count => {
                    let reason = format!("{} measures for {count} messages", said.len());
                    Err(Fault::BadAnswer(reason))
                }
                said => said,
            };
            let memory = store.data().memory();
            self.note(settings, began, memory, &ledger.logs(), said.as_ref().err());
            units.extend(said?);
        }
    }

    /// Reads a provider's report: what it says, or why it is refused.
    pub async fn parse_callback(
        &self,
        settings: &Settings,
        request: Callback,
    ) -> Result<Result<Vec<Event>, String>, Fault> {
        let loaded = &self.0;
        let ledger = Arc::new(Ledger::open(Vec::new()));
        let (job, given) = self.job(settings, Sink::Live, ledger.clone());
        let _slot = loaded.machine.slots.take(&settings.tenant).await.map_err(closed)?;
        let (mut store, _running) = loaded.machine.store(Some(job));
        let began = Instant::now();
        let call = loaded.interface.parse_callback(&mut store, given, request);
        let said = within(loaded.machine.limits.call, call).await;
        let memory = store.data().memory();
        self.note(settings, began, memory, &ledger.logs(), said.as_ref().err());
        said
    }

    /// Hands a batch over. Never fails as a whole: what is known of each message is in the report.
    ///
    /// A batch that is larger than the plugin takes is cut; when the plugin fails, what is left of it is not tried.
    pub async fn send(&self, settings: &Settings, sink: Sink, batch: Vec<Message>) -> Report {
        let settings = Arc::new(settings.clone());
        let (batch, doubles) = without_doubles(batch);
        let mut report = Report::default();
        let mut rest = batch.into_iter();
        loop {
            let part: Vec<Message> = rest.by_ref().take(self.description().max_batch).collect();
            if part.is_empty() {
                break;
            }
            if report.fault.is_some() {
                let reason = "the plugin failed before it came to this message".to_owned();
                report
                    .outcomes
                    .extend(part.iter().map(|_| Outcome::Unsent { reason: reason.clone() }));
                continue;
            }
            self.send_part(&settings, sink, part, &mut report).await;
        }
        for place in doubles {
            let reason = "the same message twice in a batch".to_owned();
            report
                .outcomes
                .insert(place.min(report.outcomes.len()), Outcome::Unsent { reason });
        }
        report
    }

    async fn send_part(&self, settings: &Arc<Settings>, sink: Sink, part: Vec<Message>, report: &mut Report) {
        let loaded = &self.0;
        let recipients = part.iter().map(|message| recipient(message, sink)).collect();
        let ledger = Arc::new(Ledger::open(recipients));
        let (job, given) = self.job_of(settings.clone(), sink, ledger.clone());
        let mut done = None;
        let answer = match loaded.machine.slots.take(&settings.tenant).await {
            Ok(_slot) => {
                let (mut store, _running) = loaded.machine.store(Some(job));
                let began = Instant::now();
                let call = loaded.interface.send(&mut store, given, part);
                let answer = within(loaded.machine.limits.call, call).await;
                report.usage.add(&loaded.machine.usage(&store));
                done = Some((began, store.data().memory()));
                answer
            }
            Err(error) => Err(closed(error)),
        };
        let (answer, fault) = match answer {
            Ok(answer) => (Some(answer), None),
            Err(fault) => (None, Some(fault)),
        };
        let closed = ledger.close(answer);
        let fault = fault.or(closed.fault);
        if let Some((began, memory)) = done {
            self.note(settings, began, memory, &closed.logs, fault.as_ref());
        }
        if let Some(fault) = fault {
            tracing::warn!(plugin = loaded.identity, tenant = settings.tenant, %fault, "a plugin failed");
            report.fault = Some(fault);
        }
        report.outcomes.extend(closed.outcomes);
        report.rendered.extend(closed.rendered);
        report.files.extend(closed.files);
        report.logs.extend(closed.logs);
    }

    /// Writes a call that is over down, for the plugin's page.
    fn note(&self, settings: &Settings, began: Instant, memory: usize, logs: &[String], fault: Option<&Fault>) {
        let machine = &self.0.machine;
        let call = Call {
            began,
            memory,
            fault,
            logs,
        };
        machine
            .book
            .note(&settings.tenant, &self.0.name, machine.services.now(), &call);
    }

    fn job(&self, settings: &Settings, sink: Sink, ledger: Arc<Ledger>) -> (Job, Given) {
        self.job_of(Arc::new(settings.clone()), sink, ledger)
    }

    /// A call, and what the plugin is told of it. Of the secrets it gets those it asked for.
    fn job_of(&self, settings: Arc<Settings>, sink: Sink, ledger: Arc<Ledger>) -> (Job, Given) {
        let wanted = &self.description().secrets;
        let settings = if settings.secrets.0.keys().all(|name| wanted.contains(name)) {
            settings
        } else {
            let mut fewer = Settings::clone(&settings);
            fewer.secrets.0.retain(|name, _| wanted.contains(name));
            Arc::new(fewer)
        };
        let given = Given {
            config: settings.config.clone(),
            secrets: settings.secrets.0.keys().cloned().collect(),
            callback_url: settings.callback_url.clone(),
        };
        let shelf = (!settings.tenant.is_empty()).then(|| Shelf {
            tenant: settings.tenant.clone(),
            plugin: self.0.identity.clone(),
        });
        let job = Job {
            services: self.0.machine.services.clone(),
            reach: Reach::new(&settings.grants.hosts),
            settings,
            sink,
            ledger,
            shelf,
        };
        (job, given)
    }
}

impl Machine {
    /// A store for one call, with its limits; time is counted as long as the second value lives.
    fn store(&self, job: Option<Job>) -> (Store<State>, Running) {
        let ticks = u64::try_from(self.limits.computing.as_millis() / TICK.as_millis()).unwrap_or(u64::MAX);
        let mut store = Store::new(&self.engine, State::new(job, self.limits.memory, ticks.max(1)));
        store.limiter(|state| state);
        if let Some(instructions) = self.limits.instructions {
            // Refused only by an engine that does not count, which is made of the same limits.
            let _ = store.set_fuel(instructions);
        }
        store.set_hostcall_fuel(self.limits.crossing);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut store| {
            let state = store.data_mut();
            state.ticks = state.ticks.saturating_sub(1);
            if state.ticks == 0 {
                return Err(wasmtime::Error::new(Fault::OutOfTime));
            }
            Ok(UpdateDeadline::Yield(1))
        });
        (store, self.ticker.run())
    }

    /// What a call has cost when it is over.
    fn usage(&self, store: &Store<State>) -> Usage {
        let left = store.get_fuel().ok();
        Usage {
            instructions: self
                .limits
                .instructions
                .zip(left)
                .map_or(0, |(all, left)| all.saturating_sub(left)),
            memory: store.data().memory(),
        }
    }
}

/// A description that the rest of the program can rely on.
fn check(description: &Description) -> Result<(), LoadError> {
    let is_name = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
        !text.is_empty() && text.len() <= 40 && text.bytes().all(plain)
    };
    let names = description
        .content
        .iter()
        .map(|field| &field.name)
        .chain(&description.secrets);
    if let Some(name) = names.chain([&description.channel]).find(|name| !is_name(name)) {
        let name = text::line(name);
        return Err(LoadError::Mismatch(format!(
            "{name:?} is not a name (a-z, 0-9, _ and -)"
        )));
    }
    match serde_json::from_str(&description.config_schema) {
        Ok(serde_json::Value::Object(_)) => Ok(()),
        _ => Err(LoadError::Mismatch(
            "its configuration schema is not a JSON object".to_owned(),
        )),
    }
}

/// The batch with each key once, and the places of those that came again.
fn without_doubles(batch: Vec<Message>) -> (Vec<Message>, Vec<usize>) {
    let mut seen = HashSet::new();
    let doubles: Vec<usize> = batch
        .iter()
        .enumerate()
        .filter(|(_, message)| !seen.insert(message.key.as_str()))
        .map(|(place, _)| place)
        .collect();
    drop(seen);
    if doubles.is_empty() {
        return (batch, doubles);
    }
    let kept = batch
        .into_iter()
        .enumerate()
        .filter(|(place, _)| !doubles.contains(place));
    (kept.map(|(_, message)| message).collect(), doubles)
}

fn recipient(message: &Message, sink: Sink) -> (String, Recipient) {
    let field = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| message.fields.iter().find(|(field, _)| field == name));
        found
            .filter(|_| sink == Sink::Sandbox)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let body = match field(&["html", "text", "body"]) {
        body if body.is_empty() && sink == Sink::Sandbox => otherwise(message),
        body => body,
    };
    let recipient = Recipient {
        key: message.key.clone(),
        to: message.to.clone(),
        to_name: message.to_name.clone(),
        headers: message.headers.clone(),
        return_path: message.return_path.clone(),
        subject: field(&["subject", "title"]),
        body,
    };
    (message.key.clone(), recipient)
}

/// What a message says whose channel calls its fields otherwise than the usual channels do: all of it, field by field.
fn otherwise(message: &Message) -> String {
    const BESIDE: [&str; 5] = ["subject", "title", "url", "from", "reply_to"];
    let said = message
        .fields
        .iter()
        .filter(|(name, _)| !BESIDE.contains(&name.as_str()));
    let values = said.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
    values.collect::<Vec<_>>().join("\n\n")
}

/// The result of a call that must end in time.
async fn within<T>(limit: std::time::Duration, call: interface::Answer<'_, T>) -> Result<T, Fault> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer.map_err(|error| fault_of(&error)),
        Err(_) => Err(Fault::OutOfTime),
    }
}

/// Why a call ended without an answer.
fn fault_of(error: &wasmtime::Error) -> Fault {
    if let Some(fault) = error.downcast_ref::<Fault>() {
        return fault.clone();
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt | Trap::OutOfFuel) => Fault::OutOfTime,
        Some(trap) => Fault::Crashed(trap.to_string()),
        // What the boundary refused: text that is not UTF-8, a pointer outside of the memory, too much at once.
        None => Fault::BadAnswer(text::line(&error.root_cause().to_string())),
    }
}

fn closed(error: tokio::sync::AcquireError) -> Fault {
    Fault::Host(error.to_string())
}

/// Runs a future that never waits for anything but its turn.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::yield_now(),
        }
    }
}
