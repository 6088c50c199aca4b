//! A message for one person, as a plugin takes it.

use crate::campaigns::CampaignId;
use crate::channels;
use crate::consent::Topic;
use crate::contacts::{self, Contact, Field, NoAddress, attributes};
use crate::content::{self, Content, ContentProblem, Marks, Merge, Template};
use crate::delivery::courier::Courier;
use crate::delivery::returns::Returns;
use crate::tracking;
use relais_channels::{AddressKind, Message};
use relais_tenants::Tenant;
use relais_tenants::database::{self, Tx};
use std::sync::Arc;
use uuid::Uuid;

/// The longest tracked address put into what goes to a phone: a text message is paid for by its length, and read on a small screen.
const SHORT: usize = 80;

/// Writes the messages of one campaign over one channel. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Composer {
    template: Arc<Template>,
    base_url: Arc<str>,
    /// The longest each field may be, in characters, as the channel's plugin says.
    limits: Arc<[(String, u32)]>,
    /// Where mail is returned to, when not to its sender.
    returns: Option<Returns>,
}

/// A field that this one message makes longer than its channel takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// The field.
    pub field: String,
    /// How long it is, in characters.
    pub length: usize,
    /// How long it may be.
    pub max: u32,
}

/// Why no message can be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    /// The campaign says nothing over this channel.
    #[error("the campaign says nothing over this channel")]
    Nothing,
    /// What it says cannot be read.
    #[error("the content cannot be used")]
    Content(Vec<ContentProblem>),
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl Composer {
    /// Reads what a campaign says over a channel.
    pub async fn load(
        tx: &mut Tx,
        tenant: &Tenant,
        courier: &Courier,
        campaign: CampaignId,
        channel: Topic,
    ) -> Result<Self, ComposeError> {
        let content = content::load(tx, tenant, campaign.uuid(), channel).await?;
        Self::read(tx, tenant, courier, channel, &content.ok_or(ComposeError::Nothing)?).await
    }

    /// Reads a content that may not be stored yet.
    pub async fn read(
        tx: &mut Tx,
        tenant: &Tenant,
        courier: &Courier,
        channel: Topic,
        content: &Content,
    ) -> Result<Self, ComposeError> {
        let own = attributes::all(tx, tenant).await?;
        let settings = channels::load(tx, tenant, channel).await?;
        if let Some(problem) = content::foreign_sender(channel, content, &settings.config) {
            return Err(ComposeError::Content(vec![problem]));
        }
        let returns = Returns::of(channel, &settings.config);
        let plugin = settings.plugin;
        let carrier = courier.carrier(tenant, &plugin, channel.as_str()).await?;
        let fields = carrier.as_ref().map(|carrier| carrier.content()).unwrap_or_default();
        let template = match &carrier {
            Some(_) => Template::compile_for(channel, fields, content, &own),
            None => Template::compile(channel, content, &own),
        };
        let template = template.map_err(ComposeError::Content)?;
        let limits = fields
            .iter()
            .filter_map(|field| Some((field.name.clone(), field.max_length?)));
        Ok(Self {
            template: Arc::new(template),
            base_url: courier.public_url().into(),
            limits: limits.collect(),
            returns,
        })
    }

    /// Whether messages to addresses of this kind can carry marks at all, to those who agree to be tracked: there is a link or
    /// a pixel, and nothing that goes to a phone is made longer than needed by it.
    pub fn carries_marks(&self, tenant: &Tenant, kind: Option<AddressKind>) -> bool {
        let is_short = || {
            let token = tracking::token(tenant, Uuid::nil()).text();
            let marks = Marks {
                base_url: &self.base_url,
                token: &token,
                tracked: true,
            };
            marks.click_url().len() < SHORT
        };
        self.template.has_marks() && (kind != Some(AddressKind::Phone) || is_short())
    }

    /// The fields that are longer than the channel takes.
    pub fn too_long(&self, fields: &content::Fields) -> Vec<TooLong> {
        let limit = |name: &str| self.limits.iter().find(|(field, _)| field == name).map(|(_, max)| *max);
        let too_long = fields.iter().filter_map(|(name, text)| {
            let (max, length) = (limit(name)?, text.chars().count());
            (length > usize::try_from(max).unwrap_or(usize::MAX)).then(|| TooLong {
                field: name.clone(),
                length,
                max,
            })
        });
        too_long.collect()
    }

    /// Merge fields that leave an empty place with somebody of whom they are not known.
    pub fn holes(&self) -> Vec<String> {
        self.template.holes()
    }

    /// Where its tracked links lead.
    pub fn links(&self) -> &[String] {
        self.template.links()
    }

    /// What is read for a preview: the rendered fields, and which merge fields leave empty places.
    pub fn preview(&self, tenant: &Tenant, contact: &Contact, token: &str) -> Result<content::Preview, String> {
        let (merge, marks) = self.merge(tenant, contact, token, false);
        self.template.preview(&merge, &marks).map_err(|error| error.to_string())
    }

    /// The message for one person to this address; a text when this one message cannot be written.
    pub fn compose_to(
        &self,
        tenant: &Tenant,
        channel: Topic,
        contact: &Contact,
        message: Uuid,
        tracked: bool,
        to: String,
    ) -> Result<Message, String> {
        let token = tracking::token(tenant, message).text();
        let (merge, marks) = self.merge(tenant, contact, &token, tracked);
        let fields = self
            .template
            .render(&merge, &marks)
            .map_err(|error| error.to_string())?;
        if let Some(TooLong { field, length, max }) = self.too_long(&fields).first() {
            return Err(format!("{field} has {length} characters, the channel takes {max}"));
        }
        let mut headers = Vec::new();
        if channel == Topic::Email {
            // RFC 8058: one click, by POST.
            headers.push(("List-Unsubscribe".to_owned(), format!("<{}>", marks.unsubscribe_url())));
            headers.push((
                "List-Unsubscribe-Post".to_owned(),
                "List-Unsubscribe=One-Click".to_owned(),
            ));
        }
        let name = contact.details.display_name();
        Ok(Message {
            key: message.to_string(),
            to_name: Some(name).filter(|name| !name.is_empty() && *name != to),
            to,
            fields,
            headers,
            return_path: self.returns.as_ref().map(|returns| returns.address(tenant, message)),
        })
    }

    fn merge<'a>(
        &'a self,
        tenant: &'a Tenant,
        contact: &'a Contact,
        token: &'a str,
        tracked: bool,
    ) -> (Merge<'a>, Marks<'a>) {
        let merge = Merge {
            details: &contact.details,
            company: &tenant.company().name,
            language: content::language_of(&tenant.company().country),
        };
        let marks = Marks {
            base_url: &self.base_url,
            token,
            tracked,
        };
        (merge, marks)
    }
}

/// The address that a channel whose addresses are of this kind writes to, or why there is none. `push`: the contact's newest
/// subscription, as channels take it. Where messages go nowhere in particular the contact is named by its identifier.
pub(crate) fn address(
    tenant: &Tenant,
    kind: Option<AddressKind>,
    contact: &Contact,
    push: Option<String>,
) -> Result<String, Option<NoAddress>> {
    let get = |field| contact.details.get(field).map(str::to_owned).ok_or(None);
    match kind {
        Some(AddressKind::Email) => get(Field::Email),
        Some(AddressKind::Phone) => get(Field::Phone),
        Some(AddressKind::Postal) => contacts::address_lines(&contact.details, &tenant.company().country)
            .map(|lines| lines.join("\n"))
            .map_err(Some),
        Some(AddressKind::PushSubscription) => push.ok_or(None),
        Some(AddressKind::None) => Ok(contact.id.to_string()),
        None => Err(None),
    }
}
