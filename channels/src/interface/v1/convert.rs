//! Between the interface's types and the program's own.

use super::super::Given;
use super::{exported, imported};
use crate::message::{Callback, Event, EventKind, EventSubject, Message, Outcome};
use crate::{AddressKind, ContentField, Description, FieldKind, SecretWanted, text};
use std::time::Duration;

pub(super) fn settings(given: Given) -> exported::Settings {
    exported::Settings {
        config: given.config,
        secrets: given.secrets,
        callback_url: given.callback_url,
    }
}

fn field((name, value): (String, String)) -> imported::types::Field {
    imported::types::Field { name, value }
}

pub(super) fn message(message: Message) -> imported::types::Message {
    imported::types::Message {
        key: message.key,
        to: message.to,
        to_name: message.to_name,
        fields: message.fields.into_iter().map(field).collect(),
        headers: message.headers.into_iter().map(field).collect(),
    }
}

pub(super) fn callback(request: Callback) -> exported::Callback {
    exported::Callback {
        method: request.method,
        url: request.url,
        path: request.path,
        headers: request.headers.into_iter().map(field).collect(),
        body: request.body,
    }
}

/// What a plugin says of a message. `now` is in milliseconds since 1970.
pub(super) fn outcome(said: imported::types::Outcome, now: u64) -> Outcome {
    use imported::types::Outcome as Said;
    match said {
        Said::Accepted(provider_id) => Outcome::Accepted {
            provider_id: provider_id.map(|id| text::line(&id)),
        },
        Said::Transient(transient) => Outcome::Transient {
            reason: text::line(&transient.reason),
            retry_after: transient.retry_after.map(Duration::from_millis),
        },
        Said::Permanent(permanent) => Outcome::Permanent {
            reason: text::line(&permanent.reason),
            suppress: permanent.suppress,
        },
        Said::Throttled(until) => Outcome::Throttled {
            retry_after: Duration::from_millis(until.saturating_sub(now)),
        },
        Said::Unknown(reason) => Outcome::Unknown {
            reason: text::line(&reason),
        },
        Said::Unsent(reason) => Outcome::Unsent {
            reason: text::line(&reason),
        },
    }
}

/// What a capability saw, as the plugin is told.
pub(super) fn told(outcome: Outcome, now: u64) -> imported::types::Outcome {
    use imported::types::Outcome as Told;
    let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Outcome::Accepted { provider_id } => Told::Accepted(provider_id),
        Outcome::Transient { reason, retry_after } => Told::Transient(imported::types::Transient {
            reason,
            retry_after: retry_after.map(millis),
        }),
        Outcome::Permanent { reason, suppress } => Told::Permanent(imported::types::Permanent { reason, suppress }),
        Outcome::Throttled { retry_after } => Told::Throttled(now.saturating_add(millis(retry_after))),
        Outcome::Unknown { reason } => Told::Unknown(reason),
        Outcome::Unsent { reason } => Told::Unsent(reason),
    }
}

/// Capabilities are filled in by who knows the component's imports.
pub(super) fn description(said: exported::Description) -> Description {
    let secrets_wanted: Vec<SecretWanted> = said
        .secrets
        .into_iter()
        .map(|secret| SecretWanted {
            name: secret.name,
            label: text::line(&secret.label),
            required: secret.required,
        })
        .collect();
    Description {
        channel: text::line(&said.channel),
        name: text::line(&said.name),
        address: match said.address {
            exported::AddressKind::Email => AddressKind::Email,
            exported::AddressKind::Phone => AddressKind::Phone,
            exported::AddressKind::PushSubscription => AddressKind::PushSubscription,
            exported::AddressKind::Postal => AddressKind::Postal,
            exported::AddressKind::None => AddressKind::None,
        },
        max_batch: said.limits.max_batch.max(1) as usize,
        content: said.content.into_iter().map(content_field).collect(),
        config_schema: said.config_schema,
        secrets: secrets_wanted.iter().map(|secret| secret.name.clone()).collect(),
        secrets_wanted,
        unit: said.unit.map(|unit| text::line(&unit)).filter(|unit| !unit.is_empty()),
        idempotent: matches!(said.idempotency, exported::Idempotency::ByKey),
        capabilities: Vec::new(),
    }
}

fn content_field(said: exported::ContentField) -> ContentField {
    ContentField {
        name: said.name,
        label: text::line(&said.label),
        kind: match said.kind {
            exported::FieldKind::Line => FieldKind::Line,
            exported::FieldKind::Text => FieldKind::Text,
            exported::FieldKind::Html => FieldKind::Html,
            exported::FieldKind::Url => FieldKind::Url,
            exported::FieldKind::EmailAddress => FieldKind::EmailAddress,
        },
        required: said.required,
        max_length: said.max_length,
    }
}

pub(super) fn event(said: exported::Event) -> Event {
    use exported::{EventKind as Kind, EventSubject as Subject};
    Event {
        subject: match said.subject {
            Subject::Key(key) => EventSubject::Key(key),
            Subject::ProviderId(id) => EventSubject::ProviderId(id),
            Subject::Address(address) => EventSubject::Address(address),
        },
        kind: match said.kind {
            Kind::Delivered => EventKind::Delivered,
            Kind::BouncedSoft(reason) => EventKind::BouncedSoft(text::line(&reason)),
            Kind::BouncedHard(reason) => EventKind::BouncedHard(text::line(&reason)),
            Kind::Complained => EventKind::Complained,
            Kind::Opened => EventKind::Opened,
            Kind::Clicked(address) => EventKind::Clicked(address),
            Kind::Unsubscribed => EventKind::Unsubscribed,
            Kind::Resubscribed => EventKind::Resubscribed,
            Kind::Replied(words) => EventKind::Replied(words),
        },
        at: said.at,
        id: said.id,
    }
}
