//! Looking at a message before it is sent to many: as somebody of the base would get it, on the screen or in one's own mailbox.

use super::courier::{Carrier, Courier};
use super::dispatch::{ComposeError, Composer, address, insert_outbox};
use super::preview::placeholder;
use crate::campaigns::CampaignId;
use crate::channels::{self, Channel, Mode};
use crate::consent::Topic;
use crate::contacts::{self, Contact, ContactId, Details};
use crate::content::{Content, ContentProblem};
use relais_channels::{Outcome, Rendered, Report, Settings, Sink};
use relais_tenants::Tenant;
use relais_tenants::audit::{self, Actor, Entry};
use relais_tenants::clock::Millis;
use relais_tenants::database::{Error, Tx};
use serde_json::json;
use std::sync::Arc;

/// Why there is nothing to look at.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// The campaign says nothing over this channel.
    #[error("the campaign says nothing over this channel")]
    NoContent,
    /// What it says cannot be used.
    #[error("the content cannot be used")]
    Content(Vec<ContentProblem>),
    /// There is no such contact.
    #[error("there is no such contact")]
    NoContact,
    /// This one message cannot be written.
    #[error("{0}")]
    Render(String),
    /// The contact has no address for this channel, and none can be made up.
    #[error("there is no address for this channel")]
    NoAddress,
    /// No plugin serves the channel.
    #[error("no plugin serves the channel")]
    NoPlugin,
    /// It did not leave: what the provider or the plugin said.
    #[error("{0}")]
    NotSent(String),
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] Error),
}

impl From<ComposeError> for TestError {
    fn from(error: ComposeError) -> Self {
        match error {
            ComposeError::Nothing => Self::NoContent,
            ComposeError::Content(problems) => Self::Content(problems),
            ComposeError::Database(error) => Self::Database(error),
        }
    }
}

/// Sends one message of a campaign to an address of one's own. In the sandbox it goes to the outbox, live it really leaves;
/// it never enters the ledger and is never tracked.
pub async fn test_send(
    tenant: &Tenant,
    courier: &Courier,
    actor: Actor,
    campaign: CampaignId,
    topic: Topic,
    address: &str,
    contact: Option<ContactId>,
) -> Result<(), TestError> {
    let mut tx = tenant.read().await?;
    let composer = Composer::load(&mut tx, tenant, courier, campaign, topic).await?;
    let contact = person(&mut tx, tenant, contact).await?;
    drop(tx);
    send(
        tenant,
        courier,
        actor,
        Some(campaign),
        (topic, &composer),
        TestTo::Address(address),
        &contact,
    )
    .await
}

/// Where a test goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestTo<'a> {
    /// To an address of one's own: in the sandbox to the outbox, live it really leaves.
    Address(&'a str),
    /// To the outbox, whatever the channel's mode: for channels of which nobody has an address at hand.
    Outbox,
}

/// The same of a content that is stored nowhere yet.
pub async fn test_content(
    tenant: &Tenant,
    courier: &Courier,
    actor: Actor,
    campaign: Option<CampaignId>,
    said: (Topic, &Content),
    to: TestTo<'_>,
    contact: Option<ContactId>,
) -> Result<(), TestError> {
    let (topic, content) = said;
    let mut tx = tenant.read().await?;
    let composer = Composer::read(&mut tx, tenant, courier, topic, content).await?;
    let contact = person(&mut tx, tenant, contact).await?;
    drop(tx);
    send(tenant, courier, actor, campaign, (topic, &composer), to, &contact).await
}

async fn send(
    tenant: &Tenant,
    courier: &Courier,
    actor: Actor,
    campaign: Option<CampaignId>,
    (topic, composer): (Topic, &Composer),
    to: TestTo<'_>,
    contact: &Contact,
) -> Result<(), TestError> {
    let mut channel = channels::get(tenant, topic).await?;
    let carrier = courier
        .carrier(tenant, &channel.plugin, topic.as_str())
        .await?
        .ok_or(TestError::NoPlugin)?;
    let (message, to) = match to {
        TestTo::Address(address) => {
            let message = composer.compose_to(tenant, topic, contact, tenant.new_id(), false, address.to_owned());
            (message, address.to_owned())
        }
        TestTo::Outbox => {
            channel.mode = Mode::Sandbox;
            let kind = channel.address();
            let known = address(tenant, kind, contact, None).ok();
            let to = match known.or_else(|| placeholder(kind).map(str::to_owned)) {
                Some(to) => to,
                None => return Err(TestError::NoAddress),
            };
            let message = composer.compose_to(tenant, topic, contact, tenant.new_id(), false, to.clone());
            (message, to)
        }
    };
    let message = message.map_err(TestError::Render)?;
    let settings = channel.settings_at(tenant, courier.public_url());
    let body = message.fields.iter().find(|(name, _)| name == "body");
    let body = body.map(|(_, text)| text.clone()).unwrap_or_default();
    let mut report = hand_over(&carrier, &channel, &settings, message).await;
    // A letter for oneself is no work for a printer: it is looked at like one of the sandbox.
    let files = report.files.into_iter().filter(|file| file.message.is_some());
    report.rendered.extend(files.map(|file| Rendered {
        key: file.message.unwrap_or_default(),
        to: to.clone(),
        subject: String::new(),
        body: body.clone(),
        source: file.content,
        media_type: file.media_type,
    }));
    let mut tx = tenant.write().await?;
    if let Some(fault) = &report.fault {
        channels::record_fault(&mut tx, tenant, topic, fault).await?;
    }
    for rendered in &report.rendered {
        insert_outbox(&mut tx, tenant, (tenant.new_id(), campaign, None), topic, rendered).await?;
    }
    let entry = Entry {
        actor,
        action: "campaign.test",
        object: &campaign.map(|id| id.to_string()).unwrap_or_default(),
        details: json!({ "channel": topic, "mode": channel.mode }),
    };
    audit::append(&mut tx, tenant, entry).await?;
    tx.commit().await?;
    match report.outcomes.into_iter().next() {
        Some(Outcome::Accepted { .. }) => Ok(()),
        Some(
            Outcome::Permanent { reason, .. }
            | Outcome::Transient { reason, .. }
            | Outcome::Unknown { reason }
            | Outcome::Unsent { reason },
        ) => Err(TestError::NotSent(reason)),
        Some(Outcome::Throttled { .. }) | None => Err(TestError::NotSent(
            report.fault.map(|fault| fault.to_string()).unwrap_or_default(),
        )),
    }
}

async fn hand_over(
    carrier: &Arc<dyn Carrier>,
    channel: &Channel,
    settings: &Settings,
    message: relais_channels::Message,
) -> Report {
    let sink = match channel.mode {
        Mode::Sandbox => Sink::Sandbox,
        Mode::Live => Sink::Live,
    };
    carrier.send(settings, sink, vec![message]).await
}

/// The contact asked for, or somebody of whom nothing is known.
async fn person(tx: &mut Tx, tenant: &Tenant, id: Option<ContactId>) -> Result<Contact, TestError> {
    match id {
        Some(id) => contacts::find(tx, tenant, id).await?.ok_or(TestError::NoContact),
        None => Ok(nobody(tenant)),
    }
}

/// Somebody of whom nothing is known.
pub(super) fn nobody(tenant: &Tenant) -> Contact {
    Contact {
        id: ContactId(tenant.new_id()),
        number: 0,
        details: Details::default(),
        bases: Default::default(),
        suppressed: Default::default(),
        others: Default::default(),
        created_at: Millis(0),
        updated_at: Millis(0),
    }
}
