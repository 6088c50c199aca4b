//! `GET /api/campaigns`: pages of campaigns, newest first.

use super::body::CampaignBody;
use crate::api::wire::{Cursor, List, ListQuery, Page, page_of};
use crate::http::{Member, Params, Problem};
use axum::Json;
use relais_core::campaigns::{self, CampaignId};
use uuid::Uuid;

/// Campaigns, newest first.
#[utoipa::path(get, path = "/api/campaigns", tag = "campaigns", params(ListQuery),
    responses((status = 200, body = Page<CampaignBody>)))]
pub async fn get(member: Member, Params(query): Params<ListQuery>) -> Result<Json<Page<CampaignBody>>, Problem> {
    let limit = query.limit()?;
    let before = Cursor::read(List::Campaigns, query.cursor.as_deref())?;
    let before = before.map(|bytes| CampaignId(Uuid::from_bytes(bytes)));
    let page = campaigns::list(&member.tenant, before, limit).await?;
    let next = page.next.map(|id| id.uuid().into_bytes());
    let items = page.items.into_iter().map(CampaignBody::from).collect();
    Ok(Json(page_of(
        items,
        List::Campaigns,
        next.as_ref().map(<[u8; 16]>::as_slice),
    )))
}
