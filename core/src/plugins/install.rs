//! Installing a plugin, or another version of it.
//!
//! A component is looked at before anything is kept: its size, that it is a component of an interface this program knows,
//! that it imports nothing but known capabilities, that it can say what it is. It serves once an administrator has granted
//! what it wants; another version by the same publisher that wants no more than the one in use serves at once.

use super::{Grant, Installed, PluginError, Plugins, Scope, Seen, SignatureError, Version, words};
use crate::consent::Topic;
use relais_channels::registry::{Digest, Publisher, is_name};
use relais_channels::{Capability, Plugin};
use relais_tenants::Tenant;
use relais_tenants::audit::{Actor, Entry};
use relais_tenants::plugins::VersionRow;
use serde_json::json;

/// Plugins of one scope.
const MOST: usize = 20;
/// Versions of a plugin that are kept beside the newest, not counting the one in use.
const KEPT: i64 = 5;

/// What somebody wants to have installed.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// What it is to be called.
    pub name: String,
    /// The component.
    pub component: Vec<u8>,
    /// The publisher's signature over it.
    pub signature: Option<Vec<u8>>,
    /// The publisher's key, as text; the installed version's where it is absent.
    pub publisher: Option<String>,
    /// That another publisher than the installed version's, or none, is meant.
    pub other_publisher: bool,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Done {
    /// The plugin as it is now.
    pub plugin: Installed,
    /// The version that the component is.
    pub version: i64,
    /// Whether it was installed already; nothing changed then.
    pub same: bool,
}

impl Plugins {
    /// Installs a component for the operator, or for the company of `tenant`.
    pub async fn install(&self, tenant: Option<&Tenant>, actor: Actor, upload: Upload) -> Result<Done, PluginError> {
        let scope = tenant.map_or(Scope::Operator, |tenant| Scope::Tenant(tenant.id()));
        if !is_name(&upload.name) {
            return Err(PluginError::Name(upload.name));
        }
        let before = self.place(scope, &upload.name).await?;
        let latest = before.as_ref().and_then(Installed::newest);
        let publisher = publisher(&upload, latest)?;
        let plugin = {
            let _turn = self.0.installing.lock().await;
            self.0.registry.inspect(&upload.name, upload.component.clone()).await?
        };
        let said = plugin.description();
        // A name that no channel can have; `tracking` is one that people agree to as they agree to a channel, and it is none.
        if Topic::channel(&said.channel).is_none() {
            return Err(PluginError::Channel(said.channel.clone()));
        }
        if let Some(latest) = latest.filter(|latest| latest.channel != said.channel) {
            return Err(PluginError::OtherChannel(latest.channel.clone()));
        }
        let digest = Digest::of(&upload.component);
        if let (Some(installed), Some(latest)) = (&before, latest)
            && latest.digest == digest
            && latest.publisher == publisher
        {
            self.0
                .installation
                .repair_component(&digest.0, &upload.component)
                .await?;
            return Ok(Done {
                version: latest.number,
                plugin: installed.clone(),
                same: true,
            });
        }
        let carried = carried(before.as_ref(), &said.capabilities, publisher);
        let number = latest.map_or(0, |latest| latest.number) + 1;
        let row = VersionRow {
            publisher: publisher.map(|key| key.0.to_vec()),
            signature: upload.signature.filter(|_| publisher.is_some()),
            granted: carried.as_deref().map(words),
            granted_at: carried.as_ref().map(|_| self.0.installation.now()),
            granted_by: carried.as_ref().map(|_| Actor::System.to_string()),
            installed_at: self.0.installation.now(),
            installed_by: actor.to_string(),
            ..row(scope, &upload.name, number, digest, &plugin, upload.component.len())
        };
        let details = json!({
            "version": number, "sha256": digest.to_string(), "channel": said.channel,
            "capabilities": said.capabilities, "publisher": publisher.map(|key| key.to_string()),
            "serves": carried.is_some(), "other_publisher": upload.other_publisher,
        });
        let told = tenant.map(|tenant| (tenant, entry(actor, "plugin.install", &upload.name, details)));
        let serve = carried.is_some();
        let added = self
            .0
            .installation
            .add_plugin_version(&row, &upload.component, serve, number - KEPT, told);
        if !added.await? {
            return Err(PluginError::Changed);
        }
        self.forget();
        let plugin = self.own(scope, &upload.name).await?.ok_or(PluginError::Changed)?;
        Ok(Done {
            plugin,
            version: number,
            same: false,
        })
    }

    /// What is installed under a name already, if something may be.
    async fn place(&self, scope: Scope, name: &str) -> Result<Option<Installed>, PluginError> {
        if Self::is_builtin(name) {
            return Err(PluginError::Taken(name.to_owned()));
        }
        let seen = match scope {
            Scope::Operator => self.operators().await?,
            Scope::Tenant(id) => self.installed(Some(id)).await?,
        };
        let (own, operators): (Vec<Installed>, Vec<Installed>) = seen.into_iter().partition(|one| one.scope == scope);
        if let Some(mine) = own.iter().find(|one| one.name == name) {
            return Ok(Some(mine.clone()));
        }
        if operators.iter().any(|one| one.name == name) {
            return Err(PluginError::Taken(name.to_owned()));
        }
        if own.len() >= MOST {
            return Err(PluginError::TooMany(own.len()));
        }
        Ok(None)
    }

    /// Commands run with a host that has not loaded the program's own plugins.
    fn is_builtin(name: &str) -> bool {
        relais_channels::Host::builtin()
            .iter()
            .any(|(builtin, _)| *builtin == name)
    }

    /// Installs and grants at once: for the operator, who does both.
    pub async fn install_and_grant(
        &self,
        tenant: Option<&Tenant>,
        actor: Actor,
        upload: Upload,
        grant: Grant,
    ) -> Result<Done, PluginError> {
        let done = self.install(tenant, actor, upload).await?;
        let seen = Seen {
            version: done.version,
            sha256: None,
        };
        let plugin = self.grant(tenant, actor, &done.plugin.name, &seen, grant).await?;
        Ok(Done { plugin, ..done })
    }
}

/// Who published a component, its signature checked.
fn publisher(upload: &Upload, latest: Option<&Version>) -> Result<Option<Publisher>, SignatureError> {
    let named = upload.publisher.as_deref().map(Publisher::parse).transpose()?;
    let known = latest.and_then(|latest| latest.publisher);
    let publisher = match (&upload.signature, named.or(known)) {
        (Some(signature), Some(key)) if key.signed(&upload.component, signature) => Some(key),
        (Some(_), Some(_)) => return Err(SignatureError::Wrong),
        (Some(_), None) => return Err(SignatureError::NoKey),
        (None, _) if named.is_some() => return Err(SignatureError::Missing),
        (None, _) => None,
    };
    if known.is_some() && publisher != known && !upload.other_publisher {
        return Err(SignatureError::OtherPublisher);
    }
    Ok(publisher)
}

/// What the version in use was granted, if that will do for this one: it is by the same publisher and wants no more.
fn carried(before: Option<&Installed>, wants: &[Capability], publisher: Option<Publisher>) -> Option<Vec<Capability>> {
    let current = before?.current()?;
    let granted = current.granted.as_ref()?;
    let enough = wants.iter().all(|wanted| granted.contains(wanted));
    (enough && current.publisher == publisher).then(|| wants.to_vec())
}

fn row(scope: Scope, name: &str, version: i64, digest: Digest, plugin: &Plugin, size: usize) -> VersionRow {
    let english = plugin.description();
    VersionRow {
        scope,
        name: name.to_owned(),
        version,
        sha256: digest.0.to_vec(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        channel: english.channel.clone(),
        title_fr: plugin.description_in("fr").name.clone(),
        title_en: english.name.clone(),
        capabilities: words(&english.capabilities),
        granted: None,
        publisher: None,
        signature: None,
        installed_at: relais_tenants::clock::Millis::default(),
        installed_by: String::new(),
        granted_at: None,
        granted_by: None,
    }
}

/// What a company's log says of a change.
pub(super) fn entry<'a>(actor: Actor, action: &'static str, name: &'a str, details: serde_json::Value) -> Entry<'a> {
    Entry {
        actor,
        action,
        object: name,
        details,
    }
}
