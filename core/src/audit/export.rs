//! The whole log as one file, with which somebody outside can check it without us: JSON lines, described for those who write their
//! own verifier in `docs/compliance.md`.
//!
//! A line is an object with one key: `log` (the first line), `entry` or `checkpoint`. Checkpoints stand behind the entry they end
//! with. Without details the file holds no personal data beyond identifiers, and verifies all the same.

use super::acts::ERASE;
use super::entries::{Entry, in_order};
use super::note::LogKey;
use super::store::{Signed, checkpoints, newest_in, signed, unsigned};
use super::verify::{Record, Said};
use super::{Result, hex};
use relais_tenants::Tenant;
use relais_tenants::audit::leaf::Hash;
use relais_tenants::audit::{self, Actor};
use relais_tenants::clock::Millis;
use relais_tenants::database;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::VecDeque;
use uuid::Uuid;

/// The format of the file; another value is one of the future.
pub const FORMAT: &str = "relais-audit/1";
/// Entries read and written at a time.
const PAGE: usize = 500;

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// What the file is.
    Log(Header),
    /// The next entry.
    Entry(EntryLine),
    /// What was signed over the entries so far.
    Checkpoint(CheckpointLine),
}

/// What the file is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// The log's public name.
    pub origin: String,
    /// The verifier key of its checkpoints.
    pub key: String,
    /// How many entries follow.
    pub size: u64,
    /// When the file was written; RFC 3339.
    pub exported_at: String,
}

/// One entry. Bytes are in hexadecimal digits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryLine {
    /// Its place in the log, from 0.
    pub index: u64,
    /// Its identifier.
    pub id: Uuid,
    /// When it was recorded: milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// What was done.
    pub action: String,
    /// Who; absent, as all that follows but the commitment, once its content was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// On what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The request that asked for it, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The salt of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The hash of the details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details_hash: Option<String>,
    /// The salt of the details, where these are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details_salt: Option<String>,
    /// The details: JSON, as a text, since it is hashed as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// What the tree holds of it.
    pub commitment: String,
}

/// A checkpoint.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointLine {
    /// How many entries it covers.
    pub size: u64,
    /// When it was signed: milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// The signed note.
    pub note: String,
}

impl EntryLine {
    /// The line of an entry that has its place. Records of erasures are open always: without them nobody could tell what was erased
    /// from what was taken out. Details that were altered are left out with their hash, so that whoever checks the file finds it here.
    #[must_use]
    pub fn of(tenant: &Tenant, entry: &Entry, open: bool) -> Self {
        let mut line = Self {
            index: entry.index.unwrap_or_default(),
            id: entry.id,
            at: entry.at.0,
            action: entry.action.clone(),
            actor: None,
            object: None,
            request: None,
            salt: None,
            details_hash: None,
            details_salt: None,
            details: None,
            commitment: entry.commitment.map(|hash| hex::write(&hash)).unwrap_or_default(),
        };
        if let Some(content) = &entry.content {
            line.actor = Some(content.actor.clone());
            line.object = Some(content.object.clone());
            line.request.clone_from(&content.request);
            line.salt = Some(hex::write(&content.salt.for_event()));
            line.details_hash = entry.details_hash(tenant).ok().flatten().map(|hash| hex::write(&hash));
            if open || entry.action == ERASE {
                line.details = entry.details(tenant).ok().flatten();
                line.details_salt = Some(hex::write(&content.salt.for_details()));
            }
        }
        line
    }

    /// The entry as it is checked; nothing when the line is not one of this format.
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        let hash = |text: &Option<String>| -> Option<Hash> { hex::read(text.as_deref()?) };
        let said = match &self.actor {
            None if self.object.is_none() && self.salt.is_none() && self.details.is_none() => None,
            None => return None,
            Some(actor) => Some(Said {
                actor: actor.clone(),
                object: self.object.clone()?,
                request: self.request.clone().unwrap_or_default(),
                salt: hash(&self.salt)?,
                details_hash: hash(&self.details_hash)?,
                details: match &self.details {
                    None => None,
                    Some(details) => Some((hash(&self.details_salt)?, details.clone())),
                },
            }),
        };
        Some(Record {
            index: self.index,
            id: self.id,
            at: Millis(self.at),
            action: self.action.clone(),
            commitment: hex::read(&self.commitment)?,
            said,
        })
    }
}

#[derive(Deserialize)]
struct Erased {
    entries: Vec<Uuid>,
}

/// Which entries the details of an erasure's record name.
pub(super) fn erased_by(details: &str) -> Vec<Uuid> {
    let erased: Option<Erased> = serde_json::from_str(details).ok();
    erased.map(|erased| erased.entries).unwrap_or_default()
}

/// Writes the file, a piece at a time: memory stays at one page.
pub struct Export {
    tenant: Tenant,
    open: bool,
    size: u64,
    next: u64,
    begun: bool,
    ahead: VecDeque<Signed>,
}

impl Export {
    /// Begins a file of the log up to its newest checkpoint, and records that `actor` takes it; with the details of all entries if
    /// they are to be `open`. That record is in the log behind what the file holds.
    ///
    /// # Errors
    /// The database layer's.
    pub async fn begin(tenant: &Tenant, actor: Actor, open: bool) -> database::Result<Self> {
        let mut tx = tenant.write().await?;
        let size = newest_in(&mut tx, tenant)
            .await?
            .map_or(0, |signed| unsigned(signed.size));
        let record = audit::Entry {
            actor,
            action: "audit.export",
            object: "log",
            details: json!({ "size": size, "details": open }),
        };
        audit::append(&mut tx, tenant, record).await?;
        tx.commit().await?;
        Ok(Self {
            tenant: tenant.clone(),
            open,
            size,
            next: 0,
            begun: false,
            ahead: VecDeque::new(),
        })
    }

    /// What the file is called: the day it was written, and the log's name.
    #[must_use]
    pub fn name(tenant: &Tenant) -> String {
        let day = tenant.now().to_string();
        let day = day.split('T').next().unwrap_or_default();
        format!("{day}_{}_journal.jsonl", tenant.company().slug)
    }

    /// The next lines; nothing after the last.
    ///
    /// # Errors
    /// [`AuditError`](super::AuditError).
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let mut out = Vec::new();
        if !self.begun {
            self.begun = true;
            let key = LogKey::of(&self.tenant);
            let header = Header {
                format: FORMAT.to_owned(),
                origin: key.name.clone(),
                key: key.to_string(),
                size: self.size,
                exported_at: self.tenant.now().to_string(),
            };
            write(&mut out, &Line::Log(header))?;
            return Ok(Some(out));
        }
        if self.next >= self.size {
            return Ok(None);
        }
        let (before, size) = (self.next, self.size);
        let entries = in_order(&self.tenant, self.next, PAGE).await?;
        for entry in entries
            .iter()
            .filter(|entry| entry.index.is_some_and(|index| index < size))
        {
            write(&mut out, &Line::Entry(EntryLine::of(&self.tenant, entry, self.open)))?;
            self.next = entry.index.map_or(self.next, |index| index + 1);
            if let Some(signed) = self.checkpoint_at(self.next).await? {
                let line = CheckpointLine {
                    size: unsigned(signed.size),
                    at: signed.at.0,
                    note: signed.note,
                };
                write(&mut out, &Line::Checkpoint(line))?;
            }
        }
        if self.next == before {
            // Entries are missing: the file says so by ending here, before the size in its first line.
            self.next = self.size;
        }
        Ok(Some(out))
    }

    async fn checkpoint_at(&mut self, size: u64) -> database::Result<Option<Signed>> {
        if self.ahead.is_empty() {
            let mut tx = self.tenant.read().await?;
            self.ahead = checkpoints(&mut tx, &self.tenant, size.saturating_sub(1), 500)
                .await?
                .into();
        }
        while self.ahead.front().is_some_and(|next| next.size < signed(size)) {
            self.ahead.pop_front();
        }
        let due = self.ahead.front().is_some_and(|next| next.size == signed(size));
        Ok(if due { self.ahead.pop_front() } else { None })
    }
}

fn write(out: &mut Vec<u8>, line: &Line) -> database::Result<()> {
    serde_json::to_writer(&mut *out, line).map_err(|error| database::Error::Encode(error.to_string()))?;
    out.push(b'\n');
    Ok(())
}
