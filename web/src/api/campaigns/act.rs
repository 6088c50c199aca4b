//! Where every act on a campaign ends: the campaign where it stands now.

use super::body::CampaignBody;
use crate::app::App;
use crate::http::{Member, Problem};
use axum::Json;
use relais_core::campaigns::{Campaign, CampaignError};

/// The answer to an act: the workers look at once at what it leaves to do.
pub async fn answer(
    app: &App,
    member: &Member,
    moved: Result<Option<Campaign>, CampaignError>,
) -> Result<Json<CampaignBody>, Problem> {
    let tenant = &member.tenant;
    let campaign = moved?.ok_or_else(Problem::not_found)?;
    app.workers.wake(tenant.id()).await;
    Ok(Json(CampaignBody::whole(tenant, campaign).await?))
}
