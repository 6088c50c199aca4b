//! `GET /campaigns/name-check?title=…[&campaign=ID]`: asked while the name is typed.

use crate::http::{Fields, Problem};
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::campaigns::{NameCheckFragment, Verdict};
use axum::response::Html;
use relais_core::campaigns::{self, CampaignId, MAX_TITLE};
use relais_tenants::Tenant;

/// Whether the name is free.
pub async fn get(frame: Frame, query: Fields) -> Result<Html<String>, Problem> {
    let title = query.get("title");
    let verdict = verdict(frame.tenant(), title, query.get("campaign").parse().ok()).await?;
    html(&NameCheckFragment {
        ui: frame.ui,
        title: title.to_owned(),
        verdict,
    })
}

/// What the database says of a name; `except` is the campaign that may keep it.
pub async fn verdict(tenant: &Tenant, title: &str, except: Option<CampaignId>) -> Result<Verdict, Problem> {
    Ok(match title.chars().count() {
        0 => Verdict::Unasked,
        1..=MAX_TITLE if campaigns::title_taken(tenant, title, except).await? => Verdict::Taken,
        1..=MAX_TITLE => Verdict::Free,
        _ => Verdict::TooLong,
    })
}
