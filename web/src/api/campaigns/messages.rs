//! `GET /api/campaigns/{id}/messages`: the ledger of a campaign, in the order that is asked for.

use crate::api::wire::{Cursor, List, Page, limit, page_of};
use crate::http::{FieldProblem, Id, Member, Params, Problem};
use axum::Json;
use relais_core::campaigns::{self, Campaign, CampaignId};
use relais_core::channels::Mode;
use relais_core::delivery::{self, Filter, Listing, MessageLine, Place, Sort};
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
    /// `sent_at`, `opens`, `clicks` (each with a minus before it for the largest first), or `status`: those that wait, those on
    /// their way, then by how they ended. The order of contacts when nothing is said; contacts decide among equals.
    sort: Option<String>,
    /// Items of the page, from 1 to 200; 50 when nothing is said.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before, in the same order.
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
    /// Whether it was handed to a provider (`live`) or to the `sandbox`; null before it was handed to either.
    mode: Option<&'static str>,
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
            mode: line.mode.map(Mode::as_str),
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

/// The messages of a campaign, in the order of contacts unless another is asked for; none before it is launched.
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
    let unknown = || Problem::invalid(vec![FieldProblem::new("sort", "invalid-message-sort")]);
    let sort = Sort::parse(query.sort.as_deref().unwrap_or_default()).ok_or_else(unknown)?;
    let after = Cursor::read::<PLACE>(List::Messages, query.cursor.as_deref())?;
    let campaign = campaigns::get(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let after = after.map(|after| place(&campaign, sort, after)).transpose()?;
    let listing = Listing { filter, sort };
    let (lines, next) = delivery::messages(&member.tenant, id, listing, after.as_ref(), limit).await?;
    let next = next.as_ref().and_then(|next| bytes(&campaign, sort, next));
    let items = lines.into_iter().map(MessageBody::from).collect();
    Ok(Json(page_of(
        items,
        List::Messages,
        next.as_ref().map(<[u8; PLACE]>::as_slice),
    )))
}

/// Bytes of a place: the order, its run, what that is sorted by, the contact's number, and which of the campaign's channels.
const PLACE: usize = 1 + 1 + 8 + 4 + 1;

/// A place as a cursor holds it.
fn bytes(campaign: &Campaign, sort: Sort, place: &Place) -> Option<[u8; PLACE]> {
    let channel = campaign.channels.iter().position(|channel| *channel == place.channel)?;
    let mut bytes = vec![sort.code(), place.run];
    bytes.extend(place.key.to_be_bytes());
    bytes.extend(place.number.to_be_bytes());
    bytes.push(u8::try_from(channel).ok()?);
    bytes.try_into().ok()
}

/// The place that a cursor holds. One of another order leads nowhere.
fn place(campaign: &Campaign, sort: Sort, bytes: [u8; PLACE]) -> Result<Place, Problem> {
    let [code, run, k0, k1, k2, k3, k4, k5, k6, k7, n0, n1, n2, n3, channel] = bytes;
    let channel = campaign.channels.get(usize::from(channel));
    match channel.filter(|_| code == sort.code()) {
        Some(channel) => Ok(Place {
            run,
            key: i64::from_be_bytes([k0, k1, k2, k3, k4, k5, k6, k7]),
            number: u32::from_be_bytes([n0, n1, n2, n3]),
            channel: channel.clone(),
        }),
        None => Err(Problem::invalid(vec![FieldProblem::new("cursor", "invalid-cursor")])),
    }
}
