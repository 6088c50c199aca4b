//! `GET /outbox?campaign=…&cursor=…`.

use super::row;
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::Place;
use crate::view::outbox::OutboxPage;
use axum::response::Html;
use relais_core::campaigns::{self, CampaignId};
use relais_core::delivery;
use uuid::Uuid;

const PAGE: usize = 50;

/// One page, newest first.
pub async fn get(frame: Frame, query: Fields) -> Result<Html<String>, Problem> {
    let tenant = frame.tenant();
    let asked: Option<CampaignId> = query.get("campaign").parse().ok();
    let campaign = match asked {
        Some(id) => campaigns::get(tenant, id).await?,
        None => None,
    };
    // A cursor of another list, or an old bookmark, starts at the beginning.
    let before: Option<Uuid> = query.get("cursor").parse().ok();
    let only = campaign.as_ref().map(|campaign| campaign.id);
    let (kept, next) = delivery::outbox(tenant, only, before, PAGE).await?;
    let here = |cursor: Option<Uuid>| {
        let mut address = form_urlencoded::Serializer::new(String::new());
        if let Some(campaign) = only {
            address.append_pair("campaign", &campaign.to_string());
        }
        if let Some(cursor) = cursor {
            address.append_pair("cursor", &cursor.to_string());
        }
        match address.finish() {
            query if query.is_empty() => "/outbox".to_owned(),
            query => format!("/outbox?{query}"),
        }
    };
    html(&OutboxPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Outbox).await?,
        messages: kept.iter().map(row).collect(),
        campaign: campaign.map(|campaign| (format!("/campaigns/{}", campaign.id), campaign.title)),
        next: next.map(|cursor| here(Some(cursor))),
        first: before.map(|_| here(None)),
    })
}
