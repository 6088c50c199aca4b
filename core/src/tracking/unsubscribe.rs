//! Withdrawing by the link of a message (RFC 8058): effective in the transaction that takes it, before the next message is
//! handed over.

use super::figures::Counts;
use super::{Kind, Token, write};
use crate::channels::Offered;
use crate::consent::{self, Method, Standing, Topic};
use crate::contacts::{self, ContactId, Field};
use relais_channels::AddressKind;
use relais_tenants::Tenant;
use relais_tenants::audit::Actor;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};
use std::collections::BTreeMap;
use std::net::IpAddr;
use uuid::Uuid;

/// Whom a link is about, as the page may show it to whoever holds the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The address, all but its beginning and its domain hidden; empty when the contact was deleted.
    pub address: String,
    /// The channel they would not be written to over any more.
    pub channel: Topic,
    /// Whether they are not already.
    pub done: bool,
}

/// How somebody unsubscribed: the proof that is kept with the withdrawal.
#[derive(Clone, Debug)]
pub struct Source {
    /// Whether their mail program did it for them (one click), rather than the button of the page.
    pub one_click: bool,
    /// From where.
    pub address: IpAddr,
    /// What the program calls itself.
    pub agent: String,
}

/// The message that a token is of.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub contact_id: Uuid,
    channel: String,
    unsubscribed_at: Option<Millis>,
}

pub(super) async fn find(tx: &mut Tx, tenant: &Tenant, token: &Token) -> Result<Option<(Row, Topic)>> {
    let row: Option<Row> = tx
        .opt(
            "SELECT id, campaign_id, contact_id, channel, unsubscribed_at FROM messages
             WHERE tenant_id = $1 AND token = $2",
            (tenant.id(), token.hash().to_vec()),
        )
        .await?;
    Ok(row.and_then(|row| Topic::parse(&row.channel).map(|channel| (row, channel))))
}

/// Whom a token is about; changes nothing. `None` when it is no message's of this tenant.
pub async fn recipient(tenant: &Tenant, token: &Token) -> Result<Option<Recipient>> {
    let mut tx = tenant.read().await?;
    let Some((row, channel)) = find(&mut tx, tenant, token).await? else {
        return Ok(None);
    };
    let contact = contacts::find(&mut tx, tenant, ContactId(row.contact_id)).await?;
    let kind = Offered::load(&mut tx, tenant).await?.address(channel);
    Ok(Some(match contact {
        None => Recipient {
            address: String::new(),
            channel,
            done: consent::former::has_withdrawn(&mut tx, tenant, row.contact_id, channel).await?,
        },
        Some(contact) => Recipient {
            address: masked(kind, |field| contact.details.get(field)),
            channel,
            done: contact.standing(channel) == Standing::Withdrawn,
        },
    }))
}

/// Withdraws the recipient's consent to the message's channel and keeps the proof. Doing it again changes nothing.
/// `None` when the token is no message's of this tenant.
pub async fn unsubscribe(tenant: &Tenant, token: &Token, source: &Source) -> Result<Option<Recipient>> {
    let mut tx = tenant.write().await?;
    let Some((row, channel)) = find(&mut tx, tenant, token).await? else {
        return Ok(None);
    };
    hold(&mut tx, tenant, row.contact_id).await?;
    let contact = contacts::find(&mut tx, tenant, ContactId(row.contact_id)).await?;
    let kind = Offered::load(&mut tx, tenant).await?.address(channel);
    let address = contact
        .as_ref()
        .map(|contact| masked(kind, |field| contact.details.get(field)))
        .unwrap_or_default();
    let mut changed = false;
    match contact {
        None => changed |= consent::former::withdraw(&mut tx, tenant, row.contact_id, channel).await?,
        Some(contact) if contact.standing(channel) != Standing::Withdrawn => {
            let evidence = evidence(&row, source);
            let method = if source.one_click {
                Method::OneClick
            } else {
                Method::Link
            };
            let word = (evidence.as_str(), Some(method));
            contacts::withdraw(&mut tx, tenant, Actor::Subject, &contact, channel, word).await?;
            changed = true;
        }
        Some(_) => {}
    }
    if row.unsubscribed_at.is_none() {
        let message = (row.id, row.campaign_id, row.channel.as_str());
        mark(&mut tx, tenant, message, Some(source)).await?;
        changed = true;
    }
    if changed {
        tx.commit().await?;
    }
    Ok(Some(Recipient {
        address,
        channel,
        done: true,
    }))
}

/// Lets two requests for the same person come one after the other, so that the second finds nothing left to do.
pub(super) async fn hold(tx: &mut Tx, tenant: &Tenant, contact: Uuid) -> Result<()> {
    if tx.is_sqlite() {
        return Ok(());
    }
    let _: Option<(i64,)> = tx
        .opt(
            "SELECT number FROM contacts WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
            (tenant.id(), contact),
        )
        .await?;
    Ok(())
}

/// Notes by which message somebody unsubscribed, once: its identifier, its campaign's, its channel. There is no source
/// where a provider tells of it.
pub(crate) async fn mark(
    tx: &mut Tx,
    tenant: &Tenant,
    (message, campaign, channel): (Uuid, Uuid, &str),
    source: Option<&Source>,
) -> Result<()> {
    let marked = tx
        .exec(
            "UPDATE messages SET unsubscribed_at = $3 WHERE tenant_id = $1 AND id = $2 AND unsubscribed_at IS NULL",
            (tenant.id(), message, tenant.now()),
        )
        .await?;
    // On PostgreSQL a second request may have been quicker.
    if marked == 0 {
        return Ok(());
    }
    let id = tenant.new_id();
    tx.exec(
        "INSERT INTO events (tenant_id, id, message_id, campaign_id, kind, address, agent, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        (
            tenant.id(),
            id,
            message,
            campaign,
            Kind::Unsubscribe.as_str(),
            source.map(|source| write::seal(tenant, &id, "address", &source.address.to_string())),
            source.map(|source| write::seal(tenant, &id, "agent", &source.agent)),
            tenant.now(),
        ),
    )
    .await?;
    let one = Counts {
        unsubscribed: 1,
        ..Counts::default()
    };
    write::add_counts(tx, tenant, BTreeMap::from([((campaign, channel.to_owned()), one)])).await
}

/// The proof in words, sealed by the ledger.
fn evidence(row: &Row, source: &Source) -> String {
    let how = if source.one_click {
        "One-click unsubscription (RFC 8058)"
    } else {
        "Unsubscription page"
    };
    let Source { address, agent, .. } = source;
    format!(
        "{how}; message {}, campaign {}; from {address}, {agent}",
        row.id, row.campaign_id
    )
}

/// As much of an address as tells its owner which one it is.
fn masked<'a>(kind: Option<AddressKind>, get: impl Fn(Field) -> Option<&'a str>) -> String {
    match kind {
        Some(AddressKind::Phone) => get(Field::Phone).map(|phone| {
            let shown = phone.len().saturating_sub(2);
            format!("•••{}", phone.get(shown..).unwrap_or_default())
        }),
        Some(AddressKind::Postal) => get(Field::Postcode).map(|postcode| format!("••• {postcode}")),
        _ => get(Field::Email).and_then(|email| {
            let (local, domain) = email.split_once('@')?;
            let first: String = local.chars().take(1).collect();
            Some(format!("{first}•••@{domain}"))
        }),
    }
    .unwrap_or_default()
}
