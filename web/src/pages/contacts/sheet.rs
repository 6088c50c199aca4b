//! `GET /contacts/{id}`: what is known of a prospect, and how they may be written to.

use super::{name, own_value};
use crate::http::{Id, Problem};
use crate::pages::audience::own_attributes;
use crate::pages::frame::Frame;
use crate::pages::{campaigns as campaign_pages, html, words};
use crate::view::contacts::{ChannelState, ConsentLine, ContactCampaign, ContactPage, Fact};
use crate::view::{Place, Ui};
use axum::response::Html;
use relais_channels::AddressKind;
use relais_core::access::Permission;
use relais_core::campaigns;
use relais_core::channels::Offered;
use relais_core::consent::{Consent, ON_THE_LIST, Standing, Topic};
use relais_core::contacts::attributes::Attribute;
use relais_core::contacts::{self, Contact, ContactId, Field};
use relais_tenants::clock::Millis;

/// The latest campaigns looked through for the prospect.
const CAMPAIGNS: usize = 20;

/// The sheet.
pub async fn get(frame: Frame, Id(id): Id<ContactId>) -> Result<Html<String>, Problem> {
    let (tenant, ui) = (frame.tenant(), &frame.ui);
    let contact = contacts::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let own = own_attributes(tenant).await?;
    let history = contacts::consents(tenant, id).await?.unwrap_or_default();
    let zone = &ui.zone;
    html(&ContactPage {
        shell: frame.shell(Place::Contacts).await?,
        id: id.to_string(),
        name: name(ui, &contact),
        identity: identity(ui, &contact),
        attributes: attributes(ui, &contact, &own),
        channels: Topic::CHANNELS
            .into_iter()
            .chain(frame.offered.others())
            .chain([Topic::Tracking])
            .map(|topic| {
                let since = history.iter().rfind(|line| line.channel == topic.as_str());
                let since = since.map(|line| zone.to_datetime(Millis(line.at).timestamp()).date());
                ChannelState {
                    since,
                    ..channel(ui, &frame.offered, &contact, topic)
                }
            })
            .collect(),
        consents: if frame.may(Permission::ConsentRead) {
            history.iter().rev().map(|line| consent(ui, line)).collect()
        } else {
            Vec::new()
        },
        campaigns: in_campaigns(&frame, &contact, &own).await?,
        created_at: contact.created_at.timestamp(),
        updated_at: contact.updated_at.timestamp(),
        can_edit: frame.may(Permission::ContactsWrite),
        can_delete: frame.may(Permission::ContactsDelete),
        ui: ui.clone(),
    })
}

fn identity(ui: &Ui, contact: &Contact) -> Vec<Fact> {
    let known = Field::ALL
        .into_iter()
        .filter_map(|field| Some((field, contact.details.get(field)?)));
    known
        .map(|(field, value)| Fact {
            label: words::field(ui, field),
            value: words::value(ui, field.as_str(), value),
        })
        .collect()
}

fn attributes(ui: &Ui, contact: &Contact, own: &[Attribute]) -> Vec<Fact> {
    let known = own
        .iter()
        .filter_map(|attribute| Some((attribute, contact.details.attributes.get(&attribute.key)?)));
    known
        .map(|(attribute, value)| Fact {
            label: words::key(ui, attribute.key.as_str(), own),
            value: own_value(ui, value),
        })
        .collect()
}

/// Whether a message could be sent today, and why not.
fn channel(ui: &Ui, offered: &Offered, contact: &Contact, topic: Topic) -> ChannelState {
    let has = |field: Field| contact.details.get(field).is_some();
    let address = match offered.address(topic) {
        Some(AddressKind::Email) => has(Field::Email),
        Some(AddressKind::Phone) => has(Field::Phone),
        Some(AddressKind::Postal) => has(Field::Address),
        // Nobody can subscribe to notifications in this version.
        Some(AddressKind::PushSubscription) => false,
        Some(AddressKind::None) => true,
        None => topic == Topic::Tracking,
    };
    let standing = contact.standing(topic);
    let basis = match standing {
        Standing::Basis(kind) => Some(kind.as_str().to_owned()),
        Standing::Unknown | Standing::Withdrawn => None,
    };
    let stopped = contact.is_stopped(topic);
    let why_not = if stopped {
        Some(ui.t("contact-stopped"))
    } else if !address {
        Some(ui.t1("left-out-no-address", "channel", topic.as_str()))
    } else if basis.is_none() {
        Some(ui.t("left-out-no-ground"))
    } else {
        None
    };
    ChannelState {
        channel: topic.to_string(),
        reachable: why_not.is_none(),
        basis,
        since: None,
        why_not,
    }
}

fn consent(ui: &Ui, line: &Consent) -> ConsentLine {
    ConsentLine {
        at: Millis(line.at).timestamp(),
        channel: line.channel.clone(),
        what: if line.kind == Standing::Withdrawn.as_str() {
            ui.t("consent-withdrawn")
        } else {
            ui.basis(&line.kind)
        },
        evidence: if line.evidence == ON_THE_LIST {
            ui.t("consent-on-the-list")
        } else {
            line.evidence.clone()
        },
    }
}

async fn in_campaigns(frame: &Frame, contact: &Contact, own: &[Attribute]) -> Result<Vec<ContactCampaign>, Problem> {
    let tenant = frame.tenant();
    if !frame.may(Permission::CampaignsRead) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for campaign in campaigns::recent(tenant, CAMPAIGNS).await? {
        let clusters = campaigns::clusters(&mut tenant.read().await?, tenant, campaign.id).await?;
        if let Some(cluster) = clusters.iter().find(|cluster| cluster.members.contains(contact.number)) {
            found.push(ContactCampaign {
                id: campaign.id.to_string(),
                title: campaign.title,
                status: campaign.status.into(),
                cluster: Some(campaign_pages::label(&frame.ui, &cluster.label, own)),
            });
        }
    }
    Ok(found)
}
