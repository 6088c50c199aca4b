//! `GET /`: the base, the last campaigns, what waits for the reader.

use super::audience::reach;
use super::campaigns::rows;
use super::frame::Frame;
use super::html;
use crate::http::Problem;
use crate::view::campaigns::Panel;
use crate::view::overview::{OverviewPage, Task};
use crate::view::{Place, Ui};
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::access::Permission;
use relais_core::audience::Filter;
use relais_core::campaigns::{self, Campaign, Status};
use relais_core::contacts::import;

/// Campaigns shown.
const SHOWN: usize = 8;
/// Imports looked through for some that wait.
const IMPORTS: usize = 10;

/// The overview. Who sees no campaigns (a developer of channels) starts in the settings.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    if !frame.may(Permission::CampaignsRead) {
        return Ok(Redirect::to("/settings/tokens").into_response());
    }
    Ok(html(&page(&frame, None).await?)?.into_response())
}

/// The page, with the side panel open or not.
pub async fn page(frame: &Frame, panel: Option<Panel>) -> Result<OverviewPage, Problem> {
    let tenant = frame.tenant();
    let everybody = Filter::new();
    let (contacts, reach) = frame
        .app
        .audiences
        .ask(tenant, |index| {
            (index.live().len(), reach(index, &everybody, &frame.offered))
        })
        .await?;
    let campaigns = campaigns::recent(tenant, SHOWN).await?;
    Ok(OverviewPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Overview).await?,
        contacts,
        reach,
        campaign_count: campaigns::count(tenant).await?,
        tasks: tasks(frame, &campaigns).await?,
        campaigns: rows(tenant, &campaigns).await?,
        can_create: frame.may(Permission::CampaignsWrite),
        can_import: frame.may(Permission::ContactsImport),
        panel,
    })
}

async fn tasks(frame: &Frame, campaigns: &[Campaign]) -> Result<Vec<Task>, Problem> {
    let ui: &Ui = &frame.ui;
    let mut tasks = Vec::new();
    if frame.may(Permission::ContactsImport) {
        let (imports, _) = import::list(frame.tenant(), None, IMPORTS).await?;
        tasks.extend(
            imports
                .into_iter()
                .filter(|import| import.status == import::Status::Previewed)
                .map(|import| Task {
                    icon: "upload",
                    text: ui.t1("task-import", "file", import.file_name),
                    href: format!("/imports/{}", import.id),
                    action: ui.t("task-import-action"),
                }),
        );
    }
    if frame.may(Permission::CampaignsWrite) {
        tasks.extend(
            campaigns
                .iter()
                .filter(|campaign| campaign.status == Status::Draft)
                .map(|campaign| Task {
                    icon: "pencil",
                    text: ui.t1("task-draft", "title", &campaign.title),
                    href: format!("/campaigns/new?campaign={}", campaign.id),
                    action: ui.t("task-draft-action"),
                }),
        );
    }
    Ok(tasks)
}
