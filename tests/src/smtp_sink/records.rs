//! What the sink remembers.

use super::{Fault, SinkOptions};
use serde_json::json;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An accepted message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The connection it came over, counted from 1.
    pub connection: u64,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Without `<>`; empty when there is none.
    pub message_id: String,
    /// The message with its dots undoubled, when whole messages are kept.
    pub raw: Vec<u8>,
    /// Who was logged in.
    pub user: Option<String>,
    /// Whether it came over TLS.
    pub encrypted: bool,
}

#[derive(Debug)]
pub(super) struct Records {
    only_count: bool,
    accepted: AtomicU64,
    connections: AtomicU64,
    recipients: AtomicU64,
    open: AtomicUsize,
    received: Mutex<Vec<Received>>,
    commands: Mutex<Vec<String>>,
    violations: Mutex<Vec<String>>,
    seen: Mutex<HashSet<String>>,
    log: Option<Mutex<File>>,
    mails: Option<Mutex<File>>,
    every: Vec<(u64, Fault)>,
}

impl Records {
    pub fn new(options: &SinkOptions) -> io::Result<Self> {
        let open = |path: &PathBuf| File::options().create(true).append(true).open(path).map(Mutex::new);
        Ok(Self {
            only_count: options.only_count,
            accepted: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            recipients: AtomicU64::new(0),
            open: AtomicUsize::new(0),
            received: Mutex::default(),
            commands: Mutex::default(),
            violations: Mutex::default(),
            seen: Mutex::default(),
            log: options.log.as_ref().map(open).transpose()?,
            mails: options.mails.as_ref().map(open).transpose()?,
            every: options.every.clone(),
        })
    }

    /// Counts a connection in; how many are open with it, and its number.
    pub fn enter(&self) -> (usize, u64) {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        (open, self.connections.fetch_add(1, Ordering::SeqCst) + 1)
    }

    pub fn leave(&self) {
        self.open.fetch_sub(1, Ordering::SeqCst);
    }

    /// What is to happen to the next recipient.
    pub fn fault(&self, recipient: &str) -> Option<Fault> {
        let number = self.recipients.fetch_add(1, Ordering::Relaxed) + 1;
        let turn = self.every.iter().find(|(every, _)| number.is_multiple_of(*every));
        turn.map(|(_, fault)| *fault).or_else(|| Fault::of(recipient))
    }

    /// Whether the address is new.
    pub fn is_first(&self, recipient: &str) -> bool {
        lock(&self.seen).insert(recipient.to_owned())
    }

    /// Remembers a message; must be done before it is acknowledged.
    pub fn accept(&self, received: impl FnOnce() -> Received) -> io::Result<()> {
        if !(self.only_count && self.log.is_none() && self.mails.is_none()) {
            let received = received();
            if let Some(log) = &self.log {
                // One write: lines of several connections, and of a killed sink, stay whole.
                lock(log).write_all(format!("{}\n", received.message_id).as_bytes())?;
            }
            if let Some(mails) = &self.mails {
                let raw = String::from_utf8_lossy(&received.raw);
                let line = json!({ "from": received.from, "to": received.to, "id": received.message_id, "raw": raw });
                lock(mails).write_all(format!("{line}\n").as_bytes())?;
            }
            if !self.only_count {
                lock(&self.received).push(received);
            }
        }
        self.accepted.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    pub fn command(&self, line: &str) {
        if !self.only_count {
            lock(&self.commands).push(line.to_owned());
        }
    }

    pub fn violation(&self, what: String) {
        lock(&self.violations).push(what);
    }

    pub fn received(&self) -> Vec<Received> {
        lock(&self.received).clone()
    }

    pub fn commands(&self) -> Vec<String> {
        lock(&self.commands).clone()
    }

    pub fn violations(&self) -> Vec<String> {
        lock(&self.violations).clone()
    }

    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }

    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
