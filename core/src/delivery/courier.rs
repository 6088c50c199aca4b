//! What delivery needs beside a tenant: the plugins, and the address under which people reach this installation.

use crate::plugins::Plugins;
use relais_channels::{AddressKind, ContentField, Fault, Message, Report, Settings, Sink};
use relais_tenants::Tenant;
use relais_tenants::database::Result as Found;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A report to come.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Report> + Send + 'a>>;

/// Units to come.
pub type Measuring<'a> = Pin<Box<dyn Future<Output = Result<Vec<u32>, Fault>> + Send + 'a>>;

/// A carrier to be found.
pub type Finding<'a> = Pin<Box<dyn Future<Output = Found<Option<Arc<dyn Carrier>>>> + Send + 'a>>;

/// Takes batches of messages: a plugin, or what stands in for one in a test.
pub trait Carrier: Send + Sync {
    /// Hands a batch over. Never fails as a whole: what is known of each message is in the report.
    fn send<'a>(&'a self, settings: &'a Settings, sink: Sink, batch: Vec<Message>) -> Sending<'a>;

    /// What a provider would charge for each message of a batch: text messages, pages. One each where nothing else is known.
    fn measure<'a>(&'a self, _settings: &'a Settings, batch: Vec<Message>) -> Measuring<'a> {
        Box::pin(async move { Ok(vec![1; batch.len()]) })
    }

    /// What its messages are made of, field by field; nothing where it does not say.
    fn content(&self) -> &[ContentField] {
        &[]
    }

    /// What the addresses it writes to are.
    fn address(&self) -> AddressKind {
        AddressKind::None
    }
}

/// Where carriers come from.
pub trait Carriers: Send + Sync {
    /// The carrier of this name for this channel of a company.
    fn find<'a>(&'a self, tenant: &'a Tenant, name: &'a str, channel: &'a str) -> Finding<'a>;
}

impl Carrier for relais_channels::Plugin {
    fn send<'a>(&'a self, settings: &'a Settings, sink: Sink, batch: Vec<Message>) -> Sending<'a> {
        Box::pin(Self::send(self, settings, sink, batch))
    }

    fn measure<'a>(&'a self, settings: &'a Settings, batch: Vec<Message>) -> Measuring<'a> {
        Box::pin(Self::measure(self, settings, batch))
    }

    fn content(&self) -> &[ContentField] {
        &self.description().content
    }

    fn address(&self) -> AddressKind {
        self.description().address
    }
}

impl Carriers for Plugins {
    fn find<'a>(&'a self, tenant: &'a Tenant, name: &'a str, channel: &'a str) -> Finding<'a> {
        Box::pin(async move {
            let plugin = Self::find(self, tenant, name).await?;
            let plugin = plugin.filter(|plugin| plugin.description().channel == channel);
            Ok(plugin.map(|plugin| Arc::new(plugin) as Arc<dyn Carrier>))
        })
    }
}

/// Carries messages out of the house. Cheap to clone.
#[derive(Clone)]
pub struct Courier {
    carriers: Arc<dyn Carriers>,
    public_url: Arc<str>,
}

impl Courier {
    /// A courier who takes messages to these carriers. `public_url` is where people reach this installation, without a
    /// slash at the end: links in messages begin with it.
    pub fn new(carriers: impl Carriers + 'static, public_url: &str) -> Self {
        Self {
            carriers: Arc::new(carriers),
            public_url: public_url.trim_end_matches('/').into(),
        }
    }

    /// The carrier of this name for this channel of a company.
    pub async fn carrier(&self, tenant: &Tenant, name: &str, channel: &str) -> Found<Option<Arc<dyn Carrier>>> {
        self.carriers.find(tenant, name, channel).await
    }

    /// Where people reach this installation.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }
}
