//! A message looked at before it is sent: as one person would get it, and as the channel's plugin would hand it over.

use super::courier::Courier;
use super::dispatch::{Composer, TooLong, address};
use super::test_send::{TestError, nobody};
use crate::channels;
use crate::consent::Topic;
use crate::contacts::Contact;
use crate::content::{Content, Fields};
use relais_channels::{AddressKind, Fault, Rendered, Sink};
use relais_tenants::Tenant;

/// A message as one person would get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The rendered fields, such as an email's `subject`, `html` and `text`.
    pub fields: Fields,
    /// Merge fields that leave empty places, because they are not known of this person.
    pub missing: Vec<String>,
    /// Merge fields that leave an empty place with somebody of whom they are not known.
    pub holes: Vec<String>,
    /// Fields that become longer than the channel takes; the plugin is not asked then.
    pub too_long: Vec<TooLong>,
    /// What the plugin would hand over, as the sandbox shows it; `None` when no plugin serves the channel, or it failed.
    pub rendered: Option<Rendered>,
    /// What a provider would charge for it; `None` when no plugin can say.
    pub units: Option<u32>,
    /// What the plugin did wrong.
    pub fault: Option<Fault>,
}

impl Preview {
    /// The text of a field; an absent one is empty.
    pub fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, text)| text)
    }
}

/// A content as somebody would get it; it may be stored nowhere yet. Without a contact: as somebody of whom nothing is
/// known. Nothing leaves, nothing is kept.
///
/// # Errors
/// What is wrong with the content, or that this one message cannot be written.
pub async fn preview(
    tenant: &Tenant,
    courier: &Courier,
    channel: Topic,
    content: &Content,
    contact: Option<&Contact>,
) -> Result<Preview, TestError> {
    let mut tx = tenant.read().await?;
    let composer = Composer::read(&mut tx, tenant, courier, channel, content).await?;
    let settings = channels::load(&mut tx, tenant, channel).await?;
    drop(tx);
    let nobody = nobody(tenant);
    let contact = contact.unwrap_or(&nobody);
    let message = tenant.new_id();
    // The token of no message, as long as any: its links lead to the page that says so.
    let token = crate::tracking::token(tenant, message).text();
    let seen = composer.preview(tenant, contact, &token).map_err(TestError::Render)?;
    let mut preview = Preview {
        too_long: composer.too_long(&seen.fields),
        holes: composer.holes(),
        fields: seen.fields,
        missing: seen.missing,
        rendered: None,
        units: None,
        fault: None,
    };
    let carrier = courier.carrier(tenant, &settings.plugin, channel.as_str()).await?;
    let Some(carrier) = carrier.filter(|_| preview.too_long.is_empty()) else {
        return Ok(preview);
    };
    // Who has no address is shown what somebody who has one would get.
    let kind = settings.address().or_else(|| Some(carrier.address()));
    let known = address(tenant, kind, contact, None).ok();
    let Some(to) = known.or_else(|| placeholder(kind).map(str::to_owned)) else {
        return Ok(preview);
    };
    let written = composer
        .compose_to(tenant, channel, contact, message, false, to)
        .map_err(TestError::Render)?;
    let run = settings.settings_at(tenant, courier.public_url());
    match carrier.measure(&run, vec![written.clone()]).await {
        Ok(units) => preview.units = units.first().copied(),
        Err(fault) => preview.fault = Some(fault),
    }
    let report = carrier.send(&run, Sink::Sandbox, vec![written]).await;
    preview.rendered = report.rendered.into_iter().next();
    preview.fault = report.fault.or(preview.fault);
    Ok(preview)
}

/// An address nobody has, of the channel's kind. A push subscription cannot be made up: its keys would not be any.
pub(super) const fn placeholder(kind: Option<AddressKind>) -> Option<&'static str> {
    match kind {
        Some(AddressKind::Email) => Some("personne@exemple.invalid"),
        Some(AddressKind::Phone) => Some("+33600000000"),
        Some(AddressKind::Postal) => Some("PRENOM NOM\n1 RUE DE LA MAIRIE\n75001 PARIS"),
        Some(AddressKind::PushSubscription | AddressKind::None) | None => None,
    }
}
