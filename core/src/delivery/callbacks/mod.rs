//! What providers report of messages: the channel's plugin reads it, and what it says is applied here.
//!
//! Lives here: who may report and how much at once, which reports were taken already, what they mean for the ledger and for
//! people. Does not live here: reading a provider's format and checking its signature (the plugin), answering HTTP
//! (`relais_web`).
//!
//! The same report twice counts once; reports may come in any order; identifiers that are nobody's do nothing.

mod apply;
mod door;
mod people;
mod reports;
mod standing;
mod subjects;

pub use door::{Door, Inside};

use crate::channels::{self, Channel};
use crate::consent::Topic;
use crate::plugins::Plugins;
use relais_channels::{Callback, Event, Fault};
use relais_tenants::Tenant;
use relais_tenants::database::{Error, Result};

/// Events of one report that are read at most.
const MOST: usize = 10_000;
/// Events applied by one transaction: well under both databases' limit of parameters.
const TOGETHER: usize = 500;
/// How often a transaction that others were in the way of is begun again.
const TRIES: u32 = 3;

/// What became of the events of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Events that were new and of somebody known.
    pub applied: usize,
    /// Events that were taken before.
    pub repeated: usize,
    /// Events about nobody here.
    pub unknown: usize,
    /// Events about a message that is perhaps being handed over at this moment: worth telling again.
    pub too_early: usize,
}

/// Why a report is not taken.
#[derive(Debug, thiserror::Error)]
pub enum CallbackError {
    /// The plugin refuses it: it is not signed as it should be, or is no report. In the plugin's words.
    #[error("the plugin refuses the report: {0}")]
    Refused(String),
    /// No plugin serves the channel.
    #[error("no plugin serves the channel")]
    NoPlugin,
    /// It says more than one report may.
    #[error("a report of {0} events")]
    TooMany(usize),
    /// The plugin failed while it read it.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Takes a report on a channel whose key the caller has shown. `public_url` is where this installation is reached.
pub async fn receive(
    tenant: &Tenant,
    plugins: &Plugins,
    public_url: &str,
    channel: &Channel,
    request: Callback,
) -> Result<Taken, CallbackError> {
    let plugin = plugins.find(tenant, &channel.plugin).await?;
    let plugin = plugin.filter(|plugin| plugin.description().channel == channel.topic.as_str());
    let plugin = plugin.ok_or(CallbackError::NoPlugin)?;
    let settings = channel.settings_at(tenant, public_url);
    let events = match plugin.parse_callback(&settings, request).await {
        Ok(Ok(events)) => events,
        Ok(Err(reason)) => return Err(CallbackError::Refused(reason)),
        Err(fault) => {
            note(tenant, channel, &fault).await?;
            return Err(fault.into());
        }
    };
    if events.len() > MOST {
        return Err(CallbackError::TooMany(events.len()));
    }
    Ok(take(tenant, channel.topic, &channel.plugin, &events).await?)
}

/// What the plugin did wrong, on the channel's page; once, since a report that breaks it comes again and again.
async fn note(tenant: &Tenant, channel: &Channel, fault: &Fault) -> Result<()> {
    tracing::warn!(tenant = %tenant.id(), channel = %channel.topic, %fault, "the plugin failed at a report");
    if channel
        .fault
        .as_ref()
        .is_some_and(|known| known.text == fault.to_string())
    {
        return Ok(());
    }
    let mut tx = tenant.write().await?;
    channels::record_fault(&mut tx, tenant, channel.topic, fault).await?;
    tx.commit().await
}

/// Applies events that `plugin` has read, each few in one transaction.
pub async fn take(tenant: &Tenant, topic: Topic, plugin: &str, events: &[Event]) -> Result<Taken> {
    let mut all = Taken::default();
    for events in events.chunks(TOGETHER) {
        let mut tries = 1;
        let taken = loop {
            match apply::apply(tenant, topic, plugin, events).await {
                // Sending locks messages before people, so that two transactions can be in each other's way.
                Err(error) if tries < TRIES => {
                    tracing::warn!(channel = %topic, %error, tries, "reports are applied again");
                    tries += 1;
                }
                done => break done?,
            }
        };
        all.applied += taken.applied;
        all.repeated += taken.repeated;
        all.unknown += taken.unknown;
        all.too_early += taken.too_early;
    }
    Ok(all)
}
