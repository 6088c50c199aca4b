//! What a report means for a person: whether they may be written to again, and what they wrote back.

use super::apply::Marked;
use super::subjects::Subject;
use crate::consent::{self, Identity, Method, Reason, Standing, Topic};
use crate::contacts::{self, Contact, ContactId};
use crate::tracking;
use relais_channels::AddressKind;
use relais_tenants::Tenant;
use relais_tenants::audit::Actor;
use relais_tenants::clock::Millis;
use relais_tenants::database::{Result, Tx};

/// One report about a person, as it is being taken.
pub(super) struct Report<'a> {
    pub topic: Topic,
    /// Which plugin read it: part of the proof.
    pub plugin: &'a str,
    pub subject: &'a Subject,
    /// The message it is about, or the last one that was sent to them.
    pub message: Option<&'a Marked>,
    pub at: Millis,
}

impl Report<'_> {
    /// Everybody it is about, as they are now.
    async fn people(&self, tx: &mut Tx, tenant: &Tenant) -> Result<Vec<Contact>> {
        let mut people = Vec::with_capacity(self.subject.people.len());
        for number in &self.subject.people {
            let id: Option<(ContactId,)> = tx
                .opt(
                    "SELECT id FROM contacts WHERE tenant_id = $1 AND number = $2",
                    (tenant.id(), *number),
                )
                .await?;
            if let Some((id,)) = id {
                people.extend(contacts::find(tx, tenant, id).await?);
            }
        }
        Ok(people)
    }

    /// The address that was named.
    fn identity(&self) -> Identity<'_> {
        let address = self.subject.address.as_deref();
        match self.subject.kind {
            Some(AddressKind::Phone) => Identity {
                phone: address,
                ..Identity::default()
            },
            _ => Identity {
                email: address,
                ..Identity::default()
            },
        }
    }

    /// Their address must not be used again. `true` when it could have been.
    pub async fn bar(&self, tx: &mut Tx, tenant: &Tenant, reason: Reason) -> Result<bool> {
        let mut changed = false;
        consent::suppress(tx, tenant, self.topic, self.identity(), reason).await?;
        for contact in self.people(tx, tenant).await? {
            changed |= !contact.is_stopped(self.topic);
            contacts::suppress(tx, tenant, &contact, self.topic, reason).await?;
            if reason == Reason::Complained {
                // A complaint is an objection; it is not for a reply to lift it.
                changed |= self.end(tx, tenant, &contact, "Complaint", None).await?;
            }
        }
        if let Some(message) = self.message.filter(|_| reason == Reason::Complained) {
            changed |= consent::former::withdraw(tx, tenant, message.contact_id, self.topic).await?;
        }
        Ok(changed)
    }

    /// They want no more. `true` when that was not known.
    pub async fn withdraw(&self, tx: &mut Tx, tenant: &Tenant) -> Result<bool> {
        let mut changed = false;
        consent::suppress(tx, tenant, self.topic, self.identity(), Reason::Withdrawn).await?;
        let (how, method) = match self.topic {
            Topic::Sms => ("STOP by reply", Method::Reply),
            _ => ("Unsubscription at the provider", Method::OneClick),
        };
        for contact in self.people(tx, tenant).await? {
            changed |= self.end(tx, tenant, &contact, how, Some(method)).await?;
        }
        if let Some(message) = self.message {
            // Somebody whose contact was deleted says it all the same.
            changed |= consent::former::withdraw(tx, tenant, message.contact_id, self.topic).await?;
            let message = (message.id, message.campaign_id.uuid(), self.topic.as_str());
            tracking::mark_unsubscribed(tx, tenant, message, None).await?;
        }
        Ok(changed)
    }

    async fn end(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        contact: &Contact,
        how: &str,
        method: Option<Method>,
    ) -> Result<bool> {
        if contact.standing(self.topic) == Standing::Withdrawn {
            return Ok(false);
        }
        let evidence = self.evidence(how);
        let word = (evidence.as_str(), method);
        contacts::withdraw(tx, tenant, Actor::Subject, contact, self.topic, word).await?;
        Ok(true)
    }

    /// They want messages again. `true` when that lifts what they themselves had said.
    pub async fn resume(&self, tx: &mut Tx, tenant: &Tenant) -> Result<bool> {
        let mut changed = false;
        let evidence = self.evidence("START by reply");
        for contact in self.people(tx, tenant).await? {
            changed |= contacts::resubscribe(tx, tenant, &contact, self.topic, &evidence).await?;
        }
        Ok(changed)
    }

    /// Keeps what they wrote back. `true` when it is kept: there must be a message that it answers.
    pub async fn reply(&self, tx: &mut Tx, tenant: &Tenant, words: &str) -> Result<bool> {
        let Some(message) = self.message else { return Ok(false) };
        tracking::keep_reply(tx, tenant, (message.id, message.campaign_id.uuid()), words, self.at).await
    }

    /// The proof in words, sealed by the ledger.
    fn evidence(&self, how: &str) -> String {
        let Self { plugin, at, .. } = self;
        match self.message {
            Some(message) => format!(
                "{how}, reported by {plugin} for {at}; message {}, campaign {}",
                message.id, message.campaign_id
            ),
            None => format!("{how}, reported by {plugin} for {at}"),
        }
    }
}
