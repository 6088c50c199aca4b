//! An installed plugin and its versions.

use super::{Scope, capabilities};
use relais_channels::Capability;
use relais_channels::registry::{Digest, Publisher};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result};
use relais_tenants::plugins::{PluginRow, VersionRow};

/// A plugin that somebody installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// For whom.
    pub scope: Scope,
    /// Its name there.
    pub name: String,
    /// The version in use.
    pub serving: Option<i64>,
    /// Its versions, the newest first.
    pub versions: Vec<Version>,
}

/// One version of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// Of its component.
    pub digest: Digest,
    /// Bytes of its component.
    pub size: u64,
    /// The channel it serves.
    pub channel: String,
    /// What it calls itself in French.
    pub title_fr: String,
    /// What it calls itself in English.
    pub title_en: String,
    /// What it wants.
    pub wants: Vec<Capability>,
    /// What it was granted; nothing was decided yet where it is absent.
    pub granted: Option<Vec<Capability>>,
    /// Who published it, if its signature was checked.
    pub publisher: Option<Publisher>,
    /// When it was installed.
    pub installed_at: Millis,
    /// By whom: an actor as the audit log writes it.
    pub installed_by: String,
    /// When it was granted what it wants.
    pub granted_at: Option<Millis>,
    /// By whom.
    pub granted_by: Option<String>,
}

/// How a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is in use.
    Serving,
    /// An administrator has not granted all it wants.
    Waiting,
    /// It could be in use and is not.
    Aside,
}

impl State {
    /// As the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Serving => "serving",
            Self::Waiting => "waiting",
            Self::Aside => "aside",
        }
    }
}

impl Version {
    /// What it wants and was not granted.
    pub fn missing(&self) -> Vec<Capability> {
        let granted = self.granted.as_deref().unwrap_or_default();
        let missing = self.wants.iter().filter(|wanted| !granted.contains(wanted));
        missing.copied().collect()
    }

    /// Whether it may be in use: somebody has granted all it wants.
    pub fn may_serve(&self) -> bool {
        self.granted.is_some() && self.missing().is_empty()
    }

    /// What it calls itself in a language.
    pub fn title(&self, language: &str) -> &str {
        if language.starts_with("fr") {
            &self.title_fr
        } else {
            &self.title_en
        }
    }
}

impl Installed {
    /// Whether it is a company's own.
    pub fn is_own(&self) -> bool {
        self.scope != Scope::Operator
    }

    /// The version in use.
    pub fn current(&self) -> Option<&Version> {
        self.version(self.serving?)
    }

    /// The newest version.
    pub fn newest(&self) -> Option<&Version> {
        self.versions.first()
    }

    /// The version that was in use before, as far as is known: the newest before this one that may be.
    pub fn earlier(&self) -> Option<&Version> {
        let serving = self.serving?;
        let before = |version: &&Version| version.number < serving && version.may_serve();
        self.versions.iter().find(before)
    }

    /// A version by its number.
    pub fn version(&self, number: i64) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    /// How a version stands.
    pub fn state(&self, version: &Version) -> State {
        if self.serving == Some(version.number) {
            State::Serving
        } else if version.may_serve() {
            State::Aside
        } else {
            State::Waiting
        }
    }

    pub(super) fn of(row: PluginRow, versions: Vec<VersionRow>) -> Result<Self> {
        Ok(Self {
            scope: row.scope,
            name: row.name,
            serving: row.serving,
            versions: versions.into_iter().map(version).collect::<Result<_>>()?,
        })
    }
}

fn version(row: VersionRow) -> Result<Version> {
    let damaged = |what: &str| Error::Setup(format!("{what} of the plugin {} is damaged", row.name));
    let publisher = match row.publisher {
        None => None,
        Some(key) => Some(Publisher(key.try_into().map_err(|_| damaged("the publisher"))?)),
    };
    Ok(Version {
        number: row.version,
        digest: Digest(row.sha256.try_into().map_err(|_| damaged("the hash"))?),
        size: row.size.unsigned_abs(),
        channel: row.channel,
        title_fr: row.title_fr,
        title_en: row.title_en,
        wants: capabilities(&row.capabilities),
        granted: row.granted.as_deref().map(capabilities),
        publisher,
        installed_at: row.installed_at,
        installed_by: row.installed_by,
        granted_at: row.granted_at,
        granted_by: row.granted_by,
    })
}
