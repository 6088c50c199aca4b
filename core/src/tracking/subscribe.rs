//! Subscribing to notifications by the link of a message: the person's own act, recorded with what they were told.

use super::unsubscribe::{find, hold};
use super::{Source, Token};
use crate::channels;
use crate::consent::{BasisKind, Declaration, Method, Standing, Topic};
use crate::contacts::{self, ContactId, subscriptions};
use relais_channels::capabilities::reach::{Origin, Reach};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::database::{Result, Tx};
use serde_json::json;

/// What the page needs to know of whoever holds a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The company's public key, with which browsers subscribe; none while it offers no notifications.
    pub public_key: Option<String>,
    /// Whether the person gets notifications already, on some browser or device.
    pub subscribed: bool,
}

/// What the person was told when they subscribed.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Which text it was.
    pub version: &'static str,
    /// In which language.
    pub language: String,
    /// The text.
    pub text: String,
}

/// What became of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscribing {
    /// It stands.
    Done,
    /// The company sends no notifications to this browser's push service.
    NotServed,
}

/// What a browser subscribes with, once the company has keys.
fn public_key(channel: &channels::Channel) -> Option<String> {
    let key = channel.config["public_key"].as_str().filter(|key| !key.is_empty())?;
    Some(key.to_owned())
}

/// Whom a token is about; changes nothing. `None` when it is no message's of this tenant, or the contact has gone.
pub async fn invitation(tenant: &Tenant, token: &Token) -> Result<Option<Invitation>> {
    let mut tx = tenant.read().await?;
    let Some((row, _)) = find(&mut tx, tenant, token).await? else {
        return Ok(None);
    };
    let contact = ContactId(row.contact_id);
    let Some(found) = contacts::find(&mut tx, tenant, contact).await? else {
        return Ok(None);
    };
    let channel = channels::load(&mut tx, tenant, Topic::Push).await?;
    let newest = subscriptions::newest(&mut tx, tenant, vec![contact]).await?;
    Ok(Some(Invitation {
        public_key: public_key(&channel),
        subscribed: !newest.is_empty() && found.allows(Topic::Push),
    }))
}

/// Records that the person agrees to notifications, with what they were told, and where their browser takes them. `None`
/// as in [`invitation`].
pub async fn subscribe(
    tenant: &Tenant,
    token: &Token,
    address: &subscriptions::Address,
    notice: &Notice,
    source: &Source,
) -> Result<Option<Subscribing>> {
    let mut tx = tenant.write().await?;
    let Some((row, _)) = find(&mut tx, tenant, token).await? else {
        return Ok(None);
    };
    hold(&mut tx, tenant, row.contact_id).await?;
    let Some(contact) = contacts::find(&mut tx, tenant, ContactId(row.contact_id)).await? else {
        return Ok(None);
    };
    // Whoever holds the link can name any address: only services that the administrator allowed are kept.
    let channel = channels::load(&mut tx, tenant, Topic::Push).await?;
    let reach = Reach::new(&channel.settings().grants.hosts);
    let service = address.service();
    let served = service
        .as_deref()
        .and_then(Origin::parse)
        .is_some_and(|origin| reach.allows(&origin));
    if !served || public_key(&channel).is_none() {
        return Ok(Some(Subscribing::NotServed));
    }
    let Notice {
        version,
        language,
        text,
    } = notice;
    let evidence = format!(
        "Subscription page, notice {version} ({language}): «{text}»; message {}, campaign {}; push service {}; from {}, {}",
        row.id,
        row.campaign_id,
        service.as_deref().unwrap_or_default(),
        source.address,
        source.agent,
    );
    let declaration = Declaration {
        kind: BasisKind::Consent,
        evidence,
    };
    contacts::agree(&mut tx, tenant, Actor::Subject, &contact, Topic::Push, &declaration).await?;
    subscriptions::add(&mut tx, tenant, &contact, address).await?;
    record(&mut tx, tenant, contact.id, "contact.subscribe").await?;
    tx.commit().await?;
    Ok(Some(Subscribing::Done))
}

/// Withdraws the person's consent to notifications and forgets their browsers and devices. Doing it again changes
/// nothing. `None` as in [`invitation`].
pub async fn unsubscribe_push(tenant: &Tenant, token: &Token, source: &Source) -> Result<Option<()>> {
    let mut tx = tenant.write().await?;
    let Some((row, _)) = find(&mut tx, tenant, token).await? else {
        return Ok(None);
    };
    hold(&mut tx, tenant, row.contact_id).await?;
    let Some(contact) = contacts::find(&mut tx, tenant, ContactId(row.contact_id)).await? else {
        return Ok(None);
    };
    let Source { address, agent, .. } = source;
    if contact.bases.get(Topic::Push) != Standing::Withdrawn {
        let evidence = format!(
            "Subscription page; message {}, campaign {}; from {address}, {agent}",
            row.id, row.campaign_id
        );
        contacts::withdraw(
            &mut tx,
            tenant,
            Actor::Subject,
            &contact,
            Topic::Push,
            (&evidence, Some(Method::Link)),
        )
        .await?;
    }
    subscriptions::remove_all(&mut tx, tenant, contact.id).await?;
    record(&mut tx, tenant, contact.id, "contact.unsubscribe").await?;
    tx.commit().await?;
    Ok(Some(()))
}

async fn record(tx: &mut Tx, tenant: &Tenant, contact: ContactId, action: &'static str) -> Result<()> {
    let entry = Entry {
        actor: Actor::Subject,
        action,
        object: &contact.to_string(),
        details: json!({}),
    };
    audit::append(tx, tenant, entry).await
}
