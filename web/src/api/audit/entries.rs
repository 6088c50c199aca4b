//! `GET /api/audit/entries`: the log from its first entry on.

use crate::api::wire::{Cursor, List, Page, limit, page_of};
use crate::http::{Member, Params, Problem};
use axum::Json;
use relais_core::audit::export::EntryLine;
use relais_core::audit::{self, Entry};
use relais_tenants::Tenant;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An entry of the log, its details closed. Bytes are in hexadecimal digits.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct EntryBody {
    /// Its place in the log, from 0.
    index: u64,
    /// Its identifier.
    id: Uuid,
    /// When it was recorded, RFC 3339.
    at: String,
    /// The same in milliseconds since 1970-01-01 UTC, as it is hashed.
    at_ms: i64,
    /// What was done, as `noun.verb`.
    action: String,
    /// Who: `person:…`, `system`, `operator` or `subject`. Null, as all below but the hashes, once its content was erased.
    actor: Option<String>,
    /// To what: an identifier.
    object: Option<String>,
    /// The request that asked for it, as its answer named it.
    request: Option<String>,
    /// The salt of the event.
    salt: Option<String>,
    /// The hash of the details.
    details_hash: Option<String>,
    /// What the tree holds of it.
    commitment: String,
    /// Its hash in the tree.
    leaf_hash: Option<String>,
    /// Whether its content was erased.
    erased: bool,
}

impl EntryBody {
    pub(super) fn of(tenant: &Tenant, entry: &Entry) -> Self {
        let line = EntryLine::of(tenant, entry, false);
        Self {
            index: line.index,
            id: line.id,
            at: entry.at.to_string(),
            at_ms: line.at,
            action: line.action,
            actor: line.actor,
            object: line.object,
            request: line.request,
            salt: line.salt,
            details_hash: line.details_hash,
            commitment: line.commitment,
            leaf_hash: entry.leaf_hash().map(|hash| hash.to_string()),
            erased: entry.content.is_none(),
        }
    }
}

/// Which part of the log is asked for.
#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct EntriesQuery {
    /// Items of the page, from 1 to 200; 50 when nothing is said.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Every act of the company, in the order of the log, oldest first.
#[utoipa::path(get, path = "/api/audit/entries", tag = "audit", params(EntriesQuery),
    responses((status = 200, body = Page<EntryBody>)))]
pub async fn get(member: Member, Params(query): Params<EntriesQuery>) -> Result<Json<Page<EntryBody>>, Problem> {
    let limit = limit(query.limit.as_deref())?;
    let from = Cursor::read(List::Audit, query.cursor.as_deref())?.map_or(0, u64::from_be_bytes);
    audit::catch_up(&member.tenant).await?;
    let mut entries = audit::in_order(&member.tenant, from, limit + 1).await?;
    let next = entries.get(limit).and_then(|entry| entry.index).map(u64::to_be_bytes);
    entries.truncate(limit);
    let items = entries
        .iter()
        .map(|entry| EntryBody::of(&member.tenant, entry))
        .collect();
    Ok(Json(page_of(
        items,
        List::Audit,
        next.as_ref().map(<[u8; 8]>::as_slice),
    )))
}
