//! `GET /campaigns`.

use super::rows;
use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::CampaignListPage;
use crate::view::{CampaignStatus, Place};
use axum::response::Html;
use relais_core::access::Permission;
use relais_core::campaigns::{self, CampaignId, Status};

const PAGE: usize = 50;

/// One page of campaigns, newest first.
pub async fn get(frame: Frame, query: Fields) -> Result<Html<String>, Problem> {
    let tenant = frame.tenant();
    let status = Status::parse(query.get("status"));
    // A cursor of another list, or an old bookmark, starts at the beginning.
    let before: Option<CampaignId> = query.get("cursor").parse().ok();
    let page = campaigns::list_in(tenant, status, before, PAGE).await?;
    let here = |cursor: Option<CampaignId>| {
        let mut address = form_urlencoded::Serializer::new(String::new());
        if let Some(status) = status {
            address.append_pair("status", status.as_str());
        }
        if let Some(cursor) = cursor {
            address.append_pair("cursor", &cursor.to_string());
        }
        match address.finish() {
            query if query.is_empty() => "/campaigns".to_owned(),
            query => format!("/campaigns?{query}"),
        }
    };
    html(&CampaignListPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Campaigns).await?,
        campaigns: rows(tenant, &page.items).await?,
        status: status.map(CampaignStatus::from),
        next: page.next.map(|cursor| here(Some(cursor))),
        first: before.map(|_| here(None)),
        has_contacts: frame
            .app
            .audiences
            .ask(tenant, |index| !index.live().is_empty())
            .await?,
        can_create: frame.may(Permission::CampaignsWrite),
    })
}
