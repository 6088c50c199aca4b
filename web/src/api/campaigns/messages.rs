//! `GET /api/campaigns/{id}/messages`: the ledger of a campaign, in the order of contacts.

use crate::api::wire::{Cursor, List, Page, limit, page_of};
use crate::http::{FieldProblem, Id, Member, Params, Problem};
use axum::Json;
use relais_core::campaigns::{self, Campaign, CampaignId};
use relais_core::delivery::{self, Filter, MessageLine, Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which messages are asked for.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct MessageQuery {
    /// A state, or `sent` (taken, whatever was reported since), `failed` (refused or come back), `open` (waiting or on its
    /// way), `opened`, `clicked` (by machines too).
    state: Option<String>,
    /// Items of the page, from 1 to 200; 50 when nothing is said.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A message, and whom it is for.
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageBody {
    /// Its identifier.
    id: uuid::Uuid,
    /// Whom it is for; null once they were deleted.
    contact: Option<uuid::Uuid>,
    /// Their name.
    name: String,
    /// Their email address.
    email: String,
    /// Their company.
    company: String,
    /// The channel.
    channel: String,
    /// `queued`, `claimed`, `transmitting`, `accepted`, `delivered`, `bounced`, `failed`, `unknown`, `skipped`.
    state: &'static str,
    /// Why, as a code: `no_basis`, `withdrawn`, `suppressed`, `no_address`, `gone`, `cancelled`, `refused`,
    /// `retries_exhausted`, `plugin_fault`, `content`, `interrupted`, `no_answer`; empty when there is nothing to say.
    reason: String,
    /// What the provider said, without addresses.
    detail: Option<String>,
    /// The ground on which it may leave; empty when none does.
    basis: String,
    /// How often it was handed over.
    attempts: u32,
    /// When it is tried next, RFC 3339; null when it does not wait.
    due_at: Option<String>,
    /// When the provider took it, RFC 3339.
    sent_at: Option<String>,
    /// The provider's identifier.
    provider_id: Option<String>,
    /// How often it was opened, by machines too.
    opens: u64,
    /// How often a link in it was followed, by machines too.
    clicks: u64,
    /// How often a machine opened it.
    machine_opens: u64,
    /// How often a machine followed a link in it.
    machine_clicks: u64,
    /// When a human last opened it, RFC 3339.
    last_open_at: Option<String>,
    /// How long it was read at least: from a human's open to their click. Null where that cannot be measured.
    reading_seconds: Option<f64>,
    /// When the person unsubscribed by it, RFC 3339.
    unsubscribed_at: Option<String>,
}

impl From<MessageLine> for MessageBody {
    fn from(line: MessageLine) -> Self {
        Self {
            id: line.id,
            contact: line.contact.map(|contact| contact.uuid()),
            name: line.name,
            email: line.email,
            company: line.company,
            channel: line.channel,
            state: line.state.as_str(),
            reason: line.reason,
            detail: line.detail,
            basis: line.basis,
            attempts: line.attempts,
            due_at: line.due_at.map(|at| at.to_string()),
            sent_at: line.sent_at.map(|at| at.to_string()),
            provider_id: line.provider_id,
            opens: line.opens,
            clicks: line.clicks,
            machine_opens: line.machine_opens,
            machine_clicks: line.machine_clicks,
            last_open_at: line.last_open_at.map(|at| at.to_string()),
            reading_seconds: line.reading.map(|time| time.as_secs_f64()),
            unsubscribed_at: line.unsubscribed_at.map(|at| at.to_string()),
        }
    }
}

/// The messages of a campaign, in the order of contacts; none before it is launched.
#[utoipa::path(get, path = "/api/campaigns/{id}/messages", tag = "campaigns",
    params(("id" = uuid::Uuid, Path), MessageQuery), responses((status = 200, body = Page<MessageBody>)))]
pub async fn get(
    member: Member,
    Id(id): Id<CampaignId>,
    Params(query): Params<MessageQuery>,
) -> Result<Json<Page<MessageBody>>, Problem> {
    let limit = limit(query.limit.as_deref())?;
    let unknown = || Problem::invalid(vec![FieldProblem::new("state", "invalid-message-state")]);
    let filter = Filter::parse(query.state.as_deref().unwrap_or_default()).ok_or_else(unknown)?;
    let after = Cursor::read::<5>(List::Messages, query.cursor.as_deref())?;
    let campaign = campaigns::get(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let after = after.map(|after| place(&campaign, after)).transpose()?;
    let (lines, next) = delivery::messages(&member.tenant, id, filter, after.as_ref(), limit).await?;
    let next = next.as_ref().and_then(|next| bytes(&campaign, next));
    let items = lines.into_iter().map(MessageBody::from).collect();
    Ok(Json(page_of(
        items,
        List::Messages,
        next.as_ref().map(<[u8; 5]>::as_slice),
    )))
}

/// A place as a cursor holds it: the contact's number, and which of the campaign's channels.
fn bytes(campaign: &Campaign, place: &Place) -> Option<[u8; 5]> {
    let channel = campaign.channels.iter().position(|channel| *channel == place.channel)?;
    let [a, b, c, d] = place.number.to_be_bytes();
    Some([a, b, c, d, u8::try_from(channel).ok()?])
}

fn place(campaign: &Campaign, [a, b, c, d, channel]: [u8; 5]) -> Result<Place, Problem> {
    let channel = campaign.channels.get(usize::from(channel));
    let channel = channel.ok_or_else(|| Problem::invalid(vec![FieldProblem::new("cursor", "invalid-cursor")]))?;
    Ok(Place {
        number: u32::from_be_bytes([a, b, c, d]),
        channel: channel.clone(),
    })
}
