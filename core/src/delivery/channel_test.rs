//! Trying a channel: one message over its saved configuration, which really leaves whatever the channel's mode is.

use super::courier::Courier;
use crate::channels;
use crate::consent::Topic;
use relais_channels::{Message, Outcome, Report, Sink};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::Error;
use serde_json::json;

/// What became of the message, with the words of the provider, or of the plugin when it never came so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The provider took it.
    Accepted,
    /// The provider refused it.
    Refused(String),
    /// The provider wants to be asked again later.
    Later(String),
    /// The answer was lost: it may have left.
    Unknown(String),
    /// It was never handed over.
    Unsent(String),
}

impl Tried {
    /// As the API and the audit log write it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused(_) => "refused",
            Self::Later(_) => "later",
            Self::Unknown(_) => "unknown",
            Self::Unsent(_) => "unsent",
        }
    }

    /// What was said; nothing when it was taken.
    pub fn said(&self) -> &str {
        match self {
            Self::Accepted => "",
            Self::Refused(said) | Self::Later(said) | Self::Unknown(said) | Self::Unsent(said) => said,
        }
    }

    fn of(report: &Report) -> Self {
        let fault = || report.fault.as_ref().map(ToString::to_string).unwrap_or_default();
        match report.outcomes.first() {
            Some(Outcome::Accepted { .. }) => Self::Accepted,
            Some(Outcome::Permanent { reason, .. }) => Self::Refused(reason.clone()),
            Some(Outcome::Transient { reason, .. }) => Self::Later(reason.clone()),
            Some(Outcome::Throttled { .. }) => Self::Later(fault()),
            Some(Outcome::Unknown { reason }) => Self::Unknown(reason.clone()),
            Some(Outcome::Unsent { reason }) => Self::Unsent(reason.clone()),
            None => Self::Unsent(fault()),
        }
    }
}

/// Why nothing was tried.
#[derive(Debug, thiserror::Error)]
pub enum TryError {
    /// No plugin serves the channel.
    #[error("no plugin serves the channel")]
    NoPlugin,
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Sends a message of these fields to an address. It is in no ledger and no outbox; that it was tried is in the audit log,
/// to whom is not.
///
/// # Errors
/// That there is nothing to try. Whatever the provider says is no error.
pub async fn try_channel(
    tenant: &Tenant,
    courier: &Courier,
    actor: Actor,
    topic: Topic,
    address: &str,
    fields: Vec<(String, String)>,
) -> Result<Tried, TryError> {
    let channel = channels::get(tenant, topic).await?;
    let carrier = courier
        .carrier(tenant, &channel.plugin, topic.as_str())
        .await?
        .ok_or(TryError::NoPlugin)?;
    let message = Message {
        key: tenant.new_id().to_string(),
        to: address.to_owned(),
        to_name: None,
        fields,
        headers: Vec::new(),
    };
    let report = carrier.send(&channel.settings(), Sink::Live, vec![message]).await;
    let tried = Tried::of(&report);
    let mut tx = tenant.write().await?;
    if let Some(fault) = &report.fault {
        channels::record_fault(&mut tx, tenant, topic, fault).await?;
    }
    let entry = Entry {
        actor,
        action: "channel.test",
        object: topic.as_str(),
        details: json!({ "plugin": channel.plugin, "mode": channel.mode, "result": tried.as_str() }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    Ok(tried)
}
