//! A message of the outbox as the API writes it.

use relais_core::delivery::Kept;
use serde::Serialize;
use utoipa::ToSchema;

/// A message that the sandbox took.
#[derive(Serialize, ToSchema)]
#[schema(as = OutboxItem)]
pub struct KeptBody {
    /// Its identifier in the outbox.
    id: uuid::Uuid,
    /// The campaign it belongs to; null when there is none.
    campaign: Option<uuid::Uuid>,
    /// Its row in the campaign's messages; null for a test.
    message: Option<uuid::Uuid>,
    /// The channel.
    channel: String,
    /// Where it would have gone.
    to: String,
    /// Its subject or title; empty where the channel has none.
    subject: String,
    /// What is looked at: a mail's HTML, a text message's text.
    rendered: String,
    /// When it would have left, RFC 3339.
    at: String,
}

impl From<Kept> for KeptBody {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.id,
            campaign: kept.campaign.map(|campaign| campaign.uuid()),
            message: kept.message,
            channel: kept.channel,
            to: kept.to,
            subject: kept.subject,
            rendered: kept.rendered,
            at: kept.at.to_string(),
        }
    }
}
