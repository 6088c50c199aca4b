//! Trying a channel with one message to an address of one's own: what is the same for pages and programs. What the message
//! says, whom a channel can write to, how often.

use crate::app::App;
use crate::http::{Member, Problem};
use crate::view::Ui;
use relais_channels::{AddressKind, Description, FieldKind};
use relais_core::channels::{self, CheckError};
use relais_core::consent::Topic;
use relais_core::contacts::Field;
use relais_core::contacts::entry::lookup;
use relais_core::delivery::{Tried, TryError, try_channel};
use relais_tenants::TenantId;
use relais_tenants::clock::Clock;
use relais_tenants::throttle::{Buckets, Limit};
use std::num::NonZeroUsize;
use std::time::Duration;

/// Tests of one company: whoever connects a relay needs some; nobody needs many.
const PER_COMPANY: Limit = Limit {
    burst: 10,
    every: Duration::from_secs(60),
};
/// Companies remembered; the longest unseen go first.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// How often companies may try their channels.
pub fn throttle(clock: Clock) -> Buckets<TenantId> {
    Buckets::new(PER_COMPANY, REMEMBERED, clock)
}

/// Why nothing was tried.
pub enum Untried {
    /// Nobody's own address is one of this channel, or no plugin serves it.
    None,
    /// What was typed is no address.
    NoAddress(Field),
    /// The plugin finds the configuration wanting, in its own words.
    Config(Vec<String>),
    /// Too many in a row: how long to wait.
    Busy(Duration),
    /// Something failed inside.
    Failed(Problem),
}

/// What somebody's own address is for a channel, if it writes to such.
pub const fn address_of(kind: AddressKind) -> Option<Field> {
    match kind {
        AddressKind::Email => Some(Field::Email),
        AddressKind::Phone => Some(Field::Phone),
        AddressKind::PushSubscription | AddressKind::Postal | AddressKind::None => None,
    }
}

/// Tries a channel. The second part of what is returned is the address as it was understood.
pub async fn attempt(app: &App, member: &Member, ui: &Ui, topic: Topic, to: &str) -> Result<(Tried, String), Untried> {
    let tenant = &member.tenant;
    let channel = channels::get(tenant, topic)
        .await
        .map_err(|error| Untried::Failed(error.into()))?;
    let plugin = app.plugins.find(tenant, &channel.plugin).await;
    let plugin = plugin
        .map_err(|error| Untried::Failed(error.into()))?
        .ok_or(Untried::None)?;
    let description = plugin.description_in(ui.lang());
    let field = address_of(description.address).ok_or(Untried::None)?;
    let Ok(Some(address)) = lookup(field, to, &member.company.country) else {
        return Err(Untried::NoAddress(field));
    };
    match channel.check(tenant, &app.plugins, ui.lang()).await {
        Ok(complaints) if complaints.is_empty() => {}
        Ok(complaints) => return Err(Untried::Config(complaints)),
        Err(CheckError::NoPlugin) => return Err(Untried::None),
        Err(CheckError::Fault(fault)) => return Err(Untried::Config(vec![fault.to_string()])),
        Err(CheckError::Database(error)) => return Err(Untried::Failed(error.into())),
    }
    app.channel_tests.take(tenant.id()).map_err(Untried::Busy)?;
    let said = fields(ui, description, member, &app.public_url);
    match try_channel(tenant, &app.courier, member.actor(), topic, &address, said).await {
        Ok(tried) => Ok((tried, address)),
        Err(TryError::NoPlugin) => Err(Untried::None),
        Err(TryError::Database(error)) => Err(Untried::Failed(error.into())),
    }
}

/// What the message says, in the fields the plugin has. The sender is the configured one.
fn fields(ui: &Ui, description: &Description, member: &Member, public_url: &str) -> Vec<(String, String)> {
    let text = ui.t2(
        "channel-test-text",
        "name",
        &member.person.name,
        "company",
        &member.company.name,
    );
    let said = description.content.iter().filter_map(|field| {
        let value = match field.kind {
            FieldKind::Line => ui.t("channel-test-subject"),
            FieldKind::Text => text.clone(),
            FieldKind::Url => public_url.to_owned(),
            // Text does for a test, and says the same everywhere.
            FieldKind::Html if !field.required => return None,
            FieldKind::Html => text.clone(),
            FieldKind::EmailAddress => return None,
        };
        Some((field.name.clone(), value))
    });
    said.collect()
}
