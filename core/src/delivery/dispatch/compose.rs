//! A message for one person, as a plugin takes it.

use crate::campaigns::CampaignId;
use crate::channels;
use crate::consent::Topic;
use crate::contacts::{Contact, Field, attributes};
use crate::content::{self, Content, ContentProblem, Marks, Merge, Template};
use crate::delivery::courier::Courier;
use crate::tracking;
use relais_channels::Message;
use relais_tenants::Tenant;
use relais_tenants::database::{self, Tx};
use std::sync::Arc;
use uuid::Uuid;

/// Writes the messages of one campaign over one channel. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Composer {
    template: Arc<Template>,
    base_url: Arc<str>,
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
        let template = Template::compile(channel, content, &own).map_err(ComposeError::Content)?;
        let config = channels::load(tx, tenant, channel).await?.config;
        if let Some(problem) = content::foreign_sender(channel, content, &config) {
            return Err(ComposeError::Content(vec![problem]));
        }
        Ok(Self {
            template: Arc::new(template),
            base_url: courier.public_url().into(),
        })
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

    /// The message for one person; `None` when they have no address for this channel, a text when this one message cannot
    /// be written.
    pub fn compose(
        &self,
        tenant: &Tenant,
        channel: Topic,
        contact: &Contact,
        message: Uuid,
        tracked: bool,
    ) -> Result<Option<Message>, String> {
        let Some(to) = address(channel, contact) else {
            return Ok(None);
        };
        self.compose_to(tenant, channel, contact, message, tracked, to)
            .map(Some)
    }

    /// The same to another address.
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

/// The address a channel writes to.
fn address(channel: Topic, contact: &Contact) -> Option<String> {
    let get = |field| contact.details.get(field).map(str::to_owned);
    match channel {
        Topic::Email => get(Field::Email),
        Topic::Sms => get(Field::Phone),
        Topic::Postal => {
            let lines = [
                get(Field::Address)?,
                format!("{} {}", get(Field::Postcode)?, get(Field::City)?),
            ];
            Some(lines.join("\n"))
        }
        Topic::Push | Topic::Tracking => None,
    }
}
