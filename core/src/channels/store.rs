//! Channels as they are stored.

use super::{Channel, ChannelFault, Described, Mode};
use crate::consent::Topic;
use crate::contacts::journal;
use crate::sealed::{open_json, seal_json};
use relais_channels::Fault;
use relais_tenants::Tenant;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Result, Tx};
use relais_tenants::keys::{Aad, Sealed};
use sqlx::types::Json;

/// The longest fault kept, in characters.
const MAX_FAULT: usize = 2_000;

#[derive(sqlx::FromRow)]
struct Row {
    plugin: String,
    mode: String,
    config: Sealed,
    secrets: Sealed,
    callback_key: Option<Sealed>,
    fault: Option<String>,
    fault_at: Option<Millis>,
    updated_at: Millis,
    described: Option<Json<Described>>,
}

fn aad<'a>(column: &'static str, topic: &'a Topic) -> Aad<'a> {
    Aad {
        table: "channels",
        column,
        row: topic.as_str().as_bytes(),
    }
}

/// One channel, as this transaction sees it.
pub async fn load(tx: &mut Tx, tenant: &Tenant, topic: Topic) -> Result<Channel> {
    let row: Option<Row> = tx
        .opt(
            "SELECT plugin, mode, config, secrets, callback_key, fault, fault_at, updated_at, described
             FROM channels WHERE tenant_id = $1 AND channel = $2",
            (tenant.id(), topic.as_str()),
        )
        .await?;
    let Some(row) = row else {
        return Ok(Channel::untouched(tenant.id(), topic));
    };
    Ok(Channel {
        tenant: tenant.id(),
        topic,
        mode: Mode::parse(&row.mode)
            .ok_or_else(|| Error::Setup(format!("the mode of the channel {topic} is damaged")))?,
        config: open_json(tenant, aad("config", &topic), &row.config)?,
        secrets: open_json(tenant, aad("secrets", &topic), &row.secrets)?,
        callback: match &row.callback_key {
            Some(sealed) => Some(open_json(tenant, aad("callback_key", &topic), sealed)?),
            None => None,
        },
        fault: row.fault.zip(row.fault_at).map(|(text, at)| ChannelFault { text, at }),
        // A fault of a channel that nobody has touched makes a row too.
        updated_at: Some(row.updated_at).filter(|at| at.0 > 0),
        plugin: row.plugin,
        described: row.described.map(|Json(described)| described),
    })
}

/// Keeps a channel as it is now.
pub(super) async fn store(tx: &mut Tx, tenant: &Tenant, channel: &Channel) -> Result<()> {
    let topic = channel.topic;
    let callback = match &channel.callback {
        Some(key) => Some(seal_json(tenant, aad("callback_key", &topic), key)?),
        None => None,
    };
    tx.exec(
        "INSERT INTO channels (tenant_id, channel, plugin, mode, config, secrets, fault, fault_at, updated_at, callback_key,
             described)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (tenant_id, channel) DO UPDATE SET plugin = excluded.plugin, mode = excluded.mode,
             config = excluded.config, secrets = excluded.secrets, fault = excluded.fault,
             fault_at = excluded.fault_at, updated_at = excluded.updated_at, callback_key = excluded.callback_key,
             described = excluded.described",
        (
            tenant.id(),
            topic.as_str(),
            channel.plugin.as_str(),
            channel.mode.as_str(),
            seal_json(tenant, aad("config", &topic), &channel.config)?,
            seal_json(tenant, aad("secrets", &topic), &channel.secrets)?,
            channel.fault.as_ref().map(|fault| fault.text.clone()),
            channel.fault.as_ref().map(|fault| fault.at),
            channel.updated_at.unwrap_or_default(),
            callback,
            channel.described.clone().map(Json),
        ),
    )
    .await?;
    Ok(())
}

/// Keeps what the plugin of a channel that the company has says of it now.
pub(crate) async fn describe(tx: &mut Tx, tenant: &Tenant, topic: Topic, described: &Described) -> Result<()> {
    let old = load(tx, tenant, topic).await?.described;
    if old.is_none_or(|old| old == *described) {
        return Ok(());
    }
    tx.exec(
        "UPDATE channels SET described = $3 WHERE tenant_id = $1 AND channel = $2",
        (tenant.id(), topic.as_str(), Json(described.clone())),
    )
    .await?;
    // Whom the channel reaches may be others now.
    journal::note(tx, tenant).await
}

/// Remembers what a plugin did wrong, for the channel's page. It stands until the channel is saved again.
pub async fn record_fault(tx: &mut Tx, tenant: &Tenant, topic: Topic, fault: &Fault) -> Result<()> {
    let text: String = fault.to_string().chars().take(MAX_FAULT).collect();
    let touched = tx
        .exec(
            "UPDATE channels SET fault = $3, fault_at = $4 WHERE tenant_id = $1 AND channel = $2",
            (tenant.id(), topic.as_str(), text.as_str(), tenant.now()),
        )
        .await?;
    if touched == 0 {
        let fault = ChannelFault { text, at: tenant.now() };
        let channel = Channel {
            fault: Some(fault),
            ..Channel::untouched(tenant.id(), topic)
        };
        store(tx, tenant, &channel).await?;
    }
    Ok(())
}
