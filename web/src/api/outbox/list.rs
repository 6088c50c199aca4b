//! `GET /api/outbox`: pages of the outbox, newest first.

use super::body::KeptBody;
use crate::api::wire::{Cursor, List, Page, limit, page_of};
use crate::http::{FieldProblem, Member, Params, Problem};
use axum::Json;
use relais_core::delivery;
use serde::Deserialize;
use uuid::Uuid;

/// Which messages are asked for.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub struct OutboxQuery {
    /// Those of one campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<String>,
    /// Items of the page, from 1 to 200; 50 when nothing is said.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What the sandbox took, as rendered, newest first.
#[utoipa::path(get, path = "/api/outbox", tag = "campaigns", params(OutboxQuery),
    responses((status = 200, body = Page<KeptBody>)))]
pub async fn get(member: Member, Params(query): Params<OutboxQuery>) -> Result<Json<Page<KeptBody>>, Problem> {
    let limit = limit(query.limit.as_deref())?;
    let unreadable = |_| Problem::invalid(vec![FieldProblem::new("campaign", "invalid-unreadable")]);
    let campaign = query
        .campaign
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(unreadable)?;
    let before = Cursor::read(List::Outbox, query.cursor.as_deref())?.map(Uuid::from_bytes);
    let (kept, next) = delivery::outbox(&member.tenant, campaign, before, limit).await?;
    let items = kept.into_iter().map(KeptBody::from).collect();
    let next = next.map(Uuid::into_bytes);
    Ok(Json(page_of(
        items,
        List::Outbox,
        next.as_ref().map(<[u8; 16]>::as_slice),
    )))
}
