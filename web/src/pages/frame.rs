//! What every page of a member starts from: who reads, and the frame around the page.

use super::flash::Flash;
use crate::app::App;
use crate::http::{Member, Problem, Reader};
use crate::view::{CampaignStatus, Company, Place, RecentCampaign, Shell, Ui};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use relais_core::access::Permission;
use relais_core::campaigns::{self, CampaignId};
use relais_core::channels::{self, Channel, Offered};
use relais_core::consent::Topic;
use relais_tenants::Tenant;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Campaigns in the menu.
const RECENT: usize = 8;

/// A member at a page.
pub struct Frame {
    /// The running program.
    pub app: App,
    /// Who, for which company.
    pub member: Member,
    /// How they read.
    pub ui: Ui,
    /// The company's channels.
    pub offered: Offered,
    here: String,
    told: Option<Flash>,
}

impl FromRequestParts<App> for Frame {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // A page for whoever is signed in is met without a company by those who were taken out of their last one.
        let member = parts
            .extensions
            .get::<Member>()
            .cloned()
            .ok_or_else(Problem::no_company)?;
        let offered = channels::offered(&member.tenant).await?;
        let mut ui = Reader::of(&parts.headers, &parts.extensions).0;
        ui.channels = Arc::new(names(app, &member.tenant, ui.lang()).await?);
        Ok(Self {
            ui,
            offered,
            here: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            told: Flash::of(&parts.headers),
            app: app.clone(),
            member,
        })
    }
}

/// What installed plugins call the channels they bring, in a reader's language.
async fn names(app: &App, tenant: &Tenant, language: &str) -> Result<BTreeMap<String, String>, Problem> {
    let mut names = BTreeMap::new();
    for plugin in app.plugins.list(tenant).await? {
        let Some(version) = plugin.current() else { continue };
        if Topic::parse(&version.channel).is_some_and(|topic| topic.other().is_some()) {
            names.insert(version.channel.clone(), version.title(language).to_owned());
        }
    }
    Ok(names)
}

impl Frame {
    /// The channel of this name; 404 where the company has none and no plugin brings it.
    pub async fn channel(&self, topic: Topic) -> Result<Channel, Problem> {
        let channel = channels::find(self.tenant(), &self.app.plugins, topic).await?;
        channel.ok_or_else(Problem::not_found)
    }

    /// The company's rows.
    pub fn tenant(&self) -> &Tenant {
        &self.member.tenant
    }

    /// Whether the member may do more than the route itself asked for.
    pub fn may(&self, permission: Permission) -> bool {
        self.member.may(permission)
    }

    /// Whether an entry of the menu leads anywhere for the member. Most do for everybody who sees a menu at all.
    fn opens(&self, place: Place) -> bool {
        place != Place::Compliance || self.may(Permission::AuditRead)
    }

    /// The frame of a page that belongs to `place`.
    pub async fn shell(&self, place: Place) -> Result<Shell, Problem> {
        self.shell_at(place, None).await
    }

    /// The same; `current` is the campaign whose page it is.
    pub async fn shell_at(&self, place: Place, current: Option<CampaignId>) -> Result<Shell, Problem> {
        let companies = self.app.installation.companies_of(self.member.person.id).await?;
        let recent = if self.may(Permission::CampaignsRead) {
            campaigns::recent(self.tenant(), RECENT).await?
        } else {
            Vec::new()
        };
        Ok(Shell {
            place,
            menu: Place::MENU.into_iter().filter(|place| self.opens(*place)).collect(),
            company: self.member.company.name.clone(),
            companies: companies
                .into_iter()
                .map(|(id, name)| Company {
                    id: id.to_string(),
                    name,
                    current: id == self.member.company.id,
                })
                .collect(),
            sandbox: channels::all_in_sandbox(self.tenant()).await?,
            member: self.member.person.name.clone(),
            email: self.member.person.email.clone(),
            recent: recent
                .into_iter()
                .map(|campaign| RecentCampaign {
                    id: campaign.id.to_string(),
                    status: CampaignStatus::from(campaign.status),
                    current: Some(campaign.id) == current,
                    title: campaign.title,
                })
                .collect(),
            toasts: self.told.iter().map(|told| self.ui.t(told.key())).collect(),
            here: self.here.clone(),
        })
    }
}

impl From<campaigns::Status> for CampaignStatus {
    fn from(status: campaigns::Status) -> Self {
        match status {
            campaigns::Status::Draft => Self::Draft,
            campaigns::Status::Preparing => Self::Preparing,
            campaigns::Status::Ready => Self::Ready,
            campaigns::Status::Scheduled => Self::Scheduled,
            campaigns::Status::Sending => Self::Sending,
            campaigns::Status::Paused => Self::Paused,
            campaigns::Status::Finished => Self::Finished,
            campaigns::Status::PartiallyFailed => Self::PartiallyFailed,
            campaigns::Status::Cancelled => Self::Cancelled,
        }
    }
}
